"""Style sheets, scripts, fonts and pictures: one bundle of styles, names with a hash, cached for a year."""

import gzip
import hashlib
import mimetypes
from functools import cache, lru_cache
from pathlib import Path

from litestar import Request, Response, Router, get
from litestar.params import FromPath
from markupsafe import Markup

from portal.kit.errors import NotFound
from portal.web.guards import public

ROOT = Path(__file__).parents[2] / "static"
_BUNDLE = "css/app.css"
_FOREVER = "public, max-age=31536000, immutable"
_COMPRESSED = {".css", ".js", ".svg", ".txt"}


@cache
def _bundle() -> bytes:
    """All style sheets in the order of css/order.txt, one after the other."""
    order = (ROOT / "css" / "order.txt").read_text(encoding="utf-8").split()
    return b"\n".join((ROOT / "css" / name).read_bytes() for name in order)


@cache
def _names() -> frozenset[str]:
    """Every file below static. What a stranger asks for is looked up here and is never made into a path."""
    return frozenset(file.relative_to(ROOT).as_posix() for file in ROOT.rglob("*") if file.is_file())


def _read(path: str) -> tuple[bytes, str] | None:
    """Contents and short hash of a file below static, or None."""
    return _kept(path) if path == _BUNDLE or path in _names() else None


@cache
def _kept(path: str) -> tuple[bytes, str]:
    body = _bundle() if path == _BUNDLE else (ROOT / path).read_bytes()
    return body, hashlib.sha256(body).hexdigest()[:10]


@cache
def _zipped(path: str) -> bytes:
    return gzip.compress(_kept(path)[0], 9, mtime=0)


@cache
def static(path: str) -> str:
    """The address of a file below static, with its hash, for a page: `static("css/app.css")`.

    Raises FileNotFoundError, so that a page with a wrong name fails its test.
    """
    found = _read(path)
    if found is None:
        raise FileNotFoundError(f"static/{path}")
    return f"/static/{path}?v={found[1]}"


@cache
def scripts(*names: str) -> Markup:
    """The tags that load behaviours, in this order: `scripts("menus", "forms")`."""
    tag = Markup('<script type="module" src="{}"></script>')
    return Markup("\n  ").join(tag.format(static(f"js/behaviours/{name}.js")) for name in names)


@lru_cache(maxsize=1024)
def drawing(name: str, label: str = "") -> Markup:
    """A drawing from static/img/icons.svg; it says nothing to a screen reader unless it is given words."""
    said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}#{}"/></svg>').format(
        said, static("img/icons.svg"), name
    )


@get("/{path:path}", opt={"no_session": True}, sync_to_thread=False, include_in_schema=False)
def serve_static(request: Request, path: FromPath[str]) -> Response[bytes]:
    """One file; for ever cacheable when the address carries its present hash."""
    path = path.lstrip("/")
    found = _read(path)
    if found is None:
        raise NotFound
    body, digest = found
    headers = {
        "etag": f'"{digest}"',
        "cache-control": _FOREVER if request.query_params.get("v") == digest else "no-cache",
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(b"", status_code=304, headers=headers)
    if Path(path).suffix in _COMPRESSED and "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"content-encoding": "gzip", "vary": "Accept-Encoding"}
        body = _zipped(path)
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    return Response(body, media_type=kind + charset, headers=headers)


router = Router("/static", route_handlers=[serve_static], guards=[public])
