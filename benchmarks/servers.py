"""Server processes to measure: started as anybody would start them, and the processor time that they use.

The database's time counts too. PostgreSQL works in processes of its own, one a connection: they are found by the name
of the database, so the server must be on this machine, and nothing else may use that database.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server with everything it started."""

    process: psutil.Process
    port: int
    started: float
    database_url: str = ""

    def family(self) -> list[psutil.Process]:
        """The process and all below it."""
        return [self.process, *self.process.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """User and system time of the whole family and of the database's processes that serve it."""
        times = [each.cpu_times() for each in [*self.family(), *_backends(self.database_url)]]
        return sum(each.user + each.system for each in times)


@contextmanager
def running(command: Sequence[str], environ: Mapping[str, str], database_url: str = "") -> Iterator[Server]:
    """A server on a free port: `{port}` in the command, CONGVU_PORT in its environment. Ends it afterwards."""
    port = free_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith("CONGVU_")}
    own |= {"CONGVU_PORT": str(port), "CONGVU_LOG_LEVEL": "WARNING", "PYTHONPATH": str(ROOT)} | dict(environ)
    begun = time.perf_counter()
    process = subprocess.Popen(
        [each.format(port=port) for each in command], cwd=ROOT, env=own, stdout=sys.stderr
    )
    try:
        _wait(process, port)
        yield Server(psutil.Process(process.pid), port, begun, database_url)
    finally:
        process.terminate()
        process.wait(30)


def portal(data: Path, database_url: str = "") -> dict[str, str]:
    """The environment of a portal with a data folder and database of its own."""
    url = database_url if database_url.startswith("postgres") else ""
    return {"CONGVU_DATA": str(data)} | ({"CONGVU_DATABASE_URL": url} if url else {})


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(process: subprocess.Popen, port: int) -> None:
    for _attempt in range(3000):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it answered")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise RuntimeError("the server did not answer within 30 seconds")


def _backends(database_url: str) -> list[psutil.Process]:
    if not database_url.startswith("postgres"):
        return []
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        ).fetchall()
    return [psutil.Process(pid) for (pid,) in rows]
