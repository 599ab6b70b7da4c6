"""Who does which kind of job."""

from datetime import time

import pytest

from portal.jobs import jobs as own
from portal.jobs.registry import collect
from portal.jobs.timetable import Daily, Entry
from tests.portal.jobs.doings import room


async def index(_payload: dict) -> None:
    """Nothing; only its place in the registry matters."""


def test_adds_up_what_the_rooms_list() -> None:
    registry = collect([own, room("portal.search.jobs", {"search.index": index})])
    assert registry.jobs.keys() == {"jobs.remove_finished", "search.index"}
    assert registry.timetable == own.TIMETABLE


def test_two_rooms_cannot_do_the_same_kind() -> None:
    rooms = [room("portal.search.jobs", {"index": index}), room("portal.news.jobs", {"index": index})]
    with pytest.raises(ValueError, match=r"portal\.news\.jobs: somebody else does index already"):
        collect(rooms)


def test_the_timetable_names_only_what_somebody_does() -> None:
    lonely = room("portal.search.jobs", {}, (Entry("search.renew", Daily(time(3))),))
    with pytest.raises(ValueError, match=r"search\.renew, which nobody does"):
        collect([lonely])
