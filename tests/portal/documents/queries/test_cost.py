"""What a page costs: as many statements with three hundred documents as with three."""

import pytest

from portal.documents.queries.lists import documents
from portal.kit.clock import utc_now
from portal.kit.database import dialect, engine, execute, fetch
from tests.portal.documents.conftest import Browsing
from tests.support.cast import Cast
from tests.support.make import Maker


class Counted:
    """Counts the statements that an engine is asked for while it is open."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch):
        self.many = 0
        for name in ("fetch", "execute"):
            monkeypatch.setattr(type(engine()), name, self._counting(getattr(type(engine()), name)))
        monkeypatch.setattr(type(engine()), "fetch_all", self._counting_each(type(engine()).fetch_all))

    def _counting(self, original):
        async def counted(of, sql, arguments=()):
            self.many += 1
            return await original(of, sql, arguments)

        return counted

    def _counting_each(self, original):
        async def counted(of, reads):
            self.many += len(reads)
            return await original(of, reads)

        return counted

    async def of(self, browser, path: str) -> int:
        """How many statements a page takes."""
        assert (await browser.get(path)).status_code == 200
        before = self.many
        await browser.get(path)
        return self.many - before


async def more(cast: Cast, count: int) -> None:
    """Further letters in work that the division leads and everybody there may read."""
    for number in range(count):
        await execute(
            "insert into document (direction, state, code, subject, created_at, changed_at)"
            " values ('in', 'in_progress', ?, 'x', ?, ?)",
            *(f"{number}/X-Y", utc_now(), utc_now()),
        )
    for table, columns, values in (
        ("reader", "why", "'lead'"),
        ("turn", "deed, since", "'process', created_at"),
    ):
        await execute(
            f"insert into {table} (document_id, principal, {columns}) select id, ?, {values} from document d"
            f" where not exists (select 1 from {table} t where t.document_id = d.id)",
            f"head:{cast.division}",
        )


async def test_three_hundred_documents_cost_as_many_statements_as_three(
    make: Maker, cast: Cast, browse: Browsing, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id, minh = await make.instructed(), await browse(cast.minh)
    paths = (
        "/today",
        "/documents/incoming",
        "/documents/incoming?box=all",
        f"/documents/{document_id}",
        "/registers/incoming",
    )
    counted = Counted(monkeypatch)
    few = {path: await counted.of(minh, path) for path in paths}
    await more(cast, 300)
    assert {path: await counted.of(minh, path) for path in paths} == few
    assert all(0 < many <= 30 for many in few.values()), few


async def test_whoever_sees_little_of_much_does_not_read_it_all(make: Maker, cast: Cast) -> None:
    document_id = await make.instructed(lead=f"account:{cast.on.account_id}")
    await more(cast, 50)
    shown = await documents(cast.on, "in", "all", now=utc_now())
    assert [each.id for each in shown] == [document_id]
    if dialect() == "sqlite":
        plan = await fetch(
            "explain query plan select d.id from document d where d.id in (select document_id from reader"
            " where principal in (?, ?)) order by d.id desc limit 26",
            *("account:1", "unit:2"),
        )
        assert any("reader_principal" in each["detail"] for each in plan)
        assert not any(each["detail"].startswith("SCAN d") for each in plan), plan
