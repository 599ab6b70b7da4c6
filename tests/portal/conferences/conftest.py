"""A department that meets: one media server of the test's own, which speaks to the portal as a real one does."""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.types import ASGIApp

from meetings.tokens import SIGNATURE_HEADER, sign_callback
from portal.conferences.actions import planning
from portal.conferences.actions.seats import take_seat
from portal.conferences.plans import Plan
from portal.kit.clock import utc_now
from portal.settings import settings
from tests.support.cast import Cast

SECRET = "chỉ dùng để thử, không ở đâu khác"
URL = "ws://127.0.0.1:8101"


@pytest.fixture(autouse=True)
def meeting_settings(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Browsers may reach two media servers, and the secret is known."""
    monkeypatch.setenv("CONGVU_MEETINGS_SECRET", SECRET)
    monkeypatch.setenv("CONGVU_MEETINGS_URLS", f"{URL},ws://127.0.0.1:8102/meet")
    settings.cache_clear()
    yield
    settings.cache_clear()


@dataclass
class Node:
    """A media server as the portal hears it. `started` is in milliseconds, as in the protocol."""

    http: httpx.AsyncClient
    name: str = "một"
    url: str = URL
    secret: str = SECRET
    started: int = field(default_factory=lambda: milliseconds() - 60_000)
    events: int = 0

    async def call(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """A signed callback; `body` is bytes or becomes JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        signature = sign_callback(content, self.secret, utc_now().timestamp())
        return await self.http.post(
            f"/meetings/callbacks/{path}", content=content, headers={SIGNATURE_HEADER: signature} | headers
        )

    async def beat(self, *rooms: int, people: int = 0, **more: Any) -> dict[str, Any]:
        """A heartbeat; the answer."""
        body = {
            "node": self.name,
            "url": self.url,
            "started": self.started,
            "draining": False,
            "load": {
                "people": people,
                "cpu": 12.5,
                "packets_in": 10,
                "packets_out": 20,
                "loss": 0.1,
                "limit_people": 50,
            },
            "rooms": [{"room": str(each), "people": 1} for each in rooms],
        }
        answer = await self.call("heartbeat", body | more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def tell(
        self, room: int, kind: str, person: str = "", at: int | None = None, **data: Any
    ) -> dict[str, Any]:
        """One event; the portal's answer to it."""
        self.events += 1
        event = {
            "id": data.pop("id", f"sự kiện {self.events}"),
            "kind": kind,
            "person": person,
            "at": milliseconds() if at is None else at,
            "data": data,
        }
        answer = await self.call("events", {"node": self.name, "room": str(room), "events": [event]})
        assert answer.status_code == 200, answer.text
        [done] = answer.json()["done"]
        return done

    async def room(self, room: int) -> httpx.Response:
        """Ask what a room is built from."""
        return await self.call("room", {"node": self.name, "room": str(room)})


def milliseconds() -> int:
    """Now, as the protocol writes it."""
    return round(utc_now().timestamp() * 1000)


@pytest.fixture
def node(portal: ASGIApp, cast: Cast) -> Node:
    """A media server that has not been heard of yet."""
    transport = httpx.ASGITransport(portal, raise_app_exceptions=False)
    return Node(httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000"))


@pytest.fixture
def second(node: Node) -> Node:
    """Another one, on the other address."""
    return Node(node.http, "hai", "ws://127.0.0.1:8102")


Planning = Callable[..., Awaitable[int]]


@pytest.fixture
def plan_meeting(cast: Cast) -> Planning:
    """`await plan_meeting()`: Minh chairs, Ổn writes, Hoài is invited; other fields of the plan as given."""

    async def plan(**changes: Any) -> int:
        return await planning.plan(cast.minh, plan_of(cast, **changes))

    return plan


def plan_of(cast: Cast, **changes: Any) -> Plan:
    """A plan that nothing is wrong with."""
    now = utc_now()
    plain: dict[str, Any] = {
        "title": "Giao ban tuần 47",
        "starts_at": now + timedelta(minutes=5),
        "ends_at": now + timedelta(minutes=65),
        "chair_id": cast.minh.account_id,
        "secretary_id": cast.on.account_id,
        "invited": (f"account:{cast.hoai.account_id}",),
        "is_free_of_secrets": True,
    }
    return Plan(**(plain | changes))


@pytest.fixture
async def meeting(plan_meeting: Planning, node: Node, cast: Cast) -> int:
    """An open meeting on the node `một`, in which Minh is."""
    conference_id = await plan_meeting(may_record=True)
    await node.beat()
    await take_seat(cast.minh, conference_id)
    await node.tell(
        conference_id,
        "joined",
        person_of(cast.minh),
        seat="ghế của Minh",
        name="Phạm Minh",
        role="chair",
        device="máy bàn",
    )
    return conference_id


def person_of(viewer: Any) -> str:
    """A member of staff as rooms know them."""
    return f"account:{viewer.account_id}"
