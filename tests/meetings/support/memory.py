"""A room in memory: a real engine and a real stage, browsers made of Python, lines that lose and delay, time by hand.

Only DTLS and ICE are left out: a connection is there as soon as both descriptions are.
"""

from collections.abc import Callable
from typing import Any

from meetings import asks, tells
from meetings.engine import Extensions
from meetings.engine.python import PythonEngine
from meetings.media.reports import Clock
from meetings.media.stage import Stage
from meetings.media.switchboard import Switchboard
from meetings.net.sdp import Local
from meetings.net.transport import State
from tests.meetings.engine.callers import Caller, opened
from tests.meetings.support.browser import NAMES, Browser
from tests.meetings.support.link import MS, SECOND, Link

FINGERPRINT = "sha-256 " + ":".join(["AB"] * 32)


class MemoryTransport:
    """What the stage takes for a connection; `caller` is its other end."""

    def __init__(self, caller: Caller, on_state: Callable[[State], None]) -> None:
        self.caller, self._on_state = caller, on_state
        self.peer = caller.peer
        self.state = State.NEW
        self.renewed = 0

    def local(self) -> Local:
        """Our side, as a description says it."""
        return Local(self.peer, f"ufrag{self.renewed}", "p" * 24, FINGERPRINT, (("192.0.2.1", 8100),))

    def begin(self, _ufrag: str, _pwd: str, _fingerprints: Any, extensions: Extensions) -> None:
        """The browser's description is here: the connection stands."""
        self.caller.engine.key(self.peer, self.caller.keys, extensions)
        self.go(State.CONNECTED)

    def renew(self) -> None:
        """Other credentials from now on."""
        self.renewed += 1

    def go(self, state: State) -> None:
        """Become connected, lost, failed."""
        self.state = state
        self._on_state(state)

    def close(self) -> None:
        """It is over."""
        self.state = State.CLOSED
        self.caller.engine.drop_peer(self.peer)
        self.caller.close()


class World:
    """One room. `step` lets a millisecond go by, `run` many."""

    def __init__(self) -> None:
        self.now = 1000 * SECOND
        sock = opened()
        self._at = sock.getsockname()[:2]
        switchboard = Switchboard(lambda: self.now)
        self.engine = PythonEngine(sock, switchboard, clock=lambda: self.now)
        self.clock = Clock(1 << 60)
        self.made: list[MemoryTransport] = []
        self.browsers: dict[str, Browser] = {}
        self.stage = Stage(self.engine, switchboard, self._connect, self.clock, self._tell)  # type: ignore[arg-type]

    def enter(self, person: str, **options: Any) -> Browser:
        """Somebody comes in and publishes a microphone and a camera; lines may be given as `up` and `down`."""
        browser = Browser(person, **options)
        self.browsers[person] = browser
        self.stage.enter(person, person)
        for source in ("microphone", "camera"):
            self.stage.state(person, source, True)
        self.stage.publish(person, browser.offer())
        browser.publishing = self.made[-1].caller
        return browser

    def leave(self, person: str) -> None:
        """Somebody goes."""
        self.stage.leave(person)
        del self.browsers[person]

    def show(
        self, person: str, *others: str, height: float = 720, source: str = "camera", **options: Any
    ) -> None:
        """What a browser shows from now on."""
        views = [asks.View(other, source, height * 16 / 9, height) for other in others]  # type: ignore[arg-type]
        self.stage.show(person, asks.Show(views, **options))

    def run(self, seconds: float) -> "World":
        """Let time go by."""
        for _millisecond in range(int(seconds * 1000)):
            self.step()
        return self

    def until(self, holds: Callable[[], Any], seconds: float = 5) -> "World":
        """Let time go by until something holds; it must within so many seconds."""
        for _millisecond in range(int(seconds * 1000)):
            if holds():
                return self
            self.step()
        raise AssertionError("it did not come to hold")

    def step(self) -> None:
        """One millisecond."""
        self.now += MS
        for browser in self.browsers.values():
            browser.act(self.now)
        self.engine.pump()
        if self.now // MS % 50 == 0:
            self.stage.tick(self.now)
        for browser in self.browsers.values():
            browser.hear(self.now)

    def close(self) -> None:
        """Give back every socket."""
        self.stage.close()
        self.engine.close()

    def _connect(self, on_state: Callable[[State], None]) -> MemoryTransport:
        self.made.append(MemoryTransport(Caller(self.engine, self._at, NAMES), on_state))
        return self.made[-1]

    def _tell(self, seat: str, message: tells.Tell) -> None:
        browser = self.browsers.get(seat)
        if browser is None:
            return
        browser.told.append(message)
        if isinstance(message, tells.Subscribe):
            browser.receiving = self.made[-1].caller if browser.receiving is None else browser.receiving
            self.stage.subscribed(seat, browser.answer(message))
        elif isinstance(message, tells.Slots):
            browser.slots.update(message.slots)
        elif isinstance(message, tells.Layers) and message.source == "camera":
            browser.camera.active = set(message.active)


def lossy(loss: float, delay: int = 30, seed: int = 7, **options: Any) -> Link[bytes]:
    """A line that loses this share of packets; `delay` in ms."""
    return Link(loss=loss, delay=delay * MS, seed=seed, **options)
