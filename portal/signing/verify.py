"""Looking at every signature of a PDF: who, when, whole or not, believed or not, and what came after.

Moments: a signature with a trusted time stamp is judged at the time of that stamp, any other at `now`.
A time stamp is judged at its own time, so that it outlives its authority's certificate.
"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

from asn1crypto import tsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from portal.signing.certificates import Trust, key_usage, revocation_of
from portal.signing.pdf import BAD_FILE
from portal.signing.verdicts import Change, Reason, Revocation, SignatureVerdict, Trouble, Verdict

_CLOCKS_DIFFER = timedelta(minutes=5)
_WEAK = {
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
}


def verify(pdf: bytes, trust: Trust, now: datetime) -> Verdict:
    """Everything there is to say about the signatures of `pdf`; never raises for a bad file.

    Raises ValueError where `trust` itself cannot be read.
    """
    trust.context(now)
    if b"%PDF-" not in pdf[:1024]:
        return Verdict(trouble=Trouble.NOT_A_PDF)
    try:
        reader, trouble = _open(pdf)
        if reader.encrypted:
            return Verdict(trouble=Trouble.ENCRYPTED)
        signatures = list(reader.embedded_regular_signatures)
        empty = tuple(name for name, value, _ in enumerate_sig_fields(reader) if value is None)
        known = _with_embedded_answers(reader, trust)
    except BAD_FILE:
        return Verdict(trouble=Trouble.BROKEN)
    return Verdict(asyncio.run(_judge_all(signatures, known, now)), trouble, empty)


def _open(pdf: bytes) -> tuple[PdfFileReader, Trouble | None]:
    """A strict reader; where that refuses, a lenient one and a word of warning."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=True)
        if reader.encrypted or not reader.xrefs.hybrid_xrefs_present:
            list(reader.embedded_signatures if not reader.encrypted else ())
            return reader, None
    except BAD_FILE:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        return reader, Trouble.HYBRID if reader.xrefs.hybrid_xrefs_present else Trouble.SLOPPY
    return PdfFileReader(BytesIO(pdf), strict=False), Trouble.HYBRID


def _with_embedded_answers(reader: PdfFileReader, trust: Trust) -> Trust:
    """The trust with the revocation answers that an archived file (PAdES B-LT) carries; they are signed too."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return trust
    crls = tuple(each.get_object().data for each in store.crls)
    ocsps = tuple(each.get_object().data for each in store.ocsps)
    return replace(trust, crls=trust.crls + crls, ocsps=trust.ocsps + ocsps)


async def _judge_all(
    signatures: list[EmbeddedPdfSignature], trust: Trust, now: datetime
) -> tuple[SignatureVerdict, ...]:
    """At once, so that an authority that does not answer is waited for once and not a signature after the other."""
    return tuple(await asyncio.gather(*(_judge(signature, trust, now) for signature in signatures)))


async def _judge(signature: EmbeddedPdfSignature, trust: Trust, now: datetime) -> SignatureVerdict:
    try:
        stamped_at = _stamped_at(signature)
        status = await _validate(signature, trust, stamped_at or now, stamped_at or now)
        believed = stamped_at is not None and await _is_believed(status, trust, stamped_at, now)
        if stamped_at is not None and not believed:
            status = await _validate(signature, trust, now, stamped_at)
        return await _verdict(signature, status, trust, now, stamped_at, believed)
    except BAD_FILE:
        return SignatureVerdict(signature.field_name, Reason.UNREADABLE)


async def _validate(
    signature: EmbeddedPdfSignature, trust: Trust, moment: datetime, stamped_at: datetime
) -> PdfSignatureStatus:
    """Integrity, later changes, and the path without revocation.

    The comparison with later revisions is never skipped: without it a malicious revision goes unnoticed.
    """
    usage = key_usage(signature.signer_cert) or {"non_repudiation"}
    return await async_validate_pdf_signature(
        signature,
        signer_validation_context=trust.context(moment),
        ts_validation_context=trust.context(stamped_at),
        key_usage_settings=KeyUsageConstraints(key_usage=usage),
    )


def _stamped_at(signature: EmbeddedPdfSignature) -> datetime | None:
    """The time in the signature's time stamp token, not yet believed."""
    try:
        token = find_unique_cms_attribute(
            signature.signer_info["unsigned_attrs"], "signature_time_stamp_token"
        )
    except NonexistentAttributeError:
        return None
    information = token["content"]["encap_content_info"]["content"].parsed
    if not isinstance(information, tsp.TSTInfo):
        raise ValueError("the time stamp token holds no time stamp")
    return information["gen_time"].native


