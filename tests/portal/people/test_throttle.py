"""How long somebody waits after wrong passwords."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.people.throttle import PER_ACCOUNT, PER_ADDRESS, wait_seconds

NOW = datetime(2020, 4, 8, 8, 0, tzinfo=UTC)


def test_the_first_failures_cost_no_wait():
    assert [wait_seconds(count, NOW, NOW, PER_ACCOUNT) for count in range(4)] == [0, 0, 0, 0]


def test_the_wait_doubles_up_to_a_minute():
    assert [wait_seconds(count, NOW, NOW, PER_ACCOUNT) for count in range(4, 10)] == [5, 10, 20, 40, 60, 60]


def test_the_wait_runs_down():
    assert wait_seconds(5, NOW - timedelta(seconds=4), NOW, PER_ACCOUNT) == 6
    assert wait_seconds(5, NOW - timedelta(seconds=10), NOW, PER_ACCOUNT) == 0


def test_failures_are_forgotten_after_half_a_day():
    assert wait_seconds(50, NOW - timedelta(hours=12), NOW, PER_ACCOUNT) == 0


def test_an_address_may_fail_more_often_and_then_waits_longer():
    assert wait_seconds(29, NOW, NOW, PER_ADDRESS) == 0
    assert wait_seconds(60, NOW, NOW, PER_ADDRESS) == 900


def test_nobody_can_guess_more_than_a_hundred_times_an_hour():
    moment, failures, last = NOW, 0, NOW
    while moment < NOW + timedelta(hours=1):
        moment += timedelta(seconds=wait_seconds(failures, last, moment, PER_ACCOUNT))
        failures, last = failures + 1, moment
    assert failures <= 100


@given(st.integers(0, 10_000), st.integers(0, 100_000))
def test_the_wait_is_never_negative_nor_longer_than_the_limit(failures, seconds_ago):
    wait = wait_seconds(failures, NOW - timedelta(seconds=seconds_ago), NOW, PER_ACCOUNT)
    assert 0 <= wait <= PER_ACCOUNT.longest
