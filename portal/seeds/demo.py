"""The whole demo, in order."""

import os

from portal.calendar.actions import learn_holidays
from portal.kit.clock import local_day, utc_now
from portal.kit.database import fetch_value, transaction
from portal.kit.workers import in_worker
from portal.people.passwords import OF_THE_DEMO, hash_password
from portal.seeds.books import seed_books, seed_mandates
from portal.seeds.meetings import seed_meetings
from portal.seeds.people import seed_people
from portal.seeds.signing import make_authority, seed_keys
from portal.seeds.tsa import answering
from portal.seeds.work import seed_work
from portal.settings import settings


async def seed() -> bool:
    """Fill an empty database; returns whether anything was done."""
    pki = await in_worker(make_authority, settings().data, settings().address)
    if await fetch_value("select count(*) from account"):
        return False
    year = local_day(utc_now()).year
    await learn_holidays(range(year - 1, year + 2))
    password = await in_worker(hash_password, OF_THE_DEMO)
    async with transaction():
        ids = await seed_people(password)
        await seed_keys(pki, ids)
        await seed_books()
        await seed_mandates(ids)
    with answering(pki) as address:
        await _with_time_stamps(address, ids)
    await seed_meetings(ids)
    return True


async def _with_time_stamps(address: str, ids: dict[str, int]) -> None:
    """The portal does not serve yet, so its own authority answers elsewhere while papers are signed."""
    told = os.environ.get("CONGVU_TSA_URL")
    os.environ["CONGVU_TSA_URL"] = address
    settings.cache_clear()
    try:
        await seed_work(ids)
    finally:
        os.environ.pop("CONGVU_TSA_URL")
        if told is not None:
            os.environ["CONGVU_TSA_URL"] = told
        settings.cache_clear()
