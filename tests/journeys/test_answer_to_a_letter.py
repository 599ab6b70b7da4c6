"""The first journey, outside in, on each database: a real incoming letter becomes a signed, issued answer.

Eight people's steps by plain forms against a whole portal; signatures are judged by pdfsig, which knows nothing of us.
"""

import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pypdfium2
import pytest

from tests.journeys.person import Person, words
from tests.support.db import ENGINES, empty_database
from tests.support.processes import running_demo

LETTERS = Path(__file__).parents[2] / "portal" / "seeds" / "letters"
ENTRY = ("code", "issued_on", "issuer", "type_name", "subject", "signer_name", "signer_title")
BODY = (
    "Sở Giao thông vận tải nhận được Công văn số 672/UBND-KGVX.\n\n"
    "1. Sở thống nhất thực hiện.\n\n2. Báo cáo hằng tháng."
)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
async def portal(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[str, Path]]:
    """The address of a seeded portal, and its data folder."""
    if request.param not in ENGINES:
        pytest.skip(f"{request.param} is not in CONGVU_TEST_ENGINES")
    folder = tmp_path_factory.mktemp(request.param) / "data"
    async with empty_database(request.param, folder.parent) as url:
        with running_demo(folder, CONGVU_DATABASE_URL=url) as address:
            yield address, folder


def register(thu: Person, letter: Path) -> int:
    """Thu leads a letter through the door and registers what was read; she is warned that it came before."""
    thu.open("/documents/incoming/new")
    came = thu.upload("/documents/incoming/new", letter)
    document_id = int(re.search(r"/documents/(\d+)/", str(came.url))[1])
    entry = {name: thu.value(name) for name in ENTRY} | {"urgency": "0"}
    thu.send(f"/documents/{document_id}/registration", 422, **entry)
    assert "Đã có văn bản cùng số, ký hiệu và nơi gửi" in words(thu.page)
    thu.send(f"/documents/{document_id}/registration", is_no_duplicate="1", **entry)
    return document_id


def choices(page: str) -> dict[str, str]:
    """Names to principals in a picker."""
    return {
        name.strip(): key for key, name in re.findall(r'value="((?:head|account):\d+)".*?<span>([^<]+)', page)
    }


def distribute(viet: Person, document_id: int) -> None:
    """Việt writes who leads, who helps, by when."""
    viet.open(f"/documents/{document_id}/instruction")
    named, due_on = choices(viet.page), viet.value("due_on")
    viet.send(
        f"/documents/{document_id}/instruction",
        text="Phòng Quản lý vận tải chủ trì, Văn phòng phối hợp.",
        lead=named["Phòng Quản lý vận tải"],
        coordinate=named["Văn phòng"],
        due_on=due_on,
    )


def draft_answer(hoai: Person, incoming: int) -> int:
    """Hoài drafts the answer in two versions and submits the second."""
    hoai.open(f"/documents/{incoming}")
    came = hoai.send(f"/documents/{incoming}/answer")
    answer = int(re.search(r"/documents/(\d+)/draft", str(came.url))[1])
    typed = {
        "type_name": "Công văn",
        "subject": hoai.value("subject"),
        "addressees": hoai.value("addressees"),
        "mandate_id": re.search(r'<option value="(\d+)"[^>]*>Trần Quốc Việt', hoai.page)[1],
        "to_units": re.search(r'name="to_units" value="(\d+)"', hoai.page)[1],
        "urgency": "0",
    }
    hoai.send(f"/documents/{answer}/draft", body="Bản đầu.", then="save", **typed)
    hoai.send(f"/documents/{answer}/draft", body=BODY, then="submit", **typed)
    return answer


def sign_and_issue(viet: Person, thu: Person, answer: int) -> None:
    """Việt signs; Thu numbers, seals and issues."""
    viet.open(f"/documents/{answer}/signature")
    viet.send(f"/documents/{answer}/signature", 422, passphrase="sai")
    assert "Mật khẩu của khóa ký không đúng" in words(viet.page)
    viet.send(f"/documents/{answer}/signature", passphrase="demo")
    thu.open(f"/documents/{answer}/number")
    thu.send(f"/documents/{answer}/number", issued_on=thu.value("issued_on"))
    thu.open(f"/documents/{answer}/seal")
    thu.send(f"/documents/{answer}/seal", passphrase="demo")
    thu.open(f"/documents/{answer}/issue")
    thu.send(f"/documents/{answer}/issue")


