"""Who may come to a route at all. Every route names one of these; a house test counts.

What a person may see or do once inside is decided where the thing is looked up and where the deed is done.
"""

from collections.abc import Awaitable, Callable

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from portal.kit.errors import Forbidden, NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.web.forms import LARGEST_ID

Guard = Callable[[ASGIConnection, BaseRouteHandler], Awaitable[None]]


class SignInNeeded(Exception):
    """Nobody is signed in; the person is led to the sign-in page and back."""


def viewer_or_none(connection: ASGIConnection) -> Viewer | None:
    """The person of this request, or None for an anonymous one."""
    return connection.scope["state"].get("viewer")


def viewer_of(connection: ASGIConnection) -> Viewer:
    """The person of this request. Raises SignInNeeded when there is none."""
    viewer = viewer_or_none(connection)
    if viewer is None:
        raise SignInNeeded
    return viewer


async def public(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
    """Anybody may come, signed in or not."""


async def staff(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
    """Anybody who is signed in may come."""
    viewer_of(connection)


def role(*names: str) -> Guard:
    """Only holders of one of these roles may come."""

    async def holds_role(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
        if not viewer_of(connection).has(*names):
            raise Forbidden(_("Trang này dành cho người khác. Nếu bạn cần dùng, hãy hỏi quản trị viên."))

    holds_role.is_guard = True
    return holds_role


async def possible_address(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
    """Nothing is at an address that no page of ours would write: an id too large to be one, a NUL, a control mark.

    Stands before every route, so that what a database chokes on never reaches one. Raises NotFound.
    """
    for value in connection.path_params.values():
        if isinstance(value, int) and abs(value) > LARGEST_ID:
            raise NotFound
        if isinstance(value, str) and not value.isprintable():
            raise NotFound
    if b"%00" in connection.scope["query_string"]:
        raise NotFound


public.is_guard = staff.is_guard = True
