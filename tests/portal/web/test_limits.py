"""So many deeds of one address within so many seconds."""

import pytest
from litestar.exceptions import TooManyRequestsException

from portal.web.limits import Window, at_most
from tests.portal.web.conftest import request_of


def test_one_too_many_is_refused_until_the_first_is_old():
    window = Window(2, 60)
    assert [window.allows("a", now) for now in (0, 1, 2, 59)] == [True, True, False, False]
    assert [window.allows("a", now) for now in (60, 60.5, 61)] == [True, False, True]


def test_addresses_do_not_count_for_each_other():
    window = Window(1, 60)
    assert window.allows("a", 0) and window.allows("b", 0) and not window.allows("a", 1)


def test_a_flood_of_addresses_takes_no_more_memory():
    window = Window(1, 60)
    for number in range(10_050):
        window.allows(str(number), 0)
    assert len(window._times) == 10_000


async def test_the_guard_refuses_with_too_many_requests():
    guard = at_most(1, 60)
    await guard(request_of("POST"), None)
    with pytest.raises(TooManyRequestsException):
        await guard(request_of("POST"), None)
