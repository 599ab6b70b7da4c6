"""Signing and looking at signatures as the portal does it: in another process, by values that travel."""

import pytest

from portal.kit.workers import in_worker, stop_workers
from portal.signing.gateways.keyfile import KeyFile
from portal.signing.places import SIG_PERSON
from portal.signing.refusals import CannotSign, Refusal
from portal.signing.sign import begin, finish
from portal.signing.verdicts import Standing
from portal.signing.verify import verify
from tests.portal.signing.conftest import person_picture


@pytest.fixture(scope="module", autouse=True)
def _pool():
    yield
    stop_workers()


async def test_a_signature_is_made_and_checked_there(stages, viet, authority, trust, now):
    blue = person_picture(stages.places)
    begun = await in_worker(begin, stages.prepared, SIG_PERSON, viet, blue, now)
    signed = await in_worker(finish, begun, await authority.stamp(begun.to_stamp))
    assert (await in_worker(verify, signed.pdf, trust, now)).standing is Standing.VALID


async def test_a_refusal_comes_back_with_its_sentence(stages, viet, now):
    wrong = KeyFile(viet.p12, "wrong")
    with pytest.raises(CannotSign, match="Mật khẩu của khóa ký không đúng") as caught:
        await in_worker(begin, stages.prepared, SIG_PERSON, wrong, b"", now)
    assert caught.value.refusal is Refusal.WRONG_PASSPHRASE
