"""Files come through the door, or do not."""

import pytest

from portal.files import spool, store
from portal.files.door import check_text
from portal.kit.database import fetch, fetch_value
from portal.kit.errors import Invalid
from portal.secrecy.actions.receiving import receive
from portal.secrecy.outcomes import Held, Infected, Received, Refused
from portal.settings import settings
from tests.support import papers
from tests.support.files import PeakMemory


async def bring(viewer, paper, name="Công văn.pdf", **options):
    async def one():
        yield paper

    return await receive(viewer, one(), name, **options)


def waiting_files(data):
    return [path for path in (data / "spool").rglob("*") if path.is_file() and path.name != "alive"]


async def test_a_letter_is_received_and_kept(thu, data):
    received = await bring(thu, papers.pdf(pages=2), must_be_pdf=True)
    assert isinstance(received, Received)
    assert (received.name, received.pages, received.virus, received.internal_only) == (
        "Công văn.pdf",
        2,
        "not_scanned",
        False,
    )
    assert "điểm đen" in received.text_by_page[0]
    stored = await store.file_facts(received.file_id)
    assert (stored.created_by, await store.read(stored.sha256, check=True)) == (
        thu.account_id,
        papers.pdf(pages=2),
    )
    assert waiting_files(data) == []


async def test_a_paper_for_inside_use_is_received_and_says_so(hoai, data):
    received = await bring(hoai, papers.pdf(stamp="LƯU HÀNH NỘI BỘ"))
    assert received.internal_only
    assert (await store.file_facts(received.file_id)).is_internal


async def test_a_secret_is_refused_and_nothing_of_it_is_kept(thu, anh, data):
    name = "Phương án bảo vệ.pdf"
    refused = await bring(thu, papers.pdf("Phương án bảo vệ mục tiêu", stamp="TỐI MẬT"), name)
    assert isinstance(refused, Refused)
    assert "Tối mật" in refused.sentence
    assert waiting_files(data) == []
    assert [path for path in (data / "files").rglob("*") if path.is_file()] == []
    assert await fetch_value("select count(*) as n from stored_file") == 0
    everything = [
        str(await fetch(f"select * from {table}")) for table in ("door_event", "event_words", "notice")
    ]
    assert not any("Phương án" in text for text in everything)


async def test_a_refusal_leaves_a_stub_and_a_line_in_the_log(thu, data):
    refused = await bring(thu, papers.pdf(stamp="MẬT"), channel="exchange")
    [row] = await fetch(
        "select channel, did, degree, brought_by from door_event where id = ?", refused.event_id
    )
    assert row == {"channel": "exchange", "did": "refused", "degree": "mat", "brought_by": thu.account_id}
    [event] = await fetch("select fact, subject_id from event order by id desc limit 1")
    assert event == {"fact": "door:refused", "subject_id": refused.event_id}


async def test_a_name_alone_is_enough_to_refuse(thu, data):
    assert isinstance(await bring(thu, papers.pdf(), "TUYỆT MẬT.pdf"), Refused)


async def test_a_scan_that_cannot_be_read_is_held_and_not_stored(thu, data):
    held = await bring(thu, papers.smudge())
    assert isinstance(held, Held)
    assert "Chưa kiểm tra" in held.sentence
    assert len(waiting_files(data)) == 1
    assert await fetch_value("select count(*) as n from stored_file") == 0


async def test_a_virus_is_wiped(thu, data, with_scanner):
    paper = papers.office(".docx", papers.EICAR.decode().replace("&", "&amp;"))
    found = await bring(thu, paper, "a.docx")
    assert isinstance(found, Infected)
    assert "Eicar" in found.sentence
    assert waiting_files(data) == []


async def test_a_clean_file_is_known_to_be_clean(thu, data, with_scanner):
    received = await bring(thu, papers.pdf())
    assert (received.virus, received.warnings) == ("clean", ())


async def test_an_unscanned_file_is_received_with_a_warning_or_refused_by_setting(thu, data, monkeypatch):
    assert "mã độc" in (await bring(thu, papers.pdf())).warnings[0]
    monkeypatch.setenv("CONGVU_SCAN_REQUIRED", "yes")
    settings.cache_clear()
    with pytest.raises(Invalid, match="mã độc"):
        await bring(thu, papers.pdf())


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"", "rỗng"),
        (lambda: b"Kinh gui", "PDF"),
        (papers.cut_pdf, "hỏng"),
        (papers.encrypted_pdf, "mật khẩu"),
        (papers.pageless_pdf, "trang"),
    ],
)
async def test_what_no_one_could_use_is_invalid_and_leaves_no_stub(thu, data, make, sentence):
    with pytest.raises(Invalid, match=sentence):
        await bring(thu, make(), must_be_pdf=True)
    assert waiting_files(data) == []
    assert await fetch_value("select count(*) as n from door_event") == 0


async def test_a_hybrid_file_is_received_with_a_warning(thu, data):
    paper = papers.hybrid_pdf()
    received = await bring(thu, paper)
    assert any("lai" in warning for warning in received.warnings)


async def test_a_long_name_with_a_path_is_kept_short(thu, data):
    received = await bring(thu, papers.pdf(), "..\\" + "Báo cáo " * 40 + ".pdf")
    assert len(received.name) <= 150
    assert received.name.startswith("Báo cáo")


async def test_an_upload_that_breaks_off_leaves_nothing(thu, data):
    async def breaks_off():
        yield papers.pdf()[:1000]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await receive(thu, breaks_off(), "a.pdf")
    assert waiting_files(data) == []
    assert spool.wipe_leftovers() == 0


async def test_memory_stays_flat_while_a_large_letter_passes_the_door(thu, data, tmp_path):
    (tmp_path / "letter.pdf").write_bytes(papers.weighty_pdf(90))

    async def from_disk():
        with (tmp_path / "letter.pdf").open("rb") as file:
            while chunk := file.read(256 * 1024):
                yield chunk

    await bring(thu, papers.pdf())
    with PeakMemory() as memory:
        received = await receive(thu, from_disk(), "a.pdf", must_be_pdf=True)
    assert received.size > 90 * 1024 * 1024
    assert memory.growth < 48 * 1024 * 1024


def test_typed_text_passes_the_same_search():
    check_text("Đề nghị giữ gìn bí mật nhà nước; trừ văn bản mật.")
    with pytest.raises(Invalid, match="kênh riêng") as refused:
        check_text("TỐI MẬT\nKế hoạch", field="body")
    assert set(refused.value.problems) == {"body"}
