"""One row a person and a thing told."""

from piccolo.columns import BigInt, BigSerial, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from portal.people.tables import Account


class Notice(Table, tablename="notice"):
    """A line under one person's bell. The same non-empty `key` on the same subject is told to a person once."""

    id = BigSerial(primary_key=True, db_column_name="id")
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    title = Text()
    detail = Text(default="")
    url = Text()
    subject_kind = Varchar(length=40)
    subject_id = BigInt()
    key = Varchar(length=80, default="")
    at = Timestamptz(default=None, null=False)
    read_at = Timestamptz(null=True, default=None)


INDEXES = (
    "create index notice_of_account on notice (account, id)",
    "create index notice_unread on notice (account, subject_kind, subject_id) where read_at is null",
    "create unique index notice_once on notice (account, subject_kind, subject_id, key) where key <> ''",
)
