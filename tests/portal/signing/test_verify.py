"""The verdict on honest files: valid, or exactly what is missing."""

import asyncio
import pickle
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import async_add_validation_info
from pyhanko_certvalidator import ValidationContext

from portal.seeds.pki import PASSPHRASE, REVOKED
from portal.signing.certificates import Trust, der
from portal.signing.gateways.keyfile import KeyFile
from portal.signing.places import SIG_AGENCY, SIG_PERSON
from portal.signing.verdicts import Change, Reason, Revocation, Standing, Trouble
from portal.signing.verify import verify
from tests.portal.signing import forgery
from tests.portal.signing.authorities import Ready, certified, revocation_list, self_made_root
from tests.portal.signing.conftest import person_picture
from tests.portal.signing.whole import sign


@pytest.fixture
def signed_by(stages, authority, now):
    """Sign the prepared letter with any key."""
    blue = person_picture(stages.places)
    return lambda key, to=authority: (
        sign(stages.prepared, SIG_PERSON, key, blue, to, now, allow_without_timestamp=to is None).pdf
    )


@pytest.fixture
def other_root(now):
    return self_made_root(now)


def also(trust: Trust, root, *crls: bytes) -> Trust:
    return Trust((*trust.roots, root.certificate), (*trust.crls, *crls))


def test_a_signed_numbered_and_sealed_document_is_valid(stages, trust, now):
    verdict = verify(stages.sealed.pdf, trust, now)
    assert [each.field for each in verdict.signatures] == [SIG_PERSON, SIG_AGENCY]
    assert [each.reason for each in verdict.signatures] == [Reason.VALID, Reason.VALID]
    assert (verdict.standing, verdict.unchanged, verdict.trouble) == (Standing.VALID, True, None)
    assert verdict.sentence == "Mọi chữ ký số đều hợp lệ."


def test_it_says_who_and_when(stages, trust, now):
    person, agency = verify(stages.sealed.pdf, trust, now).signatures
    assert (person.signer, person.title) == ("Trần Quốc Việt", "Giám đốc")
    assert agency.organisation == "Sở Giao thông vận tải"
    assert person.has_timestamp
    assert abs(person.signed_at - now) < timedelta(minutes=5)


def test_number_and_seal_are_allowed_changes_after_the_person(stages, trust, now):
    person, agency = verify(stages.sealed.pdf, trust, now).signatures
    assert (person.change, person.covers_whole_file) == (Change.FILLED_OR_SIGNED, False)
    assert (agency.change, agency.covers_whole_file) == (Change.NOTHING, True)
    assert "đúng phạm vi" in person.change_sentence


def test_a_file_without_signatures_says_so(stages, trust, now):
    verdict = verify(stages.prepared, trust, now)
    assert verdict.standing is Standing.NOT_SIGNED
    assert verdict.empty_fields == (SIG_PERSON, SIG_AGENCY)


def test_not_knowing_about_revocation_is_not_the_same_as_good(stages, trust, now):
    person = verify(stages.sealed.pdf, replace(trust, crls=()), now).signatures[0]
    assert (person.reason, person.revocation) == (Reason.REVOCATION_UNKNOWN, Revocation.UNKNOWN)
    assert person.standing is Standing.UNCERTAIN
    assert "không kiểm tra được thu hồi" in person.reason.sentence


def test_nor_the_same_as_revoked(pki, signed_by, trust, now):
    signature = verify(signed_by(KeyFile(pki.key_file(REVOKED), PASSPHRASE)), trust, now).signatures[0]
    assert (signature.reason, signature.revocation) == (Reason.REVOKED_BEFORE, Revocation.REVOKED)
    assert signature.reason.sentence == "Chứng thư đã bị thu hồi trước khi ký"
    assert signature.revoked_at < signature.signed_at


def test_revoked_without_a_time_stamp_proves_nothing(pki, signed_by, trust, now):
    pdf = signed_by(KeyFile(pki.key_file(REVOKED), PASSPHRASE), to=None)
    assert verify(pdf, trust, now).signatures[0].reason is Reason.REVOKED_AT_UNKNOWN_TIME


def test_revoked_after_a_time_stamped_signature_does_no_harm(signed_by, trust, other_root, now):
    key = certified("Ký Trước", other_root, now)
    later = now + timedelta(days=3)
    known = also(trust, other_root, revocation_list(other_root, later, {key: now + timedelta(days=1)}))
    assert verify(signed_by(Ready(key)), known, later).signatures[0].reason is Reason.VALID


def test_a_list_that_is_too_old_does_not_answer(signed_by, trust, other_root, now):
    key = certified("Danh Sách Cũ", other_root, now)
    known = also(trust, other_root, revocation_list(other_root, now - timedelta(days=30)))
    assert verify(signed_by(Ready(key)), known, now).signatures[0].reason is Reason.REVOCATION_UNKNOWN


def test_a_certificate_may_expire_after_a_time_stamped_signature(stages, trust, now):
    verdict = verify(stages.sealed.pdf, trust, now + timedelta(days=5 * 365))
    assert verdict.standing is Standing.VALID


def test_but_not_after_one_without(signed_by, viet, trust, now):
    pdf = signed_by(viet, to=None)
    assert verify(pdf, trust, now).signatures[0].reason is Reason.NO_TIMESTAMP
    signature = verify(pdf, trust, now + timedelta(days=5 * 365)).signatures[0]
    assert (signature.reason, signature.standing) == (Reason.EXPIRED_SINCE, Standing.UNCERTAIN)


