"""A verdict comes back from its row as it went in, and says what each certificate is."""

from dataclasses import replace

import pytest

from portal.signing.kept import certificate_facts, from_json, to_json
from portal.signing.verdicts import Reason, SignatureVerdict, Trouble, Verdict
from portal.signing.verify import verify


def test_a_verdict_is_kept_whole(stages, trust, now):
    verdict = verify(stages.sealed.pdf, trust, now)
    assert from_json(to_json(verdict)) == verdict


@pytest.mark.parametrize("trouble", [None, *Trouble])
def test_so_is_trouble(trouble):
    verdict = Verdict((SignatureVerdict("SigPerson", Reason.UNREADABLE),), trouble, ("SigAgency",))
    assert from_json(to_json(verdict)) == verdict


def test_the_certificate_says_who_and_by_whom(stages, trust, now):
    found = verify(stages.by_person.pdf, trust, now).signatures[0]
    facts = certificate_facts(found.certificate)
    assert facts.issuer == "Demo Issuing CA, Cổng Công vụ (DEMO), VN"
    assert "Trần Quốc Việt" in facts.subject.split(", ")
    assert len(facts.fingerprint) == 64


def test_one_that_cannot_be_read_says_nothing(stages, trust, now):
    found = replace(verify(stages.by_person.pdf, trust, now).signatures[0], certificate=b"junk")
    assert certificate_facts(found.certificate) is None
