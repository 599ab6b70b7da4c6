"""`/admin`: the menu and the health page."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.admin import menu, queries
from portal.jobs import actions as jobs
from portal.kit.i18n import _
from portal.web.guards import role, viewer_of
from portal.web.render import page, redirect


@get("/admin")
async def show_menu(request: Request) -> Response[Any]:
    """The ways into the staff pages of every room."""
    return await page(request, "admin/menu.html", links=menu.links())


@get("/admin/health")
async def show_health(request: Request) -> Response[Any]:
    """How the installation is doing, and jobs that were given up."""
    viewer = viewer_of(request)
    return await page(
        request, "admin/health.html", checks=await queries.health(viewer), jobs=await queries.dead(viewer)
    )


@post("/admin/jobs/{job_id:int}/retry")
async def retry_job(request: Request, job_id: FromPath[int]) -> Response[Any]:
    """Let a job that was given up be tried anew."""
    await jobs.retry(job_id)
    return redirect("/admin/health", toast=_("Công việc sẽ được làm lại."))


ROUTERS = [Router("/", route_handlers=[show_menu, show_health, retry_job], guards=[role("administrator")])]
