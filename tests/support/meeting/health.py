"""What a node's process uses, seen from outside."""

import asyncio
import re
from dataclasses import dataclass
from urllib.request import urlopen

import psutil

from tests.support.meeting.hall import Node


@dataclass(frozen=True, slots=True)
class Health:
    """`files` less connections kept to the portal; `memory` in MB (unique set size), `cpu` in seconds so far."""

    files: int
    threads: int
    tasks: int
    memory: float
    cpu: float
    people: int
    faults: int


def health(node: Node) -> Health:
    """Of a running node."""
    assert node.process is not None
    process = psutil.Process(node.process.pid)
    times = process.cpu_times()
    kept = [each for each in process.net_connections("tcp") if each.raddr and each.laddr.port != node.port]
    with urlopen(f"http://127.0.0.1:{node.port}/metrics", timeout=10) as answer:
        told = answer.read().decode()

    def metric(name: str) -> int:
        found = re.search(rf"^meetings_{name} (\S+)$", told, re.MULTILINE)
        return int(float(found[1])) if found else 0

    return Health(
        files=process.num_fds() - len(kept),
        threads=process.num_threads(),
        tasks=metric("tasks"),
        memory=process.memory_full_info().uss / 1e6,
        cpu=times.user + times.system,
        people=metric("people"),
        faults=metric("faults_total"),
    )


async def at_rest(node: Node, people: int) -> Health:
    """The same when so many are in rooms, and once nothing has changed for a second."""
    async with asyncio.timeout(40):
        before = health(node)
        while True:
            await asyncio.sleep(1)  # What is looked for is that nothing happens in it.
            now = health(node)
            if now.people == people and (now.files, now.tasks) == (before.files, before.tasks):
                return now
            before = now
