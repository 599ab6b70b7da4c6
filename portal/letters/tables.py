"""The outbox: a row for every letter."""

from piccolo.columns import BigInt, BigSerial, Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

INDEXES = (
    "create index letter_unsent on letter (id) where state <> 'sent'",
    "create index letter_about on letter (about) where about <> ''",
)


class Letter(Table, tablename="letter"):
    """States: waiting (to be sent, or kept where no mail server is set), sent, failed (nobody tries again)."""

    id = BigSerial(primary_key=True)
    name = Varchar(length=60, help_text="The folder of its templates")
    to_address = Varchar(length=200)
    to_account = BigInt(null=True, default=None)
    subject = Varchar(length=300)
    text = Text(help_text="Erased once sent where it holds a secret link")
    calendar = Text(
        default="", help_text="An iCalendar object that goes along; erased together with the text"
    )
    about = Varchar(length=60, default="", help_text="Kind and id of what it is about, as kind:id")
    is_secret = Boolean(default=False)
    state = Varchar(length=10, default="waiting")
    attempts = Integer(default=0)
    last_error = Text(default="")
    created_at = Timestamptz(default=None, null=False)
    sent_at = Timestamptz(null=True, default=None)