async def _is_believed(status: PdfSignatureStatus, trust: Trust, stamped_at: datetime, now: datetime) -> bool:
    stamp = status.timestamp_validity
    if (
        stamp is None
        or not (stamp.intact and stamp.valid and stamp.trusted)
        or stamped_at > now + _CLOCKS_DIFFER
    ):
        return False
    revocation, _ = await revocation_of(stamp.validation_path, trust, stamped_at)
    return revocation is not Revocation.REVOKED


async def _verdict(
    signature: EmbeddedPdfSignature,
    status: PdfSignatureStatus,
    trust: Trust,
    now: datetime,
    stamped_at: datetime | None,
    believed: bool,
) -> SignatureVerdict:
    certificate = signature.signer_cert
    claimed = signature.self_reported_timestamp
    moment = stamped_at if believed else now
    revocation, revoked_at = Revocation.UNKNOWN, None
    if status.trusted:
        revocation, revoked_at = await revocation_of(status.validation_path, trust, moment)
    signed_at = stamped_at if believed else claimed
    found = SignatureVerdict(
        field=signature.field_name,
        reason=Reason.UNREADABLE,
        signer=_part(certificate, "common_name"),
        organisation=_part(certificate, "organization_name"),
        title=_part(certificate, "title"),
        certificate=certificate.dump(),
        signed_at=signed_at,
        has_timestamp=stamped_at is not None,
        timestamp_trusted=believed,
        intact=status.intact and status.valid,
        trusted=status.trusted,
        revocation=revocation,
        revoked_at=revoked_at,
        expired_at_signing=signed_at is not None and signed_at > certificate.not_valid_after,
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        change=_change(status),
    )
    return replace(found, reason=_reason(found, status, certificate, moment))


def _reason(
    found: SignatureVerdict, status: PdfSignatureStatus, certificate: x509.Certificate, moment: datetime
) -> Reason:
    if not status.intact:
        return Reason.ALTERED
    if not status.valid:
        return Reason.NOT_BY_CERTIFICATE
    if not status.docmdp_ok or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return Reason.CHANGED_AFTER
    if not status.trusted or not key_usage(certificate):
        return _why_not_trusted(found, status.trust_problem_indic, certificate, moment)
    if found.revocation is Revocation.REVOKED:
        return Reason.REVOKED_BEFORE if found.timestamp_trusted else Reason.REVOKED_AT_UNKNOWN_TIME
    if not status.seed_value_ok:
        return Reason.CERTIFICATE_REFUSED
    if found.has_timestamp and not found.timestamp_trusted:
        return Reason.TIMESTAMP_NOT_TRUSTED
    if found.revocation is Revocation.UNKNOWN:
        return Reason.REVOCATION_UNKNOWN
    return Reason.VALID if found.has_timestamp else Reason.NO_TIMESTAMP


def _why_not_trusted(
    found: SignatureVerdict, problem: AdESSubIndic | None, certificate: x509.Certificate, moment: datetime
) -> Reason:
    if problem in _WEAK:
        return Reason.WEAK_ALGORITHM
    if problem is AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
        return Reason.UNKNOWN_AUTHORITY
    if not key_usage(certificate):
        return Reason.NOT_FOR_SIGNING
    if moment < certificate.not_valid_before:
        return Reason.NOT_YET_VALID
    if moment > certificate.not_valid_after:
        proven = found.timestamp_trusted or found.expired_at_signing
        return Reason.EXPIRED_WHEN_SIGNED if proven else Reason.EXPIRED_SINCE
    return Reason.CERTIFICATE_REFUSED


def _change(status: PdfSignatureStatus) -> Change:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Change.NOTHING
    return {
        ModificationLevel.NONE: Change.NOTHING,
        ModificationLevel.LTA_UPDATES: Change.ARCHIVAL,
        ModificationLevel.FORM_FILLING: Change.FILLED_OR_SIGNED,
    }.get(status.modification_level, Change.OTHER)


def _part(certificate: x509.Certificate, name: str) -> str:
    """One part of the subject; a part that occurs several times is joined with commas."""
    value = certificate.subject.native.get(name, "")
    return ", ".join(value) if isinstance(value, list) else value
