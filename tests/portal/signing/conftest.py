"""A demo authority, its time stamper behind real HTTP, and one document at each stage of its way."""

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
import typst
from PIL import Image, ImageDraw

from portal.seeds.pictures import seal_svg, signature_svg
from portal.seeds.pki import AGENCY, PASSPHRASE, TSA, DemoPki, make_demo_pki
from portal.settings import settings
from portal.signing.actions.keys import add_agency_key, add_own_key
from portal.signing.appearance import liberation, picture
from portal.signing.certificates import Trust
from portal.signing.gateways.keyfile import KeyFile
from portal.signing.gateways.tsa import REPLY_TYPE, TimeAuthority, answer_query
from portal.signing.pdf import fill, prepare
from portal.signing.places import (
    DAY,
    MONTH,
    NUMBER,
    POINTS_PER_MM,
    SIG_AGENCY,
    SIG_PERSON,
    Box,
    Line,
    Places,
    seal_box,
)
from portal.signing.sign import Signed
from tests.portal.signing.whole import sign
from tests.support.files import closed_port

__all__ = ["closed_port"]
AGENCY_NAME = "Sở Giao thông vận tải"
PEOPLE = [
    ("viet.tq", "Trần Quốc Việt", "Giám đốc", "viet.tq@demo.vn"),
    ("minh.p", "Phạm Minh", "Trưởng phòng", "minh.p@demo.vn"),
]
TEXTS = {NUMBER: "1234", DAY: "22", MONTH: "11"}


@pytest.fixture(scope="session")
def pki(tmp_path_factory) -> DemoPki:
    return make_demo_pki(tmp_path_factory.mktemp("pki"), AGENCY_NAME, PEOPLE)


@pytest.fixture(scope="session")
def trust(pki) -> Trust:
    return Trust(tuple(pki.roots), tuple(pki.crls))


@pytest.fixture(scope="session")
def viet(pki) -> KeyFile:
    return KeyFile(pki.key_file("viet.tq"), PASSPHRASE)


@pytest.fixture(scope="session")
def agency(pki) -> KeyFile:
    return KeyFile(pki.key_file(AGENCY), PASSPHRASE)


@pytest.fixture(scope="session")
def authority(pki) -> Iterator[TimeAuthority]:
    """The demo's time stamping authority on a free port of this machine."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802 - the name is the library's
            query = self.rfile.read(int(self.headers["Content-Length"]))
            reply = answer_query(query, KeyFile(pki.key_file(TSA), PASSPHRASE))
            self.send_response(200)
            self.send_header("Content-Type", REPLY_TYPE)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield TimeAuthority(f"http://127.0.0.1:{server.server_port}/demo/tsa", timeout=10)
    server.shutdown()


@pytest.fixture
def now() -> datetime:
    """The present of one test: a time stamp made later than this would lie in its future."""
    return datetime.now(UTC)


@pytest.fixture
def trusting(data, pki, authority, monkeypatch) -> Path:
    """The data folder of a portal that believes the demo's authority and asks it for the time."""
    for name in ("trust", "crl"):
        shutil.copytree(pki.folder / name, data / name)
    monkeypatch.setenv("CONGVU_TSA_URL", authority.url)
    monkeypatch.setenv("CONGVU_TSA_TIMEOUT", "5")
    monkeypatch.setenv("CONGVU_REVOCATION", "local")
    settings.cache_clear()
    return data


@pytest.fixture
async def keys(trusting, cast, pki) -> None:
    """Việt and the agency have brought their keys."""
    await add_own_key(cast.viet, pki.key_file("viet.tq"), PASSPHRASE, png())
    await add_agency_key(cast.tri, pki.key_file(AGENCY), PASSPHRASE, png((200, 0, 0, 255)), 355)


def png(ink: tuple[int, int, int, int] = (27, 63, 168, 255), size: tuple[int, int] = (140, 60)) -> bytes:
    """A stroke of ink on nothing."""
    image = Image.new("RGBA", size)
    ImageDraw.Draw(image).line([(10, 10), (size[0] - 10, size[1] - 10)], fill=ink, width=4)
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


@dataclass(frozen=True, slots=True)
class Stages:
    """The same document as it goes on its way; each is the one before with something appended."""

    places: Places
    laid_out: bytes
    prepared: bytes
    by_person: Signed
    numbered: bytes
    sealed: Signed


@pytest.fixture(scope="session")
def stages(viet, agency, authority) -> Stages:
    now = datetime.now(UTC)
    laid_out, places = lay_out()
    prepared = prepare(laid_out, places)
    by_person = sign(prepared, SIG_PERSON, viet, person_picture(places), authority, now)
    numbered = fill(by_person.pdf, places.lines, TEXTS)
    sealed = sign(numbered, SIG_AGENCY, agency, seal_picture(places), authority, now)
    return Stages(places, laid_out, prepared, by_person, numbered, sealed)


def person_picture(places: Places) -> bytes:
    return picture(signature_svg("Trần Quốc Việt"), places.person)


def seal_picture(places: Places) -> bytes:
    return picture(seal_svg(AGENCY_NAME), places.agency)


def lay_out() -> tuple[bytes, Places]:
    """A letter set by Typst with empty room, and where that room is, as the layout itself tells."""
    source = Path(__file__).with_name("letter.typ")
    compiler = typst.Compiler(str(source), font_paths=liberation())
    told = {row["name"]: row for row in json.loads(compiler.query("<room>", field="value"))}

    def line(name: str, **how: object) -> Line:
        room = told[name]
        return Line(room["page"] - 1, room["x"], 297 * POINTS_PER_MM - room["y"], room["width"], **how)

    room = told["signature"]
    height = room["height"]
    person = Box(room["page"] - 1, room["x"], 297 * POINTS_PER_MM - room["y"] - height, room["width"], height)
    places = Places(
        person,
        seal_box(person, 36),
        line("number"),
        line("day", size=14, align="center", italic=True),
        line("month", size=14, align="center", italic=True),
    )
    return compiler.compile(format="pdf", pdf_standards=["a-2b"]), places
