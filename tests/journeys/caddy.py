"""The repository's own Caddyfile under a real Caddy, in front of a small upstream that tells what reached it."""

import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from litestar import Litestar, Request, WebSocket, get, post, websocket

from tests.support.processes import ROOT, free_port


@dataclass(frozen=True, slots=True)
class Site:
    """Where Caddy answers, and the authority that signed its certificate."""

    port: int
    authority: Path

    def tls(self) -> ssl.SSLContext:
        """A client's view of TLS: trusts this authority alone, speaks HTTP/2 where it can."""
        context = ssl.create_default_context(cafile=self.authority)
        context.set_alpn_protocols(["h2", "http/1.1"])
        return context


@get("/seen")
async def seen(request: Request) -> dict[str, str]:
    return dict(request.headers)


@get("/long")
async def long() -> str:
    return "công vụ " * 1000


@post("/upload")
async def upload(request: Request) -> int:
    return len(await request.body())


@websocket("/live")
async def live(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(f"nghe: {await socket.receive_text()}")
    await socket.close()


@contextmanager
def upstream() -> Iterator[int]:
    """The small upstream in a thread; gives its port."""
    app = Litestar([seen, long, upload, live], request_max_body_size=None)
    server = uvicorn.Server(uvicorn.Config(app, port=free_port(), log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.config.port
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def caddy(folder: Path, upstream_port: int) -> Iterator[Site]:
    """Caddy with the Caddyfile as it is, on free ports; ended and forgotten afterwards."""
    port = free_port()
    told = {
        "CADDY_SITE": "localhost",
        "CADDY_HTTPS_PORT": str(port),
        "CADDY_HTTP_PORT": str(free_port()),
        "CADDY_UPSTREAM": f"127.0.0.1:{upstream_port}",
        "CADDY_BODY_LIMIT": "1MB",
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    command = [shutil.which("caddy"), "run", "--adapter", "caddyfile", "--config", str(ROOT / "Caddyfile")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, env=os.environ | told, stdout=log, stderr=log)
    try:
        site = Site(port, folder / "caddy" / "pki" / "authorities" / "local" / "root.crt")
        wait_until_served(site, folder / "log")
        yield site
    finally:
        server.terminate()
        server.wait(10)


def wait_until_served(site: Site, log: Path) -> None:
    """Until a TLS handshake succeeds: Caddy makes its authority and certificate first."""
    for _ in range(100):
        try:
            with socket.create_connection(("127.0.0.1", site.port), 1) as raw:
                site.tls().wrap_socket(raw, server_hostname="localhost").close()
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(log.read_text(encoding="utf-8"))
