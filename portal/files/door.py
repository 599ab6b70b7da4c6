"""The door: the only place where bytes become something that may be kept.

`examine` looks, `admit` and `admit_made` decide and give an `Admitted`, which the store asks for by type and
which nothing else can make. What is done about a refusal is not the door's affair: see `portal.secrecy`.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from portal.files import spool
from portal.files.checks import Inspection, Reader, Scan, Virus, inspect_sealed
from portal.files.gateways.clamd import scan
from portal.files.markings import Marking, find, is_internal
from portal.files.names import clean_name
from portal.files.spool import Spooled
from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.kit.workers import WorkerDied, in_thread, in_worker
from portal.settings import settings

MADE = "made"
_DOOR = object()  # whoever holds it is the door


class TurnedAway(Exception):
    """The door does not admit this; a caller that asked `admit` without looking at `Examined` first is at fault."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A waiting file and all that was found out about it."""

    spooled: Spooled
    inspection: Inspection
    scan: Scan

    @property
    def markings(self) -> tuple[Marking, ...]:
        """Stamps of state secrets that were found."""
        return self.inspection.markings


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Two different people answer for a file at which the program could not tell, or told wrongly.

    Raises ValueError when both are one person or no reason is given.
    """

    first_id: int
    second_id: int
    reason: str

    def __post_init__(self) -> None:
        if self.first_id == self.second_id:
            raise ValueError("the second look is the same person's")
        if not self.reason.strip():
            raise ValueError("a second look needs a reason")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an admitted file. `size` in bytes; `text_by_page` also where it was recognised."""

    name: str
    media_type: str
    size: int
    sha256: str
    pages: int = 0
    text_by_page: tuple[str, ...] = field(default=(), repr=False)
    virus_state: str = MADE
    is_scanned: bool = False
    is_internal: bool = False


class Admitted:
    """A file that may be kept: its facts and a stream of its bytes. Only the door can make one."""

    __slots__ = ("facts", "_open")

    def __init__(self, door: object, facts: Facts, open_stream: Callable[[], AsyncIterator[bytes]]):
        """Raises TypeError unless the door itself calls."""
        if door is not _DOOR:
            raise TypeError("only portal.files.door admits files")
        self.facts, self._open = facts, open_stream

    def stream(self) -> AsyncIterator[bytes]:
        """The bytes from the beginning; may be asked for again while the source lasts."""
        return self._open()


async def examine(spooled: Spooled, *, must_be_pdf: bool = False) -> Examined:
    """Look into a waiting file, then for viruses, unless it is refused before: the scanner keeps a copy while it looks.

    Never raises for what the file holds.
    """
    inspection = await _inspect(spooled, must_be_pdf)
    if inspection.problem or inspection.markings:
        return Examined(spooled, inspection, Scan(Virus.NOT_SCANNED, "refused before"))
    return Examined(spooled, inspection, await look_for_viruses(spooled))


async def look_for_viruses(spooled: Spooled) -> Scan:
    """Ask the scanner of the settings about a waiting file."""
    return await scan(spool.stream(spooled), settings().clamd)


def admit(examined: Examined, second_look: SecondLook | None = None) -> Admitted:
    """Admit a waiting file. Markings and unread pages need the second look of another person.

    Raises TurnedAway for what no look can heal: a broken or infected file, or one not scanned where
    scanning is required; and for what needs a look and has none.
    """
    found = examined.inspection
    if found.problem:
        raise TurnedAway(found.problem)
    if examined.scan.state is Virus.INFECTED:
        raise TurnedAway("infected")
    if examined.scan.state is Virus.NOT_SCANNED and settings().scan_required:
        raise TurnedAway("not scanned")
    if second_look is None and (found.markings or not found.is_readable):
        raise TurnedAway("needs the look of a second person")
    spooled = examined.spooled
    facts = Facts(
        found.name,
        found.media_type,
        spooled.size,
        spooled.sha256,
        found.pages,
        found.text_by_page,
        examined.scan.state.value,
        found.is_scanned,
        found.is_internal,
    )
    return Admitted(_DOOR, facts, lambda: spool.stream(spooled))


async def admit_made(
    data: bytes, *, name: str, media_type: str, text_by_page: Sequence[str] = (), pages: int | None = None
) -> Admitted:
    """Admit what the portal itself made: a laid-out page, a signed revision, a picture of a page, a register.

    `text_by_page` is the text people put into it, searched for stamps as any other; a picture of a page
    already admitted has none. Raises Invalid (field "") when it bears the stamp of a state secret.
    """
    if find(text_by_page, name):
        raise Invalid({"": marked_sentence()})
    facts = Facts(
        clean_name(name),
        media_type,
        len(data),
        await in_thread(_digest, data),
        len(text_by_page) if pages is None else pages,
        tuple(text_by_page),
        is_internal=is_internal(text_by_page),
    )
    return Admitted(_DOOR, facts, lambda: _one_by_one(data))


async def admit_made_file(path: Path, *, name: str, media_type: str) -> Admitted:
    """The same for what is too large for memory, such as the recording of a meeting: a file on this machine's disk.

    It must stay as it is until it was kept. Raises Invalid (field "") when its name bears a stamp.
    """
    if find([], name):
        raise Invalid({"": marked_sentence()})
    size, digest = await in_thread(_measured, path)
    facts = Facts(clean_name(name), media_type, size, digest)
    return Admitted(_DOOR, facts, lambda: _from_disk(path))


def check_text(text: str, field: str = "") -> None:
    """Refuse typed text (a draft, a reason, the name of a day) with the stamp of a state secret on a line of its own.

    Whatever is typed and kept passes here first, in every room. Raises Invalid for `field`.
    """
    if find([text]):
        raise Invalid({field: marked_sentence()})


def marked_sentence() -> str:
    """What anyone is told whose text or file bears a stamp, and what to do."""
    return _(
        "Nội dung có dấu chỉ độ mật. Cổng không được lưu, gửi hay xử lý bí mật nhà nước: không có gì được giữ lại. "
        "Hãy chuyển tài liệu cho bộ phận giữ tài liệu mật theo kênh riêng."
    )


async def _inspect(spooled: Spooled, must_be_pdf: bool) -> Inspection:
    """Asked twice, because a worker that dies of one file takes the inspections of others with it."""
    reader = Reader(settings().tesseract, settings().ocr_pages)
    for _attempt in range(2):
        with suppress(WorkerDied):
            return await in_worker(
                inspect_sealed, spooled.path, spooled.key, spooled.name, reader, must_be_pdf=must_be_pdf
            )
    return Inspection(spooled.name, problem="died")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _measured(path: Path) -> tuple[int, str]:
    """Size in bytes and digest of a file."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


async def _from_disk(path: Path, size: int = 1024 * 1024) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await in_thread(file.read, size):
            yield chunk


async def _one_by_one(data: bytes, size: int = 1024 * 1024) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]
