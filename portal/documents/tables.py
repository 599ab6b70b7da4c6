"""What the documents room writes down: documents both ways, whose turn it is, who may read, and the books."""

from piccolo.columns import BigInt, BigSerial, Boolean, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

INDEXES = (
    "create index document_list on document (direction, id)",
    "create index document_code on document (code)",
    "create unique index document_public_code on document (public_code)",
    "create index document_answers on document (answers_id)",
    "create unique index number_counter_book on number_counter (book_id, year)",
    "create unique index number_taken_once on number_taken (book_id, year, number)",
    "create index number_taken_document on number_taken (document_id)",
    "create unique index document_file_once on document_file (document_id, file_id)",
    "create index document_file_file on document_file (file_id)",
    "create index sealed_document_seal on sealed_document (seal_id)",
    "create unique index reader_once on reader (document_id, principal)",
    "create index reader_principal on reader (principal, document_id)",
    "create unique index turn_once on turn (document_id, principal, deed)",
    "create index turn_principal on turn (principal, deed, document_id)",
    "create index instruction_document on instruction (document_id, id)",
    "create index assignment_document on assignment (document_id, id)",
    "create index opinion_document on opinion (document_id, id)",
    "create unique index draft_version_once on draft_version (document_id, number)",
    "create index approval_document on approval (document_id, id)",
    "create index recipient_document on recipient (document_id, sort)",
    "create unique index opened_once on opened (document_id, account_id)",
    "create index attachment_document on attachment (document_id, sort)",
    "create index signature_document on signature (document_id, id)",
)


class NumberBook(Table, tablename="number_book"):
    """A book (sổ) that gives numbers: which way, for which types, from when to when."""

    id = BigSerial(primary_key=True, db_column_name="id")
    name = Varchar(length=200)
    direction = Varchar(length=3)
    type_names = Text(default="")
    sort = Integer(default=0)
    valid_from = Date(default=None, null=True)
    valid_to = Date(default=None, null=True)


class NumberCounter(Table, tablename="number_counter"):
    """The last number given in a book and year: one row, locked while a number is taken."""

    id = BigSerial(primary_key=True, db_column_name="id")
    book_id = BigInt()
    year = Integer()
    last = BigInt(default=0)


class NumberTaken(Table, tablename="number_taken"):
    """Every number ever given. A cancelled one stays, with its reason, and is not given again."""

    id = BigSerial(primary_key=True, db_column_name="id")
    book_id = BigInt()
    year = Integer()
    number = BigInt()
    document_id = BigInt()
    taken_at = Timestamptz(default=None)
    cancelled_reason = Text(default="")


class Document(Table, tablename="document"):
    """One official document; `direction` is "in" or "out". Identity of agencies is kept as it was on the day."""

    id = BigSerial(primary_key=True, db_column_name="id")
    direction = Varchar(length=3)
    state = Varchar(length=30)
    type_name = Varchar(length=100, default="")
    number = BigInt(null=True, default=None)
    symbol = Varchar(length=60, default="")
    code = Varchar(length=80, default="")
    issued_on = Date(null=True, default=None)
    issuer = Varchar(length=200, default="")
    subject = Varchar(length=500, default="")
    urgency = Integer(default=0)
    is_internal_only = Boolean(default=False)
    note = Varchar(length=500, default="")
    signer_name = Varchar(length=200, default="")
    signer_title = Varchar(length=200, default="")
    pages = Integer(default=0)
    file_id = BigInt(null=True, default=None)
    book_id = BigInt(null=True, default=None)
    arrival_number = BigInt(null=True, default=None)
    arrived_at = Timestamptz(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    answers_id = BigInt(null=True, default=None)
    unit_id = BigInt(null=True, default=None)
    drafter_id = BigInt(null=True, default=None)
    signer_id = BigInt(null=True, default=None)
    mandate_id = BigInt(null=True, default=None)
    version = Integer(default=0)
    is_number_written = Boolean(default=False)
    places = Text(default="")
    public_code = Varchar(length=40, null=True, default=None)
    issued_at = Timestamptz(null=True, default=None)
    recalled_at = Timestamptz(null=True, default=None)
    recall_reason = Varchar(length=500, default="")
    revision = Integer(default=1)
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=None)
    changed_at = Timestamptz(default=None)


class Attachment(Table, tablename="attachment"):
    """A further file that came with a document."""

    id = BigSerial(primary_key=True, db_column_name="id")
    document_id = BigInt()
    file_id = BigInt()
    sort = Integer(default=0)


class DocumentFile(Table, tablename="document_file"):
    """Every file that the portal made for a document, also those that later ones replaced: a seal covers them all."""

    id = BigSerial(primary_key=True, db_column_name="id")
    document_id = BigInt()
    file_id = BigInt()


