"""`/people`: the administrator's list of accounts, and the page of each."""

from collections.abc import Awaitable
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.audit.queries import history
from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.kit.ids import dom_id
from portal.people import forms, queries
from portal.people.actions import accounts, appointments
from portal.people.rights import role_names
from portal.web.forms import FormData, number_in, read_form
from portal.web.guards import role, viewer_of
from portal.web.render import page, redirect

STATES = ("active", "invited", "suspended")


@get("/people")
async def show_people(request: Request) -> Response[Any]:
    """The list, found by name, login or address, with or without diacritics."""
    asked = request.query_params
    text, state, number = asked.get("q", ""), asked.get("state", ""), asked.get("page", "1")
    number = min(max(1, number_in(number) or 1), 1_000_000)
    state = state if state in STATES else ""
    rows, more = await queries.accounts_page(viewer_of(request), text, state, number=number)
    return await page(
        request,
        "people/list.html",
        rows=rows,
        text=text,
        state=state,
        state_links=_state_links(text, state),
        previous_url=_list_url(text, state, number - 1) if number > 1 else "",
        next_url=_list_url(text, state, number + 1) if more else "",
        number=number,
    )


@get("/people/new")
async def show_invitation(request: Request) -> Response[Any]:
    """The form of somebody new."""
    return await _invitation_page(request, FormData([("valid_from", queries.today().strftime("%d/%m/%Y"))]))


@post("/people")
async def invite(request: Request) -> Response[Any]:
    """Invite them."""
    form = await read_form(request)
    try:
        account_id = await accounts.invite(viewer_of(request), forms.read_invitee(form))
    except Invalid as error:
        return await _invitation_page(request, form, error.problems, 422)
    return redirect(f"/people/{account_id}", toast=_("Đã gửi lời mời."))


@get("/people/{account_id:int}")
async def show_person(request: Request, account_id: FromPath[int]) -> Response[Any]:
    """Everything about one account."""
    return await _person_page(request, account_id)


@post("/people/{account_id:int}")
async def change(request: Request, account_id: FromPath[int]) -> Response[Any]:
    """Change name, address, telephone."""
    form = await read_form(request)
    try:
        await accounts.change(viewer_of(request), account_id, forms.read_details(form))
    except Invalid as error:
        return await _person_page(request, account_id, form, error.problems)
    return redirect(f"/people/{account_id}", toast=_("Đã lưu."))


@post("/people/{account_id:int}/posts")
async def give_post(request: Request, account_id: FromPath[int]) -> Response[Any]:
    """Appoint them."""
    form = await read_form(request)
    try:
        await appointments.give_post(viewer_of(request), account_id, forms.read_post(form))
    except Invalid as error:
        return await _person_page(request, account_id, form, error.problems)
    return redirect(f"/people/{account_id}", toast=_("Đã bổ nhiệm."))


@post("/people/{account_id:int}/posts/{post_id:int}/ending")
async def end_post(request: Request, account_id: FromPath[int], post_id: FromPath[int]) -> Response[Any]:
    """Let a post end with a day."""
    form = await read_form(request)
    try:
        await appointments.end_post(viewer_of(request), account_id, post_id, forms.read_last_day(form))
    except Invalid as error:
        return await _person_page(request, account_id, form, error.problems, post_id)
    return redirect(f"/people/{account_id}", toast=_("Đã ghi ngày thôi giữ chức."))


@post("/people/{account_id:int}/roles")
async def set_roles(request: Request, account_id: FromPath[int]) -> Response[Any]:
    """Let them hold exactly the ticked roles."""
    roles = forms.read_roles(await read_form(request))
    await appointments.set_roles(viewer_of(request), account_id, roles)
    return redirect(f"/people/{account_id}", toast=_("Đã lưu vai trò."))


@post("/people/{account_id:int}/suspension")
async def suspend(request: Request, account_id: FromPath[int]) -> Response[Any]:
    """Lock them out."""
    return await _done(accounts.suspend(viewer_of(request), account_id), account_id, _("Đã khoá tài khoản."))


@post("/people/{account_id:int}/restoration")
async def restore(request: Request, account_id: FromPath[int]) -> Response[Any]:
    """Let them in again."""
    return await _done(
        accounts.restore(viewer_of(request), account_id), account_id, _("Đã mở lại tài khoản.")
    )


@post("/people/{account_id:int}/link")
async def write_link(request: Request, account_id: FromPath[int]) -> Response[Any]:
    """Send a link that sets a password."""
    return await _done(
        accounts.write_link(viewer_of(request), account_id), account_id, _("Đã gửi đường dẫn.")
    )


@post("/people/{account_id:int}/sessions/ending")
async def end_sessions(request: Request, account_id: FromPath[int]) -> Response[Any]:
    """Sign them out everywhere."""
    deed = accounts.end_sessions(viewer_of(request), account_id)
    return await _done(deed, account_id, _("Đã kết thúc các phiên đăng nhập."))


@post("/people/{account_id:int}/second-factor/removal")
async def remove_second_factor(request: Request, account_id: FromPath[int]) -> Response[Any]:
    """Switch their second factor off."""
    deed = accounts.remove_second_factor(viewer_of(request), account_id)
    return await _done(deed, account_id, _("Đã tắt xác thực hai lớp."))


router = Router(
    "/",
    route_handlers=[
        show_people,
        show_invitation,
        invite,
        show_person,
        change,
        give_post,
        end_post,
        set_roles,
        suspend,
        restore,
        write_link,
        end_sessions,
        remove_second_factor,
    ],
    guards=[role("administrator")],
)


async def _done(deed: Awaitable[object], account_id: int, toast: str) -> Response[Any]:
    await deed
    return redirect(f"/people/{account_id}", toast=toast)


def _list_url(text: str, state: str, number: int) -> str:
    return "/people?" + urlencode({"q": text, "state": state, "page": number})


def _state_links(text: str, state: str) -> list[dict[str, object]]:
    names = {"": _("Tất cả"), "active": _("Đang dùng"), "invited": _("Đã mời"), "suspended": _("Đã khoá")}
    return [
        {"label": name, "url": _list_url(text, key, 1), "is_current": key == state}
        for key, name in names.items()
    ]


async def _invitation_page(
    request: Request, values: FormData, problems: dict[str, str] | None = None, status: int = 200
) -> Response[Any]:
    return await page(
        request,
        "people/new.html",
        status=status,
        values=values,
        problems=problems or {},
        role_names=role_names(),
        units=await queries.units_tree(),
        positions=await queries.positions(),
    )


async def _person_page(
    request: Request,
    account_id: int,
    typed: FormData | None = None,
    problems: dict[str, str] | None = None,
    post_id: int | None = None,
) -> Response[Any]:
    viewer = viewer_of(request)
    account = await queries.account(viewer, account_id)
    kept = [("full_name", account.full_name), ("email", account.email), ("phone", account.phone)]
    typed_pairs = [(name, value) for name in typed.names() for value in typed.many(name)] if typed else []
    return await page(
        request,
        "people/person.html",
        status=422 if problems else 200,
        account=account,
        posts=await queries.posts_of(account_id),
        roles=await queries.roles_of(account_id),
        role_names=role_names(),
        units=await queries.units_tree(),
        positions=await queries.positions(),
        session_count=await queries.count_sessions(viewer, account_id),
        today=queries.today(),
        values=FormData([*kept, *typed_pairs]),
        problems=problems or {},
        wrong_post=post_id,
        history=await history(viewer, "account", account_id),
        history_id=dom_id("account", account_id, "history"),
    )
