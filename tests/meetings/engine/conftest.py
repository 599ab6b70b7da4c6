"""A node without its network: one engine, a clock that is set by hand, callers."""

from collections.abc import Iterator

import pytest

from meetings.engine import Extensions, batched, python
from meetings.engine.building import built_core
from meetings.engine.opening import open_engine
from tests.meetings.engine.callers import NAMES, Caller, Ears, opened

SECOND = 1_000_000_000


class Node:
    """What most tests need, in one hand. `now` is what the engine's clock says."""

    def __init__(self, kind: str = "python", sock=None) -> None:
        self.ears, self.now = Ears(), SECOND
        self.socket = sock or opened()
        self.engine = open_engine(self.socket, self.ears, kind, clock=lambda: self.now)
        self.callers: list[Caller] = []

    def caller(self, names: Extensions = NAMES, profile: int = 7, host: str = "127.0.0.1") -> Caller:
        self.callers.append(Caller(self.engine, (host, self.socket.getsockname()[1]), names, profile))
        return self.callers[-1]

    def close(self) -> None:
        for caller in self.callers:
            caller.close()
        self.engine.close()


@pytest.fixture(params=["batched", "whole", "apart", "compiled"])
def node(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Node]:
    """On every way to the socket: many datagrams a call, cut by the kernel or not; one datagram a call; compiled."""
    kind = "python"
    if request.param == "whole":
        monkeypatch.setattr(batched, "knows_segments", lambda sock: False)
    if request.param == "apart":
        monkeypatch.setattr(python, "libc", None)
    if request.param == "compiled":
        kind = "compiled" if built_core() else pytest.skip("there is no compiler here")
    made = Node(kind)
    yield made
    made.close()