def bare(text: str) -> str:
    """Letters and digits alone: a narrow column breaks a number wherever it likes."""
    return re.sub(r"\W+", "", text)


def trusted_by_pdfsig(file: Path, root: Path, folder: Path) -> str:
    """What pdfsig says with the demo's authority in its NSS database."""
    database = folder / "nss"
    database.mkdir()
    subprocess.run(["certutil", "-N", "-d", database, "--empty-password"], check=True)
    subprocess.run(["certutil", "-A", "-d", database, "-n", "demo", "-t", "CT,C,C", "-i", root], check=True)
    said = subprocess.run(["pdfsig", "-nssdir", database, file], check=True, capture_output=True, text=True)
    return said.stdout


@pytest.mark.skipif(
    not shutil.which("pdfsig") or not shutil.which("certutil"), reason="poppler-utils, libnss3-tools"
)
def test_a_letter_is_received_answered_signed_issued_and_checked(
    portal: tuple[str, Path], tmp_path: Path
) -> None:
    address, data = portal
    thu, viet, minh, hoai, anh = (
        Person(address, login) for login in ("thu.lt", "viet.tq", "minh.p", "hoai.nt", "anh.btn")
    )
    incoming = register(thu, LETTERS / "672-UBND-KGVX.pdf")
    distribute(viet, incoming)
    minh.open(f"/documents/{incoming}/transfer")
    minh.send(
        f"/documents/{incoming}/transfer",
        to=choices(minh.page)["Nguyễn Thị Hoài"],
        reason="Hoài soạn trả lời.",
    )
    for person, said in ((hoai, "Đề nghị trả lời trong tuần."), (anh, "Văn phòng thống nhất.")):
        person.open(f"/documents/{incoming}")
        person.send(f"/documents/{incoming}/opinions", text=said)
    answer = draft_answer(hoai, incoming)
    for approver in (minh, anh):
        approver.open(f"/documents/{answer}")
        approver.send(f"/documents/{answer}/approval")
    sign_and_issue(viet, thu, answer)

    file = tmp_path / "answer.pdf"
    file.write_bytes(thu.open(f"/documents/{answer}/file").content)
    judged = trusted_by_pdfsig(file, data / "trust" / "demo-root.pem", tmp_path)
    assert judged.count("Signature is Valid") == judged.count("Certificate is Trusted") == 2
    assert "Total document signed" in judged.split("Signature #2")[1]
    printed = " ".join(pypdfium2.PdfDocument(file)[0].get_textpage().get_text_range().split())
    assert "/SGTVT-QLVT" in printed and "Nguyễn" not in printed and "Trần Quốc Việt" in printed

    hoai.open(f"/documents/{incoming}")
    code = re.search(r"Đã trả lời bằng văn bản (\d+/SGTVT-QLVT)", words(hoai.page))[1]
    for way, told in (("incoming", "672/UBND-KGVX"), ("outgoing", code)):
        book = pypdfium2.PdfDocument(thu.client.get(f"/registers/{way}/print").content)
        printed = "".join(page.get_textpage().get_text_range() for page in book)
        assert bare(told) in bare(printed)

    thu.open(f"/documents/{answer}")
    printed_address = re.search(r"/check/([\w-]{27,})", thu.page)[1]
    shown = words(httpx.get(f"{address}/check/{printed_address}").text)
    assert code in shown and "Trần Quốc Việt" in shown and "trả lời văn bản" not in shown
    Person(address, "xa.ko").open(f"/documents/{answer}", 404)


def test_anybody_learns_whether_a_file_is_the_issued_one(portal: tuple[str, Path], tmp_path: Path) -> None:
    address, data = portal
    thu = Person(address, "thu.lt")
    thu.open("/registers/outgoing")
    answer = int(re.search(r'/documents/(\d+)"', thu.page)[1])
    thu.open(f"/documents/{answer}")
    code = re.search(r"/check/([\w-]{27,})", thu.page)[1]
    issued = thu.client.get(f"/documents/{answer}/file").content
    stranger = httpx.Client(base_url=address)
    for content, verdict in ((issued, "Nguyên vẹn."), (issued + b"\n% more", "Không phải bản đã ban hành.")):
        token = re.search(r'name="_csrf" value="([^"]+)"', stranger.get(f"/check/{code}").text)[1]
        parts = {"_csrf": (None, token), "file": ("vb.pdf", content, "application/pdf")}
        assert verdict in words(stranger.post(f"/check/{code}", files=parts).text)
    assert not list((data / "spool").rglob("*.sealed")), "nothing of a checked file is kept"
