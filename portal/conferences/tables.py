"""What is kept of meetings. A person is "account:7" or "guest:12", as in docs/meeting-protocol.md."""

from piccolo.columns import BigInt, BigSerial, Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

INDEXES = (
    "create index conference_time on conference (starts_at)",
    "create index conference_state on conference (state, starts_at)",
    "create index conference_document on conference (document_id)",
    "create unique index conference_invite_once on conference_invite (conference_id, principal)",
    "create index conference_invite_principal on conference_invite (principal, conference_id)",
    "create index conference_guest_conference on conference_guest (conference_id)",
    "create unique index conference_standing_once on conference_standing (conference_id, person)",
    "create index conference_attendance_conference on conference_attendance (conference_id, joined_at)",
    "create index conference_attendance_open on conference_attendance (node) where left_at is null",
    "create index conference_attendance_person on conference_attendance (person, conference_id)",
    "create unique index conference_message_once on conference_message (conference_id, key)",
    "create unique index conference_happening_once on conference_happening (conference_id, key)",
    "create index conference_file_conference on conference_file (conference_id)",
    "create index conference_file_file on conference_file (file_id)",
    "create unique index conference_recording_key on conference_recording (key)",
    "create index conference_recording_conference on conference_recording (conference_id)",
    "create index conference_recording_due on conference_recording (keep_until) where deleted_at is null",
    "create unique index conference_part_once on conference_part (recording_id, number)",
    "create unique index conference_node_name on conference_node (name)",
    "create index callback_nonce_age on callback_nonce (seen_at)",
)


class Conference(Table, tablename="conference"):
    """One meeting; its states are in `lifecycle`. `node` names the media server that holds its room now."""

    id = BigSerial(primary_key=True, db_column_name="id")
    state = Varchar(length=12, default="planned")
    title = Varchar(length=300)
    note = Text(default="")
    starts_at = Timestamptz(default=None, null=False)
    ends_at = Timestamptz(default=None, null=False)
    chair_id = BigInt()
    secretary_id = BigInt(null=True, default=None)
    organiser_id = BigInt()
    has_lobby = Boolean(default=False, help_text="everybody but chairs waits to be admitted")
    may_record = Boolean(default=False)
    retention = Varchar(
        length=10, default="usual", help_text="short, usual, long: settings say how many days"
    )
    document_id = BigInt(null=True, default=None)
    is_locked = Boolean(default=False)
    is_moderated = Boolean(default=False)
    floor = Varchar(length=40, default="", help_text="the person to whom the chair gave the floor")
    node = Varchar(length=80, default="")
    placed_at = Timestamptz(null=True, default=None)
    opened_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    ended_why = Varchar(length=20, default="", help_text="chair, portal, empty, sealed")
    reason = Varchar(length=1000, default="", help_text="why it was cancelled")
    state_before = Varchar(length=12, default="", help_text="the state in which it was sealed off")
    seal_id = BigInt(null=True, default=None)
    revision = Integer(default=1)
    created_at = Timestamptz(default=None, null=False)
    changed_at = Timestamptz(default=None, null=False)


class ConferenceInvite(Table, tablename="conference_invite"):
    """Who may see the meeting and come: chair, secretary and organiser stand here too."""

    id = BigSerial(primary_key=True, db_column_name="id")
    conference_id = BigInt()
    principal = Varchar(length=80)
    why = Varchar(length=10, help_text="chair, secretary, organiser, invited")


class ConferenceGuest(Table, tablename="conference_guest"):
    """Somebody of another agency, who comes by a link; the link is made of `salt` and the portal's own key."""

    id = BigSerial(primary_key=True, db_column_name="id")
    conference_id = BigInt()
    name = Varchar(length=120, default="", help_text="empty: the guest says it when entering")
    agency = Varchar(length=200, default="")
    email = Varchar(length=200, default="")
    salt = Varchar(length=40)
    has_lobby = Boolean(default=True)
    expires_at = Timestamptz(default=None, null=False)
    revoked_at = Timestamptz(null=True, default=None)
    created_by = BigInt()
    created_at = Timestamptz(default=None, null=False)


