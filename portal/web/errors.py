"""Every refusal and every fault as a page or a fragment: the only place that does so."""

import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, cast
from urllib.parse import quote

from litestar import Request, Response
from litestar.exceptions import HTTPException, InternalServerException
from litestar.types import ASGIApp, ExceptionHandlersMap, Message, Receive, Scope, Send
from markupsafe import Markup

from portal.kit.errors import Invalid, NotFound, PortalError
from portal.kit.i18n import _
from portal.web.access_log import without_secrets
from portal.web.guards import SignInNeeded
from portal.web.render import html, page

log = logging.getLogger(__name__)
_WITH_PAGE = {403, 404, 409, 422, 429, 500}


def _is_htmx(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


async def answer(request: Request, status: int, sentence: str, reference: str = "") -> Response:
    """The page of a status, or for htmx a problem that is shown as a toast and changes nothing else."""
    context = {"sentence": sentence, "reference": reference}
    if _is_htmx(request):
        headers = {
            "hx-retarget": "#problem",
            "hx-reswap": "innerHTML",
            "hx-trigger": json.dumps({"toast": {"message": sentence or _default(status), "kind": "problem"}}),
        }
        body = html(request, "errors/_problem.html", context)
        return Response(body, status_code=status, media_type="text/html", headers=headers)
    name = status if status in _WITH_PAGE else (404 if status == 405 else 422)
    return await page(request, f"errors/{name}.html", status=status, **context)


def _default(status: int) -> str:
    if status == 404:
        return _("Không tìm thấy.")
    return _("Không làm được việc này.")


async def on_portal_error(request: Request, error: PortalError) -> Response:
    """One of the four errors for people."""
    sentence = "" if isinstance(error, NotFound) and not error.args else str(error)
    if isinstance(error, Invalid):
        sentence = " ".join(error.problems.values())
    return await answer(request, error.status, sentence)


async def on_sign_in_needed(request: Request, error: SignInNeeded) -> Response:
    """Lead to the sign-in page and back; htmx gets a 401, so that nothing typed is lost."""
    if _is_htmx(request) or request.method not in ("GET", "HEAD"):
        return await answer(request, 401, _("Phiên làm việc đã kết thúc. Hãy đăng nhập lại."))
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return Response(b"", status_code=303, headers={"location": f"/login?next={quote(target, safe='/')}"})


async def on_http_exception(request: Request, error: HTTPException) -> Response:
    """What the framework refuses: no such address, wrong method, body too large."""
    sentences = {413: _("Nội dung gửi lên quá lớn."), 429: _("Bạn thử quá nhiều lần. Hãy đợi một lát.")}
    if isinstance(error, InternalServerException) and "disconnected" in error.detail:
        return Response(b"", status_code=499)  # nobody is there any more to read it
    if error.status_code >= 500:
        return await on_fault(request, error)
    return await answer(request, error.status_code, sentences.get(error.status_code, ""))


async def on_fault(request: Request, error: Exception) -> Response:
    """A fault of ours: logged with a reference number that the person sees and can tell us."""
    reference = _note(request.scope, error)
    try:
        return await answer(request, 500, _fault_sentence(), reference)
    except Exception:
        # What broke the page may break its frame as well: the database is away, a template is.
        log.exception("the page of fault %s could not be made", reference)
        return Response(_bare_page(reference), status_code=500, media_type="text/html")


def _note(scope: Scope, error: Exception) -> str:
    """Log a fault; only the method and the path, never what was sent. Returns its reference number."""
    reference = secrets.token_hex(4).upper()
    where = f"{scope.get('method', 'LIVE')} {without_secrets(scope['path'])}"
    log.error("fault %s at %s", reference, where, exc_info=error)
    return reference


def _fault_sentence() -> str:
    return _("Đã có lỗi ở phía chúng tôi. Việc bạn vừa làm chưa được ghi nhận.")


_BARE = Markup(
    '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title></head><body><h1>{title}</h1><p>{sentence}</p>"
    "<p>{name}: <b>{reference}</b></p></body></html>"
)


def _bare_page(reference: str) -> str:
    return _BARE.format(
        title=_("Hệ thống gặp lỗi"),
        sentence=_fault_sentence(),
        name=_("Số tham chiếu"),
        reference=reference,
    )


class LastResort:
    """An ASGI wrapper for faults outside of the application, such as a database that cannot say who asks."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def send_and_see(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_see)
        except Exception as error:
            if scope["type"] != "http" or has_begun:
                raise
            await _send_bare_page(send, _bare_page(_note(scope, error)))


async def _send_bare_page(send: Send, page: str) -> None:
    headers = [(b"content-type", b"text/html; charset=utf-8")]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": page.encode(), "more_body": False})


class _Pending:
    """An answer that is still to be made: Litestar's exception handlers are plain functions, our pages are awaited."""

    def __init__(self, answer: Awaitable[Response]):
        self._answer = answer

    def to_asgi_response(self, **options: Any) -> ASGIApp:
        """What Litestar calls for the response that a handler gave."""

        async def send_answer(scope: Scope, receive: Receive, send: Send) -> None:
            response = await self._answer
            await response.to_asgi_response(**options)(scope, receive, send)

        return send_answer


def _awaited(handler: Callable[[Request, Any], Awaitable[Response]]) -> Callable[[Request, Any], Response]:
    def give_pending(request: Request, error: Exception) -> Response:
        return cast(Response, _Pending(handler(request, error)))

    return give_pending


HANDLERS: ExceptionHandlersMap = {
    PortalError: _awaited(on_portal_error),
    SignInNeeded: _awaited(on_sign_in_needed),
    HTTPException: _awaited(on_http_exception),
    Exception: _awaited(on_fault),
}
