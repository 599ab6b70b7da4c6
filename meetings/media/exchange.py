"""The media half of a node: one socket, one engine, one certificate, and a stage for each room."""

import asyncio
import time
from collections.abc import Callable, Sequence

from meetings.engine import Engine
from meetings.engine.opening import open_engine
from meetings.media.reports import FRACTION, Clock
from meetings.media.stage import Stage, Tell
from meetings.media.switchboard import Switchboard
from meetings.media.tracks import SECOND
from meetings.net.media_seam import new_certificate
from meetings.net.mux import Mux
from meetings.net.socket import announced, open_udp
from meetings.net.transport import State, Transport

NTP_EPOCH = 2_208_988_800  # seconds from 1900 to 1970


class Exchange:
    """Open from its making until `close`. Raises OSError when the port is taken, ValueError for a wrong address."""

    def __init__(
        self,
        host: str,
        port: int,
        announce: Sequence[str] = (),
        clock: Callable[[], int] = time.monotonic_ns,
        engine: str = "auto",
    ):
        sock = open_udp(host, port)
        self.port: int = sock.getsockname()[1]
        self.switchboard = Switchboard(clock)
        self.engine: Engine = open_engine(sock, self.switchboard, engine, clock)
        self.mux = Mux(self.engine, announced(host, announce, self.port), clock)
        self.switchboard.mux = self.mux
        self._certificate = new_certificate()
        self._clock = Clock(
            NTP_EPOCH * FRACTION + (time.time_ns() - time.monotonic_ns()) * FRACTION // SECOND
        )
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Packets are handled from now on, in this loop's thread."""
        self._loop = loop
        loop.add_reader(self.engine.fileno(), self.engine.pump)

    def stage(self, tell: Tell) -> Stage:
        """A new room's; `tell(seat, message)` sends to a browser. Its owner ticks it."""
        return Stage(self.engine, self.switchboard, self._connect, self._clock, tell)

    def end(self, stage: Stage) -> None:
        """The room has ended."""
        stage.close()

    def _connect(self, on_state: Callable[[State], None]) -> Transport:
        return Transport(self.mux, self.engine, self._certificate, on_state)

    def close(self) -> None:
        """End every connection and give the port back."""
        self.mux.close()
        if self._loop is not None:
            self._loop.remove_reader(self.engine.fileno())
            self._loop = None
        self.engine.close()
