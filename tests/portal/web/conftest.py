"""What tests of the web stand on: requests without a network."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from litestar import Litestar, Request, post
from litestar.types import ASGIApp, Message, Scope

from portal.settings import settings

Settle = Callable[..., None]


@pytest.fixture
def settle(monkeypatch: pytest.MonkeyPatch) -> Settle:
    """`settle(public_url="https://congvu.example")`: other settings until the end of the test."""

    def change(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"CONGVU_{name.upper()}", str(value))
        settings.cache_clear()

    yield change
    monkeypatch.undo()
    settings.cache_clear()


def scope_of(method: str = "GET", path: str = "/", query: str = "", **headers: str) -> Scope:
    """What a server hands to the application for a request."""
    named = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode("utf-8", "replace"),
        "query_string": query.encode(),
        "headers": named,
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50000),
        "state": {},
        "path_params": {},
    }


def request_of(method: str = "GET", path: str = "/", query: str = "", **headers: str) -> Request:
    """The same as a request."""
    return Request(scope_of(method, path, query, **headers))


@dataclass
class Answer:
    """What came back over the seam between server and application."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def __getitem__(self, name: str) -> str:
        """The first header of that name; fails without one."""
        return next(value for key, value in self.headers if key == name)


async def ask(app: ASGIApp, path: str, query: str = "", method: str = "GET", **headers: str) -> Answer:
    """Ask an application as a server does; unlike a browser it minds no odd letter and no length."""
    answer = Answer()

    waiting, is_whole = iter([{"type": "http.request", "body": b"", "more_body": False}]), asyncio.Event()

    async def receive() -> Message:
        if first := next(waiting, None):
            return first
        await is_whole.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers += [(name.decode(), value.decode()) for name, value in message["headers"]]
        else:
            answer.body += message.get("body", b"")
            if not message.get("more_body"):
                is_whole.set()

    named = {"host": "127.0.0.1:8000"} | {name: value for name, value in headers.items() if value}
    await app(scope_of(method, path, query, **named), receive, send)
    return answer


def request_with_body(
    body: bytes, kind: str, *, method: str = "POST", chunk: int = 0, **headers: str
) -> Request:
    """A request whose body arrives in chunks of so many bytes, or at once."""
    step = chunk or max(1, len(body))
    chunks = [body[at : at + step] for at in range(0, len(body), step)] or [b""]
    messages = [{"type": "http.request", "body": each, "more_body": True} for each in chunks]
    messages.append({"type": "http.request", "body": b"", "more_body": False})
    waiting = iter(messages)

    async def receive() -> Message:
        return next(waiting)

    scope = scope_of(method, content_type=kind, content_length=str(len(body)), **headers)
    scope["route_handler"] = _unlimited
    return Request(scope, receive)


@post("/", request_max_body_size=None, sync_to_thread=False)
def _unlimited() -> None:
    """The route of a request without an application."""


Litestar([_unlimited])