def test_an_unknown_authority_is_not_trusted(signed_by, trust, other_root, now):
    pdf = signed_by(Ready(certified("Người Lạ", other_root, now)))
    signature = verify(pdf, trust, now).signatures[0]
    assert (signature.reason, signature.intact, signature.trusted) == (Reason.UNKNOWN_AUTHORITY, True, False)


def test_without_roots_the_lists_of_the_operating_system_are_not_asked(stages, trust, now):
    signatures = verify(stages.sealed.pdf, replace(trust, roots=()), now).signatures
    assert {each.reason for each in signatures} == {Reason.UNKNOWN_AUTHORITY}


def test_a_certificate_with_digital_signature_alone_is_enough(signed_by, trust, other_root, now):
    key = certified("Chỉ Chữ Ký", other_root, now, repudiable=True)
    known = also(trust, other_root, revocation_list(other_root, now))
    assert verify(signed_by(Ready(key)), known, now).signatures[0].reason is Reason.VALID


def test_elliptic_curves_sign_too(signed_by, trust, other_root, now):
    key = certified("Đường Cong", other_root, now, elliptic=True)
    known = also(trust, other_root, revocation_list(other_root, now))
    assert verify(signed_by(Ready(key)), known, now).signatures[0].reason is Reason.VALID


def test_a_short_key_is_weak(signed_by, trust, other_root, now):
    key = certified("Khóa Ngắn", other_root, now, bits=1024)
    known = also(trust, other_root, revocation_list(other_root, now))
    assert verify(signed_by(Ready(key)), known, now).signatures[0].reason is Reason.WEAK_ALGORITHM


def test_a_time_stamp_of_a_stranger_does_not_prove_the_time(signed_by, viet, trust, other_root, now):
    """The signer is known here, the time stamping authority is not."""
    key = certified("Tem Lạ", other_root, now)
    known = Trust((other_root.certificate,), (revocation_list(other_root, now),))
    signature = verify(signed_by(Ready(key)), known, now).signatures[0]
    assert (signature.reason, signature.timestamp_trusted) == (Reason.TIMESTAMP_NOT_TRUSTED, False)
    assert signature.has_timestamp


@pytest.mark.parametrize(
    ("make", "trouble"),
    [
        (lambda pdf: b"", Trouble.NOT_A_PDF),
        (lambda pdf: b"PK\x03\x04 a Word file", Trouble.NOT_A_PDF),
        (lambda pdf: b"%PDF-1.7\n", Trouble.BROKEN),
        (lambda pdf: pdf[: len(pdf) // 2], Trouble.BROKEN),
        (forgery.encrypted, Trouble.ENCRYPTED),
        (lambda pdf: forgery.hybrid(), Trouble.HYBRID),
    ],
    ids=["empty", "word", "nothing", "half", "encrypted", "hybrid"],
)
def test_a_bad_file_gets_a_word_not_a_crash(stages, trust, now, make, trouble):
    verdict = verify(make(stages.laid_out), trust, now)
    assert verdict.trouble is trouble
    assert verdict.standing is Standing.UNCERTAIN
    assert verdict.sentence == ("Tệp không có chữ ký số." if trouble.is_readable else trouble.sentence)


def test_every_reason_has_a_sentence_of_its_own():
    assert len({reason.sentence for reason in Reason}) == len(Reason)


def test_a_trust_that_cannot_be_read_is_our_fault_and_is_raised(stages, now):
    with pytest.raises(ValueError, match="parsing|tag|bytes"):
        verify(stages.sealed.pdf, Trust((b"no certificate",)), now)


def test_a_verdict_comes_back_from_the_worker_as_it_was(stages, trust, now):
    verdict = verify(stages.sealed.pdf, trust, now)
    assert pickle.loads(pickle.dumps(verdict)) == verdict


def test_a_signed_hybrid_file_is_looked_at_with_reserve(viet, trust, now):
    signer = signers.SimpleSigner.load_pkcs12_data(viet.p12, [], PASSPHRASE.encode())
    meta = signers.PdfSignatureMetadata("Foreign", subfilter=fields.SigSeedSubFilter.PADES)
    writer = IncrementalPdfFileWriter(BytesIO(forgery.hybrid()), strict=False)
    verdict = verify(signers.sign_pdf(writer, meta, signer).getvalue(), trust, now)
    assert (verdict.trouble, len(verdict.signatures)) == (Trouble.HYBRID, 1)
    assert verdict.standing >= Standing.UNCERTAIN


def test_an_archived_file_carries_its_own_answers(stages, trust, now):
    """Revocation lists in the file (PAdES B-LT) are signed by the authorities; adding them changes nothing else."""
    seal = PdfFileReader(BytesIO(stages.sealed.pdf)).embedded_signatures[1]
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der(trust.roots[0]))], crls=list(trust.crls), moment=now
    )
    archived = asyncio.run(async_add_validation_info(seal, context, skip_timestamp=False)).getvalue()
    agency = verify(archived, replace(trust, crls=()), now).signatures[1]
    assert (agency.reason, agency.change) == (Reason.VALID, Change.ARCHIVAL)
    assert not agency.changed_since
