"""`/secrecy`: what waits at the door, what it did, each event with its decisions, and the seals.

An event is also open to who brought the file: they read what happened, claim a false alarm, and go on afterwards.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.kit.clock import local_day, utc_now
from portal.kit.errors import PortalError
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer
from portal.secrecy import queries, wording
from portal.secrecy.actions import claims, looks
from portal.secrecy.held import waiting
from portal.secrecy.outcomes import SEALED, degree_name
from portal.secrecy.quarters import quarter_from, quarter_of
from portal.secrecy.queries import KEEPERS, DoorEvent
from portal.web.forms import Fields, asking_again, number_in, read_form
from portal.web.guards import role, staff, viewer_of
from portal.web.render import page, redirect

_A_PAGE = 30
Deed = Callable[[Viewer, int, str], Awaitable[object]]


@get("/secrecy")
async def show_door(request: Request) -> Response[Any]:
    """What waits, what the door did, and the counts of a quarter."""
    viewer, asked = viewer_of(request), request.query_params
    quarter = quarter_from(asked.get("quarter", ""), local_day(utc_now()))
    before = number_in(asked.get("before", ""))
    events = await queries.door_events(viewer, before=before, limit=_A_PAGE + 1)
    seals = await queries.seals(viewer)
    return await page(
        request,
        "secrecy/door.html",
        waiting=[_line(event) for event in await queries.waiting_for(viewer)],
        mine=[_line(event) for event in await queries.waiting_of(viewer)],
        seals=[{"seal": seal, "standing": wording.seal_standing(seal)} for seal in seals],
        events=[_line(event) for event in events[:_A_PAGE]],
        newest="/secrecy" if before else "",
        older=f"/secrecy?before={events[_A_PAGE - 1].id}" if len(events) > _A_PAGE else "",
        names=await queries.names(
            [event.brought_by for event in events] + [seal.frozen_by for seal in seals]
        ),
        counts=[_count(row) for row in await queries.counts(viewer, quarter.since, quarter.until)],
        quarter=quarter,
        quarters=_quarters(quarter.key),
    )


def _line(event: DoorEvent) -> dict[str, Any]:
    return {
        "event": event,
        "did": wording.did_name(event.did, event.degree),
        "channel": wording.channel_name(event.channel),
        "standing": wording.standing(event),
    }


def _count(row: queries.Count) -> dict[str, Any]:
    return {
        "channel": wording.channel_name(row.channel),
        "did": wording.did_name(row.did, row.degree),
        "decision": wording.decision_name(row.decision),
        "count": row.count,
    }


def _quarters(chosen: str) -> list[dict[str, Any]]:
    """The last four quarters as links."""
    each, links = quarter_of(local_day(utc_now())), []
    for _place in range(4):
        links.append(
            {"label": each.label, "url": f"/secrecy?quarter={each.key}", "is_current": each.key == chosen}
        )
        each = each.before
    return links


@get("/secrecy/events/{event_id:int}")
async def show_event(request: Request, event_id: FromPath[int]) -> Response[Any]:
    """One event: what happened, what is to be done, and the forms of whose turn it is."""
    return await _event_page(request, event_id)


async def _event_page(
    request: Request,
    event_id: int,
    *,
    problems: dict[str, str] | None = None,
    values: dict[str, str] | None = None,
    status: int = 200,
) -> Response[Any]:
    viewer = viewer_of(request)
    event = await queries.door_event(viewer, event_id)
    request.state.here = "door" if queries.keeps_door(viewer) else ""
    return await page(
        request,
        "secrecy/event.html",
        status=status,
        problems=problems or {},
        values=values or {},
        names=await queries.names([event.brought_by, event.claimed_by, event.decided_by]),
        degree=degree_name(event.degree),
        to_do=wording.what_to_do(event),
        **_line(event),
        **_turns(viewer, event),
    )


def _turns(viewer: Viewer, event: DoorEvent) -> dict[str, Any]:
    """Which forms this viewer gets; the deeds decide it once more."""
    keeps, is_own = queries.keeps_door(viewer), viewer.account_id == event.brought_by
    is_second = keeps and viewer.account_id not in (event.brought_by, event.claimed_by)
    may_look = is_second and event.is_held and not event.is_lost
    file = waiting(event.id) if may_look else None
    return {
        "keeps": keeps,
        "may_claim": event.did == "refused"
        and event.degree != SEALED
        and event.claimed_by is None
        and not event.decision,
        "may_decide": is_second and event.is_claimed,
        "may_look": may_look,
        "may_go_on": is_own
        and event.decision == "admitted"
        and event.file is not None
        and viewer.has("clerk"),
        "unread_pages": file.examined.inspection.unread_pages if file else (),
        "unseen_pages": file.unseen_by(viewer.account_id) if file else [],
        "pages": file.pages if file else 0,
        "is_here": file is not None,
    }


def _decided(path: str, deed: Deed, done: str):
    """The route of a deed that needs a reason and nothing else."""

    @post(f"/secrecy/events/{{event_id:int}}/{path}", status_code=200, name=f"door-{path}")
    async def decide(request: Request, event_id: FromPath[int]) -> Response[Any]:
        fields = Fields(await read_form(request))
        reason = fields.lines("reason", max_length=1000)
        try:
            fields.done()
            await deed(viewer_of(request), event_id, reason)
        except PortalError as error:
            problems, status = asking_again(error)
        else:
            return redirect(f"/secrecy/events/{event_id}", toast=_(done))
        typed = {"reason": reason, "form": path}
        return await _event_page(request, event_id, problems=problems, values=typed, status=status)

    return decide


@get("/secrecy/events/{event_id:int}/pages/{number:int}")
async def held_page(request: Request, event_id: FromPath[int], number: FromPath[int]) -> Response[bytes]:
    """A page of a held scan as a picture; nobody keeps a copy, and having fetched it counts as having looked."""
    picture = await looks.see_held_page(viewer_of(request), event_id, number)
    return Response(picture, media_type="image/webp", headers={"cache-control": "no-store"})


@get("/secrecy/seals/{seal_id:int}")
async def show_seal(request: Request, seal_id: FromPath[int]) -> Response[Any]:
    """One seal; the room of what was sealed off shows the report and takes the decision."""
    viewer = viewer_of(request)
    seal = await queries.seal_of(viewer, seal_id)
    request.state.here = "door" if queries.keeps_door(viewer) else ""
    return await page(
        request,
        "secrecy/seal.html",
        seal=seal,
        standing=wording.seal_standing(seal),
        names=await queries.names([seal.frozen_by, seal.decided_by]),
    )


door = Router("", route_handlers=[show_door], guards=[role(*KEEPERS)])
events = Router(
    "",
    route_handlers=[
        show_event,
        held_page,
        show_seal,
        _decided("claim", claims.claim_false_alarm, N_("Đã báo nhầm, chờ người thứ hai xem xét.")),
        _decided("release", claims.release, N_("Đã cho phép gửi lại tệp này một lần.")),
        _decided("upholding", claims.uphold, N_("Đã giữ nguyên việc từ chối.")),
        _decided("admission", looks.admit_held, N_("Đã tiếp nhận; người gửi được báo để làm tiếp.")),
        _decided("turning-away", looks.turn_away_held, N_("Đã từ chối; tệp đã bị xoá.")),
    ],
    guards=[staff],
)
ROUTERS = [door, events]
