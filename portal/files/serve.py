"""Hands out stored files over HTTP: whole, in ranges, or "you have it already" (RFC 9110, sections 13 and 14).

Who may have the file was decided before; the digest of the contents is the tag, so a copy that a browser kept
is good for ever and is still asked about each time, because rights may have ended.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import quote

from litestar import Request, Response
from litestar.response import Stream

from portal.files import store
from portal.files.kinds import JPEG, PDF, PNG, WEBP
from portal.files.previews import PageImage
from portal.files.store import StoredFile

_INLINE = frozenset({PDF.media_type, PNG.media_type, JPEG.media_type, WEBP.media_type})
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})$")
_TOKEN = re.compile(r"[^A-Za-z0-9._ -]")


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be handed out: contents, their size in bytes, and how to call them."""

    sha256: str
    size: int
    media_type: str
    name: str


class Unsatisfiable(Exception):
    """The range lies outside of the file."""


def file_response(request: Request, file: StoredFile, *, download: bool = False) -> Response:
    """A stored file: 200, 206, 304 or 416. PDF and pictures open in the page unless `download`, others never do."""
    return respond(request, Content(file.sha256, file.size, file.media_type, file.name), download=download)


def image_response(request: Request, image: PageImage) -> Response:
    """The picture of a page: 200, 206, 304 or 416."""
    return respond(request, Content(image.sha256, image.size, WEBP.media_type, "page.webp"))


def respond(request: Request, content: Content, *, download: bool = False) -> Response:
    """The answer to a GET or HEAD for a content of the store."""
    headers = _headers(content, download)
    if _has_already(request, headers["etag"]):
        return Response(b"", status_code=304, headers=headers)
    try:
        asked = _range_asked(request, headers["etag"], content.size)
    except Unsatisfiable:
        headers["content-range"] = f"bytes */{content.size}"
        return Response(b"", status_code=416, headers=headers, media_type=content.media_type)
    start, end = asked or (0, content.size)
    if asked:
        headers["content-range"] = f"bytes {start}-{end - 1}/{content.size}"
    headers["content-length"] = str(end - start)
    status = 206 if asked else 200
    body = _nothing() if request.method == "HEAD" else store.open_range(content.sha256, start, end)
    return Stream(body, status_code=status, headers=headers, media_type=content.media_type)


def range_of(header: str, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last, of a Range header; None when it is to be ignored.

    Several ranges at once and units other than bytes are ignored, as the RFC allows. Raises Unsatisfiable.
    """
    match = _RANGE.match(header.strip())
    if not match or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        if int(last) == 0:
            raise Unsatisfiable
        return max(0, size - int(last)), size
    start, end = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, end


def disposition(name: str, *, inline: bool) -> str:
    """A Content-Disposition with the name in UTF-8, and in plain letters for what cannot read that (RFC 6266)."""
    plain = _TOKEN.sub("_", name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _headers(content: Content, download: bool) -> dict[str, str]:
    inline = not download and content.media_type in _INLINE
    return {
        "etag": f'"{content.sha256}"',
        "accept-ranges": "bytes",
        "cache-control": "private, no-cache",
        "x-content-type-options": "nosniff",
        "content-disposition": disposition(content.name, inline=inline),
    }


def _has_already(request: Request, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    return etag in tags or "*" in tags


def _range_asked(request: Request, etag: str, size: int) -> tuple[int, int] | None:
    header = request.headers.get("range")
    if header is None or request.headers.get("if-range", etag) != etag:
        return None
    return range_of(header, size)


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""
