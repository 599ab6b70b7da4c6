"""All settings of the media server: one frozen dataclass, read once from the environment, each with a sentence.

`MEETINGS_X_FILE` names a file whose contents are the value of `MEETINGS_X`; odd values refuse to start.
"""

import socket
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class BadSetting(SystemExit):
    """A setting has a value that cannot be meant; the process does not start."""


def _setting(default: Any, sentence: str) -> Any:
    return field(default=default, metadata={"sentence": sentence})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every field is read from `MEETINGS_` and its name in capitals."""

    host: str = _setting("127.0.0.1", "Address the WebSocket listens on.")
    port: int = _setting(8100, "Port the WebSocket listens on.")
    url: str = _setting(
        "", "Address of the WebSocket for browsers, ending in /meet; empty: ws://host:port/meet."
    )
    udp_host: str = _setting(
        "", "Address the media port listens on; empty: the WebSocket's, :: for every address of the machine."
    )
    udp_port: int = _setting(8100, "UDP port for all media of all rooms.")
    announce: str = _setting(
        "",
        "Addresses of the media port for browsers, with commas; empty: where it listens, or the machine's.",
    )
    portal_url: str = _setting("http://127.0.0.1:8000", "Address of the portal, without a path.")
    secret: str = _setting(
        "", "Secret shared with the portal, at least 16 characters; without it nothing starts."
    )
    node: str = _setting(
        "", "Name of this node, unlike any other's; empty: the machine's name and the WebSocket's port."
    )
    origins: str = _setting(
        "", "Origins of pages that may connect, with commas; empty: the portal's own address."
    )
    turn_urls: str = _setting("", "TURN servers for browsers, such as turns:turn.example:443, with commas.")
    turn_secret: str = _setting("", "Secret shared with the TURN servers (time-limited credentials).")
    folder: Path = _setting(Path("data/meetings"), "Folder for recordings until the portal has them.")
    engine: str = _setting("auto", "How packets are forwarded: auto, python or compiled.")
    limit_people: int = _setting(200, "People on this node at the same time.")
    limit_room_people: int = _setting(100, "People in one room at the same time.")
    metrics_token: str = _setting(
        "", "Bearer token with which /metrics may be read from elsewhere; empty: only from this machine."
    )
    log_level: str = _setting("INFO", "How much is logged: DEBUG, INFO, WARNING or ERROR.")

    @property
    def address(self) -> str:
        """Where browsers find the WebSocket."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.url or f"ws://{host}:{self.port}/meet"

    @property
    def name(self) -> str:
        """What the portal calls this node."""
        return self.node or f"{socket.gethostname()}:{self.port}"

    @property
    def media_host(self) -> str:
        """The address that the media port listens on."""
        return self.udp_host or self.host

    @property
    def announced(self) -> list[str]:
        """The addresses for browsers; empty: to be found out."""
        return _listed(self.announce)

    @property
    def turn(self) -> list[str]:
        """Addresses of the TURN servers."""
        return _listed(self.turn_urls)

    @property
    def allowed_origins(self) -> frozenset[str]:
        """Origins of pages that may connect (RFC 6454), in lower case."""
        given = _listed(self.origins) or [self.portal_url]
        return frozenset("{0.scheme}://{0.netloc}".format(urlsplit(each)).lower() for each in given)


_CHOICES = {
    "engine": {"auto", "python", "compiled"},
    "log_level": {"DEBUG", "INFO", "WARNING", "ERROR"},
}
_SHORTEST_SECRET = 16


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from an environment. Raises BadSetting on a name nobody knows or a value that cannot be meant."""
    known = {f"MEETINGS_{each.name.upper()}": each for each in fields(Settings)}
    values: dict[str, Any] = {}
    for name, text in environ.items():
        if not name.startswith("MEETINGS_"):
            continue
        plain = name.removesuffix("_FILE")
        if plain not in known:
            raise BadSetting(f"{name}: no such setting; {', '.join(known)} are known")
        if name.endswith("_FILE"):
            text = Path(text).read_text(encoding="utf-8").strip()
        default = known[plain].default
        assert default is not MISSING
        values[known[plain].name] = _convert(plain, text, type(default))
    if len(values.get("secret", "")) < _SHORTEST_SECRET:
        raise BadSetting(f"MEETINGS_SECRET: at least {_SHORTEST_SECRET} characters, the same as the portal's")
    return Settings(**values)


def _convert(name: str, text: str, kind: type) -> Any:
    if kind is int:
        if not text.isdecimal():
            raise BadSetting(f"{name}: {text!r} is not a whole number")
        return int(text)
    choices = _CHOICES.get(name.removeprefix("MEETINGS_").lower())
    if choices and text not in choices:
        raise BadSetting(f"{name}: {text!r} is none of {', '.join(sorted(choices))}")
    return Path(text) if issubclass(kind, Path) else text


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]
