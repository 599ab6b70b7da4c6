"""Days that differ from the plain week: holidays, and weekends worked in exchange."""

from piccolo.columns import Boolean, Date, Varchar
from piccolo.table import Table


class SpecialDay(Table, tablename="special_day"):
    day = Date(primary_key=True, default=None)
    name = Varchar(length=200)
    is_working = Boolean(default=False)