class SealedDocument(Table, tablename="sealed_document"):
    """A document under a seal, and as JSON what a lifted seal gives back: its readers and the turns that waited."""

    id = BigSerial(primary_key=True, db_column_name="id")
    document_id = BigInt()
    seal_id = BigInt()
    state = Varchar(length=30, help_text="as it was before")
    readers = Text(default="[]")
    turns = Text(default="[]")


class Reader(Table, tablename="reader"):
    """Who may read a document; `principal` as in `kit.viewer`."""

    id = BigSerial(primary_key=True, db_column_name="id")
    document_id = BigInt()
    principal = Varchar(length=40)
    why = Varchar(length=30)


class Turn(Table, tablename="turn"):
    """Whose turn it is: a deed that waits for a principal. Lists, counters and "today" all read this."""

    id = BigSerial(primary_key=True, db_column_name="id")
    document_id = BigInt()
    principal = Varchar(length=40)
    deed = Varchar(length=30)
    since = Timestamptz(default=None)
    due_at = Timestamptz(null=True, default=None)


class Instruction(Table, tablename="instruction"):
    """A leader's words on an incoming document (bút phê)."""

    id = BigSerial(primary_key=True, db_column_name="id")
    document_id = BigInt()
    author_id = BigInt()
    on_behalf_of_id = BigInt(null=True, default=None)
    text = Text()
    due_at = Timestamptz(null=True, default=None)
    at = Timestamptz(default=None)


class Assignment(Table, tablename="assignment"):
    """Who leads, coordinates or is informed; a passed-on step points to the one it came from."""

    id = BigSerial(primary_key=True, db_column_name="id")
    document_id = BigInt()
    role = Varchar(length=12)
    principal = Varchar(length=40)
    assigned_by = BigInt()
    on_behalf_of_id = BigInt(null=True, default=None)
    reason = Text(default="")
    due_at = Timestamptz(null=True, default=None)
    state = Varchar(length=10, default="open")
    at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
    passed_from_id = BigInt(null=True, default=None)


class Opinion(Table, tablename="opinion"):
    """What somebody on the document said about it."""

    id = BigSerial(primary_key=True, db_column_name="id")
    document_id = BigInt()
    author_id = BigInt()
    on_behalf_of_id = BigInt(null=True, default=None)
    text = Text()
    at = Timestamptz(default=None)


class DraftVersion(Table, tablename="draft_version"):
    """Every version of a draft; `content` is JSON of what was typed, `file_id` its laid-out page."""

    id = BigSerial(primary_key=True, db_column_name="id")
    document_id = BigInt()
    number = Integer()
    content = Text()
    file_id = BigInt(null=True, default=None)
    author_id = BigInt()
    at = Timestamptz(default=None)


class Approval(Table, tablename="approval"):
    """A recorded yes or no on one version: of the content, of the form, or a return before signing."""

    id = BigSerial(primary_key=True, db_column_name="id")
    document_id = BigInt()
    version = Integer()
    step = Varchar(length=20)
    is_approved = Boolean()
    by_id = BigInt()
    on_behalf_of_id = BigInt(null=True, default=None)
    reason = Text(default="")
    at = Timestamptz(default=None)


class Recipient(Table, tablename="recipient"):
    """A line of "Nơi nhận": a unit of our own, or a name outside."""

    id = BigSerial(primary_key=True, db_column_name="id")
    document_id = BigInt()
    name = Varchar(length=200)
    unit_id = BigInt(null=True, default=None)
    sort = Integer(default=0)
    delivered_at = Timestamptz(null=True, default=None)


class Signature(Table, tablename="signature"):
    """A signature that the portal made: who, with which certificate, at which level."""

    id = BigSerial(primary_key=True, db_column_name="id")
    document_id = BigInt()
    field = Varchar(length=20)
    account_id = BigInt()
    signer = Varchar(length=200)
    organisation = Varchar(length=200, default="")
    level = Varchar(length=10)
    file_id = BigInt()
    signed_at = Timestamptz(default=None)


class Mandate(Table, tablename="mandate"):
    """Who may sign, in which capacity, for which types, from when to when (Decree 30/2020, article 13)."""

    id = BigSerial(primary_key=True, db_column_name="id")
    account_id = BigInt()
    capacity = Varchar(length=8, default="")
    block = Varchar(length=300)
    type_names = Text(default="")
    base_document = Varchar(length=300, default="")
    valid_from = Date(null=True, default=None)
    valid_to = Date(null=True, default=None)


class Opened(Table, tablename="opened"):
    """Who opened a document, first and last: for the unread dot and the view history."""

    id = BigSerial(primary_key=True, db_column_name="id")
    document_id = BigInt()
    account_id = BigInt()
    first_at = Timestamptz(default=None)
    last_at = Timestamptz(default=None)
