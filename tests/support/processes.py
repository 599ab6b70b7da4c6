"""Portals as processes of their own, each on a free port and a data folder of the caller's."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
REDIS = "redis://127.0.0.1:6379"
_PATIENCE = 120.0  # seconds, on a machine that has other things to do too


@dataclass(frozen=True, slots=True)
class Running:
    """A process that serves; `log` is what it wrote."""

    address: str
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    def answers(self) -> bool:
        """Whether it serves pages."""
        try:
            return httpx.get(f"{self.address}/healthz").is_success
        except httpx.TransportError:
            return False


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def valkey() -> str:
    """The address of the Redis or Valkey of this machine."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", 6379)):
            pytest.skip("no Redis at 127.0.0.1:6379")
    return REDIS


@contextmanager
def portal_process(folder: Path, *command: str, **settings: str) -> Iterator[Running]:
    """`congvu serve`, waited for until it answers, or another command, which is not waited for; ended afterwards."""
    with _started(folder, command or ("serve",), settings, lambda it: bool(command) or it.answers()) as it:
        yield it


@contextmanager
def running_demo(folder: Path, **settings: str) -> Iterator[str]:
    """The demo, seeded and ready; gives its address and ends it afterwards."""
    with _started(folder, ("demo",), settings, lambda it: "Ready:" in it.log) as it:
        yield it.address


@contextmanager
def _started(
    folder: Path, command: tuple[str, ...], settings: dict[str, str], is_ready: Callable[[Running], bool]
) -> Iterator[Running]:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONGVU_")}
    own = {"CONGVU_DATA": str(folder), "CONGVU_PORT": str(port)} | settings
    running = Running(f"http://127.0.0.1:{port}", folder.parent / f"log-{port}.txt")
    arguments = [sys.executable, "-m", "portal", *command]
    with running.log_file.open("w") as log:
        process = subprocess.Popen(arguments, cwd=ROOT, env=kept | own, stdout=log, stderr=log)
        try:
            _wait(process, running, is_ready)
            yield running
        finally:
            process.terminate()
            process.wait(20)


def attempts(patience: float = _PATIENCE) -> Iterator[None]:
    """Ten times a second, until the patience in seconds is over: for what nobody tells."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        yield
        time.sleep(0.1)


def _wait(process: subprocess.Popen, running: Running, is_ready: Callable[[Running], bool]) -> None:
    for _attempt in attempts():
        if is_ready(running):
            return
        if process.poll() is not None:
            break
    raise AssertionError(f"the portal did not start:\n{running.log[-4000:]}")
