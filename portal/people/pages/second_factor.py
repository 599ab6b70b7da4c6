"""`/account/second-factor`: switching it on with a QR code, its recovery codes, switching it off."""

import io
from typing import Any

import segno
from litestar import Request, Response, Router, get, post

from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.people import totp
from portal.people.actions import second_factor
from portal.web.forms import read_form
from portal.web.guards import staff, viewer_of
from portal.web.render import page, redirect


@get("/account/second-factor")
async def show_second_factor(request: Request) -> Response[Any]:
    """How things stand; where it is off, the secret to put into the app."""
    return await _show(request)


@get("/account/second-factor/qr.svg")
async def show_qr(request: Request) -> Response[bytes]:
    """The prepared secret as a picture that an authenticator app reads."""
    viewer = viewer_of(request)
    login = await second_factor.login_of(viewer)
    uri = totp.enrolment_uri(await second_factor.prepare(viewer), login, _("Cổng Công vụ"))
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=5, border=4, light="#fff")
    return Response(picture.getvalue(), media_type="image/svg+xml", headers={"cache-control": "no-store"})


@post("/account/second-factor")
async def switch_on(request: Request) -> Response[Any]:
    """Confirm with a code of the app; the recovery codes are shown this once."""
    form = await read_form(request)
    try:
        codes = await second_factor.switch_on(viewer_of(request), form["code"])
    except Invalid as error:
        return await _show(request, error.problems, 422)
    return await page(request, "people/recovery-codes.html", codes=codes)


@post("/account/second-factor/recovery-codes")
async def renew_codes(request: Request) -> Response[Any]:
    """Fresh recovery codes."""
    form = await read_form(request)
    try:
        codes = await second_factor.renew_recovery_codes(viewer_of(request), form["old"])
    except Invalid as error:
        return await _show(request, error.problems, 422)
    return await page(request, "people/recovery-codes.html", codes=codes)


@post("/account/second-factor/removal")
async def switch_off(request: Request) -> Response[Any]:
    """Sign in by password alone again."""
    form = await read_form(request)
    try:
        await second_factor.switch_off(viewer_of(request), form["old"])
    except Invalid as error:
        return await _show(request, error.problems, 422)
    return redirect("/account/second-factor", toast=_("Đã tắt xác thực hai lớp."))


router = Router(
    "/", route_handlers=[show_second_factor, show_qr, switch_on, renew_codes, switch_off], guards=[staff]
)


async def _show(request: Request, problems: dict[str, str] | None = None, status: int = 200) -> Response[Any]:
    viewer = viewer_of(request)
    is_on = await second_factor.is_on(viewer)
    secret = "" if is_on else await second_factor.prepare(viewer)
    return await page(
        request,
        "people/second-factor.html",
        status=status,
        is_on=is_on,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        codes_left=await second_factor.count_recovery_codes(viewer),
        problems=problems or {},
    )
