"""Recordings: parts arrive in any order and once, become one film, are opened by the entitled, and end on their day."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from portal.conferences import jobs
from portal.conferences.actions import planning, recordings
from portal.conferences.actions.assembling import NotAssembled
from portal.conferences.actions.nodes import lose_silent
from portal.conferences.actions.seats import take_seat
from portal.conferences.queries.conference import conference_for
from portal.conferences.queries.recordings import recording_for, recordings_of
from portal.files import store
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, fetch_value
from portal.kit.errors import NotFound
from portal.settings import settings
from tests.portal.conferences.conftest import Node, Planning, person_of
from tests.portal.recordings.talking import camera, record, video_packets
from tests.support.cast import Cast

KEY = "bAnGhi_-1"


async def part(node: Node, meeting: int, number: int, data: bytes, key: str = KEY) -> int:
    answer = await node.call(f"recordings/{key}/{number}", data, **{"X-Meetings-Room": str(meeting)})
    return answer.status_code


async def begun(cast: Cast, node: Node, meeting: int) -> None:
    done = await node.tell(meeting, "recording_started", recording=KEY, by=person_of(cast.minh))
    assert done["refused"] is None


async def assembled() -> None:
    for job in await fetch("select payload from job where kind = 'conferences:assemble'"):
        await jobs.assemble(json.loads(job["payload"]))


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """What a media server wrote down of one second."""
    folder = tmp_path_factory.mktemp("parts")
    [path] = record(folder, [(camera(1, "Phạm Minh"), 0, video_packets("vp8", 90, 1.2))])
    return [path.read_bytes()]


async def ready(cast: Cast, node: Node, meeting: int, parts: list[bytes]) -> int:
    await begun(cast, node, meeting)
    for number, data in enumerate(parts):
        assert await part(node, meeting, number, data) == 204
    await node.tell(meeting, "recording_stopped", recording=KEY, parts=len(parts))
    await assembled()
    [row] = await recordings_of(cast.minh, await conference_for(cast.minh, meeting))
    assert row.state == "ready", row.problem
    return row.id


async def test_parts_become_one_film_with_its_digest(
    cast: Cast, node: Node, meeting: int, parts: list[bytes], data: Path
) -> None:
    recording_id = await ready(cast, node, meeting, parts)
    recording = await recording_for(cast.minh, meeting, recording_id)
    film = await store.read(recording.sha256 or "", check=True)
    assert film[:4] == b"\x1a\x45\xdf\xa3" and len(film) == recording.size and recording.seconds == 1
    assert await fetch_value("select count(*) as n from conference_part") == 0
    assert list((data / "assembling").iterdir()) == []


async def test_the_same_part_again_changes_nothing(
    cast: Cast, node: Node, meeting: int, parts: list[bytes]
) -> None:
    await begun(cast, node, meeting)
    for _thrice in range(3):
        assert await part(node, meeting, 0, parts[0]) == 204
    assert await fetch_value("select count(*) as n from conference_part") == 1
    assert await fetch_value("select count(*) as n from stored_file") == 1


async def test_parts_of_nothing_we_know_are_refused_for_good(cast: Cast, node: Node, meeting: int) -> None:
    assert await part(node, meeting, 0, b"x") == 404
    await begun(cast, node, meeting)
    assert await part(node, meeting + 1, 0, b"x") == 404
    assert await part(node, meeting, 30_000, b"x") == 404
    assert await part(node, meeting, 0, b"x", key="..%2F..") == 404
    assert await part(node, meeting, 0, bytes(4 * 2**20 + 1)) == 413


async def test_a_meeting_that_was_planned_without_is_not_recorded(
    cast: Cast, node: Node, plan_meeting: Planning
) -> None:
    conference_id = await planning.meet_now(cast.minh)
    await node.beat()
    await take_seat(cast.minh, conference_id)
    done = await node.tell(conference_id, "recording_started", recording=KEY, by=person_of(cast.minh))
    assert done["refused"]["code"] == "recording"
    assert await fetch("select id from conference_recording") == []


async def test_what_makes_no_film_says_so_and_may_be_tried_again(
    cast: Cast, node: Node, meeting: int, parts: list[bytes]
) -> None:
    await begun(cast, node, meeting)
    await part(node, meeting, 0, b"no recording at all")
    await node.tell(meeting, "recording_stopped", recording=KEY, parts=1)
    with pytest.raises(NotAssembled):
        await assembled()
    [row] = await recordings_of(cast.minh, await conference_for(cast.minh, meeting))
    assert row.state == "failed" and row.problem and row.keep_until is not None


async def test_a_crash_loses_nothing_that_arrived(
    cast: Cast, node: Node, meeting: int, parts: list[bytes]
) -> None:
    await begun(cast, node, meeting)
    await part(node, meeting, 0, parts[0])
    with time_machine.travel(utc_now() + timedelta(minutes=5)):
        await lose_silent(utc_now())
        assert await recordings.give_up_waiting(utc_now()) == 0
    with time_machine.travel(utc_now() + timedelta(minutes=11)):
        assert await recordings.give_up_waiting(utc_now()) == 1
    await assembled()
    [row] = await recordings_of(cast.minh, await conference_for(cast.minh, meeting))
    assert row.state == "ready"


async def test_only_who_was_there_or_answers_for_it_opens_it(
    cast: Cast, node: Node, meeting: int, parts: list[bytes]
) -> None:
    recording_id = await ready(cast, node, meeting, parts)
    for viewer in (cast.hoai, cast.xa, cast.viet):
        with pytest.raises(NotFound):
            await recording_for(viewer, meeting, recording_id)
    await node.tell(meeting, "joined", person_of(cast.hoai), seat="g", name="Hoài", role="member")
    for viewer in (cast.hoai, cast.on):
        assert (await recording_for(viewer, meeting, recording_id)).id == recording_id


@pytest.mark.parametrize("retention", ["short", "usual", "long"])
async def test_its_day_comes_by_its_class(retention: str, cast: Cast, node: Node, meeting: int) -> None:
    await execute("update conference set retention = ? where id = ?", retention, meeting)
    await begun(cast, node, meeting)
    await part(node, meeting, 0, b"what was said")
    await node.tell(meeting, "recording_stopped", recording=KEY, parts=1)
    own = settings()
    days = {
        "short": own.meetings_keep_short,
        "usual": own.meetings_keep_usual,
        "long": own.meetings_keep_long,
    }
    with time_machine.travel(utc_now() + timedelta(days=days[retention], hours=-1)):
        assert await jobs.delete_old({}) == 0
    with time_machine.travel(utc_now() + timedelta(days=days[retention], hours=1)):
        assert await jobs.delete_old({}) == 1
        assert await jobs.delete_old({}) == 0
    await assembled()  # A job that comes too late finds nothing to do.
    [row] = await recordings_of(cast.minh, await conference_for(cast.minh, meeting))
    assert (row.state, row.sha256) == ("deleted", None)
    assert await fetch_value("select count(*) as n from stored_file where sha256 <> ''") == 0
