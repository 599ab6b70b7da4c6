"""Every screen of meetings: it shows what it should, works as a plain form, and is nothing to an outsider."""

import re
from collections.abc import Awaitable, Callable

import pytest

from portal.conferences.actions import guests, planning
from portal.conferences.queries.conference import conference_for
from portal.kit.clock import local, utc_now
from portal.kit.database import execute, fetch_value
from portal.kit.viewer import Viewer
from tests.portal.conferences.actions.test_guests import entry
from tests.portal.conferences.conftest import Node, person_of, plan_of
from tests.support.call import Browser
from tests.support.cast import Cast
from tests.support.make import Maker
from tests.support.papers import LETTER, pdf

Browse = Callable[[Viewer | None], Awaitable[Browser]]
PAGES = [
    "",
    "/room",
    "/edition",
    "/cancellation",
    "/calendar.ics",
    "/attendance.csv",
    "/events.json",
    "/sealing-off",
    "/recordings/1",
    "/recordings/1/file",
]
DEEDS = [
    "/edition",
    "/cancellation",
    "/ending",
    "/files",
    "/document-files",
    "/guests",
    "/guests/1/revocation",
    "/sealing-off",
]


def form(cast: Cast, **changes: str) -> dict[str, object]:
    begins = local(utc_now())
    plain = {
        "title": "Họp rà soát điểm đen",
        "starts_on": begins.strftime("%d/%m/%Y"),
        "starts_time": "23:59",
        "minutes": "60",
        "chair_id": str(cast.minh.account_id),
        "secretary_id": "",
        "invited": [person_of(cast.hoai), f"unit:{cast.units['Văn phòng']}"],
        "retention": "short",
        "has_lobby": "1",
        "is_free_of_secrets": "1",
    }
    return plain | changes


async def test_a_meeting_is_planned_seen_changed_and_cancelled(cast: Cast, browse: Browse) -> None:
    minh, hoai = await browse(cast.minh), await browse(cast.hoai)
    asked = await minh.get("/conferences/new")
    assert asked.status_code == 200 and "bí mật nhà nước" in asked.text and "Nguyễn Thị Hoài" in asked.text
    made = await minh.send("/conferences", **form(cast))
    assert made.status_code == 303
    page = made.headers["location"]
    shown = await hoai.get(page)
    assert (
        "Họp rà soát điểm đen" in shown.text
        and "Vào phòng họp" in shown.text
        and "/edition" not in shown.text
    )
    assert "Họp rà soát điểm đen" in (await hoai.get("/conferences")).text
    edition = await minh.get(f"{page}/edition")
    assert "23:59" in edition.text
    changed = await minh.send(f"{page}/edition", **form(cast, title="Họp điểm đen lần 2", revision="1"))
    assert changed.headers["location"] == page
    again = await minh.send(f"{page}/edition", **form(cast, revision="1"))
    assert again.status_code == 409 and "vừa được người khác sửa" in again.text
    assert (await minh.send(f"{page}/cancellation", reason="", revision="2")).status_code == 422
    assert (await minh.send(f"{page}/cancellation", reason="Bão", revision="2")).headers["location"] == page
    assert "Bão" in (await hoai.get(page)).text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "Họp tài liệu mật"}, "title"),
        ({"starts_on": "31/02/2027"}, "starts_on"),
        ({"starts_time": "25:00"}, "starts_time"),
        ({"minutes": "2"}, "minutes"),
        ({"chair_id": "x"}, "chair_id"),
        ({"retention": "ever"}, "retention"),
        ({"is_free_of_secrets": ""}, "is_free_of_secrets"),
        ({"invited": "account:987654"}, "invited"),
    ],
)
async def test_what_is_wrong_is_said_beside_the_field(
    typed: dict[str, str], field: str, cast: Cast, browse: Browse
) -> None:
    answer = await (await browse(cast.minh)).send("/conferences", **form(cast, **typed))
    assert answer.status_code == 422 and f'id="field-{field}-problem"' in answer.text
    assert await fetch_value("select count(*) as n from conference") == 0


