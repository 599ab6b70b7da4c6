"""Two rows a deed: the event that the chain holds together, and its readable part.

The database itself refuses to change or delete events; of the readable part it lets only an erasure through. Whoever
owns the database can take these triggers away: then the chain shows what was done.
"""

from piccolo.columns import BigInt, BigSerial, Text, Timestamptz, Varchar
from piccolo.table import Table


class Event(Table, tablename="event"):
    """What the chain covers: ids, keys, and the hash of the words."""

    id = BigSerial(primary_key=True, db_column_name="id")
    at = Timestamptz(default=None, null=False)
    fact = Varchar(length=80)
    actor_id = BigInt(null=True, default=None)
    on_behalf_of_id = BigInt(null=True, default=None)
    subject_kind = Varchar(length=40)
    subject_id = BigInt()
    keys = Text(default="{}")
    words_hash = Varchar(length=64)
    previous = Varchar(length=64)
    digest = Varchar(length=64)


class EventWords(Table, tablename="event_words"):
    """What a person reads; null words were erased, which an event of its own must tell."""

    event_id = BigInt(primary_key=True)
    salt = Varchar(length=64)
    words = Text(null=True, default=None)
    erased_at = Timestamptz(null=True, default=None)


INDEXES = (
    "create index event_subject on event (subject_kind, subject_id, id)",
    "create index event_actor on event (actor_id, at, id)",
    "create index event_fact on event (fact, at, id)",
    "create index event_at on event (at, id)",
)

_ERASED = "new.event_id = old.event_id and new.words is null and new.salt = '' and new.erased_at is not null"

SQLITE_SQL = (
    "create trigger event_is_not_changed before update on event"
    " begin select raise(abort, 'the log only grows'); end",
    "create trigger event_is_not_deleted before delete on event"
    " begin select raise(abort, 'the log only grows'); end",
    "create trigger event_words_are_not_deleted before delete on event_words"
    " begin select raise(abort, 'the log only grows'); end",
    f"create trigger event_words_are_only_erased before update on event_words when not ({_ERASED})"
    " begin select raise(abort, 'the log only grows'); end",
)

POSTGRES_SQL = (
    "create function refuse_to_change_the_log() returns trigger language plpgsql as"
    " $$ begin raise exception 'the log only grows'; end $$",
    "create trigger event_only_grows before update or delete or truncate on event"
    " for each statement execute function refuse_to_change_the_log()",
    "create trigger event_words_are_not_deleted before delete or truncate on event_words"
    " for each statement execute function refuse_to_change_the_log()",
    "create trigger event_words_are_only_erased before update on event_words"
    f" for each row when (not ({_ERASED})) execute function refuse_to_change_the_log()",
)
