"""Files that wait in the encrypted spool for a second person's look, known to this process alone.

Their keys are in memory only, so a restart loses them on purpose; `queries` then shows them as lost.
"""

from dataclasses import dataclass, field
from datetime import datetime

from portal.files import spool
from portal.files.door import Examined


@dataclass(slots=True)
class HeldFile:
    """A waiting file, who brought it, and which pages (from 1) each other person has looked at."""

    event_id: int
    examined: Examined
    brought_by: int
    at: datetime
    seen: dict[int, set[int]] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages there are to look at."""
        return self.examined.inspection.pages

    def unseen_by(self, account_id: int) -> list[int]:
        """Pages nobody could read by program and this person has not looked at."""
        return sorted(set(self.examined.inspection.unread_pages) - self.seen.get(account_id, set()))


_waiting: dict[int, HeldFile] = {}


def hold(held: HeldFile) -> None:
    """Keep a file until somebody decides."""
    _waiting[held.event_id] = held


def waiting(event_id: int) -> HeldFile | None:
    """The file of an event, when this process still has it."""
    return _waiting.get(event_id)


def let_go(event_id: int) -> None:
    """Forget a file and wipe it."""
    held = _waiting.pop(event_id, None)
    if held:
        spool.wipe(held.examined.spooled)


def older_than(moment: datetime) -> list[int]:
    """Events whose files have waited since before that moment."""
    return [event_id for event_id, held in _waiting.items() if held.at < moment]
