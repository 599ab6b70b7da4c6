"""What hardly ever changes is read once in a while, and at once after a change."""

import pytest

from portal.kit.database import start_database, stop_database, transaction
from portal.web.remembered import Remembered


class Reads:
    """Answers how often it was asked."""

    count = 0

    async def __call__(self, _key: str = "") -> int:
        self.count += 1
        return self.count


@pytest.fixture
def remembered(database) -> Remembered[int]:
    return Remembered(Reads())


async def test_it_is_read_once_for_each_argument(remembered):
    assert [await remembered("a"), await remembered("a"), await remembered("b")] == [1, 1, 2]


async def test_a_change_is_seen_once_it_is_stored(remembered):
    await remembered("a")
    async with transaction():
        remembered.forget()
    assert await remembered("a") == 2


async def test_what_is_read_inside_a_transaction_is_not_kept(remembered):
    async with transaction():
        assert [await remembered("a"), await remembered("a")] == [1, 2]
    assert await remembered("a") == 3


async def test_another_database_is_read_anew(remembered, database):
    await remembered("a")
    await stop_database()
    await start_database(database)
    assert await remembered("a") == 2
