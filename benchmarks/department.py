"""A department at work for years: any number of documents with everything that hangs on them, written in bulk.

An ordinary specialist may read one document in forty-nine of a full archive, of 100,000 about 2,000; fifteen wait for
her; everything she reads has a file, its way, opinions, openings and a log. Nothing is random: two runs are alike.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import starmap

import asyncpg

from portal.calendar.actions import learn_holidays
from portal.kit.database import execute, fetch_value, start_database, stop_database
from portal.migrations.runner import migrate
from portal.people.passwords import OF_THE_DEMO
from portal.seeds.people import seed_people

TURNS, NOTICES = 15, 150
_DIGEST = "0" * 64
_ISSUERS = (
    "UBND tỉnh Quảng Nam",
    "Bộ Giao thông vận tải",
    "Sở Tài chính",
    "Cục Đường bộ Việt Nam",
    "HTX Vận tải 3/2",
)
_ABOUT = (
    "báo cáo tình hình triển khai gửi, nhận văn bản điện tử giữa các cơ quan nhà nước trên địa bàn tỉnh",
    "mời họp về phương án bảo đảm trật tự an toàn giao thông dịp lễ & mùa mưa bão",
    'kế hoạch duy tu tuyến đường ĐT.607 đoạn "Vĩnh Điện – Hội An" năm 2026',
    "phúc đáp đề nghị cấp phù hiệu xe hợp đồng",
)
_FACTS = ("document:received", "document:registered", "document:instructed", "document:opened")
_STATES = ("registered", "in_progress", "in_progress", "closed", "closed", "closed")


@dataclass(frozen=True, slots=True)
class Department:
    """Where everything is: the specialist's session token and account, and the documents she is asked for."""

    url: str
    token: str
    account_id: int
    document_ids: tuple[int, ...]


async def fill(url: str, documents: int) -> Department:
    """Migrate an empty database and write a department with so many documents into it; leaves it stopped."""
    await start_database(url)
    try:
        await migrate()
        people = await seed_people(OF_THE_DEMO)
        now = datetime.now(UTC)
        await learn_holidays(range(now.year - 1, now.year + 2))
        specialist = people["hoai.nt"]
        unit = await fetch_value("select unit from post where account = ?", specialist)
        token = "a-session-of-the-benchmark-that-nobody-else-knows"
        await execute(
            "insert into session (token_hash, account, created_at, last_seen_at, expires_at) values (?, ?, ?, ?, ?)",
            *(sha256(token.encode()).hexdigest(), specialist, now, now, now + timedelta(hours=12)),
        )
    finally:
        await stop_database()
    written = _Archive(documents, specialist, unit, tuple(people.values()), now)
    await (_into_postgres if url.startswith("postgres") else _into_sqlite)(url, written.tables())
    return Department(url, token, specialist, tuple(written.readable[-TURNS:]))


