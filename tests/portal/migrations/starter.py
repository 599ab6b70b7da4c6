"""A process that starts, migrates and says how many steps it applied: `starter.py URL STEPS`."""

import asyncio
import sys
from pathlib import Path

from portal.kit.database import start_database, stop_database
from portal.migrations.runner import migrate


async def start(url: str, steps: Path) -> int:
    await start_database(url)
    applied = await migrate(steps)
    await stop_database()
    return applied


if __name__ == "__main__":
    sys.stdout.write(str(asyncio.run(start(sys.argv[1], Path(sys.argv[2])))))
