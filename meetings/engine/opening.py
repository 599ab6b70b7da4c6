"""Which engine runs: the one the setting names."""

import socket
import time
from collections.abc import Callable

from meetings.engine import Engine, Handlers
from meetings.engine.compiled import CompiledEngine, NoCore
from meetings.engine.python import PythonEngine

KINDS = ("auto", "python", "compiled")


def open_engine(
    sock: socket.socket, handlers: Handlers, kind: str = "auto", clock: Callable[[], int] = time.monotonic_ns
) -> Engine:
    """An engine on a bound UDP socket that does not block. `auto` takes the compiled one where it can be had.

    Raises ValueError for another kind than those of KINDS, NoCore (an OSError) when the compiled one is wanted
    and cannot be had.
    """
    if kind not in KINDS:
        raise ValueError(f"no engine is called {kind!r}: {', '.join(KINDS)}")
    if kind != "python":
        try:
            return CompiledEngine(sock, handlers, clock)
        except NoCore:
            if kind == "compiled":
                raise
    return PythonEngine(sock, handlers, clock)
