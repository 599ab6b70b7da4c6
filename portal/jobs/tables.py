"""One row a job. `due_at` alone says when a worker may take it: its time, or the end of somebody's lease."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

INDEXES = (
    "create index job_due on job (due_at, id) where due_at is not null",
    "create index job_subject on job (subject_kind, subject_id, id) where subject_kind is not null",
    "create index job_dead on job (id) where state = 'dead'",
    "create index job_finished on job (finished_at) where finished_at is not null",
)


class Job(Table, tablename="job"):
    """States: queued, running, failed (will be tried again), done, dead (will not).

    `attempts` begins again when a person retries a dead job; `turn` counts every lease there ever was.
    """

    id = BigSerial(primary_key=True)
    kind = Varchar(length=80)
    payload = Text(default="{}")
    state = Varchar(length=10, default="queued")
    attempts = Integer(default=0)
    turn = Integer(default=0)
    due_at = Timestamptz(null=True, default=None)
    unique_key = Varchar(length=200, null=True, default=None, unique=True)
    subject_kind = Varchar(length=40, null=True, default=None)
    subject_id = BigInt(null=True, default=None)
    last_error = Text(default="")
    created_at = Timestamptz(default=None, null=True)
    finished_at = Timestamptz(null=True, default=None)
