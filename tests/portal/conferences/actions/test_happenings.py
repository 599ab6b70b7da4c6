"""What happens in a room is written down once and given to a new node; a secret in the chat is refused, not kept."""

import json

from portal.audit.queries import Filter, history, log
from portal.conferences.queries.conference import conference_for, happenings, messages
from portal.conferences.queries.room import stays
from portal.kit.database import fetch, fetch_value
from tests.portal.conferences.conftest import Node, milliseconds, person_of
from tests.support.cast import Cast


async def test_joins_and_leaves_are_exact_and_counted_once(cast: Cast, node: Node, meeting: int) -> None:
    hoai, begin = person_of(cast.hoai), milliseconds() - 60_000
    for _twice in range(2):
        await node.tell(
            meeting, "joined", hoai, begin, id="vào", seat="g", name="Nguyễn Thị Hoài", role="member"
        )
        await node.tell(meeting, "left", hoai, begin + 30_500, id="ra", seat="g", why="left")
    [stay] = [each for each in await stays(meeting) if each.person == hoai]
    assert (stay.left_at - stay.joined_at).total_seconds() == 30.5
    sentences = [line.sentence for line in await history(cast.minh, "conference", meeting)]
    assert sentences.count("Nguyễn Thị Hoài vào phòng họp") == 1


async def test_a_seat_on_a_new_line_ends_the_stay_on_the_old_one(
    cast: Cast, node: Node, meeting: int
) -> None:
    hoai = person_of(cast.hoai)
    for number in range(3):
        await node.tell(meeting, "joined", hoai, seat="g", name="Hoài", role="member", id=f"vào {number}")
    own = [each for each in await stays(meeting) if each.person == hoai]
    assert [each.left_at is None for each in own] == [False, False, True]


async def test_chat_stays_with_the_meeting(cast: Cast, node: Node, meeting: int) -> None:
    minh = person_of(cast.minh)
    for _twice in range(2):
        done = await node.tell(meeting, "said", minh, id=f"{minh}:a1", text="Đã gửi dự thảo.")
        assert done["refused"] is None and done["link"] == ""
    [message] = await messages(meeting)
    assert (message.name, message.text) == ("Phạm Minh", "Đã gửi dự thảo.")
    rebuilt = (await node.room(meeting)).json()
    assert [each["text"] for each in rebuilt["messages"]] == ["Đã gửi dự thảo."]


async def test_a_secret_in_the_chat_is_refused_and_nothing_of_it_is_kept(
    cast: Cast, node: Node, meeting: int
) -> None:
    minh = person_of(cast.minh)
    for text in ("TỐI MẬT\nKế hoạch A17", "Gửi mọi người tài liệu mật A17"):
        done = await node.tell(meeting, "said", minh, text=text)
        assert done["refused"]["code"] == "secret" and len(done["refused"]["sentence"]) > 40
    assert await messages(meeting) == []
    kept = [
        await fetch("select words from event_words"),
        await fetch("select data from conference_happening"),
    ]
    assert "A17" not in json.dumps(kept, ensure_ascii=False)
    assert "Từ chối một tin nhắn có dấu chỉ độ mật" in [
        line.sentence for line in await log(cast.tri, Filter())
    ]


async def test_a_new_node_gets_everything_back(cast: Cast, node: Node, meeting: int) -> None:
    minh, hoai = person_of(cast.minh), person_of(cast.hoai)
    await node.tell(meeting, "joined", hoai, seat="g", name="Hoài", role="member")
    await node.tell(meeting, "hand", hoai, up=True)
    await node.tell(meeting, "role", hoai, role="cochair", by=minh)
    await node.tell(meeting, "moderated", on=True, by=minh)
    await node.tell(meeting, "removed", "guest:5", by=minh)
    answer = await node.room(meeting)
    assert answer.status_code == 200
    kept = answer.json()
    assert (
        kept["hands"] == [hoai]
        and kept["moderated"]
        and not kept["locked"]
        and kept["removed"] == ["guest:5"]
    )
    assert kept["roles"] == {minh: "chair", person_of(cast.on): "cochair", hoai: "cochair"}
    assert sorted(kept["present"]) == sorted([minh, hoai]) and kept["recording_allowed"]
    await node.tell(meeting, "floor", hoai, given=True, by=minh)
    assert (await node.room(meeting)).json()["hands"] == []


async def test_a_node_that_does_not_hold_the_room_is_told_so(
    cast: Cast, node: Node, second: Node, meeting: int
) -> None:
    await second.beat()
    answer = await second.room(meeting)
    assert (answer.status_code, answer.json()["code"]) == (409, "elsewhere")
    assert (await second.tell(meeting, "said", person_of(cast.minh), text="x"))["refused"]["code"] == "over"
    # People were there all the same, whatever the portal thinks of the room.
    assert (await second.tell(meeting, "left", person_of(cast.minh), seat="ghế của Minh"))["refused"] is None
    assert (await node.room(999_999)).json()["code"] == "ended"


async def test_the_chair_ends_it_for_all(cast: Cast, node: Node, meeting: int) -> None:
    done = await node.tell(meeting, "ended", by=person_of(cast.minh), why="chair")
    assert done["refused"] is None
    conference = await conference_for(cast.minh, meeting)
    assert (conference.state, conference.ended_why) == ("ended", "chair")
    assert (await node.tell(meeting, "said", person_of(cast.minh), text="muộn"))["refused"]["code"] == "over"
    assert (await node.room(meeting)).json()["code"] == "ended"


async def test_what_nobody_knows_is_refused_and_strangers_are_no_persons(
    cast: Cast, node: Node, meeting: int
) -> None:
    assert (await node.tell(meeting, "danced", person_of(cast.minh)))["refused"]["code"] == "unknown"
    for person in ("", "account:", "account:x", "nobody:7", "account:-1"):
        assert (await node.tell(meeting, "hand", person, up=True))["refused"]["code"] == "person"
    assert [each.kind for each in await happenings(meeting)] == ["joined"]


async def test_a_time_to_come_is_taken_for_now(cast: Cast, node: Node, meeting: int) -> None:
    later = milliseconds() + 3_600_000
    done = await node.tell(meeting, "said", person_of(cast.minh), later, text="Đồng hồ chạy nhanh")
    assert done["at"] < milliseconds() + 10_000


async def test_one_of_a_batch_that_is_refused_keeps_nothing_else_back(
    cast: Cast, node: Node, meeting: int
) -> None:
    minh, now = person_of(cast.minh), milliseconds()
    events = [
        {"id": "1", "kind": "said", "person": minh, "at": now, "data": {"text": "một"}},
        {"id": "2", "kind": "said", "person": minh, "at": now, "data": {"text": "TUYỆT MẬT"}},
        {"id": "3", "kind": "said", "person": minh, "at": now, "data": {"text": "ba"}},
    ]
    answer = await node.call("events", {"node": "một", "room": str(meeting), "events": events})
    assert [each["refused"] is None for each in answer.json()["done"]] == [True, False, True]
    assert await fetch_value("select count(*) as n from conference_message") == 2
