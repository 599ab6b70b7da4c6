"""Guests of other agencies: making and taking back their links, and the pages behind a link, without signing in."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.params import FromPath

from portal.conferences import forms
from portal.conferences.actions import guests
from portal.conferences.letters import as_calendar
from portal.conferences.lifecycle import state_label
from portal.conferences.pages.reading import calendar_response, show_page
from portal.conferences.pages.room import no_seat_answer, room_page, seat_answer
from portal.conferences.queries.conference import led_by
from portal.conferences.queries.guests import Visit, visit
from portal.conferences.seating import NoSeat
from portal.kit.clock import utc_now
from portal.kit.errors import Invalid, NotAllowed, NotFound
from portal.kit.i18n import _
from portal.settings import settings
from portal.web.forms import read_form
from portal.web.guards import public, staff, viewer_of
from portal.web.limits import at_most
from portal.web.render import page, redirect

_COOKIE = "congvu_guest"
_not_too_often = at_most(60, 60)


@post("/conferences/{conference_id:int}/guests", status_code=200)
async def invite(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """Make a link for a guest."""
    viewer, form = viewer_of(request), await read_form(request)
    try:
        entry = forms.guest(form, utc_now())
        await guests.invite_guest(viewer, conference_id, entry)
    except Invalid as error:
        problems, status = error.problems, 422
    except NotAllowed as error:
        problems, status = {"": str(error)}, 409
    else:
        return redirect(f"/conferences/{conference_id}", toast=_("Đã tạo đường dẫn cho khách."))
    conference = await led_by(viewer, conference_id)
    return await show_page(request, conference, problems=problems, status=status, values=form)


@post("/conferences/{conference_id:int}/guests/{guest_id:int}/revocation", status_code=200)
async def revoke(request: Request, conference_id: FromPath[int], guest_id: FromPath[int]) -> Response[Any]:
    """Take a guest's link back."""
    await guests.revoke(viewer_of(request), conference_id, guest_id)
    return redirect(f"/conferences/{conference_id}", toast=_("Đã thu hồi đường dẫn của khách."))


@get("/guest-meetings/{token:str}", guards=[_not_too_often])
async def welcome(request: Request, token: FromPath[str]) -> Response[Any]:
    """What a guest sees behind the link: which meeting, when, and the way in."""
    found = await visit(token, utc_now())
    answer = await page(
        request,
        "conferences/guest.html",
        visit=found,
        token=token,
        state_words=state_label(found.conference.state),
        may_enter=found.conference.state in ("planned", "open"),
    )
    answer.set_cookie(_cookie(token))
    return answer


@get("/guest-meetings/{token:str}/room", guards=[_not_too_often])
async def guest_room(request: Request, token: FromPath[str]) -> Response[Any]:
    """The meeting's page for a guest."""
    found = await visit(token, utc_now())
    answer = await room_page(
        request,
        found.conference,
        seat_url=f"/guest-meetings/{token}/seats",
        back_url=f"/guest-meetings/{token}",
        person=found.guest.person,
        name=found.guest.name,
        is_guest=True,
    )
    answer.set_cookie(_cookie(token))
    return answer


@post("/guest-meetings/{token:str}/seats", status_code=200, guards=[_not_too_often])
async def guest_seat(request: Request, token: FromPath[str]) -> Response[Any]:
    """A seat for a guest, or why there is none."""
    try:
        return seat_answer(await guests.take_guest_seat(token, (await read_form(request))["name"]))
    except NotFound:
        return no_seat_answer(NoSeat("missing"))
    except NoSeat as refusal:
        return no_seat_answer(refusal)


@get("/guest-meetings/{token:str}/calendar.ics", guards=[_not_too_often])
async def guest_calendar(request: Request, token: FromPath[str]) -> Response[Any]:
    """The meeting for the guest's own calendar."""
    found = await visit(token, utc_now())
    return calendar_response(as_calendar(found.conference, found.guest.link))


async def guest_of(connection: ASGIConnection) -> Visit | None:
    """The guest whose link this browser opened before, if it still leads in."""
    token = connection.cookies.get(_COOKIE, "")
    try:
        return await visit(token, utc_now()) if token else None
    except NotFound:
        return None


def _cookie(token: str) -> Cookie:
    """Sent along only for files: the pages of a guest have the link itself."""
    return Cookie(
        _COOKIE,
        value=token,
        path="/meeting-files",
        httponly=True,
        samesite="lax",
        secure=settings().is_secure,
    )


router = Router("", route_handlers=[invite, revoke], guards=[staff])
open_router = Router("", route_handlers=[welcome, guest_room, guest_seat, guest_calendar], guards=[public])