async def test_meeting_at_once_leads_into_the_room(cast: Cast, node: Node, browse: Browse) -> None:
    hoai = await browse(cast.hoai)
    answer = await hoai.send("/conferences/now")
    room = answer.headers["location"]
    assert re.fullmatch(r"/conferences/\d+/room", room)
    page = await hoai.get(room)
    assert (
        page.status_code == 200
        and "Họp ngay của" in page.text
        and room.replace("/room", "/seats") in page.text
    )
    policy = page.headers["content-security-policy"]
    assert (
        "connect-src 'self' ws://127.0.0.1:8101 ws://127.0.0.1:8102" in policy
        and "media-src 'self' blob:" in policy
    )
    assert "unsafe" not in policy
    for feature in ("camera", "microphone", "display-capture", "picture-in-picture"):
        assert f"{feature}=(self)" in page.headers["permissions-policy"]


async def test_a_seat_is_json_for_the_page(cast: Cast, node: Node, meeting: int, browse: Browse) -> None:
    hoai, xa, nobody = await browse(cast.hoai), await browse(cast.xa), await browse(None)
    given = await hoai.send(f"/conferences/{meeting}/seats")
    assert given.status_code == 200 and set(given.json()) == {"url", "token", "name"}
    await xa.get("/conferences")
    refused = await xa.send(f"/conferences/{meeting}/seats")
    assert (refused.status_code, refused.json()["code"]) == (404, "missing")
    assert (await hoai.send(f"/conferences/{meeting}/seats", token="forged")).status_code == 403
    await nobody.get("/login")
    assert (await nobody.send(f"/conferences/{meeting}/seats")).status_code == 401


@pytest.mark.parametrize("path", PAGES)
async def test_pages_are_nothing_to_outsiders(path: str, cast: Cast, meeting: int, browse: Browse) -> None:
    await execute(
        "insert into conference_recording (key, conference_id, state, started_at) values ('r', ?, 'ready', ?)",
        *(meeting, utc_now()),
    )
    for viewer in (cast.xa, cast.tri, cast.viet):
        answer = await (await browse(viewer)).get(f"/conferences/{meeting}{path}")
        assert answer.status_code == 404 and "Giao ban" not in answer.text
    answer = await (await browse(None)).get(f"/conferences/{meeting}{path}")
    assert answer.status_code == 303 and answer.headers["location"].startswith("/login")


@pytest.mark.parametrize("path", DEEDS)
async def test_deeds_are_nothing_to_outsiders(path: str, cast: Cast, meeting: int, browse: Browse) -> None:
    await guests.invite_guest(cast.minh, meeting, entry())
    xa = await browse(cast.xa)
    fields = form(cast) | {"reason": "vì thế", "agency": "x", "last_day": "01/01/2100", "document": "1"}
    answer = (
        await xa.upload(f"/conferences/{meeting}{path}", "a.pdf", pdf(LETTER))
        if path == "/files"
        else await xa.send(f"/conferences/{meeting}{path}", **fields)
    )
    assert answer.status_code == 404, path
    assert (await conference_for(cast.minh, meeting)).revision == 2


async def test_the_record_shows_who_was_there_and_what_was_said(
    cast: Cast, node: Node, meeting: int, browse: Browse
) -> None:
    minh_id = person_of(cast.minh)
    await node.tell(meeting, "joined", "guest:9", seat="k", name="=1+1", role="guest", device="")
    await node.tell(meeting, "said", minh_id, text="<b>Chốt</b> phương án 2")
    await planning.end(cast.minh, meeting)
    minh = await browse(cast.minh)
    page = (await minh.get(f"/conferences/{meeting}")).text
    assert "&lt;b&gt;Chốt&lt;/b&gt; phương án 2" in page and "Chủ trì" in page and "Diễn biến" in page
    table = await minh.get(f"/conferences/{meeting}/attendance.csv")
    assert table.headers["content-type"].startswith("text/csv") and table.content.startswith(b"\xef\xbb\xbf")
    assert "Phạm Minh" in table.text and "'=1+1" in table.text
    log = await minh.get(f"/conferences/{meeting}/events.json")
    assert [each["kind"] for each in log.json()] == ["joined", "joined"]
    assert (await (await browse(cast.hoai)).get(f"/conferences/{meeting}/attendance.csv")).status_code == 404


