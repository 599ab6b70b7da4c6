"""`/account/signing-key`: the key one signs with, its certificate, its picture, and earlier ones."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.kit.clock import utc_now
from portal.kit.errors import Invalid, NotFound
from portal.kit.i18n import _
from portal.signing import forms, queries
from portal.signing.actions import keys
from portal.signing.certificates import Enrolment
from portal.signing.refusals import given_passphrase, outcome_sentence
from portal.web.forms import read_form
from portal.web.guards import staff, viewer_of
from portal.web.render import page, redirect

_HOME = "/account/signing-key"


@get(_HOME)
async def show_own_key(request: Request) -> Response[Any]:
    """The key in use, earlier keys, and the form for another."""
    return await _show(request)


@post(_HOME, opt={"csrf": "in-stream"}, status_code=200)
async def add_own_key(request: Request) -> Response[Any]:
    """Bring a key: the passphrase is tried once and forgotten."""
    try:
        brought = await forms.read_brought(request)
        enrolment = await keys.add_own_key(
            viewer_of(request),
            brought.file("key"),
            given_passphrase(brought.form["passphrase"]),
            brought.file("picture"),
        )
    except Invalid as error:
        return await _show(request, error.problems, "adding")
    return redirect(_HOME, toast=added(enrolment))


def added(enrolment: Enrolment) -> str:
    """What to say once a key is there, with what is worth knowing about its certificate."""
    return " ".join([_("Đã thêm khoá ký số."), *(finding.sentence for finding in enrolment.findings)])


@post("/account/signing-key/{key_id:int}/passphrase", status_code=200)
async def change_passphrase(request: Request, key_id: FromPath[int]) -> Response[Any]:
    """Lock the key anew."""
    form = await read_form(request)
    try:
        await keys.change_passphrase(viewer_of(request), key_id, *forms.relocking(form))
    except Invalid as error:
        return await _show(request, error.problems, "relocking")
    return redirect(_HOME, toast=_("Đã đổi mật khẩu của khoá ký."))


@post("/account/signing-key/{key_id:int}/picture", opt={"csrf": "in-stream"}, status_code=200)
async def replace_picture(request: Request, key_id: FromPath[int]) -> Response[Any]:
    """Show another signature from now on."""
    try:
        brought = await forms.read_brought(request)
        await keys.replace_picture(viewer_of(request), key_id, brought.file("picture"))
    except Invalid as error:
        return await _show(request, error.problems, "drawing")
    return redirect(_HOME, toast=_("Đã thay hình chữ ký."))


@post("/account/signing-key/{key_id:int}/check", status_code=200)
async def check_again(request: Request, key_id: FromPath[int]) -> Response[Any]:
    """Ask again whether the certificate is still good."""
    await keys.check_again(viewer_of(request), key_id)
    return redirect(_HOME, toast=_("Đã kiểm tra lại chứng thư."))


@post("/account/signing-key/{key_id:int}/removal", status_code=200)
async def remove_key(request: Request, key_id: FromPath[int]) -> Response[Any]:
    """Forget the secret part of a key."""
    await keys.remove_key(viewer_of(request), key_id)
    return redirect(_HOME, toast=_("Đã gỡ khoá ký số."))


@get("/account/signing-key/{key_id:int}/picture")
async def show_picture(request: Request, key_id: FromPath[int]) -> Response[bytes]:
    """The picture of a key that the viewer looks after."""
    key = await queries.key_for(viewer_of(request), key_id)
    content = (await queries.secret_of(key.id))["picture"]
    if not content:
        raise NotFound
    kind = "image/png" if content[:4] == b"\x89PNG" else "image/svg+xml"
    return Response(content, media_type=kind, headers={"cache-control": "no-store"})


router = Router(
    "",
    route_handlers=[
        show_own_key,
        add_own_key,
        change_passphrase,
        replace_picture,
        check_again,
        remove_key,
        show_picture,
    ],
    guards=[staff],
)


async def _show(request: Request, problems: dict[str, str] | None = None, part: str = "") -> Response[Any]:
    """`part` is the form whose problems are shown: adding, relocking, drawing."""
    viewer = viewer_of(request)
    return await page(
        request,
        "signing/own-key.html",
        status=422 if problems else 200,
        key=await queries.key_of(viewer),
        former=await queries.former_keys(viewer),
        uses=await queries.own_uses(viewer),
        outcome_sentence=outcome_sentence,
        home=_HOME,
        today=utc_now(),
        problems=problems or {},
        part=part,
        most_key=forms.MOST_KEY_BYTES,
        most_picture=forms.MOST_PICTURE_BYTES,
    )
