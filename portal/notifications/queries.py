"""A person's own notices; nobody reads another's."""

from dataclasses import dataclass
from datetime import datetime

from portal.kit.database import Read, fetch_as, fetch_value
from portal.kit.errors import NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line as it is kept: `title` is a message id, because the reader may speak another language than the doer."""

    id: int
    title: str
    detail: str
    url: str
    at: datetime
    read_at: datetime | None

    @property
    def sentence(self) -> str:
        """The title in the viewer's language."""
        return _(self.title)

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


_COLUMNS = "select id, title, detail, url, at, read_at from notice where account = ?"


async def notices(viewer: Viewer, *, before: int | None = None, limit: int = 50) -> list[NoticeRow]:
    """The newest first, older than the notice `before` where it is given."""
    older, values = ("", ()) if before is None else (" and id < ?", (before,))
    return await fetch_as(
        NoticeRow, f"{_COLUMNS}{older} order by id desc limit ?", viewer.account_id, *values, limit
    )


async def notice_for(viewer: Viewer, notice_id: int) -> NoticeRow:
    """One of the viewer's own. Raises NotFound."""
    rows = await fetch_as(NoticeRow, f"{_COLUMNS} and id = ?", viewer.account_id, notice_id)
    if not rows:
        raise NotFound
    return rows[0]


def unread(viewer: Viewer) -> Read[int]:
    """How many are unread, counted to 100: one cheap statement for every page's bell."""
    return fetch_value(
        "select count(*) from (select 1 from notice where account = ? and read_at is null limit ?) counted",
        *(viewer.account_id, MOST_COUNTED),
    )
