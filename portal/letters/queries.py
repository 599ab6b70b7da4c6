"""The outbox, for administrators."""

from dataclasses import dataclass
from datetime import datetime

from portal.kit.database import fetch_as, fetch_value
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.settings import settings


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in the list; `text` is empty where the administrator has no need to read it."""

    id: int
    name: str
    to_address: str
    subject: str
    text: str
    state: str
    attempts: int
    last_error: str
    created_at: datetime
    sent_at: datetime | None


async def outbox(viewer: Viewer, *, before: int | None = None, limit: int = 50) -> list[LetterRow]:
    """Letters below an id, newest first. Raises NotFound for whoever does not administer.

    Texts are shown only where no mail server is set: the administrator then hands the links over.
    """
    _must_administer(viewer)
    return await fetch_as(
        LetterRow,
        f"select id, name, to_address, subject, {_TEXT[not settings().smtp_url]} as text, state, attempts, last_error, "
        "created_at, sent_at from letter where id < ? order by id desc limit ?",
        *(before or 2**62, limit),
    )


async def count_unsent(viewer: Viewer) -> int:
    """How many letters have not left. Raises NotFound for whoever does not administer."""
    _must_administer(viewer)
    return await fetch_value("select count(*) from letter where state <> 'sent'")


_TEXT = {True: "case when state = 'sent' then '' else text end", False: "''"}


def _must_administer(viewer: Viewer) -> None:
    if not viewer.has("administrator"):
        raise NotFound
