"""What an administrator does with a job that was given up."""

from portal.jobs.queue import wake
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_one, on_commit, transaction
from portal.kit.errors import NotAllowed, NotFound
from portal.kit.i18n import _


async def retry(job: int) -> None:
    """Let a dead or a failed job be tried at once, as often as a new one.

    Raises NotFound, and NotAllowed when it is queued, running or done.
    """
    async with transaction():
        row = await fetch_one("select state from job where id = ?", job)
        if row is None:
            raise NotFound(_("Không có công việc nền này."))
        changed = await execute(
            "update job set state = 'queued', attempts = 0, due_at = ?, finished_at = null"
            " where id = ? and state in ('dead', 'failed')",
            utc_now(),
            job,
        )
        if not changed:
            raise NotAllowed(_("Chỉ chạy lại được công việc đã hỏng."))
        on_commit(wake)
