"""Signing as people do it: in order, with a key that is believed now, and never anything that would not hold."""

import asyncio
import logging
import socket
from dataclasses import dataclass

import pytest

from portal.kit.database import execute, fetch
from portal.kit.errors import Forbidden, NotAllowed
from portal.kit.workers import in_thread, in_worker
from portal.piccolo_app import tables
from portal.seeds.pki import EXPIRED, PASSPHRASE, REVOKED
from portal.settings import settings
from portal.signing.actions import custody
from portal.signing.actions.signing import sign_as_agency, sign_as_person
from portal.signing.custody import Custody
from portal.signing.refusals import CannotSign, Refusal
from portal.signing.tables import SigningKey
from portal.signing.verdicts import Standing
from portal.signing.verify import verify
from tests.portal.signing.conftest import png
from tests.portal.signing.forgery import with_a_changed_byte

DOCUMENT = ("document", 7)
pytestmark = pytest.mark.usefixtures("keys")


@dataclass
class Desk:
    cast: object
    stages: object

    async def person(self, pdf: bytes = b"", passphrase: str = PASSPHRASE):
        box = self.stages.places.person
        return await sign_as_person(
            self.cast.viet, pdf or self.stages.prepared, box, passphrase, subject=DOCUMENT
        )

    async def agency(self, pdf: bytes = b"", viewer=None):
        box, viewer = self.stages.places.agency, viewer or self.cast.thu
        return await sign_as_agency(viewer, pdf or self.stages.numbered, box, PASSPHRASE, subject=DOCUMENT)


@pytest.fixture
def desk(cast, stages) -> Desk:
    return Desk(cast, stages)


async def refused(deed) -> Refusal:
    with pytest.raises(CannotSign) as caught:
        await deed
    return caught.value.refusal


async def uses() -> list[dict]:
    return await fetch("select outcome, subject_id, is_revocation_known, stamp_ms from key_use order by id")


async def test_a_person_signs_with_a_time_stamp(desk, trust, now):
    signed = await desk.person()
    assert (signed.level, signed.signer, signed.warnings) == ("B-T", "Trần Quốc Việt", [])
    assert (await in_thread(verify, signed.pdf, trust, now)).standing is Standing.VALID
    used = (await uses())[0]
    assert (used["outcome"], used["subject_id"]) == ("B-T", 7)
    assert used["stamp_ms"] >= 0


async def test_the_agency_signs_after_the_person(desk, trust, now):
    signed = await desk.agency()
    found = await in_thread(verify, signed.pdf, trust, now)
    assert [each.standing for each in found.signatures] == [Standing.VALID] * 2


async def test_nobody_seals_before_the_person_signed(desk):
    with pytest.raises(NotAllowed, match="Người có thẩm quyền phải ký trước"):
        await desk.agency(desk.stages.prepared)


async def test_nor_before_the_number_is_in_the_file(desk):
    with pytest.raises(NotAllowed, match="phải được cấp số trước"):
        await desk.agency(desk.stages.by_person.pdf)


async def test_nobody_signs_twice(desk):
    with pytest.raises(NotAllowed):
        await desk.person(desk.stages.by_person.pdf)
    with pytest.raises(NotAllowed, match="không được thay đổi nữa"):
        await desk.agency(desk.stages.sealed.pdf)


async def test_nothing_is_added_to_a_signature_that_does_not_hold(desk):
    tampered = with_a_changed_byte(desk.stages.numbered)
    assert await refused(desk.agency(tampered)) is Refusal.EARLIER_DOES_NOT_HOLD


async def test_a_wrong_passphrase_is_refused_and_written_down(desk):
    assert await refused(desk.person(passphrase="sai rồi")) is Refusal.WRONG_PASSPHRASE
    assert [use["outcome"] for use in await uses()] == ["wrong_passphrase"]


@pytest.mark.parametrize(
    ("login", "subject", "refusal"),
    [
        (REVOKED, "Người bị thu hồi (DEMO)", Refusal.REVOKED),
        (EXPIRED, "Người hết hạn (DEMO)", Refusal.EXPIRED),
        ("minh.p", "Người Khác", Refusal.OTHER_NAME),
    ],
)
async def test_a_certificate_that_is_no_longer_good_signs_nothing(desk, pki, now, login, subject, refusal):
    whose = {"account_id": desk.cast.viet.account_id, "subject": subject, "added_at": now}
    await SigningKey(**whose, p12=pki.key_file(login), picture=png()).save()
    assert await refused(desk.person()) is refusal


