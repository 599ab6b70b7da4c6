"""The rooms of this node: who is led to which, the heartbeat to the portal, and the end of it all."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

from meetings import asks
from meetings.errors import Close, Unwelcome
from meetings.net.turn import ice_servers
from meetings.room.facts import Acknowledged, Came, SentOut
from meetings.room.load import Rates
from meetings.room.notices import Declined, Orders, Portal, Unreachable
from meetings.room.outbox import Outbox
from meetings.room.recording import Handover
from meetings.room.running import Running, Stages
from meetings.room.session import RATE, Session
from meetings.room.state import Room
from meetings.settings import Settings
from meetings.status import Status
from meetings.tokens import BadToken, Join, read_join

log = logging.getLogger(__name__)

HEARTBEAT = 2.0
TICK = 0.05
LOOK = 10  # ticks between two looks at who did not come back
TURN_SECONDS = 12 * 3600  # for which TURN credentials are good
FLUSH = 3.0  # seconds for the last events when the process ends


class Node:
    """All rooms of this process. `stages` gives them their media; `traffic()` tells the packets so far."""

    def __init__(
        self,
        settings: Settings,
        portal: Portal,
        stages: Stages,
        status: Status,
        traffic: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        self.settings, self.portal, self.status, self.traffic = settings, portal, status, traffic
        self.rooms: dict[str, Running] = {}
        self.closing: set[Running] = set()
        self.draining = False
        self._is_ending = False
        self.started = _now()
        self.recordings = Handover(portal, settings)
        self._taking_up: asyncio.Task[None] | None = None
        self._stages = stages
        self._opening: dict[str, asyncio.Task[Running]] = {}
        self._nonces: dict[str, int] = {}
        self._flushing: set[asyncio.Task[None]] = set()
        self._rates = Rates()

    @property
    def people(self) -> int:
        """How many are in rooms."""
        return sum(each.people for each in self.rooms.values())

    @property
    def loss(self) -> float:
        """Percent of packets lost on the way to us, in the room where it is worst."""
        return 100 * max((each.stage.load().get("loss", 0.0) for each in self.rooms.values()), default=0.0)

    @property
    def events_waiting(self) -> int:
        """Events that the portal does not have yet."""
        return sum(len(each.outbox) for each in (*self.rooms.values(), *self.closing))

    async def admit(self, session: Session, join: asks.Join) -> Running:
        """Lead a connection to its room. Raises BadToken and Unwelcome."""
        try:
            claims = self._checked(join.token)
        except BadToken:
            self.status.counts["tokens_refused"] += 1
            raise
        if self.draining:
            raise Unwelcome(Close.MOVED, "draining")
        running = self.rooms.get(claims.room)
        is_known = running is not None and running.room.contents.inside(claims.person) is not None
        if self.people >= self.settings.limit_people and not is_known:
            raise Unwelcome(Close.FULL, "full")
        running = running or await self._open(claims.room)
        fact = Came(
            connection=secrets.token_urlsafe(16),
            claims=claims,
            former=join.seat,
            last_seq=join.last_seq,
            microphone=join.microphone,
            camera=join.camera,
            device=session.device,
        )
        running.come(session, fact)
        return running

    def _checked(self, token: str) -> Join:
        now = time.time()
        claims = read_join(token, self.settings.secret, now)
        if claims.node != self.settings.name:
            raise BadToken("for another node")
        if claims.nonce in self._nonces:
            raise BadToken("used already")
        self._nonces[claims.nonce] = claims.expires
        if len(self._nonces) > 4 * self.settings.limit_people:
            self._nonces = {nonce: until for nonce, until in self._nonces.items() if until >= now}
        return claims

    async def _open(self, room: str) -> Running:
        """The room as the portal keeps it; several who come at once wait for the same answer."""
        task = self._opening.get(room)
        if task is None:
            task = self._opening[room] = asyncio.create_task(self._begin(room), name=f"opening room {room}")
            task.add_done_callback(lambda _task: self._opening.pop(room, None))
        return await asyncio.shield(task)

    async def _begin(self, room: str) -> Running:
        kept = await self.portal.room(room)
        if self.draining:
            raise Unwelcome(Close.MOVED, "draining")

        def outbox(answered: Callable[[Acknowledged], None]) -> Outbox:
            return Outbox(self.portal, room, answered)

        state = Room(room, secrets.token_urlsafe(9), kept, self.settings.limit_room_people, _now())
        running = Running(
            state,
            outbox,
            self._stages,
            _now,
            self.status,
            self._finished,
            self._connection,
            self.recordings,
        )
        self.rooms[room] = running
        return running

    def _finished(self, running: Running) -> None:
        """A room is over; what the portal has yet to hear is still told."""
        if self.rooms.get(running.name) is running:
            del self.rooms[running.name]
        self.closing.add(running)
        task = asyncio.create_task(running.outbox.flush(), name=f"last events of room {running.name}")
        self._flushing.add(task)
        task.add_done_callback(self._flushing.discard)
        task.add_done_callback(lambda _task: self.closing.discard(running))

    def _connection(self, person: str) -> dict[str, Any]:
        """What a browser needs to connect: TURN servers with credentials of its own, limits, our clock."""
        limits = {"people": self.settings.limit_room_people, "text": 2000, "messages_a_second": int(RATE)}
        own = self.settings
        ice = ice_servers(own.turn, own.turn_secret, person, time.time(), TURN_SECONDS)
        return {"ice": ice, "limits": limits, "now": _now()}

    async def tick(self) -> None:
        """Time goes by in every room; returns never."""
        loop = asyncio.get_running_loop()
        due, ticks = loop.time(), 0
        while True:
            due = max(due + TICK, loop.time())
            await asyncio.sleep(due - loop.time())
            self.status.late(max(0.0, loop.time() - due))
            now_ns, ticks = time.monotonic_ns(), ticks + 1
            for running in list(self.rooms.values()):
                running.tick(now_ns)
                if ticks % LOOK == 0:
                    running.look()

    async def beat(self) -> None:
        """The heartbeat, and what an earlier process left behind; returns never."""
        self._taking_up = asyncio.create_task(self.recordings.take_up(), name="recordings left behind")
        while True:
            try:
                await self.heartbeat()
            except Exception:
                self.status.counts["faults"] += 1
                log.exception("a heartbeat failed")
            await asyncio.sleep(HEARTBEAT)

    async def heartbeat(self) -> None:
        """Tell the portal once that we live, and do what it wants."""
        self.status.cpu = self._rates.cpu()
        try:
            orders = await self.portal.heartbeat(self._pulse())
        except Unreachable:
            return
        except Declined as no:
            log.error("the portal refuses our heartbeat: %s", no)
            return
        self._obey(orders)

    def _obey(self, orders: Orders) -> None:
        for each in orders.close:
            if each.room in self.rooms:
                self.rooms[each.room].close(each.why if each.why in ("moved", "sealed") else "ended")
        for each in orders.remove:
            if each.room in self.rooms:
                self.rooms[each.room].apply(SentOut(each.person))
        if orders.drain and not self.draining:
            self.drain()
        elif not orders.drain and self.draining and not self._is_ending:
            self.draining = False

    def drain(self) -> None:
        """Take in nobody new, and send everybody to ask for a seat elsewhere."""
        log.info("draining %d rooms", len(self.rooms))
        self.draining = True
        for running in list(self.rooms.values()):
            running.close("draining")

    async def close(self) -> None:
        """Drain, tell the portal what is left, within a few seconds."""
        self.draining = self._is_ending = True
        await asyncio.wait({asyncio.ensure_future(self.heartbeat())}, timeout=1)
        self.drain()
        await asyncio.wait({*self._flushing, asyncio.ensure_future(self.recordings.flush())}, timeout=FLUSH)
        await self.recordings.close()
        for running in list(self.closing):
            await running.outbox.close()

    def _pulse(self) -> dict[str, Any]:
        return {
            "node": self.settings.name,
            "url": self.settings.address,
            "started": self.started,
            "draining": self.draining,
            "load": {
                "rooms": len(self.rooms),
                "people": self.people,
                "cpu": round(self.status.cpu, 1),
                "limit_people": self.settings.limit_people,
                "loss": round(self.loss, 2),
                **self._rates.traffic(self.traffic()),
            },
            "rooms": [{"room": each.name, "people": each.people} for each in self.rooms.values()],
        }


def _now() -> int:
    return time.time_ns() // 1_000_000
