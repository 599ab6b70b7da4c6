"""Opening a recording: in the page, or as a file."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from portal.conferences.actions import recordings
from portal.conferences.actions.assembling import MEDIA_TYPE
from portal.conferences.queries.conference import conference_for
from portal.conferences.queries.recordings import recording_for
from portal.files.serve import Content, respond
from portal.web.guards import staff, viewer_of
from portal.web.render import page


@get("/conferences/{conference_id:int}/recordings/{recording_id:int}")
async def watch(request: Request, conference_id: FromPath[int], recording_id: FromPath[int]) -> Response[Any]:
    """The recording in a page of its own."""
    viewer = viewer_of(request)
    recording = await recording_for(viewer, conference_id, recording_id)
    await recordings.opened(viewer, conference_id, recording_id)
    request.state.here = "conferences"
    conference = await conference_for(viewer, conference_id)
    return await page(request, "conferences/recording.html", conference=conference, recording=recording)


@get("/conferences/{conference_id:int}/recordings/{recording_id:int}/file")
async def take(request: Request, conference_id: FromPath[int], recording_id: FromPath[int]) -> Response[Any]:
    """The recording's bytes: whole, or the range that a player asks for."""
    recording = await recording_for(viewer_of(request), conference_id, recording_id)
    name = f"{conference_id}-{recording_id}.webm"
    content = Content(recording.sha256 or "", recording.size or 0, MEDIA_TYPE, name)
    return respond(request, content, download="download" in request.query_params)


router = Router("", route_handlers=[watch, take], guards=[staff])
