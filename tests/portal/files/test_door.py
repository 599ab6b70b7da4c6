"""The door: what it admits, and that nobody else can."""

import os
import signal

import pytest

from portal.files import door, spool
from portal.files.checks import Virus
from portal.files.door import Admitted, Facts, SecondLook, TurnedAway
from portal.kit.errors import Invalid
from portal.kit.workers import in_worker
from portal.settings import settings
from tests.support import papers


async def examined(data, name="a.pdf", **options):
    async def one():
        yield data

    return await door.examine(await spool.receive(one(), name), **options)


async def test_a_letter_is_admitted_with_its_facts_and_bytes(data):
    admitted = door.admit(await examined(papers.pdf(), "Công văn.pdf", must_be_pdf=True))
    assert (admitted.facts.name, admitted.facts.pages, admitted.facts.virus_state) == (
        "Công văn.pdf",
        1,
        "not_scanned",
    )
    assert b"".join([chunk async for chunk in admitted.stream()]) == papers.pdf()


def test_nobody_else_can_admit():
    facts = Facts("a.pdf", "application/pdf", 1, "00")
    for key in (None, object(), "door"):
        with pytest.raises(TypeError):
            Admitted(key, facts, lambda: None)


async def test_a_stamp_needs_the_look_of_two_people(data):
    found = await examined(papers.pdf(stamp="MẬT"))
    with pytest.raises(TurnedAway):
        door.admit(found)
    assert door.admit(found, SecondLook(1, 2, "biểu mẫu trống")).facts.pages == 1


async def test_what_nobody_could_read_needs_the_look_of_two_people(data):
    found = await examined(papers.smudge())
    with pytest.raises(TurnedAway):
        door.admit(found)
    assert door.admit(found, SecondLook(1, 2, "ảnh hiện trường")).facts.is_scanned


@pytest.mark.parametrize(
    ("first", "second", "reason", "why"), [(1, 1, "nhầm", "same person"), (1, 2, " ", "needs a reason")]
)
def test_a_second_look_is_another_persons_and_has_a_reason(first, second, reason, why):
    with pytest.raises(ValueError, match=why):
        SecondLook(first, second, reason)


async def test_no_look_heals_a_broken_or_infected_file(data, with_scanner):
    for paper in (papers.cut_pdf(), papers.office(".docx", papers.EICAR.decode().replace("<", "&lt;"))):
        found = await examined(paper)
        if not found.inspection.problem:
            assert found.scan.state is Virus.INFECTED
        with pytest.raises(TurnedAway):
            door.admit(found, SecondLook(1, 2, "nhầm"))


async def test_a_worker_that_another_file_killed_is_no_fault_of_this_one(data):
    os.kill(await in_worker(os.getpid), signal.SIGKILL)
    assert (await examined(papers.pdf())).inspection.problem == ""


async def test_where_scanning_is_required_an_unscanned_file_is_turned_away(data, monkeypatch):
    found = await examined(papers.pdf())
    monkeypatch.setenv("CONGVU_SCAN_REQUIRED", "yes")
    settings.cache_clear()
    with pytest.raises(TurnedAway, match="not scanned"):
        door.admit(found)


async def test_what_bears_a_stamp_is_not_shown_to_the_scanner(data, with_scanner):
    assert (await examined(papers.pdf(stamp="MẬT"))).scan.state is Virus.NOT_SCANNED


async def test_what_the_portal_makes_passes_the_same_search(data):
    made = await door.admit_made(
        b"%PDF-", name="Dự thảo.pdf", media_type="application/pdf", text_by_page=["Kính gửi"]
    )
    assert (made.facts.virus_state, made.facts.pages, made.facts.size) == ("made", 1, 5)
    with pytest.raises(Invalid, match="kênh riêng"):
        await door.admit_made(
            b"%PDF-", name="a.pdf", media_type="application/pdf", text_by_page=["TỐI MẬT\nKế hoạch"]
        )