async def test_an_authority_nobody_trusts_signs_nothing(desk, trusting):
    (trusting / "trust" / "demo-root.pem").unlink()
    assert await refused(desk.person()) is Refusal.UNKNOWN_AUTHORITY


async def test_where_revocation_cannot_be_asked_the_signer_is_told(desk, trusting):
    """The silence of an authority must not stop an office; it is said and written down."""
    for crl in (trusting / "crl").iterdir():
        crl.unlink()
    signed = await desk.person()
    assert signed.warnings == ["Không kiểm tra được chứng thư có bị thu hồi hay không."]
    assert not (await uses())[0]["is_revocation_known"]


@pytest.fixture
def silent_authority(keys, monkeypatch, closed_port):
    monkeypatch.setenv("CONGVU_TSA_URL", f"http://{closed_port}")
    settings.cache_clear()
    return monkeypatch


async def test_without_the_time_nothing_is_signed(desk, silent_authority):
    assert await refused(desk.person()) is Refusal.NO_TIMESTAMP


async def test_unless_the_setting_allows_it_and_then_it_is_said(desk, silent_authority):
    silent_authority.setenv("CONGVU_ALLOW_WITHOUT_TIMESTAMP", "1")
    settings.cache_clear()
    signed = await desk.person()
    assert (signed.level, signed.without_timestamp, len(signed.warnings)) == ("B-B", True, 1)


async def test_while_an_authority_is_waited_for_the_one_process_works_for_others(desk, keys, monkeypatch):
    assert settings().cpu_workers == 1
    with socket.create_server(("127.0.0.1", 0)) as mute:
        monkeypatch.setenv("CONGVU_TSA_URL", f"http://127.0.0.1:{mute.getsockname()[1]}")
        settings.cache_clear()
        signing = asyncio.create_task(desk.person())
        asked, _address = await asyncio.get_running_loop().run_in_executor(None, mute.accept)
        with asked:
            assert await in_worker(abs, -7) == 7
            assert not signing.done()
        assert await refused(signing) is Refusal.NO_TIMESTAMP


async def test_without_a_key_there_is_a_sentence(desk):
    box = desk.stages.places.person
    with pytest.raises(NotAllowed, match="Chưa có khoá ký số"):
        await sign_as_person(desk.cast.nghia, desk.stages.prepared, box, PASSPHRASE)


@pytest.mark.parametrize("who", ["viet", "hoai", "xa", "tri"])
async def test_the_agencys_key_is_for_its_keepers(desk, who):
    with pytest.raises(Forbidden):
        await desk.agency(viewer=getattr(desk.cast, who))


async def test_a_recorded_keeper_may_and_the_others_no_longer(desk, now):
    papers = ("01/QĐ-SGTVT ngày 01/4/2020", "BB 01 ngày 01/4/2020")
    await custody.hand_over(desk.cast.tri, Custody(desk.cast.anh.account_id, *papers, now.date()))
    assert (await desk.agency(viewer=desk.cast.anh)).level == "B-T"
    with pytest.raises(Forbidden):
        await desk.agency()


async def test_every_use_of_the_agencys_key_is_in_the_log(desk):
    await desk.agency()
    facts = [row["fact"] for row in await fetch("select fact from event order by id")]
    assert facts[-1] == "agency-key:used"


async def test_the_passphrase_is_nowhere(desk, caplog):
    """Not in a log line however much is logged, not in any table, not in what a refusal says."""
    secret = "bí mật của Việt"
    with caplog.at_level(logging.DEBUG):
        with pytest.raises(CannotSign) as caught:
            await desk.person(passphrase=secret)
    rows = [row for table in tables() for row in await fetch(f"select * from {table._meta.tablename}")]
    assert len(rows) > 20
    assert secret not in caplog.text + repr(rows) + repr(caught.value) + str(caught.value)
    assert secret not in repr(caught.value.__cause__) + repr(caught.value.__context__)


async def test_a_removed_key_signs_nothing(desk):
    await execute("update signing_key set removed_at = added_at")
    with pytest.raises(NotAllowed):
        await desk.person()
