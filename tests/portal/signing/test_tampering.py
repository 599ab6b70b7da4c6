"""What is done to a file after it was signed is found, and said in plain words."""

from io import BytesIO

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature

from portal.seeds.pki import PASSPHRASE
from portal.signing.places import SIG_PERSON
from portal.signing.verdicts import Reason, Standing
from portal.signing.verify import verify
from tests.portal.signing import forgery

CHANGES = [
    forgery.with_a_sentence_added,
    forgery.with_a_comment,
    lambda pdf: forgery.with_another_number(pdf, "999"),
    forgery.with_another_signature_field,
]
NAMES = ["page content", "comment", "number", "new field"]


@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
def test_nothing_may_be_added_after_the_seal(stages, trust, now, change):
    verdict = verify(change(stages.sealed.pdf), trust, now)
    agency = verdict.signatures[-1]
    assert (agency.reason, agency.intact) == (Reason.CHANGED_AFTER, True)
    assert agency.reason.sentence == "Văn bản đã bị sửa sau khi ký"
    assert (verdict.standing, verdict.unchanged) == (Standing.INVALID, False)


@pytest.mark.parametrize("change", [CHANGES[0], CHANGES[1]], ids=NAMES[:2])
def test_after_the_person_only_fields_may_change(stages, trust, now, change):
    assert verify(change(stages.by_person.pdf), trust, now).signatures[0].reason is Reason.CHANGED_AFTER


def test_an_appended_revision_fools_whoever_skips_the_comparison(stages, pki, trust, now):
    """The library calls such a file valid when told to skip; that is why it is never told to."""
    forged = forgery.with_a_sentence_added(stages.by_person.pdf)
    signature = PdfFileReader(BytesIO(forged)).embedded_signatures[0]
    assert validate_pdf_signature(signature, trust.context(now), skip_diff=True).bottom_line
    assert verify(forged, trust, now).standing is Standing.INVALID


def test_a_changed_byte_breaks_every_signature_over_it(stages, trust, now):
    verdict = verify(forgery.with_a_changed_byte(stages.sealed.pdf), trust, now)
    assert [(each.reason, each.intact) for each in verdict.signatures] == [(Reason.ALTERED, False)] * 2
    assert not verdict.unchanged


def test_a_signature_taken_from_another_file_does_not_fit(stages, trust, now):
    """The agency's field holds a copy of the person's signature."""
    pdf = stages.sealed.pdf
    person, agency = (PdfFileReader(BytesIO(pdf)).embedded_signatures[index] for index in (0, 1))
    start = agency.byte_range[1] + 1
    room = agency.byte_range[2] - start - 1
    stolen = person.pkcs7_content.hex().upper().encode().ljust(room, b"0")
    forged = pdf[:start] + stolen + pdf[start + room :]
    assert verify(forged, trust, now).signatures[1].reason is Reason.ALTERED


def test_a_signature_of_noise_is_unreadable_or_broken(stages, trust, now):
    pdf = stages.sealed.pdf
    start = PdfFileReader(BytesIO(pdf)).embedded_signatures[1].byte_range[1] + 1
    verdict = verify(pdf[:start] + b"00" * 200 + pdf[start + 400 :], trust, now)
    assert verdict.standing >= Standing.UNCERTAIN
    assert verdict.trouble is not None or verdict.signatures[1].reason is Reason.UNREADABLE


def test_a_picture_of_a_signature_is_no_signature(stages, trust, now):
    decoy = forgery.with_a_sentence_added(stages.prepared)
    assert verify(decoy, trust, now).standing is Standing.NOT_SIGNED


def test_sha1_is_refused(stages, viet, trust, now):
    signer = signers.SimpleSigner.load_pkcs12_data(viet.p12, [], PASSPHRASE.encode())
    meta = signers.PdfSignatureMetadata(
        SIG_PERSON, md_algorithm="sha1", subfilter=fields.SigSeedSubFilter.PADES
    )
    old = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(stages.prepared)), meta, signer).getvalue()
    assert verify(old, trust, now).signatures[0].reason is Reason.WEAK_ALGORITHM
