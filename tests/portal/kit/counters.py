"""A table that only these tests know."""

from piccolo.columns import BigInt, BigSerial, Boolean, Date, Timestamptz, Varchar
from piccolo.table import Table

from portal.kit.database import fetch_value


class Counter(Table, tablename="counter"):
    id = BigSerial(primary_key=True)
    name = Varchar(length=40)
    value = BigInt(default=0)
    is_open = Boolean(default=False)
    at = Timestamptz(null=True, default=None)
    day = Date(null=True, default=None)


async def make_counter() -> None:
    """The table with one row: "visits", at 0."""
    await Counter.create_table()
    await Counter(name="visits").save()


async def value_of(name: str) -> int:
    """Where a counter stands."""
    return await fetch_value("select value from counter where name = ?", name)
