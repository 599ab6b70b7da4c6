"""What a clerk reads of the signatures in an incoming file: each in plain words, through the real door and job."""

import json
from dataclasses import dataclass
from io import BytesIO

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from portal.kit.database import execute, fetch, fetch_value
from portal.kit.workers import in_thread
from portal.seeds.pki import EXPIRED, PASSPHRASE, REVOKED
from portal.signing.gateways.keyfile import KeyFile
from portal.signing.jobs import JOBS
from portal.signing.pdf import prepare
from portal.signing.places import SIG_PERSON
from tests.portal.signing import forgery
from tests.portal.signing.conftest import person_picture
from tests.portal.signing.whole import sign
from tests.support import papers

pytestmark = pytest.mark.usefixtures("trusting")


@dataclass
class Desk:
    """The clerk's browser; `receive` uploads a file and does the job that the upload left behind."""

    browser: object

    async def receive(self, content: bytes) -> int:
        answer = await self.browser.upload("/documents/incoming/new", "đến.pdf", content)
        assert answer.status_code == 303, answer.text
        document_id = int(answer.headers["location"].split("/")[2])
        await self.work()
        return document_id

    async def work(self) -> None:
        for job in await fetch(
            "select id, payload from job where kind = 'signing.check_file' and state = 'queued'"
        ):
            await JOBS["signing.check_file"](json.loads(job["payload"]))
            await execute("update job set state = 'done' where id = ?", job["id"])

    async def panel(self, document_id: int) -> str:
        return (await self.browser.get(f"/documents/{document_id}/signatures", htmx=True)).text


@pytest.fixture
async def desk(browse, cast) -> Desk:
    return Desk(await browse(cast.thu))


@pytest.fixture
def signed_with(pki, stages, authority, now):
    """A prepared letter, signed with a key of the demo at its best moment; without the time unless asked."""

    async def make(login: str, moment=None, stamped: bool = True) -> bytes:
        prepared = prepare(stages.laid_out, stages.places)
        key = KeyFile(pki.key_file(login), PASSPHRASE)
        drawn = await in_thread(person_picture, stages.places)
        given = authority if stamped else None
        signed = await in_thread(
            lambda: sign(
                prepared, SIG_PERSON, key, drawn, given, moment or now, allow_without_timestamp=not stamped
            )
        )
        return signed.pdf

    return make


async def test_a_letter_with_both_signatures_is_valid(desk, stages):
    panel = await desk.panel(await desk.receive(stages.sealed.pdf))
    assert panel.count("Hợp lệ") >= 2
    for words in (
        "Trần Quốc Việt",
        "Giám đốc",
        "theo dấu thời gian",
        "đúng phạm vi cho phép",
        "Demo Issuing CA",
    ):
        assert words in panel
    assert "tin 1 chứng thư gốc" in panel


async def test_a_tampered_one_is_not(desk, stages):
    tampered = forgery.with_a_sentence_added(stages.sealed.pdf)
    panel = await desk.panel(await desk.receive(tampered))
    assert "Không hợp lệ" in panel
    assert "Văn bản đã bị sửa sau khi ký" in panel


async def test_revoked_is_said_with_its_day(desk, signed_with):
    panel = await desk.panel(await desk.receive(await signed_with(REVOKED)))
    assert "Chứng thư đã bị thu hồi trước khi ký" in panel
    assert "Thu hồi từ" in panel


async def test_what_could_not_be_asked_is_another_thing(desk, stages, trusting):
    for crl in (trusting / "crl").iterdir():
        crl.unlink()
    panel = await desk.panel(await desk.receive(stages.by_person.pdf))
    assert "không kiểm tra được thu hồi" in panel
    assert "đã bị thu hồi" not in panel


async def test_expired_is_said(desk, pki, stages, trust):
    """Signed with an expired certificate: no gateway of ours does that, other programs do."""
    signer = signers.SimpleSigner.load_pkcs12_data(pki.key_file(EXPIRED), [], PASSPHRASE.encode())
    meta = signers.PdfSignatureMetadata("SigPerson", subfilter=fields.SigSeedSubFilter.PADES)
    writer = IncrementalPdfFileWriter(BytesIO(stages.prepared))
    signed = await in_thread(lambda: signers.sign_pdf(writer, meta, signer).getvalue())
    panel = await desk.panel(await desk.receive(signed))
    assert "hết hạn" in panel
    assert "theo đồng hồ của người ký" in panel


async def test_no_signature_is_said_too(desk):
    assert "Tệp không có chữ ký số" in await desk.panel(await desk.receive(papers.pdf()))


async def test_a_signed_hybrid_comes_with_a_warning(desk, viet):
    signer = signers.SimpleSigner.load_pkcs12_data(viet.p12, [], PASSPHRASE.encode())
    meta = signers.PdfSignatureMetadata("Foreign", subfilter=fields.SigSeedSubFilter.PADES)
    writer = IncrementalPdfFileWriter(BytesIO(forgery.hybrid()), strict=False)
    signed = await in_thread(lambda: signers.sign_pdf(writer, meta, signer).getvalue())
    panel = await desk.panel(await desk.receive(signed))
    assert "Lưu ý" in panel
    assert "hai bảng tham chiếu" in panel


async def test_a_hybrid_that_nobody_signed_says_both(desk):
    panel = await desk.panel(await desk.receive(forgery.hybrid()))
    for said in ("Không ký số", "Tệp không có chữ ký số", "Lưu ý", "hai bảng tham chiếu"):
        assert said in panel


async def test_before_the_job_ran_it_says_so_and_looks_again_when_asked(desk, browse, stages, trusting):
    document_id = await desk.receive(stages.sealed.pdf)
    (trusting / "trust" / "demo-root.pem").unlink()
    url = f"/documents/{document_id}/signatures"
    assert "Đang kiểm tra chữ ký số" in (await desk.browser.send(url, htmx=True)).text
    await desk.browser.send(url, htmx=True)
    assert await fetch_value("select count(*) from job where kind = 'signing.check_file'") == 2
    await desk.work()
    panel = await desk.panel(document_id)
    assert "Nơi cấp chứng thư không có trong danh sách tin cậy" in panel
    assert "Lần kiểm tra đầu" in panel
    assert "Mọi chữ ký số đều hợp lệ" in panel


async def test_it_works_without_a_script(desk, stages):
    document_id = await desk.receive(stages.sealed.pdf)
    url = f"/documents/{document_id}/signatures"
    page = await desk.browser.get(url)
    assert (page.status_code, "<title>" in page.text, "Trần Quốc Việt" in page.text) == (200, True, True)
    assert (await desk.browser.send(url)).status_code == 303
    assert (await desk.browser.send(url, token="x" * 40)).status_code == 403
    assert "Trần Quốc Việt" in (await desk.browser.get(f"/documents/{document_id}")).text


async def test_the_outsider_finds_nothing(desk, browse, cast, stages):
    url = f"/documents/{await desk.receive(stages.sealed.pdf)}/signatures"
    xa = await browse(cast.xa)
    assert (await xa.get(url)).status_code == 404
    assert (await xa.send(url)).status_code == 404
