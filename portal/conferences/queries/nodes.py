"""Media servers as their heartbeats described them: for placement, and for the administrator's page."""

import json
from datetime import datetime
from typing import Any

import msgspec

from portal.conferences.placement import Node, plain_url
from portal.kit.clock import utc_now
from portal.kit.database import fetch_as
from portal.kit.errors import Forbidden
from portal.kit.viewer import Viewer
from portal.settings import settings


class NodeRow(msgspec.Struct, frozen=True):
    """A row of `conference_node`; `load` is what the node said of itself."""

    id: int
    name: str
    url: str
    started_at: datetime
    heard_at: datetime
    is_draining: bool
    is_lost: bool
    load: str

    @property
    def said(self) -> dict[str, Any]:
        """The load as docs/meeting-protocol.md names it."""
        return json.loads(self.load)

    @property
    def is_allowed(self) -> bool:
        """Whether the settings let browsers reach it."""
        return plain_url(self.url) in allowed_urls()

    def as_placed(self) -> Node:
        """What placement looks at."""
        said = self.said
        return Node(
            self.name,
            self.url,
            self.heard_at,
            people=_number(said, "people"),
            rooms=_number(said, "rooms"),
            most=_number(said, "limit_people"),
            cpu=float(_number(said, "cpu")),
            is_draining=self.is_draining,
            is_allowed=self.is_allowed,
        )


def _number(said: dict[str, Any], name: str) -> int:
    value = said.get(name, 0)
    return int(value) if isinstance(value, int | float) else 0


def allowed_urls() -> set[str]:
    """The addresses that browsers may reach, as addresses are compared."""
    return {plain_url(each) for each in settings().meetings_urls.split(",") if each.strip()}


async def all_nodes() -> list[NodeRow]:
    """Every media server that was ever heard of and not forgotten, by name."""
    return await fetch_as(
        NodeRow,
        "select id, name, url, started_at, heard_at, is_draining, is_lost, load from conference_node order by name",
    )


async def nodes_for(viewer: Viewer) -> list[NodeRow]:
    """The same for the administrator's page. Raises Forbidden for everybody else."""
    if not viewer.has("administrator"):
        raise Forbidden
    return await all_nodes()


async def browser_url(name: str) -> str:
    """Where browsers reach the node of that name, else any that lives; empty where none does."""
    now = utc_now()
    living = [node for node in await all_nodes() if node.is_allowed and node.as_placed().lives(now)]
    chosen = next((node for node in living if node.name == name), living[0] if living else None)
    return f"{plain_url(chosen.url)}/meet" if chosen else ""
