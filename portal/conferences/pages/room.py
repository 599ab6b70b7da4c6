"""The meeting's own page, and the seat that it asks for."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.conferences.actions.seats import Seat, ice_servers, take_seat
from portal.conferences.queries.about import paper_of
from portal.conferences.queries.conference import Conference, conference_for
from portal.conferences.queries.nodes import browser_url
from portal.conferences.seating import NoSeat
from portal.kit.i18n import _
from portal.web.guards import staff, viewer_of
from portal.web.render import page


@get("/conferences/{conference_id:int}/room")
async def show_room(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """The look in the mirror, then the call."""
    viewer = viewer_of(request)
    conference = await conference_for(viewer, conference_id)
    paper = await paper_of(viewer, conference.document_id)
    here = f"/conferences/{conference_id}"
    return await room_page(
        request,
        conference,
        seat_url=f"{here}/seats",
        back_url=here,
        person=f"account:{viewer.account_id}",
        name=viewer.full_name,
        document={"label": paper.label, "url": paper.url} if paper else None,
        files_url=f"{here}/files",
    )


@post("/conferences/{conference_id:int}/seats", status_code=200)
async def give_seat(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """A seat: where the media server is, and a token for it; or why there is none."""
    try:
        return seat_answer(await take_seat(viewer_of(request), conference_id))
    except NoSeat as refusal:
        return no_seat_answer(refusal)


async def room_page(
    request: Request,
    conference: Conference,
    *,
    seat_url: str,
    back_url: str,
    person: str,
    name: str,
    document: dict[str, str] | None = None,
    files_url: str = "",
    is_guest: bool = False,
) -> Response[Any]:
    """The page of a meeting for staff or a guest; what it is given is said at the head of its template."""
    meeting = {
        "title": conference.title,
        "level": _("Nội bộ") if not is_guest else "",
        "seat_url": seat_url,
        "back_url": back_url,
        "node_url": await browser_url(conference.node),
        "ice": ice_servers(person),
        "name": name,
        "is_guest": is_guest,
        "document": document,
        "agenda": [],
        "files_url": files_url,
        "may_record": conference.may_record,
    }
    return await page(request, "conferences/room/page.html", meeting=meeting, conference=conference)


def seat_answer(seat: Seat) -> Response[Any]:
    """What a browser gets for a seat."""
    return Response({"url": seat.url, "token": seat.token, "name": seat.name}, media_type="application/json")


def no_seat_answer(refusal: NoSeat) -> Response[Any]:
    """Why there is no seat, by a word for the program and a sentence for the person."""
    return Response(
        {"code": refusal.code, "sentence": refusal.sentence},
        status_code=refusal.status,
        media_type="application/json",
    )


router = Router("", route_handlers=[show_room, give_seat], guards=[staff])
