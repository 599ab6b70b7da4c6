"""Looking at a room in memory as somebody in it would."""

from meetings import tells
from tests.meetings.support.browser import Browser, Seen
from tests.meetings.support.memory import World


def of(browser: Browser, kind: type[tells.Tell]) -> list:
    """What a browser was told of a kind, in order."""
    return [each for each in browser.told if isinstance(each, kind)]


def mid_of(browser: Browser, person: str, source: str = "camera") -> str:
    """Which m-line is kept for a view."""
    return next(
        (mid for mid, slot in browser.slots.items() if (slot.person, slot.source) == (person, source)), ""
    )


def assert_playable(seen: Seen) -> None:
    """From a key frame on nothing is missing but what was lost just now; time and pictures rise one by one."""
    gaps, newest = seen.gaps(), max(seen.packets)
    assert all(newest - gap < 60 for gap in gaps)
    frames = seen.frames(before=min(gaps, default=newest + 1))
    assert frames[0][2], "the first frame is no key frame"
    stamps = [stamp for stamp, *_rest in frames]
    assert all(
        0 < (later - sooner & 0xFFFFFFFF) < 900_000 for sooner, later in zip(stamps, stamps[1:], strict=False)
    )
    pictures = [picture for _stamp, picture, *_rest in frames]
    assert all((later - sooner) & 0x7FFF == 1 for sooner, later in zip(pictures, pictures[1:], strict=False))


def pair(world: World, **options) -> tuple[Browser, Browser]:
    """Lan watches Huy."""
    lan, huy = world.enter("lan", **options), world.enter("huy")
    world.show("lan", "huy")
    return lan, huy
