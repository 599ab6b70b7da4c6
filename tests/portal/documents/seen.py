"""What tests look at: everything a deed may change, as it stands now."""

from collections.abc import Awaitable
from typing import Any

import pytest

from portal.audit.queries import HistoryLine, history
from portal.documents.actions.effects import let_read
from portal.kit.database import fetch, fetch_one, transaction
from portal.kit.viewer import Viewer
from portal.search.queries import search

_TABLES = (
    "turn",
    "reader",
    "assignment",
    "instruction",
    "opinion",
    "approval",
    "draft_version",
    "recipient",
    "signature",
)


async def row(document_id: int) -> dict[str, Any]:
    """The document's row."""
    found = await fetch_one("select * from document where id = ?", document_id)
    assert found is not None
    return found


async def everything(document_id: int) -> dict[str, Any]:
    """All rows about a document and how much was logged, to be compared."""
    rows = {
        table: await fetch(f"select * from {table} where document_id = ? order by id", document_id)
        for table in _TABLES
    }
    logged = await fetch("select count(*) as many from event")
    taken = await fetch("select book_id, last from number_counter order by id")
    return {"document": await row(document_id), "logged": logged, "taken": taken, **rows}


async def turns(document_id: int) -> set[tuple[str, str]]:
    """(principal, deed) of everything that waits."""
    rows = await fetch("select principal, deed from turn where document_id = ?", document_id)
    return {(each["principal"], each["deed"]) for each in rows}


async def log(viewer: Viewer, document_id: int) -> list[HistoryLine]:
    """The document's own history."""
    return await history(viewer, "document", document_id)


async def finds(viewer: Viewer, words: str) -> bool:
    """Whether a search of this person finds anything."""
    return bool((await search(viewer, words)).hits)


async def show_to(viewer: Viewer, document_id: int) -> None:
    """Let a colleague see a document without giving them anything to do."""
    async with transaction():
        await let_read(document_id, [f"account:{viewer.account_id}"], "inform")


async def refused(kind: type[Exception], deed: Awaitable[object]) -> str:
    """The sentence with which a deed is refused."""
    with pytest.raises(kind) as caught:
        await deed
    return str(caught.value)