async def test_a_file_goes_through_the_door_to_everybody_in_the_meeting(
    cast: Cast, node: Node, meeting: int, browse: Browse
) -> None:
    minh, hoai, xa = await browse(cast.minh), await browse(cast.hoai), await browse(cast.xa)
    assert (await minh.upload(f"/conferences/{meeting}/files", "dự thảo.pdf", pdf(LETTER))).status_code == 303
    [address] = re.findall(r"/meeting-files/\d+", (await hoai.get(f"/conferences/{meeting}")).text)
    taken = await hoai.get(address)
    assert taken.status_code == 200 and taken.content.startswith(b"%PDF")
    done = await node.tell(meeting, "said", person_of(cast.minh), text=f"Xem {address} nhé")
    assert done["link"] == address
    assert (await xa.get(address)).status_code == 404
    assert (await (await browse(None)).get(address)).status_code == 303
    secret = await minh.upload(f"/conferences/{meeting}/files", "x.pdf", pdf("TỐI MẬT\nKế hoạch"))
    assert secret.status_code == 422 and "dấu chỉ độ mật" in secret.text


async def test_the_file_of_a_document_is_shared_by_who_may_read_it(
    cast: Cast, meeting: int, browse: Browse
) -> None:
    document_id = await Maker(cast).received()
    hoai, thu = await browse(cast.hoai), cast.thu
    path = f"/conferences/{meeting}/document-files"
    assert (await hoai.send(path, document=str(document_id))).status_code == 404
    await planning.change_plan(cast.minh, meeting, plan_of(cast, invited=(person_of(thu),), may_record=True))
    assert (await (await browse(thu)).send(path, document=str(document_id))).status_code == 303
    assert await fetch_value("select count(*) as n from conference_file") == 1


async def test_the_button_on_a_document_proposes_its_people(cast: Cast, browse: Browse) -> None:
    maker = Maker(cast)
    await maker.books_and_mandates()
    document_id = await maker.instructed()
    minh = await browse(cast.minh)
    assert f"/conferences/new?document={document_id}" in (await minh.get(f"/documents/{document_id}")).text
    page = (await minh.get("/conferences/new", document=document_id)).text
    assert "672/UBND-KGVX" in page and re.search(rf'value="unit:{cast.division}" checked', page)
    assert (await (await browse(cast.xa)).get("/conferences/new", document=document_id)).status_code == 404


@pytest.mark.parametrize("box", ["today", "coming", "past", "nowhere"])
async def test_lists_open_and_strangers_see_them_empty(
    box: str, cast: Cast, meeting: int, browse: Browse
) -> None:
    answer = await (await browse(cast.xa)).get("/conferences", box=box, before="x")
    assert answer.status_code == 200 and "Giao ban" not in answer.text
    await planning.end(cast.minh, meeting)
    found = (await (await browse(cast.minh)).get("/conferences", box=box)).text
    assert ("Giao ban" in found) is (box != "coming")


async def test_the_menu_counts_meetings_that_are_not_over(cast: Cast, meeting: int, browse: Browse) -> None:
    counter = re.search(
        r'id="count-conferences">(.*?)</span>\s*</a>',
        (await (await browse(cast.minh)).get("/conferences")).text,
    )
    assert counter and counter[1].rstrip().endswith("1")
