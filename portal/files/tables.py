"""What is known of kept files: a row a file as somebody brought it; the bytes are in the store under their SHA-256."""

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

__all__ = ["ContentClaim", "FileText", "PageImage", "StoredFile"]

INDEXES = (
    "create index stored_file_sha256 on stored_file (sha256)",
    "create unique index file_text_file on file_text (file)",
    "create unique index page_image_place on page_image (file, page, width)",
    "create index page_image_sha256 on page_image (sha256)",
    "create index content_claim_doomed on content_claim (until) where is_doomed",
)


class StoredFile(Table, tablename="stored_file"):
    """A file that the door admitted. Two rows may share one content; each has its own name and origin."""

    id = BigSerial(primary_key=True, db_column_name="id")
    sha256 = Varchar(length=64)
    size = BigInt(help_text="bytes")
    media_type = Varchar(length=100)
    name = Varchar(length=200)
    pages = Integer(default=0)
    virus_state = Varchar(length=20, help_text="clean, not_scanned, made (by the portal itself)")
    is_scanned = Boolean(default=False)
    is_internal = Boolean(default=False, help_text="the paper says LƯU HÀNH NỘI BỘ")
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=None, null=False)
    frozen_at = Timestamptz(null=True, default=None, help_text="sealed off: nobody reads it")
    purged_at = Timestamptz(null=True, default=None, help_text="sealed off for good: the bytes are gone")


class FileText(Table, tablename="file_text"):
    """The text of a file, pages parted by form feeds, and the same folded for search."""

    id = BigSerial(primary_key=True, db_column_name="id")
    file = ForeignKey(StoredFile, on_delete=OnDelete.cascade)
    pages = Text(default="")
    fold = Text(default="")


class PageImage(Table, tablename="page_image"):
    """A page drawn at a width in pixels; the picture is in the store."""

    id = BigSerial(primary_key=True, db_column_name="id")
    file = ForeignKey(StoredFile, on_delete=OnDelete.cascade)
    page = Integer()
    width = Integer()
    height = Integer()
    sha256 = Varchar(length=64)
    size = BigInt()


class ContentClaim(Table, tablename="content_claim"):
    """What is about to happen to a content of the store: somebody will point at it, or it is being taken out."""

    sha256 = Varchar(length=64, primary_key=True)
    is_doomed = Boolean(default=False, help_text="nobody may point at it any more; it is taken out")
    until = Timestamptz(
        default=None,
        null=False,
        help_text="held: nobody dooms it before; doomed: whoever takes it out has so long",
    )
