"""A multipart form read as a stream, so that a file's bytes go nowhere but where the caller sends them.

The framework's own form reader keeps parts in memory or in a temporary file; a file that the secrecy door has not
seen may be in neither.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from litestar import Request
from multipart import (
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
    parse_options_header,
)

from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.settings import settings
from portal.web.forms import FormData
from portal.web.security import CSRF_FIELD, CSRF_HEADER, is_our_token, refuse_forgery

_MOST_FIELD_BYTES = 200_000
_MOST_TEXT_BYTES = 2 * 2**20  # of all fields together, as for a form without files
_MOST_PARTS = 200


@dataclass(slots=True)
class FilePart:
    """A file inside a form: its name as sent, and its bytes as they arrive (read once, before the next part)."""

    field: str
    name: str
    chunks: AsyncIterator[bytes]


class UploadForm:
    """The parts of one multipart request in the order in which they come.

    Iterate `files()`; the text fields that came before a file are in `form` by then. Raises Forbidden when the CSRF
    token did not come first (or in the header), Invalid when the form cannot be read or is larger than the setting
    allows: at once where that is declared, else as soon as that much came.
    """

    def __init__(self, request: Request):
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        if kind != "multipart/form-data" or not options.get("boundary"):
            raise Invalid({"": _("Biểu mẫu gửi lên không đúng dạng.")})
        self._most = settings().upload_limit_mb * 2**20
        if _declared(request) > self._most + _MOST_TEXT_BYTES:
            raise Invalid({"": too_large(self._most)})  # before a byte of it is read
        self._request = request
        self._pairs: list[tuple[str, str]] = []
        self._text_bytes = 0
        self._parser = PushMultipartParser(
            options["boundary"],
            max_segment_count=_MOST_PARTS,
            max_segment_size=self._most + 1,
        )
        self._events = self._read_events()
        self._token_checked = is_our_token(request, request.headers.get(CSRF_HEADER, ""))

    @property
    def form(self) -> FormData:
        """The text fields read so far."""
        return FormData(self._pairs)

    async def _read_events(self) -> AsyncIterator[MultipartSegment | bytes | None]:
        try:
            async for chunk in self._request.stream():
                for event in self._parser.parse(chunk):
                    yield event
            self._parser.close()
        except ParserLimitReached as over:
            raise Invalid({"": too_large(self._most)}) from over
        except (MultipartError, UnicodeDecodeError) as broken:
            raise Invalid({"": _("Tệp gửi lên bị ngắt giữa chừng. Hãy gửi lại.")}) from broken

    async def files(self) -> AsyncIterator[FilePart]:
        """The files of the form, one at a time."""
        async for event in self._events:
            if not isinstance(event, MultipartSegment):
                continue
            if event.filename is None:
                self._pairs.append((event.name, await self._text_of()))
                self._check_token(event.name)
                continue
            if not self._token_checked:
                raise refuse_forgery()
            if event.filename == "":
                await self._text_of()
                continue
            yield FilePart(event.name, event.filename, self._chunks_of())
        if not self._token_checked:
            raise refuse_forgery()

    def _check_token(self, name: str) -> None:
        if name == CSRF_FIELD and not self._token_checked:
            self._token_checked = is_our_token(self._request, self._pairs[-1][1])

    async def _chunks_of(self) -> AsyncIterator[bytes]:
        async for event in self._events:
            if event is None:
                return
            yield bytes(event)

    async def _text_of(self) -> str:
        body = b""
        async for chunk in self._chunks_of():
            body += chunk
            self._text_bytes += len(chunk)
            if len(body) > _MOST_FIELD_BYTES or self._text_bytes > _MOST_TEXT_BYTES:
                raise Invalid({"": _("Biểu mẫu gửi lên quá dài.")})
        return body.decode("utf-8", "replace")


def too_large(most: int) -> str:
    """What is told to somebody whose file has more than `most` bytes."""
    return _("Tệp lớn hơn mức cho phép (%(limit)s MB); đề nghị chia nhỏ hoặc nén lại.") % {
        "limit": most // 2**20
    }


def _declared(request: Request) -> int:
    """Content-Length (RFC 9110, section 8.6); 0 where the body comes in chunks or it is no number."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 19 else 0