@dataclass(frozen=True, slots=True)
class _Archive:
    """Rows for every table, as tuples."""

    many: int
    specialist: int
    unit: int
    people: tuple[int, ...]
    now: datetime

    @property
    def readable(self) -> list[int]:
        """What the specialist may read, the oldest first; a small archive is half hers."""
        return list(range(2, self.many + 1, max(2, min(49, self.many // 49))))

    def tables(self) -> Iterator[tuple[str, Iterable[tuple]]]:
        """Name and rows of each table; `COLUMNS` names what a row holds."""
        hers, every = frozenset(self.readable), range(1, self.many + 1)
        yield "stored_file", map(self._file, every)
        yield "document", map(self._document, every)
        yield "reader", (row for i in every for row in self._readers(i, i in hers))
        yield "turn", starmap(self._turn, enumerate(self.readable[-TURNS:]))
        yield "opened", (row for i in every for row in self._opened(i, i in hers))
        yield "instruction", ((i, self._person(i), "Nghiên cứu, tham mưu.", self._at(i)) for i in every)
        yield "assignment", (row for i in every for row in self._parts(i))
        yield "opinion", ((i, self._person(i + 1), "Đã trao đổi với nơi gửi.", self._at(i)) for i in every)
        yield "event", (row for i in every for row in self._events(i))
        yield "event_words", ((i, "", '{"number": 7}') for i in range(1, 1 + self.many * len(_FACTS)))
        yield "notice", map(self._notice, range(self.many + NOTICES))

    def _at(self, i: int) -> datetime:
        return self.now - timedelta(minutes=5 * (self.many - i) + 7)

    def _person(self, i: int) -> int:
        return self.people[i % len(self.people)]

    def _file(self, i: int) -> tuple:
        return (f"{i:064x}", 184_320, "application/pdf", f"{i}-VB.pdf", 2, "clean", False, self._at(i))

    def _document(self, i: int) -> tuple:
        is_out, at = i % 5 == 4, self._at(i)
        code = f"{i % 2000 + 1}/{'SGTVT-VP' if is_out else 'UBND-KGVX'}"
        direction, state = ("out", "issued") if is_out else ("in", _STATES[i % len(_STATES)])
        issuer = "" if is_out else _ISSUERS[i % len(_ISSUERS)]
        due = None if is_out or i % 3 else at + timedelta(days=7)
        return (
            *(direction, state, "Công văn", i % 2000 + 1, code, at.date(), issuer),
            f"{_ABOUT[i % len(_ABOUT)]} (số {i})",
            *(i % 17 == 0, 2, i, None if is_out else i, at, due, self._person(i), self._person(i + 2)),
            *(at if is_out else None, i - 1 if is_out else None, at, at),
        )  # fmt: skip

    def _readers(self, i: int, is_hers: bool) -> Iterator[tuple]:
        yield i, f"account:{self.specialist}" if is_hers else f"account:{9000 + i % 190}", "assigned"
        if not is_hers:
            yield i, f"unit:{900 + i % 20}", "informed"
        elif i % 3 == 0:
            yield i, f"unit:{self.unit}", "informed"

    def _turn(self, place: int, i: int) -> tuple:
        deed = ("process", "process", "contribute", "read", "process")[place % 5]
        due = None if place % 3 == 2 else self.now + timedelta(days=place - 4)
        return i, f"account:{self.specialist}", deed, self._at(i), due

    def _opened(self, i: int, is_hers: bool) -> Iterator[tuple]:
        others = {self._person(i), self._person(i + 1)}
        for account in sorted(others | {self.specialist} if is_hers else others):
            yield i, account, self._at(i), self._at(i)

    def _parts(self, i: int) -> Iterator[tuple]:
        for place, role in enumerate(("lead", "coordinate", "inform")):
            yield i, role, f"account:{self._person(i + place)}", self._person(i), "open", self._at(i)

    def _events(self, i: int) -> Iterator[tuple]:
        for place, fact in enumerate(_FACTS):
            number = (i - 1) * len(_FACTS) + place + 1
            yield (
                number,
                self._at(i),
                fact,
                self._person(i + place),
                "document",
                i,
                "{}",
                _DIGEST,
                _DIGEST,
                _DIGEST,
            )

    def _notice(self, n: int) -> tuple:
        is_hers = n < NOTICES
        account = self.specialist if is_hers else self._person(n)
        read = None if n % 10 == 0 else self.now
        return (
            account,
            "Văn bản mới giao cho bạn",
            "Công văn",
            "/documents/1",
            "document",
            n + 1,
            self.now,
            read,
        )


COLUMNS = {
    "stored_file": "sha256 size media_type name pages virus_state is_scanned created_at",
    "document": "direction state type_name number code issued_on issuer subject is_internal_only pages file_id"
    " arrival_number arrived_at due_at drafter_id signer_id issued_at answers_id created_at changed_at",
    "reader": "document_id principal why",
    "turn": "document_id principal deed since due_at",
    "opened": "document_id account_id first_at last_at",
    "instruction": "document_id author_id text at",
    "assignment": "document_id role principal assigned_by state at",
    "opinion": "document_id author_id text at",
    "event": "id at fact actor_id subject_kind subject_id keys words_hash previous digest",
    "event_words": "event_id salt words",
    "notice": "account title detail url subject_kind subject_id at read_at",
}


async def _into_sqlite(url: str, tables: Iterable[tuple[str, Iterable[tuple]]]) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("begin")
    for name, rows in tables:
        names = COLUMNS[name].split()
        marks = ", ".join("?" * len(names))
        connection.executemany(f"insert into {name} ({', '.join(names)}) values ({marks})", rows)
    connection.execute("commit")
    connection.execute("analyze")
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()


async def _into_postgres(url: str, tables: Iterable[tuple[str, Iterable[tuple]]]) -> None:
    connection = await asyncpg.connect(url)
    for name, rows in tables:
        await connection.copy_records_to_table(name, columns=COLUMNS[name].split(), records=rows)
    await connection.execute("vacuum analyze")
    await connection.close()
