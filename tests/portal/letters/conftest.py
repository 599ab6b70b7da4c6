"""A real mail server on a free port, and settings that name it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiosmtpd.smtp import SMTP

from portal.settings import settings


class Mailbox:
    """Takes every letter, unless it is told to refuse with an answer of its own."""

    def __init__(self) -> None:
        self.received: list = []
        self.answer = "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  the server looks for this name
        if self.answer.startswith("250"):
            self.received.append(envelope)
        return self.answer


@pytest.fixture
async def mailbox(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Mailbox]:
    """What the mail server has received; the portal's letters go there."""
    box = Mailbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(box), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("CONGVU_SMTP_URL", f"smtp://127.0.0.1:{port}")
    settings.cache_clear()
    yield box
    server.close()
    settings.cache_clear()
