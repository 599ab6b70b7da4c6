"""A certificate at enrolment: everything that would later make its signatures worthless is said at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.seeds.pki import EXPIRED, PASSPHRASE, REVOKED, TSA
from portal.signing.certificates import Enrolment, Finding, enrol
from portal.signing.gateways.keyfile import KeyFile
from tests.portal.signing.authorities import certified, self_made_root

NAME = "Trần Quốc Việt"


@pytest.fixture
def look(pki, trust, now):
    """Enrol one of the demo's key files for a name."""

    def enrolled(who: str, name: str, trusted=trust, at=now) -> Enrolment:
        key = KeyFile(pki.key_file(who), PASSPHRASE).open()
        return enrol(key.certificate, key.chain, name, trusted, at)

    return enrolled


def test_a_good_certificate_has_nothing_to_be_said_about(look):
    enrolled = look("viet.tq", NAME)
    assert (enrolled.findings, enrolled.accepted) == ((), True)
    assert (enrolled.common_name, enrolled.issuer) == (NAME, "Demo Issuing CA")


@pytest.mark.parametrize("name", ["TRẦN QUỐC VIỆT", "Tran Quoc Viet"])
def test_the_name_is_compared_as_authorities_write_it(look, name):
    assert look("viet.tq", name).accepted


def test_a_long_name_is_compared_as_far_as_a_certificate_can_hold_it(trust, now):
    root = self_made_root(now)
    name = "Trung tâm Quản lý và Điều hành vận tải hành khách công cộng thành phố Hòa An"
    key = certified(name.encode()[:64].decode(errors="ignore"), root, now)
    known = replace(trust, roots=(root.certificate,))
    assert Finding.OTHER_NAME not in enrol(key.certificate, key.chain, name, known, now).findings


def test_somebody_elses_certificate_is_refused(look):
    assert look("minh.p", NAME).findings == (Finding.OTHER_NAME,)


def test_an_expired_one_is_refused_though_its_authority_is_known(look):
    findings = look(EXPIRED, "Người hết hạn (DEMO)").findings
    assert Finding.EXPIRED in findings
    assert Finding.UNKNOWN_AUTHORITY not in findings


def test_a_revoked_one_is_refused(look):
    assert look(REVOKED, "Người bị thu hồi (DEMO)").findings == (Finding.REVOKED,)


def test_a_machines_is_refused(look):
    assert Finding.NOT_FOR_SIGNING in look(TSA, "Demo Time Stamping Authority").findings


def test_not_knowing_about_revocation_is_said_but_does_not_refuse(look, trust):
    enrolled = look("viet.tq", NAME, replace(trust, crls=()))
    assert (enrolled.findings, enrolled.accepted) == ((Finding.REVOCATION_UNKNOWN,), True)


def test_a_certificate_about_to_expire_is_said_too(look, now):
    assert Finding.EXPIRES_SOON in look("viet.tq", NAME, at=now + timedelta(days=3 * 365 - 10)).findings


def test_an_unknown_authority_is_refused(trust, now):
    key = certified(NAME, self_made_root(now), now)
    assert enrol(key.certificate, key.chain, NAME, trust, now).findings == (Finding.UNKNOWN_AUTHORITY,)


def test_a_short_key_and_an_authority_are_refused(trust, now):
    root = self_made_root(now)
    known = replace(trust, roots=(root.certificate,))
    weak = certified(NAME, root, now, bits=1024)
    assert Finding.WEAK_KEY in enrol(weak.certificate, weak.chain, NAME, known, now).findings
    assert Finding.AUTHORITY in enrol(root.certificate, (), "Other Root", known, now).findings


def test_what_is_no_certificate_is_refused(trust, now):
    assert enrol(b"hello", (), NAME, trust, now).findings == (Finding.UNREADABLE,)


def test_every_finding_has_a_sentence():
    assert len({finding.sentence for finding in Finding}) == len(Finding)
