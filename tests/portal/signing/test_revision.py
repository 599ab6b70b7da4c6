"""A signed file that comes back from somebody's own machine is believed only where its bytes prove it."""

import pytest

from portal.signing.places import SIG_AGENCY, SIG_PERSON
from portal.signing.revision import Objection, review
from tests.portal.signing import forgery
from tests.portal.signing.authorities import Ready, certified, self_made_root
from tests.portal.signing.conftest import person_picture
from tests.portal.signing.whole import sign


@pytest.fixture
def objection(stages, viet, trust, now):
    """Review what came back for the person's step."""

    def said(
        after: bytes, before: bytes = stages.prepared, field: str = SIG_PERSON, key=viet, **how
    ) -> Objection:
        result = review(before, after, field, key.open().certificate, trust, now, **how)
        assert bool(result.sentence) == (result.objection is not None)
        return result.objection

    return said


def test_the_expected_signature_is_taken(stages, objection):
    assert objection(stages.by_person.pdf) is None


def test_the_agencys_after_the_persons_too(stages, objection, agency):
    assert objection(stages.sealed.pdf, stages.numbered, SIG_AGENCY, agency) is None


def test_a_file_that_does_not_continue_ours_is_not(stages, objection):
    assert objection(stages.sealed.pdf, stages.sealed.pdf + b"x") is Objection.NOT_A_CONTINUATION


def test_nothing_new_is_not_taken(stages, objection):
    assert objection(stages.prepared) is Objection.NOTHING_SIGNED


def test_two_new_signatures_are_too_many(stages, objection):
    assert objection(stages.sealed.pdf) is Objection.TOO_MUCH_SIGNED


def test_another_field_is_not_taken(stages, objection):
    assert objection(stages.by_person.pdf, field=SIG_AGENCY) is Objection.OTHER_FIELD


def test_another_signer_is_not_taken(stages, objection, agency):
    assert objection(stages.by_person.pdf, key=agency) is Objection.OTHER_SIGNER


def test_a_signature_over_a_broken_one_is_not_taken(stages, objection, agency, authority, now):
    broken = forgery.with_a_sentence_added(stages.numbered)
    blue = person_picture(stages.places)
    sealed = sign(broken, SIG_AGENCY, agency, blue, authority, now).pdf
    assert objection(sealed, stages.numbered, SIG_AGENCY, agency) is Objection.EARLIER_BROKEN


def test_something_after_the_signature_is_not_taken(stages, objection):
    assert objection(forgery.with_a_sentence_added(stages.by_person.pdf)) is Objection.MORE_THAN_SIGNED


def test_a_signature_of_an_unknown_authority_is_not_taken(stages, objection, authority, now):
    stranger = Ready(certified("Trần Quốc Việt", self_made_root(now), now))
    pdf = sign(stages.prepared, SIG_PERSON, stranger, person_picture(stages.places), authority, now).pdf
    assert objection(pdf, key=stranger) is Objection.NOT_VALID


def test_a_time_stamp_is_asked_for_unless_the_setting_allows_otherwise(stages, objection, viet, now):
    blue = person_picture(stages.places)
    pdf = sign(stages.prepared, SIG_PERSON, viet, blue, None, now, allow_without_timestamp=True).pdf
    assert objection(pdf) is Objection.NO_TIMESTAMP
    assert objection(pdf, allow_without_timestamp=True) is None
