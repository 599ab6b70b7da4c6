"""The public check of an issued paper: the registered facts behind its QR code, and whether a file is unchanged.

A dropped file passes the door in the encrypted spool and is wiped after the comparison; nothing of it is kept.
"""

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.documents.queries.public import PublicFacts, is_the_issued_file, public_facts, public_signatures
from portal.files import door, spool
from portal.files.checks import problem_sentence
from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.kit.workers import in_thread
from portal.people.queries import agency_on
from portal.settings import settings
from portal.signing.actions.looking import look
from portal.web.forms import Fields, read_form
from portal.web.guards import public
from portal.web.limits import at_most
from portal.web.render import page, redirect
from portal.web.uploads import UploadForm


@get("/check")
async def ask_address(request: Request) -> Response:
    """Where the address printed below a QR code is typed by hand."""
    return await page(request, "documents/check_start.html", problems={})


@post("/check", status_code=200)
async def find(request: Request) -> Response:
    """Lead to the page of an address typed by hand."""
    fields = Fields(await read_form(request))
    code = fields.text("code", required=True, max_length=300).rsplit("/", 1)[-1]
    if fields.problems or not code.replace("-", "").replace("_", "").isalnum():
        sentence = _("Nhập địa chỉ in cạnh mã QR trên văn bản.")
        return await page(request, "documents/check_start.html", status=422, problems={"code": sentence})
    return redirect(f"/check/{code}")


async def _check_page(request: Request, code: str, status: int = 200, **context: object) -> Response:
    facts = await public_facts(code)
    return await page(
        request,
        "documents/check.html",
        status=status,
        facts=facts,
        code=code,
        issuer=await agency_on(facts.issued_on),
        signatures=await public_signatures(facts.id),
        most_bytes=settings().upload_limit_mb * 2**20,
        **{"outcome": "", "verdict": None, "problems": {}} | context,
    )


@get("/check/{code:str}")
async def show(request: Request, code: FromPath[str]) -> Response:
    """The registered facts of an issued document."""
    return await _check_page(request, code)


@post(
    "/check/{code:str}",
    guards=[at_most(20, 60)],  # each look at a file costs a second of the machine
    opt={"csrf": "in-stream"},
    request_max_body_size=None,
    status_code=200,
)
async def compare(request: Request, code: FromPath[str]) -> Response:
    """Say of a dropped file whether it is the issued one, unchanged."""
    facts = await public_facts(code)
    try:
        async for part in UploadForm(request).files():
            return await _compare(request, code, facts, await spool.receive(part.chunks, part.name))
    except Invalid as error:
        return await _check_page(request, code, 422, problems={"file": " ".join(error.problems.values())})
    return await _check_page(request, code, 422, problems={"file": _("Hãy chọn tệp PDF của văn bản.")})


async def _compare(request: Request, code: str, facts: PublicFacts, spooled: spool.Spooled) -> Response:
    try:
        examined = await door.examine(spooled, must_be_pdf=True)
        if examined.inspection.problem:
            raise Invalid({"file": problem_sentence(examined.inspection.problem)})
        if examined.inspection.markings:
            raise Invalid({"file": door.marked_sentence()})
        same = await is_the_issued_file(facts.id, spooled.sha256)
        verdict = await look(await in_thread(lambda: b"".join(spool.read(spooled))))
    finally:
        spool.wipe(spooled)
    return await _check_page(request, code, outcome="unchanged" if same else "different", verdict=verdict)


router = Router("", route_handlers=[ask_address, find, show, compare], guards=[public])
