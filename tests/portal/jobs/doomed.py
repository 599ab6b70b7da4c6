"""A worker of its own process that says when it has begun a job and then never ends it: to be killed.

`python -m tests.portal.jobs.doomed URL LEASE_MILLISECONDS`
"""

import asyncio
import sys
from datetime import timedelta

from portal.jobs.worker import Pace, Worker
from portal.kit.database import start_database
from tests.portal.jobs.doings import registry


async def begin(payload: dict) -> None:
    sys.stdout.write(f"begun {payload['to']}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


async def work(url: str, lease: timedelta) -> None:
    await start_database(url)
    await Worker(registry(letter=begin), Pace(lease=lease)).run()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], timedelta(milliseconds=int(sys.argv[2]))))
