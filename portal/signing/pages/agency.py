"""`/admin/signing`: the agency's key and seal, who keeps it and what it did, whom verification believes."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.kit.clock import local_day, utc_now
from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.people.queries import active_people, people
from portal.settings import settings
from portal.signing import forms, queries
from portal.signing.actions import custody, keys, looking
from portal.signing.certificates import der
from portal.signing.kept import certificate_facts
from portal.signing.pages.own_key import added
from portal.signing.refusals import CannotSign, given_passphrase, outcome_sentence
from portal.web.forms import Fields, FormData, read_form
from portal.web.guards import role, viewer_of
from portal.web.render import page, redirect

_HOME = "/admin/signing"


@get(_HOME)
async def show_agency(request: Request) -> Response[Any]:
    """The agency's key, its keepers and uses, trust, time stamps, and certificates that end."""
    return await _show(request)


@post(_HOME, opt={"csrf": "in-stream"}, status_code=200)
async def add_agency_key(request: Request) -> Response[Any]:
    """Bring the agency's key and the picture of its seal."""
    brought = None
    try:
        brought = await forms.read_brought(request)
        enrolment = await keys.add_agency_key(
            viewer_of(request),
            brought.file("key"),
            given_passphrase(brought.form["passphrase"]),
            brought.file("picture"),
            forms.seal_tenths(brought.form),
        )
    except Invalid as error:
        return await _show(request, error.problems, "adding", brought.form if brought else None)
    return redirect(_HOME, toast=added(enrolment))


@post("/admin/signing/keys/{key_id:int}/check", status_code=200)
async def check_again(request: Request, key_id: FromPath[int]) -> Response[Any]:
    """Ask again whether the certificate is still good."""
    await keys.check_again(viewer_of(request), key_id)
    return redirect(_HOME, toast=_("Đã kiểm tra lại chứng thư."))


@post("/admin/signing/keys/{key_id:int}/passphrase", status_code=200)
async def change_passphrase(request: Request, key_id: FromPath[int]) -> Response[Any]:
    """Lock the agency's key anew."""
    form = await read_form(request)
    try:
        await keys.change_passphrase(viewer_of(request), key_id, *forms.relocking(form))
    except Invalid as error:
        return await _show(request, error.problems, "relocking")
    return redirect(_HOME, toast=_("Đã đổi mật khẩu của khoá ký."))


@post("/admin/signing/keys/{key_id:int}/removal", status_code=200)
async def remove_key(request: Request, key_id: FromPath[int]) -> Response[Any]:
    """Forget the secret part of the agency's key."""
    await keys.remove_key(viewer_of(request), key_id)
    return redirect(_HOME, toast=_("Đã gỡ khoá ký số."))


@post("/admin/signing/custody", status_code=200)
async def hand_over(request: Request) -> Response[Any]:
    """Record to whom the key was handed over, with its papers."""
    form = await read_form(request)
    try:
        await custody.hand_over(viewer_of(request), forms.handover(form))
    except Invalid as error:
        return await _show(request, error.problems, "handing", form)
    return redirect(_HOME, toast=_("Đã ghi việc bàn giao khoá."))


@post("/admin/signing/custody/{custody_id:int}/ending", status_code=200)
async def take_back(request: Request, custody_id: FromPath[int]) -> Response[Any]:
    """Record that the key was given back."""
    form = await read_form(request)
    try:
        fields = Fields(form)
        last_day = fields.day("valid_to", required=True)
        fields.done()
        await custody.take_back(viewer_of(request), custody_id, last_day)
    except Invalid as error:
        return await _show(request, error.problems, f"ending-{custody_id}")
    return redirect(_HOME, toast=_("Đã ghi việc thu lại khoá."))


@post("/admin/signing/time-stamp", status_code=200)
async def try_time_stamp(request: Request) -> Response[Any]:
    """Ask the time-stamping authority for a stamp, to see whether and how fast it answers."""
    try:
        seconds = await keys.try_time_stamp(viewer_of(request))
    except CannotSign:
        return redirect(_HOME, toast=_("Máy chủ cấp dấu thời gian không trả lời."), kind="problem")
    words = {"seconds": f"{seconds:.1f}".replace(".", ",")}
    return redirect(_HOME, toast=_("Máy chủ cấp dấu thời gian trả lời sau %(seconds)s giây.") % words)


router = Router(
    "",
    route_handlers=[
        show_agency,
        add_agency_key,
        check_again,
        change_passphrase,
        remove_key,
        hand_over,
        take_back,
        try_time_stamp,
    ],
    guards=[role("administrator")],
)


async def _show(
    request: Request,
    problems: dict[str, str] | None = None,
    part: str = "",
    values: FormData | None = None,
) -> Response[Any]:
    viewer, now = viewer_of(request), utc_now()
    uses, handovers = await queries.agency_uses(viewer), await queries.handovers(viewer)
    named = {use.account_id for use in uses} | {each.custody.holder_id for each in handovers}
    believed = await looking.trust()
    return await page(
        request,
        "signing/agency.html",
        status=422 if problems else 200,
        key=await queries.agency_key(viewer),
        former=await queries.former_keys(viewer, of_agency=True),
        uses=uses,
        handovers=handovers,
        people=[(each.id, each.full_name, each.title) for each in await active_people(500)],
        names={id: each.full_name for id, each in (await people(named)).items()},
        roots=[certificate_facts(der(root)) for root in believed.roots],
        bundle=looking.bundle_name(believed),
        lists=len(believed.crls),
        asks_online=believed.fetch,
        authority=settings().tsa_url,
        last_stamp=await queries.last_stamp(viewer),
        ending=await queries.ending_keys(viewer, now),
        outcome_sentence=outcome_sentence,
        home=_HOME,
        today=now,
        day=local_day(now),
        problems=problems or {},
        part=part,
        values=values or FormData(),
        most_key=forms.MOST_KEY_BYTES,
        most_picture=forms.MOST_PICTURE_BYTES,
    )
