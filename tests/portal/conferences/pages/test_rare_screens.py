"""Screens that few see: sealing off, the administrator's media servers, and what a guest finds behind a link."""

from collections.abc import Awaitable, Callable

from portal import app
from portal.conferences.actions import guests
from portal.kit.viewer import Viewer
from tests.portal.conferences.actions.test_guests import entry, link_of
from tests.portal.conferences.conftest import Node, Planning
from tests.support.call import Browser
from tests.support.cast import Cast
from tests.support.papers import LETTER, pdf

Browse = Callable[[Viewer | None], Awaitable[Browser]]


async def test_sealing_and_the_second_persons_decision(cast: Cast, meeting: int, browse: Browse) -> None:
    minh, thu, xa = await browse(cast.minh), await browse(cast.thu), await browse(cast.xa)
    assert "Niêm phong cuộc họp" in (await minh.get(f"/conferences/{meeting}/sealing-off")).text
    answer = await minh.send(f"/conferences/{meeting}/sealing-off", reason="Đã nói số liệu mật")
    record = answer.headers["location"]
    assert (await minh.get(f"/conferences/{meeting}")).status_code == 404
    assert "Giao ban" not in (await thu.get(record)).text and (await xa.get(record)).status_code == 404
    assert f'href="{record}"' in (await thu.get(record.replace("/conferences", "/secrecy"))).text
    assert (await xa.send(f"{record}/purge", reason="x")).status_code == 404
    assert (await minh.send(f"{record}/lifting", reason="tự gỡ")).status_code == 403
    assert (await thu.send(f"{record}/lifting", reason="")).status_code == 422
    assert (await thu.send(f"{record}/lifting", reason="Nhầm")).headers["location"] == record
    assert (await thu.send(f"{record}/purge", reason="Lần nữa")).status_code == 409
    assert (await minh.get(f"/conferences/{meeting}")).status_code == 200


async def test_the_administrator_sees_and_drains_nodes(cast: Cast, node: Node, browse: Browse) -> None:
    await node.beat(people=7)
    tri, xa = await browse(cast.tri), await browse(cast.xa)
    page = (await tri.get("/admin/meeting-nodes")).text
    assert "ws://127.0.0.1:8101" in page and "7/50" in page and "Hoạt động" in page
    assert "/admin/meeting-nodes" in [link.url for link in app._admin_links()]
    assert (await tri.send("/admin/meeting-nodes/một/draining")).status_code == 303
    assert "Đang chuyển phòng đi" in (await tri.get("/admin/meeting-nodes")).text
    assert (await tri.send("/admin/meeting-nodes/một/return")).status_code == 303
    assert (await tri.send("/admin/meeting-nodes/một/removal")).status_code == 404
    assert (await xa.get("/admin/meeting-nodes")).status_code == 403
    for deed in ("draining", "return", "removal"):
        assert (await xa.send(f"/admin/meeting-nodes/một/{deed}")).status_code == 403


async def test_a_guests_pages_need_the_link_alone(
    cast: Cast, node: Node, meeting: int, browse: Browse
) -> None:
    await guests.invite_guest(cast.minh, meeting, entry())
    token, guest = await link_of(meeting), await browse(None)
    minh = await browse(cast.minh)
    assert f"/guest-meetings/{token}" in (await minh.get(f"/conferences/{meeting}")).text
    assert token not in (await (await browse(cast.hoai)).get(f"/conferences/{meeting}")).text
    page = await guest.get(f"/guest-meetings/{token}")
    assert "Giao ban tuần 47" in page.text and "Sở Tài chính" in page.text
    assert (await guest.get(f"/guest-meetings/{token}/room")).status_code == 200
    seat = await guest.send(f"/guest-meetings/{token}/seats", name="")
    assert seat.status_code == 200 and seat.json()["name"] == "Võ Văn Khách"
    assert "BEGIN:VEVENT" in (await guest.get(f"/guest-meetings/{token}/calendar.ics")).text
    assert (await guest.get(f"/conferences/{meeting}")).status_code == 303
    for path in ("", "/room", "/calendar.ics"):
        assert (await guest.get(f"/guest-meetings/{token[:-1]}{path}")).status_code == 404
    wrong = await guest.send("/guest-meetings/1-x/seats", name="")
    assert (wrong.status_code, wrong.json()["code"]) == (404, "missing")


async def test_a_guest_takes_files_of_the_meeting_and_no_other(
    cast: Cast, node: Node, meeting: int, plan_meeting: Planning, browse: Browse
) -> None:
    await guests.invite_guest(cast.minh, meeting, entry())
    minh, guest = await browse(cast.minh), await browse(None)
    other = await plan_meeting(title="Họp khác")
    for conference_id in (meeting, other):
        await minh.upload(f"/conferences/{conference_id}/files", "dự thảo.pdf", pdf(LETTER))
    assert (await guest.get("/meeting-files/1")).status_code == 303
    await guest.get(f"/guest-meetings/{await link_of(meeting)}")
    assert (await guest.get("/meeting-files/1")).status_code == 200
    assert (await guest.get("/meeting-files/2")).status_code == 404
    await guests.revoke(cast.minh, meeting, 1)
    assert (await guest.get("/meeting-files/1")).status_code == 303
