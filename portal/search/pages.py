"""`/search` for everything that was found, `/search/live` for the first few while one types in the bar."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, Router, get

from portal.kit.i18n import _
from portal.people.queries import Colleague, directory
from portal.search import kinds
from portal.search.queries import search
from portal.search.words import terms_of
from portal.web.guards import staff, viewer_of
from portal.web.render import fragment, page

_WHILE_TYPING = 7
_COLLEAGUES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    words: str
    kind: str = ""
    before: int | None = None

    def url(self, **changed: object) -> str:
        """The address of the same question with some of it changed."""
        asked = {"q": self.words, "kind": self.kind, "before": self.before} | changed
        return "/search?" + urlencode({name: value for name, value in asked.items() if value})


@get("/")
async def show_results(request: Request) -> Response[Any]:
    """Everything that the viewer may read and that holds the words, the newest first."""
    asked = _asked(request)
    return await page(request, "search/search.html", **await _found(request, asked, limit=25))


@get("/live")
async def show_live(request: Request) -> Response[Any]:
    """The first few for the list under the bar's box."""
    asked = Asked(_asked(request).words)
    found = await _found(request, asked, limit=_WHILE_TYPING)
    return await fragment(request, "search/_live.html", back=asked.url(), **found)


router = Router("/search", route_handlers=[show_results, show_live], guards=[staff])


def _asked(request: Request) -> Asked:
    asked = request.query_params
    before = asked.get("before", "")
    return Asked(
        words=asked.get("q", "").strip(),
        kind=asked.get("kind", "") if asked.get("kind", "") in kinds.KINDS else "",
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )


async def _found(request: Request, asked: Asked, limit: int) -> dict[str, Any]:
    viewer = viewer_of(request)
    is_question = bool(terms_of(asked.words))
    results = await search(
        viewer, asked.words, kinds=[asked.kind] if asked.kind else (), before=asked.before, limit=limit
    )
    colleagues: list[Colleague] = []
    if is_question and not asked.kind and asked.before is None:
        colleagues = await directory(viewer, asked.words, limit=_COLLEAGUES)
    return {
        "asked": asked,
        "search_words": asked.words,
        "is_question": is_question,
        "results": results,
        "colleagues": colleagues,
        "tabs": _tabs(asked),
        "older": asked.url(before=results.before) if results.before else "",
        "label_of": kinds.label_of,
        "icon_of": kinds.icon_of,
    }


def _tabs(asked: Asked) -> list[dict[str, Any]]:
    """One chip for everything and one for each kind, once there is more than one."""
    if len(kinds.KINDS) < 2:
        return []
    names = ["", *kinds.KINDS]
    return [
        {
            "label": kinds.label_of(name) if name else _("Tất cả"),
            "url": asked.url(kind=name, before=None),
            "is_current": name == asked.kind,
        }
        for name in names
    ]
