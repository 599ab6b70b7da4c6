"""How long the queue waits before it tries again."""

from datetime import timedelta

from portal.jobs.patience import MOST_ATTEMPTS, wait_after


def test_waits_longer_each_time_up_to_four_hours() -> None:
    assert wait_after(1) == timedelta(seconds=30)
    assert wait_after(3) == timedelta(minutes=2)
    assert wait_after(40) == timedelta(hours=4)


def test_a_night_without_a_mail_server_loses_no_letter() -> None:
    waits = (wait_after(attempt) for attempt in range(1, MOST_ATTEMPTS))
    assert sum(waits, timedelta()) > timedelta(hours=12)
