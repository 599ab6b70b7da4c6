"""Live topics of meetings: heard by who sees the meeting, and by administrators alone where it is about servers."""

from portal import app
from tests.portal.conferences.conftest import Planning
from tests.support.cast import Cast


async def test_only_those_invited_hear_of_a_meeting(cast: Cast, plan_meeting: Planning) -> None:
    meeting = str(await plan_meeting())
    assert await app._conference_channels(cast.hoai, meeting) == [f"conference:{meeting}"]
    for viewer in (cast.xa, cast.tri):
        assert await app._conference_channels(viewer, meeting) == []
    assert [await app._conference_channels(cast.hoai, key) for key in ("", "x", "9" * 30, "-1")] == [[]] * 4


async def test_only_administrators_hear_of_media_servers(cast: Cast) -> None:
    assert await app._node_channels(cast.tri, "all") == ["meeting-nodes"]
    assert await app._node_channels(cast.minh, "all") == []
