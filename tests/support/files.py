"""Fixtures for files: a data folder of the test's own, a real scanner, an S3 server in this process."""

import logging
import shutil
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import psutil
import pytest
from moto.server import ThreadedMotoServer

from portal.settings import settings
from portal.web.security import secret_key
from tests.support.papers import EICAR


class PeakMemory:
    """Watches this process from a thread of its own; `growth` is by how many bytes it had grown at its largest."""

    growth = 0

    def __enter__(self) -> Self:
        """Begin to watch."""
        self._before = psutil.Process().memory_info().rss
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop watching."""
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(0.01):
            self.growth = max(self.growth, psutil.Process().memory_info().rss - self._before)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own, with its own keys."""
    monkeypatch.setenv("CONGVU_DATA", str(tmp_path / "data"))
    settings.cache_clear()
    secret_key.cache_clear()
    yield tmp_path / "data"
    settings.cache_clear()
    secret_key.cache_clear()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an S3-compatible server."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["disk", "s3"])
def kept_on(request: pytest.FixtureRequest, data: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Files are kept on disk, then the same in a fresh bucket."""
    if request.param == "s3":
        server, bucket = request.getfixturevalue("s3_server"), f"files-{abs(hash(str(data)))}"
        urllib.request.urlopen(urllib.request.Request(f"{server}/{bucket}", method="PUT"))
        monkeypatch.setenv("CONGVU_STORAGE_URL", f"s3://{bucket}/kept")
        monkeypatch.setenv("CONGVU_S3_ENDPOINT", server)
        monkeypatch.setenv("CONGVU_S3_ACCESS_KEY", "key")
        monkeypatch.setenv("CONGVU_S3_SECRET_KEY", "secret")
        settings.cache_clear()
    return request.param


@pytest.fixture(scope="session")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real scanner on a socket of its own that knows one virus; takes streams of a MiB at most."""
    if not shutil.which("clamd"):
        pytest.skip("clamd is not installed (Debian: clamav-daemon)")
    folder = tmp_path_factory.mktemp("clamd")
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "local.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    (folder / "clamd.conf").write_text(
        f"Foreground yes\nLocalSocket {folder}/socket\nDatabaseDirectory {signatures}\n"
        f"TemporaryDirectory {folder}\nStreamMaxLength 1M\nMaxThreads 2\n"
    )
    daemon = subprocess.Popen(
        ["clamd", "--config-file", str(folder / "clamd.conf")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        for line in daemon.stdout:
            if b"Self checking" in line or b"Listening daemon" in line:
                break
        yield str(folder / "socket")
    finally:
        daemon.terminate()
        daemon.wait(10)


@pytest.fixture
def with_scanner(data: Path, clamd: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The settings name the scanner."""
    monkeypatch.setenv("CONGVU_CLAMD", clamd)
    settings.cache_clear()
    return clamd


@pytest.fixture
def closed_port() -> str:
    """An address on loopback where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"
