"""Stubs of what the door did, and seals on what was discovered late. Never a subject, never a refused file's name."""

from piccolo.columns import BigInt, BigSerial, ForeignKey, OnDelete, Text, Timestamptz, Varchar
from piccolo.table import Table

from portal.files.tables import StoredFile

__all__ = ["DoorEvent", "Seal", "SealedFile"]

INDEXES = (
    "create index door_event_at on door_event (at)",
    "create index door_event_fingerprint on door_event (fingerprint) where fingerprint <> ''",
    "create index sealed_file_fingerprint on sealed_file (fingerprint)",
    "create index sealed_file_seal on sealed_file (seal)",
)


class DoorEvent(Table, tablename="door_event"):
    """Something the door did not let pass by itself, and what people decided about it."""

    id = BigSerial(primary_key=True, db_column_name="id")
    at = Timestamptz(default=None, null=False)
    channel = Varchar(length=20, help_text="upload, mail, exchange, paper")
    did = Varchar(length=20, help_text="refused, held, infected, unscanned")
    degree = Varchar(length=20, default="", help_text="mat, toi_mat, tuyet_mat, thu_hoi, sealed")
    brought_by = BigInt(null=True, default=None)
    fingerprint = Varchar(
        length=64, default="", help_text="keyed digest of the contents, until it is settled"
    )
    spool = Varchar(
        length=40, default="", help_text="part of the spool that holds the file, while it is held"
    )
    claimed_by = BigInt(null=True, default=None)
    claimed_at = Timestamptz(null=True, default=None)
    claim_reason = Text(default="")
    decision = Varchar(length=20, default="", help_text="released, upheld, admitted, turned_away, lost")
    decided_by = BigInt(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision_reason = Text(default="")
    used_at = Timestamptz(null=True, default=None, help_text="when a released file passed, once")
    file = ForeignKey(StoredFile, null=True, default=None, on_delete=OnDelete.set_null)


class Seal(Table, tablename="seal"):
    """A late discovery: frozen by one person, then purged or lifted by another."""

    id = BigSerial(primary_key=True, db_column_name="id")
    subject_kind = Varchar(length=40)
    subject_id = BigInt()
    frozen_by = BigInt()
    frozen_at = Timestamptz(default=None, null=False)
    reason = Text()
    decision = Varchar(length=20, default="", help_text="purged, lifted")
    decided_by = BigInt(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision_reason = Text(default="")


class SealedFile(Table, tablename="sealed_file"):
    """A file under a seal; its fingerprint keeps the same contents from coming in again."""

    id = BigSerial(primary_key=True, db_column_name="id")
    seal = ForeignKey(Seal, on_delete=OnDelete.cascade, null=False)
    file = ForeignKey(StoredFile, on_delete=OnDelete.restrict, null=False)
    fingerprint = Varchar(length=64)
