"""Moments as providers write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.payments.stamps import moment_of, stamp

moments = some.integers(86_400, 7_258_118_400).map(lambda second: datetime.fromtimestamp(second, UTC))


def test_a_stamp_is_in_the_time_of_hanoi() -> None:
    assert stamp(datetime(2024, 5, 21, 2, 18, 6, tzinfo=UTC)) == "20240521091806"
    assert moment_of("20240521091806") == datetime(2024, 5, 21, 2, 18, 6, tzinfo=UTC)


@given(moments)
def test_what_is_stamped_is_read_again_to_the_second(moment: datetime) -> None:
    assert moment_of(stamp(moment)) == moment


@pytest.mark.parametrize("text", ["", "0", "2024052109180", "20241321091806", "2024052109180x", "²" * 14])
def test_what_is_no_stamp_is_none(text: str) -> None:
    assert moment_of(text) is None


def test_a_moment_without_a_zone_is_never_told() -> None:
    with pytest.raises(ValueError, match="zone"):
        stamp(datetime(2024, 5, 21))  # noqa: DTZ001
