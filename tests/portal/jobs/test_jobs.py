"""The queue forgets what was done long ago, and never what is dead."""

from datetime import timedelta

import pytest

from portal.jobs.jobs import KEPT, remove_finished
from portal.jobs.queries import counts
from portal.jobs.queue import enqueue
from portal.kit.clock import utc_now
from portal.kit.database import execute

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(("state", "age", "left"), [("done", 1, 0), ("done", -1, 1), ("dead", 1, 1)])
async def test_removes_only_what_was_done_long_ago(state: str, age: int, left: int) -> None:
    await enqueue("letters.send")
    finished = utc_now() - KEPT - timedelta(hours=age)
    await execute("update job set state = ?, finished_at = ?, due_at = null", state, finished)
    await remove_finished({})
    assert (await counts()).get(state, 0) == left
