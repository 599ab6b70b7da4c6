"""Pages that only the demo has: its own time-stamping authority, and the revocation lists of its own authority."""

from pathlib import Path

from litestar import Request, Response, Router, get, post

from portal.kit.errors import NotFound
from portal.kit.workers import in_thread
from portal.seeds.pki import PASSPHRASE, TSA, DemoPki
from portal.settings import settings
from portal.signing.gateways.keyfile import KeyFile
from portal.web.guards import public

_CRLS = {"root.crl", "issuing.crl"}


@post("/demo/tsa", opt={"csrf": "exempt"}, request_max_body_size=20_000, status_code=200)
async def time_stamp(request: Request) -> Response[bytes]:
    """A time stamp (RFC 3161, section 3.4) for a query of at most 20 kB."""
    key = KeyFile(DemoPki(settings().data).key_file(TSA), PASSPHRASE)
    answer = await in_thread(_answered, await request.body(), key)
    return Response(answer, media_type="application/timestamp-reply")


def _answered(query: bytes, key: KeyFile) -> bytes:
    from portal.signing.gateways.tsa import answer_query  # A second to load, for the demo alone.

    return answer_query(query, key)


@get("/demo/crl/{name:str}")
async def revocation_list(name: str) -> Response[bytes]:
    """A revocation list of the demo's authority."""
    if name not in _CRLS:
        raise NotFound
    content = await in_thread(Path(settings().data, "crl", name).read_bytes)
    return Response(content, media_type="application/pkix-crl")


router = Router("", route_handlers=[time_stamp, revocation_list], guards=[public])
