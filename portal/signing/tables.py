"""Keys people and the agency sign with, who keeps the agency's, every use of a key, and what files were found to be."""

from piccolo.columns import BigInt, BigSerial, Boolean, Bytea, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

INDEXES = (
    "create index signing_key_owner on signing_key (account_id)",
    "create index key_use_key on key_use (key_id, id)",
    "create unique index signature_verdict_file on signature_verdict (file_id)",
)


class SigningKey(Table, tablename="signing_key"):
    """A PKCS#12 file as its owner brought it, locked by the owner's passphrase; `account_id` empty: the agency's."""

    id = BigSerial(primary_key=True, db_column_name="id")
    account_id = BigInt(null=True, default=None)
    p12 = Bytea(default=b"", help_text="emptied when the key is removed")
    certificate = Bytea(default=b"")
    chain = Text(default="", help_text="PEM certificates of the authorities above it")
    subject = Varchar(length=200)
    organisation = Varchar(length=200, default="")
    issuer = Varchar(length=200, default="")
    serial = Varchar(length=80, default="")
    valid_from = Timestamptz(default=None, null=True)
    valid_to = Timestamptz(default=None, null=True)
    picture = Bytea(default=b"", help_text="handwritten signature or seal: PNG, in the demo SVG")
    seal_tenths = Integer(null=True, default=None, help_text="real diameter of the seal in tenths of a mm")
    findings = Varchar(length=200, default="", help_text="names of certificates.Finding, with blanks")
    checked_at = Timestamptz(null=True, default=None)
    added_by = BigInt(null=True, default=None)
    added_at = Timestamptz(default=None)
    removed_at = Timestamptz(null=True, default=None)


class KeyUse(Table, tablename="key_use"):
    """An attempt to sign with a key: who, for what, and what came of it (a PAdES level or the name of a refusal)."""

    id = BigSerial(primary_key=True, db_column_name="id")
    key_id = BigInt()
    account_id = BigInt()
    subject_kind = Varchar(length=40, default="")
    subject_id = BigInt(null=True, default=None)
    outcome = Varchar(length=40)
    is_revocation_known = Boolean(default=False)
    stamp_ms = Integer(null=True, default=None, help_text="how long the time stamp took")
    at = Timestamptz(default=None)


class KeyCustody(Table, tablename="key_custody"):
    """Who keeps the agency's key, by which written authority and hand-over record (Decree 30/2020/NĐ-CP, 32.2)."""

    id = BigSerial(primary_key=True, db_column_name="id")
    holder_id = BigInt()
    authority = Varchar(length=300)
    minutes = Varchar(length=300)
    valid_from = Date(default=None)
    valid_to = Date(null=True, default=None)
    recorded_by = BigInt()
    recorded_at = Timestamptz(default=None)


class SignatureVerdict(Table, tablename="signature_verdict"):
    """What `verify` found in a file, as JSON: at the first look, which is that of its receipt, and at the latest."""

    id = BigSerial(primary_key=True, db_column_name="id")
    file_id = BigInt()
    standing = Varchar(length=20)
    content = Text()
    bundle = Varchar(length=80, default="")
    checked_at = Timestamptz(default=None)
    first_content = Text(default="")
    first_bundle = Varchar(length=80, default="")
    first_checked_at = Timestamptz(default=None)
