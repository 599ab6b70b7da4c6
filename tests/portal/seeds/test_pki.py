"""The demo's authority is made once and kept; its certificates are what verification expects."""

from datetime import UTC, datetime
from stat import S_IMODE

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from portal.seeds.pki import AGENCY, EXPIRED, PASSPHRASE, REVOKED, TSA, make_demo_pki
from portal.signing.gateways.keyfile import KeyFile

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
FIRST = ("viet.tq", "Trần Quốc Việt", "Giám đốc", "viet.tq@demo.vn")
SECOND = ("minh.p", "Phạm Minh", "Trưởng phòng", "minh.p@demo.vn")


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    return make_demo_pki(tmp_path_factory.mktemp("made"), "Sở Giao thông vận tải", [FIRST], now=NOW)


def certificate_of(pki, who: str) -> x509.Certificate:
    return KeyFile(pki.key_file(who), PASSPHRASE).open().x509


def test_a_second_run_keeps_the_authority_and_every_key(pki):
    """A new authority under the old name would make every reader call earlier signatures untrusted."""
    before = {path: path.read_bytes() for name in ("trust", "keys") for path in (pki.folder / name).iterdir()}
    make_demo_pki(pki.folder, "Sở Giao thông vận tải", [FIRST, SECOND], now=NOW)
    assert all(path.read_bytes() == content for path, content in before.items())
    assert pki.key_file("minh.p")


def test_a_person_may_sign_what_cannot_be_denied(pki):
    usage = certificate_of(pki, "viet.tq").extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert (usage.value.digital_signature, usage.value.content_commitment) == (True, True)


def test_the_time_stamper_may_do_nothing_else(pki):
    usage = certificate_of(pki, TSA).extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert usage.critical
    assert list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def test_one_is_revoked_and_one_is_expired(pki):
    issuing = x509.load_der_x509_crl(pki.crls[1])
    assert issuing.get_revoked_certificate_by_serial_number(certificate_of(pki, REVOKED).serial_number)
    assert issuing.get_revoked_certificate_by_serial_number(certificate_of(pki, AGENCY).serial_number) is None
    assert certificate_of(pki, EXPIRED).not_valid_after_utc < NOW


def test_secrets_are_for_their_owner_alone(pki):
    for path in [*(pki.folder / "keys").iterdir(), pki.folder / "authority" / "issuing.pem"]:
        assert S_IMODE(path.stat().st_mode) == 0o600


def test_an_agency_with_a_long_name_gets_a_certificate_too(tmp_path):
    name = "Trung tâm Quản lý và Điều hành vận tải hành khách công cộng tỉnh Hòa An"
    made = make_demo_pki(tmp_path, name, [], now=NOW)
    common_name = certificate_of(made, AGENCY).subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    assert name.startswith(common_name)
