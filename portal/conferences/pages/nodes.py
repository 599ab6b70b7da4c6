"""The administrator's live page of media servers."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.conferences.actions import nodes
from portal.conferences.queries.nodes import allowed_urls, nodes_for
from portal.kit.clock import utc_now
from portal.kit.i18n import _
from portal.web.guards import role, viewer_of
from portal.web.render import fragment, redirect


@get("/admin/meeting-nodes")
async def show_nodes(request: Request) -> Response[Any]:
    """Every media server: rooms, people, packets, loss, CPU, when it was last heard."""
    return await fragment(
        request,
        "conferences/_nodes.html",
        back="/admin/meeting-nodes",
        whole="conferences/nodes.html",
        nodes=await nodes_for(viewer_of(request)),
        instant=utc_now(),
        has_urls=bool(allowed_urls()),
    )


@post("/admin/meeting-nodes/{name:str}/draining", status_code=200)
async def drain(request: Request, name: FromPath[str]) -> Response[Any]:
    """Have a node give its rooms away."""
    await nodes.drain(viewer_of(request), name, is_draining=True)
    return redirect("/admin/meeting-nodes", toast=_("Máy chủ đang chuyển các phòng họp đi."))


@post("/admin/meeting-nodes/{name:str}/return", status_code=200)
async def take_back(request: Request, name: FromPath[str]) -> Response[Any]:
    """Let a node take rooms again."""
    await nodes.drain(viewer_of(request), name, is_draining=False)
    return redirect("/admin/meeting-nodes", toast=_("Máy chủ nhận phòng họp trở lại."))


@post("/admin/meeting-nodes/{name:str}/removal", status_code=200)
async def forget(request: Request, name: FromPath[str]) -> Response[Any]:
    """Strike a node that is gone for good from the list."""
    await nodes.forget(viewer_of(request), name)
    return redirect("/admin/meeting-nodes", toast=_("Đã xoá máy chủ khỏi danh sách."))


router = Router("", route_handlers=[show_nodes, drain, take_back, forget], guards=[role("administrator")])
