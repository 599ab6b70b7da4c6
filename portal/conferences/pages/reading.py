"""One meeting on its page: the plan before, who is there now, and the record afterwards."""

import json
from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from portal.audit.queries import history
from portal.conferences import attendance
from portal.conferences.actions.exporting import attendance_csv
from portal.conferences.letters import as_calendar
from portal.conferences.lifecycle import CONFERENCE, role_label, state_label
from portal.conferences.pages.wording import happening_words, invited_words
from portal.conferences.queries import conference as reads
from portal.conferences.queries.about import paper_of
from portal.conferences.queries.conference import Conference, conference_for
from portal.conferences.queries.guests import guests_of
from portal.conferences.queries.recordings import may_open_recordings, recordings_of
from portal.conferences.queries.room import stays
from portal.documents.queries.names import names_of
from portal.files.serve import disposition
from portal.kit.clock import utc_now
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.settings import settings
from portal.web.guards import staff, viewer_of
from portal.web.render import fragment


@get("/conferences/{conference_id:int}")
async def show(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """The meeting; for htmx the part that changes while people meet."""
    viewer = viewer_of(request)
    try:
        conference = await conference_for(viewer, conference_id)
    except NotFound:
        if not request.htmx:
            raise
        # An open page must not go on showing what was sealed off: it loads itself anew.
        return Response(b"", status_code=404, headers={"hx-refresh": "true"})
    return await show_page(request, conference)


async def show_page(
    request: Request,
    conference: Conference,
    *,
    problems: dict[str, str] | None = None,
    status: int = 200,
    **more: Any,
) -> Response[Any]:
    """The page of a meeting, with what is wrong with a form on it."""
    viewer = viewer_of(request)
    request.state.here = "conferences"
    return await fragment(
        request,
        "conferences/_meeting.html",
        back=f"/conferences/{conference.id}",
        whole="conferences/show.html",
        status=status,
        problems=problems or {},
        **await meeting_context(viewer, conference),
        **({"values": {}} | more),
    )


async def meeting_context(viewer: Viewer, conference: Conference) -> dict[str, Any]:
    """Everything the page draws of a meeting that the viewer sees."""
    now = utc_now()
    everybody = await reads.invited(conference.id)
    happenings = await reads.happenings(conference.id)
    persons = await reads.names_of_persons(conference.id)
    leads = conference.led_by(viewer)
    return {
        "conference": conference,
        "state_words": state_label(conference.state),
        "deeds": CONFERENCE.allowed(conference.state),
        "leads": leads,
        "may_seal": leads
        or viewer.has("clerk", "secrecy_officer", "director", "deputy_director", "office_head"),
        "invited": invited_words(everybody, await names_of([each.principal for each in everybody])),
        "paper": await paper_of(viewer, conference.document_id),
        "present": attendance.sheet(await stays(conference.id), now),
        "role_label": role_label,
        "messages": await reads.messages(conference.id, 500),
        "files": await reads.files(conference.id),
        "recordings": await recordings_of(viewer, conference),
        "may_open_recordings": await may_open_recordings(viewer, conference),
        "happenings": [(each.at, happening_words(each, persons)) for each in happenings],
        "guests": await guests_of(conference.id) if leads else [],
        "history": await history(viewer, "conference", conference.id),
        "most_bytes": settings().upload_limit_mb * 2**20,
        "instant": now,
    }


@get("/conferences/{conference_id:int}/calendar.ics")
async def calendar(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """The meeting for one's own calendar."""
    conference = await conference_for(viewer_of(request), conference_id)
    return calendar_response(as_calendar(conference, f"{settings().address}/conferences/{conference_id}"))


@get("/conferences/{conference_id:int}/attendance.csv")
async def attendance_list(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """Who was there from when to when, as a table for any spreadsheet."""
    text = await attendance_csv(viewer_of(request), conference_id)
    headers = {"content-disposition": disposition(f"attendance-{conference_id}.csv", inline=False)}
    return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


@get("/conferences/{conference_id:int}/events.json")
async def event_log(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """What happened in the room, as it was told, for who answers for the meeting."""
    conference = await reads.led_by(viewer_of(request), conference_id)
    lines = [
        {
            "at": each.at.isoformat(),
            "kind": each.kind,
            "person": each.person,
            "by": each.by_person,
            **json.loads(each.data),
        }
        for each in await reads.happenings(conference.id, 10_000)
    ]
    headers = {"content-disposition": disposition(f"events-{conference_id}.json", inline=False)}
    return Response(json.dumps(lines, ensure_ascii=False), media_type="application/json", headers=headers)


def calendar_response(text: str) -> Response[Any]:
    """An iCalendar object as a download."""
    headers = {"content-disposition": disposition("cuoc-hop.ics", inline=False)}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


router = Router("", route_handlers=[show, calendar, attendance_list, event_log], guards=[staff])
