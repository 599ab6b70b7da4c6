"""Another process that writes to the same database."""

import asyncio

from piccolo_conf import DB
from portal.kit.database import start_database, stop_database
from tests.portal.kit.trials import count_to


def count(path: str, many: int) -> None:
    """Add one to the tally so many times."""

    async def work() -> None:
        await start_database(f"sqlite:///{path}")
        await count_to(DB, many)
        await stop_database()

    asyncio.run(work())
