"""Which function does which kind of job: each room lists its own, the composition root adds them up."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType

from portal.jobs.timetable import Entry

Doer = Callable[[dict], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Registry:
    """Every kind of job with the function that does it, and what recurs by itself."""

    jobs: Mapping[str, Doer]
    timetable: tuple[Entry, ...] = field(default=())


def collect(rooms: Iterable[ModuleType]) -> Registry:
    """Add up `JOBS: dict[str, function]` and `TIMETABLE: tuple[Entry, ...]` of rooms' `jobs` modules.

    Raises ValueError when two rooms list the same kind, or the timetable names a kind nobody does.
    """
    jobs: dict[str, Doer] = {}
    timetable: list[Entry] = []
    for room in rooms:
        twins = jobs.keys() & room.JOBS.keys()
        if twins:
            raise ValueError(f"{room.__name__}: somebody else does {', '.join(sorted(twins))} already")
        jobs |= room.JOBS
        timetable += getattr(room, "TIMETABLE", ())
    unknown = {entry.kind for entry in timetable} - jobs.keys()
    if unknown:
        raise ValueError(f"the timetable names {', '.join(sorted(unknown))}, which nobody does")
    return Registry(jobs, tuple(timetable))
