"""What can be found: one entry a thing, its readers, and its words beside it, so that lists never carry them.

`search_words.body` and `search_words.body_fold` agree position by position, so that a place found in the
folded text can be shown from the original.
"""

from piccolo.columns import BigInt, BigSerial, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class SearchEntry(Table, tablename="search_entry"):
    """One thing that can be found; ids grow with time, so the newest come first by id."""

    id = BigSerial(primary_key=True, db_column_name="id")
    kind = Varchar(length=40)
    subject_id = BigInt()
    title = Text()
    detail = Text(default="")
    url = Text()
    at = Timestamptz(default=None, null=False)


class SearchReader(Table, tablename="search_reader"):
    """One principal who may read the entry; "everyone" is all staff."""

    id = BigSerial(primary_key=True, db_column_name="id")
    entry = ForeignKey(SearchEntry, on_delete=OnDelete.cascade, null=False)
    principal = Varchar(length=60)


class SearchWords(Table, tablename="search_words"):
    """The text of an entry as it was written and folded; the full-text index follows this table by itself."""

    entry = ForeignKey(SearchEntry, on_delete=OnDelete.cascade, null=False, primary_key=True)
    title_fold = Text(default="")
    body = Text(default="")
    body_fold = Text(default="")
    digest = Varchar(length=64, default="", help_text="SHA-256 of the words as they came")


INDEXES = (
    "create unique index search_entry_subject on search_entry (kind, subject_id)",
    "create unique index search_reader_once on search_reader (entry, principal)",
    "create index search_reader_principal on search_reader (principal, entry)",
)

# The index keeps no text of its own; SQLite 3.40 takes a row out only when told its old words, as the triggers do.
SQLITE_SQL = (
    "create virtual table search_index using fts5 (title_fold, body_fold, content = '', prefix = '2 3',"
    " tokenize = 'unicode61 remove_diacritics 0')",
    "create trigger search_words_added after insert on search_words begin"
    " insert into search_index (rowid, title_fold, body_fold) values (new.entry, new.title_fold, new.body_fold);"
    " end",
    "create trigger search_words_removed after delete on search_words begin"
    " insert into search_index (search_index, rowid, title_fold, body_fold)"
    " values ('delete', old.entry, old.title_fold, old.body_fold);"
    " end",
    "create trigger search_words_changed after update on search_words begin"
    " insert into search_index (search_index, rowid, title_fold, body_fold)"
    " values ('delete', old.entry, old.title_fold, old.body_fold);"
    " insert into search_index (rowid, title_fold, body_fold) values (new.entry, new.title_fold, new.body_fold);"
    " end",
)

# PostgreSQL counts word positions to 16,383 only; the title stands first, so that its phrases are always found.
POSTGRES_SQL = (
    "alter table search_words add column lexemes tsvector generated always as"
    " (to_tsvector('simple', title_fold) || to_tsvector('simple', body_fold)) stored",
    "create index search_words_lexemes on search_words using gin (lexemes) with (fastupdate = off)",
)
