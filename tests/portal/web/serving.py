"""A page's WebSocket before a portal."""

import json
from time import time

from websockets.asyncio.client import ClientConnection, connect


def page_of(address: str, cookies: dict[str, str], **headers: str) -> connect:
    """The WebSocket that a page opens."""
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    named = {"Cookie": cookie, **headers}
    return connect(f"{address.replace('http', 'ws', 1)}/live", additional_headers=named, open_timeout=20)


async def asks_for(page: ClientConnection, *topics: str, since: float | None = None) -> list[str]:
    """Say which topics the page shows and since when; returns those that it will hear of."""
    await page.send(json.dumps({"topics": topics, "since": time() if since is None else since}))
    return json.loads(await page.recv())["topics"]
