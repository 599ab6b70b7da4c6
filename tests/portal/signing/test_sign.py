"""One signature: PAdES, time-stamped, in the field that was made for it, or a refusal and nothing else."""

import pickle
import warnings
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.general import find_unique_cms_attribute

from portal.seeds.pki import EXPIRED, PASSPHRASE, TSA
from portal.signing.gateways.keyfile import KeyFile
from portal.signing.places import DAY, MONTH, NUMBER, SIG_AGENCY, SIG_PERSON
from portal.signing.refusals import CannotSign, Refusal
from portal.signing.sign import begin
from portal.signing.verdicts import Reason
from portal.signing.verify import verify
from tests.portal.signing.conftest import person_picture
from tests.portal.signing.whole import sign

NOWHERE = "http://127.0.0.1:9/tsa"


@pytest.fixture(scope="session")
def silent(authority):
    return replace(authority, url=NOWHERE, attempts=2, pause=0)


@pytest.fixture(scope="session")
def blue(stages):
    return person_picture(stages.places)


def signature_of(pdf: bytes, index: int = 0):
    return PdfFileReader(BytesIO(pdf)).embedded_signatures[index]


def refusal_of(*args, **kwargs) -> Refusal:
    with pytest.raises(CannotSign) as caught:
        sign(*args, **kwargs)
    return caught.value.refusal


def test_it_is_pades_with_sha256(stages):
    signature = signature_of(stages.by_person.pdf)
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.md_algorithm == "sha256"
    assert find_unique_cms_attribute(signature.signer_info["signed_attrs"], "signing_certificate_v2")


def test_it_carries_a_time_stamp_and_says_so(stages):
    assert (stages.by_person.level, stages.by_person.without_timestamp) == ("B-T", False)
    unsigned = signature_of(stages.by_person.pdf).signer_info["unsigned_attrs"]
    assert find_unique_cms_attribute(unsigned, "signature_time_stamp_token")


def test_at_least_32_kib_are_reserved(stages):
    contents = signature_of(stages.by_person.pdf).sig_object["/Contents"]
    assert len(contents) >= 32 * 1024


def test_a_wrong_field_name_is_refused_not_made_invisible(stages, viet, blue, authority, now):
    assert refusal_of(stages.prepared, "SigPersom", viet, blue, authority, now) is Refusal.NO_SUCH_FIELD
    assert refusal_of(stages.laid_out, SIG_PERSON, viet, blue, authority, now) is Refusal.NO_SUCH_FIELD


def test_a_field_is_signed_once(stages, viet, blue, authority, now):
    assert refusal_of(stages.by_person.pdf, SIG_PERSON, viet, blue, authority, now) is Refusal.FIELD_IS_SIGNED


def test_a_wrong_passphrase_is_refused(stages, viet, blue, authority, now):
    wrong = replace(viet, passphrase="Demo")
    assert refusal_of(stages.prepared, SIG_PERSON, wrong, blue, authority, now) is Refusal.WRONG_PASSPHRASE


def test_an_expired_certificate_does_not_sign(stages, pki, blue, authority, now):
    old = KeyFile(pki.key_file(EXPIRED), PASSPHRASE)
    assert refusal_of(stages.prepared, SIG_PERSON, old, blue, authority, now) is Refusal.EXPIRED


def test_a_certificate_does_not_sign_before_its_time(stages, viet, blue, authority, now):
    early = now - timedelta(days=2)
    assert refusal_of(stages.prepared, SIG_PERSON, viet, blue, authority, early) is Refusal.NOT_YET_VALID


def test_without_an_authority_nothing_is_signed(stages, viet, blue, silent, now):
    assert refusal_of(stages.prepared, SIG_PERSON, viet, blue, silent, now) is Refusal.NO_TIMESTAMP
    assert refusal_of(stages.prepared, SIG_PERSON, viet, blue, None, now) is Refusal.NO_TIMESTAMP


def test_unless_that_is_allowed_and_then_it_says_so(stages, viet, blue, silent, trust, now):
    signed = sign(stages.prepared, SIG_PERSON, viet, blue, silent, now, allow_without_timestamp=True)
    assert (signed.level, signed.without_timestamp) == ("B-B", True)
    assert verify(signed.pdf, trust, now).signatures[0].reason is Reason.NO_TIMESTAMP


async def test_it_cannot_run_on_the_event_loop(stages, viet, blue, now):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the coroutine that was rightly never run
        with pytest.raises(RuntimeError, match="running event loop"):
            begin(stages.prepared, SIG_PERSON, viet, blue, now)


def test_nothing_of_the_library_that_it_uses_is_going_away(stages, viet, blue, authority, now):
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        assert sign(stages.prepared, SIG_PERSON, viet, blue, authority, now).level == "B-T"


def test_all_that_crosses_to_the_worker_can_be_pickled(stages, viet, authority):
    for value in (viet, authority, stages.sealed, stages.places, CannotSign(Refusal.EXPIRED)):
        assert type(pickle.loads(pickle.dumps(value))) is type(value)
    assert str(pickle.loads(pickle.dumps(CannotSign(Refusal.EXPIRED)))) == str(CannotSign(Refusal.EXPIRED))


def test_after_the_agency_nothing_may_change(stages):
    seal = signature_of(stages.sealed.pdf, 1)
    assert (seal.field_name, seal.docmdp_level) == (SIG_AGENCY, MDPPerm.NO_CHANGES)


def test_after_the_person_number_date_and_seal_may_still_come(stages):
    lock = signature_of(stages.by_person.pdf)
    assert lock.docmdp_level is MDPPerm.FILL_FORMS
    assert not any(lock.fieldmdp.is_locked(name) for name in (NUMBER, DAY, MONTH, SIG_AGENCY))
    assert lock.fieldmdp.is_locked("Anything else")


def test_the_certificate_of_a_machine_does_not_sign(stages, pki, blue, authority, now):
    machine = KeyFile(pki.key_file(TSA), PASSPHRASE)
    assert refusal_of(stages.prepared, SIG_PERSON, machine, blue, authority, now) is Refusal.NOT_FOR_SIGNING
