"""Jobs that only these tests do."""

from types import ModuleType

from portal.jobs.registry import Doer, Registry, collect
from portal.jobs.timetable import Entry


def registry(timetable: tuple[Entry, ...] = (), **jobs: Doer) -> Registry:
    """A registry of the kinds `test.<name>`."""
    return collect(
        [room("portal.test.jobs", {f"test.{name}": doer for name, doer in jobs.items()}, timetable)]
    )


def room(name: str, jobs: dict[str, Doer], timetable: tuple[Entry, ...] = ()) -> ModuleType:
    """A room's `jobs` module."""
    module = ModuleType(name)
    module.JOBS, module.TIMETABLE = jobs, timetable
    return module
