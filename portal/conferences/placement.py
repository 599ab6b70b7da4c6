"""Which media server holds which room (pure): a room stays where it is, else the least loaded one takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LOST_AFTER = timedelta(seconds=6)


@dataclass(frozen=True, slots=True)
class Node:
    """A media server as placement sees it. `most` is how many people it takes; `is_allowed`: browsers may reach it."""

    name: str
    url: str
    heard_at: datetime
    people: int = 0
    rooms: int = 0
    most: int = 0
    cpu: float = 0.0  # percent of a core
    is_draining: bool = False
    is_allowed: bool = True

    def lives(self, now: datetime) -> bool:
        """Whether it was heard of a moment ago."""
        return now - self.heard_at <= LOST_AFTER

    @property
    def is_full(self) -> bool:
        """Whether it takes nobody more; 0 is no limit."""
        return 0 < self.most <= self.people


class NoNode(Exception):
    """No media server can take the room; `is_full` says that there are some but all are full."""

    def __init__(self, *, is_full: bool):
        super().__init__("full" if is_full else "none")
        self.is_full = is_full


def place(nodes: Sequence[Node], here: str, now: datetime, *, is_back: bool = False) -> Node:
    """The node for a room that is on the node called `here` now ("" for none). Raises NoNode.

    `is_back` is for somebody who has a place there already and only lost the line: a full node takes them.

    A node that drains gives its rooms away as soon as another can take them, and keeps them until then.
    """
    living = [node for node in nodes if node.is_allowed and node.lives(now)]
    staying = next((node for node in living if node.name == here), None)
    if staying and not staying.is_draining:
        if staying.is_full and not is_back:
            raise NoNode(is_full=True)
        return staying
    free = [node for node in living if not node.is_full and not node.is_draining]
    if free:
        return min(free, key=lambda node: (node.people, node.rooms, node.cpu, node.name))
    if staying and not staying.is_full:
        return staying
    raise NoNode(is_full=bool(living))


def others_can_take(nodes: Sequence[Node], leaving: str, now: datetime) -> bool:
    """Whether the rooms of a node that drains have somewhere to go."""
    return any(
        node.name != leaving
        and node.is_allowed
        and node.lives(now)
        and not node.is_full
        and not node.is_draining
        for node in nodes
    )


def plain_url(url: str) -> str:
    """A node's address as addresses are compared: no slash and no path of the protocol at its end."""
    return url.strip().rstrip("/").removesuffix("/meet")
