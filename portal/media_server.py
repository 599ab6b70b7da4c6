"""The media server as the portal knows it from outside: its secret, its environment, and one kept alive for the demo.

It is a process of its own (`python -m meetings`) with settings of its own (`MEETINGS_…`); what is not set there is
filled in from the portal's.
"""

import secrets
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from portal.key_files import kept
from portal.settings import Settings, settings

_PATH = "/meet"  # of the WebSocket, docs/meeting-protocol.md
COMMAND = (sys.executable, "-m", "meetings")
_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)  # seconds before it is started again, longer while it keeps dying
_STOPPING = 5.0  # seconds that it has to say goodbye


def secret() -> str:
    """What portal and media servers sign with: the setting, else one made at the first need and kept."""
    return settings().meetings_secret or _own_secret(Path(settings().data))


@cache
def _own_secret(data: Path) -> str:
    made = kept(data / "keys" / "meetings", lambda: secrets.token_urlsafe(32).encode("ascii"))
    return made.decode("ascii").strip()


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a media server: as set, and what is missing from the portal's settings."""
    own = settings()
    filled = {
        "MEETINGS_PORTAL_URL": f"http://{_reachable(own)}:{own.port}",
        "MEETINGS_ORIGINS": own.address,
        "MEETINGS_TURN_URLS": own.meetings_turn_urls,
        "MEETINGS_TURN_SECRET": own.meetings_turn_secret,
        "MEETINGS_FOLDER": str(Path(own.data).absolute() / "meetings"),
        "MEETINGS_LOG_LEVEL": own.log_level,
    }
    if "MEETINGS_SECRET_FILE" not in environ:
        filled["MEETINGS_SECRET"] = secret()
    urls = own.meetings_urls.split(",")
    if len(urls) == 1 and urls[0].strip():
        filled["MEETINGS_URL"] = urls[0].strip().rstrip("/").removesuffix(_PATH) + _PATH
    return {name: value for name, value in filled.items() if value} | dict(environ)


def beside(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of the one that the demo starts: on the next port, for WebSockets and for media."""
    own = settings()
    port = str(own.port + 1)
    near = {
        "MEETINGS_HOST": own.host,
        "MEETINGS_PORT": port,
        "MEETINGS_UDP_HOST": own.host,
        "MEETINGS_UDP_PORT": port,
        "MEETINGS_NODE": "demo",
        "MEETINGS_ORIGINS": f"{own.address},http://localhost:{own.port}",
    }
    return environment(near | dict(environ))


def demo_url(own: Settings) -> str:
    """Where browsers find the demo's media server, unless it was set."""
    return own.meetings_urls or f"ws://{urlsplit(own.address).hostname}:{own.port + 1}"


def _reachable(own: Settings) -> str:
    """A name by which a process of this machine reaches the portal."""
    return "127.0.0.1" if own.host in ("0.0.0.0", "::", "") else own.host


class Keeper:
    """Keeps one media server running beside the portal, from a thread of its own."""

    def __init__(self, environ: Mapping[str, str], command: tuple[str, ...] = COMMAND):
        self._environ, self._command = dict(environ), command
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and start it again whenever it ends."""
        self._thread.start()

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self._over.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
        if self._thread.is_alive():
            self._thread.join(_STOPPING)
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def _keep(self) -> None:
        deaths = 0
        while not self._over.is_set():
            self._process = subprocess.Popen(self._command, env=self._environ)
            if self._over.is_set():
                self._process.terminate()
            self._process.wait()
            self._over.wait(_PAUSES[min(deaths, len(_PAUSES) - 1)])
            deaths += 1
