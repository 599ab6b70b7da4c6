"""Signing in two halves, with the key somewhere else in between."""

import pickle
from hashlib import sha256

import pytest

from portal.signing import sign
from portal.signing.gateways.own_machine import begin, finish
from portal.signing.places import SIG_PERSON
from portal.signing.refusals import CannotSign, Refusal
from portal.signing.verdicts import Reason
from portal.signing.verify import verify
from tests.portal.signing.conftest import person_picture
from tests.portal.signing.whole import stamped


@pytest.fixture
def pending(stages, viet, now):
    """What is kept while the signer's machine works, after a rest in a database."""
    key = viet.open()
    begun = begin(stages.prepared, SIG_PERSON, key.certificate, key.chain, person_picture(stages.places), now)
    return pickle.loads(pickle.dumps(begun))


@pytest.fixture(scope="module")
def stored(stages):
    return sha256(stages.prepared).hexdigest()


def refusal_of(*args) -> Refusal:
    with pytest.raises(CannotSign) as caught:
        finish(*args)
    return caught.value.refusal


def test_the_two_halves_make_one_valid_signature(pending, stored, stages, viet, authority, trust, now):
    begun = finish(pending, stored, viet.open().sign_raw(pending.to_sign))
    signed = sign.finish(begun, stamped(authority, begun.to_stamp))
    assert signed.level == "B-T"
    assert signed.pdf.startswith(stages.prepared)
    assert verify(signed.pdf, trust, now).signatures[0].reason is Reason.VALID


def test_a_document_that_changed_meanwhile_is_refused(pending, viet, stages):
    changed = sha256(stages.numbered).hexdigest()
    signature = viet.open().sign_raw(pending.to_sign)
    assert refusal_of(pending, changed, signature) is Refusal.FILE_HAS_CHANGED


def test_a_signature_by_another_key_is_refused(pending, stored, agency):
    signature = agency.open().sign_raw(pending.to_sign)
    assert refusal_of(pending, stored, signature) is Refusal.SIGNATURE_DOES_NOT_MATCH


def test_a_signature_over_something_else_is_refused(pending, stored, viet):
    signature = viet.open().sign_raw(b"something else")
    assert refusal_of(pending, stored, signature) is Refusal.SIGNATURE_DOES_NOT_MATCH
