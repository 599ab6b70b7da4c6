"""Pages and fragments: the only two answers a handler gives to a person.

A whole page wears the frame (menu, counters, bar) that the composition root provides; a fragment is a part of a
page, swapped by its id. A fragment asked for without htmx becomes a redirect to the page it belongs to.
"""

import base64
import json
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType

from portal.kit import i18n
from portal.kit.clock import local, utc_now
from portal.kit.database import Read, together
from portal.kit.ids import dom_id
from portal.kit.text import initials, shorten
from portal.kit.viewer import Viewer
from portal.settings import settings
from portal.web import security
from portal.web.assets import drawing, scripts, static
from portal.web.guards import viewer_of, viewer_or_none
from portal.web.templates import SpokenEnvironment

TEMPLATES = Path(__file__).parents[2] / "templates"
FLASH = "congvu_flash"
Frame = Callable[[Request, Viewer | None], Awaitable[dict[str, Any]]]
FrameReads = Callable[[Viewer], dict[str, Read[Any]]]

_frames: list[Frame] = []
_frame_reads: list[FrameReads] = []


def use_frame(frame: Frame, reads: FrameReads) -> None:
    """Let the composition root say what surrounds every whole page, and what is read for that."""
    _frames[:], _frame_reads[:] = [frame], [reads]


async def read_in_frame(request: Request, **reads: Read[Any]) -> dict[str, Any]:
    """What the reads of a page find, asked together with those of its frame; a fragment for htmx has none.

    What the frame needs and the page too bears the same name in both. Raises SignInNeeded.
    """
    viewer = viewer_of(request)
    if not request.htmx:
        reads = {name: read for each in _frame_reads for name, read in each(viewer).items()} | reads
    request.scope["state"]["found"] = found = await together(**reads)
    return found


def day(value: date | datetime | None) -> str:
    """dd/mm/yyyy on the office's calendar, or nothing."""
    if value is None:
        return ""
    return (local(value) if isinstance(value, datetime) else value).strftime("%d/%m/%Y")


def moment(value: datetime | None) -> str:
    """dd/mm/yyyy HH:MM on the office's clock, or nothing."""
    return "" if value is None else local(value).strftime("%d/%m/%Y %H:%M")


def brief_moment(value: datetime | None) -> str:
    """HH:MM today, dd/mm this year, else dd/mm/yyyy: for lists."""
    if value is None:
        return ""
    then, today = local(value), local(utc_now())
    if then.year != today.year:
        return f"{then.day:02}/{then.month:02}/{then.year}"
    is_today = then.month == today.month and then.day == today.day
    return f"{then.hour:02}:{then.minute:02}" if is_today else f"{then.day:02}/{then.month:02}"


def sentence(text: str) -> str:
    """The text with its first letter in capitals and the rest as it is: "gửi, nhận văn bản" begins a line."""
    return text[:1].upper() + text[1:]


def size(count: int) -> str:
    """Bytes as a person says them, with a decimal comma: 48 KB, 1,2 MB."""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / 1024 / 1024:.1f} MB".replace(".", ",")


def _gettext(message: str, /, **values: object) -> str:
    text = i18n.gettext(message)
    return text % values if values else text


def _ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    text = i18n.ngettext(one, many, count)
    return text % values if values else text


def environment() -> Environment:
    """The template environment of the viewer's language, one a process."""
    return _environment(i18n.translations())


@cache
def _environment(translations: NullTranslations) -> Environment:
    jinja = SpokenEnvironment(
        translations,
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=settings().log_level == "DEBUG",
        cache_size=-1,
    )
    jinja.install_gettext_callables(_gettext, _ngettext, newstyle=False)
    jinja.globals.update(_=_gettext, static=static, scripts=scripts, dom_id=dom_id, settings=settings)
    jinja.globals.update(drawing=drawing, icon=drawing)
    jinja.filters.update(
        day=day,
        moment=moment,
        brief_moment=brief_moment,
        sentence=sentence,
        size=size,
        initials=initials,
        shorten=shorten,
    )
    return jinja


def html(request: Request, template: str, context: dict[str, Any]) -> str:
    """A template as text, with what every template may use: viewer, csrf_token, csrf_input, now, path, lang …"""
    token = security.csrf_token(request)
    shared = {
        "viewer": viewer_or_none(request),
        "csrf_token": token,
        "csrf_input": security.csrf_input(token),
        "now": utc_now(),
        "begun_at": request.scope["state"].get("begun_at") or time(),
        "path": request.url.path,
        "lang": request.scope["state"].get("locale", settings().locale),
    }
    return environment().get_template(template).render(shared | context)


async def page(request: Request, template: str, *, status: int = 200, **context: Any) -> Response[str]:
    """A whole page in its frame."""
    frame = await _frames[0](request, viewer_or_none(request)) if _frames else {}
    flash = _take_flash(request)
    body = html(request, template, {"flash": flash} | frame | context)
    response = Response(
        body, status_code=status, media_type=MediaType.HTML, headers={"vary": "HX-Request, Cookie"}
    )
    if flash is not None:
        response.delete_cookie(FLASH)
    return response


async def fragment(
    request: Request,
    template: str,
    *,
    back: str,
    whole: str = "",
    toast: str = "",
    trigger: str = "",
    target: str = "",
    status: int = 200,
    **context: Any,
) -> Response[Any]:
    """A part of a page for htmx; for everybody else the page `whole`, or a redirect to `back` with the toast.

    `trigger` is an event that the browser hears; `target` is where the part goes if not where it was asked from.
    """
    if not request.htmx:
        return await page(request, whole, status=status, **context) if whole else redirect(back, toast=toast)
    events: dict[str, Any] = {trigger: {}} if trigger else {}
    if toast:
        events["toast"] = {"message": toast, "kind": "done"}
    headers = {"vary": "HX-Request, Cookie"}
    if target:
        headers |= {"hx-retarget": target, "hx-reswap": "innerHTML"}
    if events:
        headers["hx-trigger"] = json.dumps(events)
    body = html(request, template, context)
    return Response(body, status_code=status, media_type=MediaType.HTML, headers=headers)


def redirect(to: str, *, toast: str = "", kind: str = "done") -> Response[Any]:
    """Go and look there (303), with a sentence that the next page shows."""
    response: Response[Any] = Response(
        b"", status_code=303, headers={"location": quote(to, safe="/?&=#%:+,;@!~*()-._")}
    )
    if toast:
        response.set_cookie(_flash_cookie(toast, kind))
    return response


def _flash_cookie(message: str, kind: str) -> Cookie:
    # Not percent-encoded: whoever reads cookies undoes that, and the seal would be over another text.
    text = (
        base64.urlsafe_b64encode(json.dumps({"message": message, "kind": kind}).encode()).decode().rstrip("=")
    )
    value = f"{security.seal('flash', text)}.{text}"
    return Cookie(FLASH, value=value, httponly=True, samesite="lax", secure=settings().is_secure, max_age=60)


def _take_flash(request: Request) -> dict[str, str] | None:
    proof, _dot, text = request.cookies.get(FLASH, "").partition(".")
    if not text or not security.is_sealed("flash", text, proof):
        return None
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
