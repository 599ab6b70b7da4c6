"""`python -m meetings`: one node, from its settings to its end. SIGTERM and SIGINT drain it."""

import asyncio
import gc
import logging
import os
import signal
from collections import Counter
from collections.abc import Mapping

from meetings.media.exchange import Exchange
from meetings.room.node import Node
from meetings.room.notices import Portal
from meetings.room.server import Front
from meetings.room.session import LAST_WORDS
from meetings.settings import BadSetting, Settings, read_settings
from meetings.status import Status

log = logging.getLogger("meetings")


def main() -> None:
    """Read the settings and serve until told to stop."""
    settings = read_settings(os.environ)
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True
    )
    logging.getLogger("websockets").setLevel(logging.WARNING)
    asyncio.run(serve(settings))


async def serve(settings: Settings) -> None:
    """One node until a signal comes. Raises BadSetting when a port is taken or an address is none."""
    stop = _stop_on_signals()
    try:
        exchange = Exchange(
            settings.media_host, settings.udp_port, settings.announced, engine=settings.engine
        )
    except (OSError, ValueError) as error:
        raise BadSetting(f"media at {settings.media_host}:{settings.udp_port}: {error}") from error
    status = Status()
    portal = Portal(settings, status)
    node = Node(settings, portal, exchange, status, exchange.engine.traffic)
    try:
        server = await Front(node, lambda: rejected(exchange)).listen()
    except OSError as error:
        raise BadSetting(f"WebSocket at {settings.host}:{settings.port}: {error}") from error
    exchange.begin(asyncio.get_running_loop())
    working = [asyncio.create_task(each) for each in (node.tick(), node.beat())]
    gc.freeze()
    log.info("node %s serves at %s, media at %s", settings.name, settings.address, exchange.mux.candidates())
    try:
        await stop.wait()
        log.info("node %s stops", settings.name)
        server.close(close_connections=False)
        await node.close()
        await asyncio.wait({asyncio.ensure_future(server.wait_closed())}, timeout=LAST_WORDS)
    finally:
        for task in working:
            task.cancel()
        exchange.close()
        await portal.close()


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    return stop


def rejected(exchange: Exchange) -> Mapping[str, int]:
    """Datagrams dropped by engine and mux, by reason."""
    counts = Counter({f"media_{reason}": count for reason, count in exchange.engine.dropped.items()})
    counts.update({f"connection_{reason}": count for reason, count in exchange.mux.dropped.items()})
    counts["rtcp_malformed"] = exchange.switchboard.dropped
    return counts


if __name__ == "__main__":
    main()