class ConferenceStanding(Table, tablename="conference_standing"):
    """What the meeting itself decided about a person; a new media server rebuilds the room from it."""

    id = BigSerial(primary_key=True, db_column_name="id")
    conference_id = BigInt()
    person = Varchar(length=40)
    role = Varchar(
        length=10, default="", help_text="cochair or member where the chair said so; empty: as invited"
    )
    is_admitted = Boolean(default=False)
    is_removed = Boolean(default=False)
    hand_at = Timestamptz(null=True, default=None)


class ConferenceAttendance(Table, tablename="conference_attendance"):
    """One stay on one device, from joining to leaving; `left_at` is empty while it lasts."""

    id = BigSerial(primary_key=True, db_column_name="id")
    conference_id = BigInt()
    seat = Varchar(length=80)
    person = Varchar(length=40)
    name = Varchar(length=200)
    role = Varchar(length=10)
    device = Varchar(length=200, default="")
    node = Varchar(length=80)
    joined_at = Timestamptz(default=None, null=False)
    left_at = Timestamptz(null=True, default=None)
    why = Varchar(length=10, default="", help_text="left, lost, removed, ended")


class ConferenceMessage(Table, tablename="conference_message"):
    """A line of the chat; `key` is the event's id."""

    id = BigSerial(primary_key=True, db_column_name="id")
    conference_id = BigInt()
    key = Varchar(length=80)
    person = Varchar(length=40)
    name = Varchar(length=200)
    text = Text()
    link_url = Varchar(length=300, default="")
    link_name = Varchar(length=300, default="")
    at = Timestamptz(default=None, null=False)


class ConferenceHappening(Table, tablename="conference_happening"):
    """What happened in the room, as its media server told it; `key` makes a repetition count once."""

    id = BigSerial(primary_key=True, db_column_name="id")
    conference_id = BigInt()
    key = Varchar(length=80)
    kind = Varchar(length=30)
    person = Varchar(length=40, default="")
    by_person = Varchar(length=40, default="")
    data = Text(default="{}")
    at = Timestamptz(default=None, null=False)


class ConferenceFile(Table, tablename="conference_file"):
    """A file shared with everybody in the meeting."""

    id = BigSerial(primary_key=True, db_column_name="id")
    conference_id = BigInt()
    file_id = BigInt()
    document_id = BigInt(null=True, default=None, help_text="the document it was taken from")
    shared_by = BigInt()
    at = Timestamptz(default=None, null=False)


class ConferenceRecording(Table, tablename="conference_recording"):
    """One recording; states: running, received, assembling, ready, failed, deleted."""

    id = BigSerial(primary_key=True, db_column_name="id")
    conference_id = BigInt()
    key = Varchar(length=80, help_text="as the media server calls it")
    node = Varchar(length=80, default="")
    state = Varchar(length=12, default="running")
    started_by = Varchar(length=40, default="")
    started_at = Timestamptz(default=None, null=False)
    stopped_at = Timestamptz(null=True, default=None)
    parts = Integer(null=True, default=None, help_text="how many there are, once it was stopped")
    progress = Integer(default=0, help_text="percent of the assembling")
    problem = Varchar(length=300, default="")
    seconds = Integer(default=0, help_text="how long the film lasts")
    file_id = BigInt(null=True, default=None)
    keep_until = Timestamptz(null=True, default=None)
    deleted_at = Timestamptz(null=True, default=None)


class ConferencePart(Table, tablename="conference_part"):
    """A part of a recording as it arrived."""

    id = BigSerial(primary_key=True, db_column_name="id")
    recording_id = BigInt()
    number = Integer()
    file_id = BigInt()
    size = BigInt(help_text="bytes")


class ConferenceNode(Table, tablename="conference_node"):
    """A media server as its last heartbeat described it."""

    id = BigSerial(primary_key=True, db_column_name="id")
    name = Varchar(length=80)
    url = Varchar(length=300)
    started_at = Timestamptz(default=None, null=False)
    heard_at = Timestamptz(default=None, null=False)
    is_draining = Boolean(default=False, help_text="an administrator wants its rooms elsewhere")
    is_lost = Boolean(default=False)
    load = Text(default="{}")


class CallbackNonce(Table, tablename="callback_nonce"):
    """A signature that was used: the same callback is not believed twice."""

    nonce = Varchar(length=80, primary_key=True)
    seen_at = Timestamptz(default=None, null=False)
