"""What is measured: so many who publish, so many who receive, and what they publish."""

import asyncio
import socket
import subprocess
from abc import ABC, abstractmethod
from dataclasses import dataclass

import psutil

from benchmarks.meeting.connection import Connection
from benchmarks.meeting.player import Player


@dataclass(frozen=True)
class Room:
    """`parts` packets a picture, `rate` pictures a second; a receiver sees at most `tiles` of them."""

    publishers: int = 10
    receivers: int = 10
    video: bool = True
    sound: bool = True
    parts: int = 2
    rate: float = 30.0
    tiles: int = 49


class Server(ABC):
    """A running server of one process."""

    def __init__(self, pid: int) -> None:
        self.process = psutil.Process(pid)

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        times = self.process.cpu_times()
        return times.user + times.system

    def memory(self) -> int:
        """Octets that would be free if it were not there."""
        return self.process.memory_full_info().uss

    @abstractmethod
    async def publish(self, player: Player, who: int, ssrcs: dict[str, int]) -> Connection:
        """One more person who sends these, by kind."""

    @abstractmethod
    async def receive(self, player: Player, who: int, room: Room) -> list[Connection]:
        """One more person who gets everything that is sent in the room."""

    @abstractmethod
    async def close(self) -> None:
        """Say goodbye."""

    async def listening(self, port: int, process: subprocess.Popen[bytes]) -> None:
        """Until it answers on its TCP port."""
        for _attempt in range(1500):
            if process.poll() is not None:
                raise RuntimeError(f"the server ended with {process.returncode} before it answered")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            await asyncio.sleep(0.02)
        raise RuntimeError("the server did not answer within 30 seconds")
