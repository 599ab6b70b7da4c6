"""Whether a certificate may be believed: at enrolment, before signing, and along its path at some moment.

Path and revocation are looked at one after the other, so that "revoked" and "could not be checked" stay apart.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from asn1crypto import pem, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError, RevokedError, ValidationError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import NO_REVOCATION, REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.validate import async_validate_path

from portal.kit.i18n import _
from portal.kit.text import fold
from portal.signing.gateways.revocation import fetch_revocation
from portal.signing.refusals import CannotSign, Refusal
from portal.signing.verdicts import Revocation

_SOON = timedelta(days=30)
_SMALLEST_RSA = 2048
_LONGEST_NAME = (
    64  # RFC 5280, appendix A: names end there, for some authorities in letters, for others in bytes
)
_OF_MACHINES = {"time_stamping", "ocsp_signing", "server_auth", "code_signing"}


@dataclass(frozen=True, slots=True)
class Trust:
    """What verification believes: root certificates (PEM or DER), revocation lists (DER or PEM), and whether
    the authorities may be asked over the network (`timeout` in seconds a path; a process waits for it).
    """

    roots: tuple[bytes, ...]
    crls: tuple[bytes, ...] = ()
    fetch: bool = False
    timeout: float = 5
    ocsps: tuple[bytes, ...] = field(default=(), repr=False)

    def context(self, moment: datetime, path: ValidationPath | None = None) -> ValidationContext:
        """A validation context at `moment`: it finds a path, or asks about revocation along a proven `path`.

        Trust roots are always given: the library would otherwise believe the operating system's list.
        Its default mode lets an unanswered question pass; this one requires an answer.
        """
        asking = path is not None
        policy = REQUIRE_REVINFO if asking else NO_REVOCATION
        return ValidationContext(
            trust_roots=[x509.Certificate.load(der(root)) for root in self.roots],
            crls=[der(crl) for crl in self.crls] if asking else [],
            ocsps=list(self.ocsps) if asking else [],
            other_certs=list(path.iter_certs(include_root=True)) if asking else [],
            moment=moment,
            allow_fetching=False,
            # A list fetched today must answer for a signature of last week.
            revinfo_policy=CertRevTrustPolicy(policy, retroactive_revinfo=True),
        )


class Finding(Enum):
    """What is wrong or worth knowing about a certificate; those from REVOCATION_UNKNOWN on do not refuse it."""

    UNREADABLE = auto()
    NOT_FOR_SIGNING = auto()
    AUTHORITY = auto()
    EXPIRED = auto()
    NOT_YET_VALID = auto()
    UNKNOWN_AUTHORITY = auto()
    REVOKED = auto()
    WEAK_KEY = auto()
    OTHER_NAME = auto()
    REVOCATION_UNKNOWN = auto()
    EXPIRES_SOON = auto()

    @property
    def refuses(self) -> bool:
        """Whether the certificate cannot be taken."""
        return self.value < Finding.REVOCATION_UNKNOWN.value

    @property
    def sentence(self) -> str:
        """The finding in the viewer's language."""
        return {
            Finding.UNREADABLE: _("Không đọc được chứng thư."),
            Finding.NOT_FOR_SIGNING: _("Chứng thư không dùng để ký văn bản."),
            Finding.AUTHORITY: _("Đây là chứng thư của nơi cấp, không phải của người ký."),
            Finding.EXPIRED: _("Chứng thư đã hết hạn."),
            Finding.NOT_YET_VALID: _("Chứng thư chưa có hiệu lực."),
            Finding.UNKNOWN_AUTHORITY: _("Nơi cấp chứng thư không có trong danh sách tin cậy."),
            Finding.REVOKED: _("Chứng thư đã bị thu hồi."),
            Finding.WEAK_KEY: _("Khóa của chứng thư quá ngắn, không còn an toàn."),
            Finding.OTHER_NAME: _("Tên trên chứng thư không phải tên của người hoặc cơ quan này."),
            Finding.REVOCATION_UNKNOWN: _("Chưa kiểm tra được chứng thư có bị thu hồi hay không."),
            Finding.EXPIRES_SOON: _("Chứng thư sắp hết hạn."),
        }[self]


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the certificate says of itself and what was found, gravest first."""

    findings: tuple[Finding, ...]
    common_name: str = ""
    organisation: str = ""
    issuer: str = ""
    serial: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @property
    def accepted(self) -> bool:
        """Whether it may be used to sign."""
        return not any(finding.refuses for finding in self.findings)


def enrol(
    certificate: bytes, chain: tuple[bytes, ...], owner_name: str, trust: Trust, now: datetime
) -> Enrolment:
    """Look at a DER certificate with the authorities above it (DER) on behalf of `owner_name`.

    The name is compared without diacritics and punctuation, because authorities write both ways.
    """
    try:
        subject = x509.Certificate.load(certificate, strict=True)
        known = [x509.Certificate.load(each, strict=True) for each in chain]
        findings = [
            *_of_itself(subject, owner_name, now),
            *asyncio.run(_of_others(subject, known, trust, now)),
        ]
        return _enrolment(subject, findings)
    except (ValueError, TypeError, KeyError):
        return Enrolment((Finding.UNREADABLE,))


def refuse_certificate(certificate: x509.Certificate, moment: datetime) -> None:
    """Raise CannotSign when the certificate is outside its time or not meant for signing documents."""
    if moment < certificate.not_valid_before:
        raise CannotSign(Refusal.NOT_YET_VALID)
    if moment > certificate.not_valid_after:
        raise CannotSign(Refusal.EXPIRED)
    if not key_usage(certificate):
        raise CannotSign(Refusal.NOT_FOR_SIGNING)


def key_usage(certificate: x509.Certificate) -> set[str]:
    """Which of the two purposes of a signature the certificate grants; none when it is a machine's.

    Some authorities issue people certificates with digitalSignature alone, so either is enough.
    """
    purposes = certificate.extended_key_usage_value
    if purposes is not None and set(purposes.native) <= _OF_MACHINES:
        return set()
    granted = certificate.key_usage_value
    return set(granted.native) & {"non_repudiation", "digital_signature"} if granted is not None else set()


def der(certificate: bytes) -> bytes:
    """The DER bytes of a PEM or DER object."""
    return pem.unarmor(certificate)[2] if pem.detect(certificate) else certificate


async def revocation_of(
    path: ValidationPath, trust: Trust, moment: datetime
) -> tuple[Revocation, datetime | None]:
    """Whether a certificate of a proven path was revoked at `moment`, and since when.

    What was given is asked first, the network only where that does not answer.
    """
    found, since = await _ask(path, trust, moment)
    if found is not Revocation.UNKNOWN or not trust.fetch:
        return found, since
    crls, ocsps = await fetch_revocation(path, trust.timeout)
    known = Trust(trust.roots, (*trust.crls, *crls), ocsps=(*trust.ocsps, *ocsps))
    return await _ask(path, known, moment)


async def _ask(path: ValidationPath, trust: Trust, moment: datetime) -> tuple[Revocation, datetime | None]:
    try:
        await async_validate_path(trust.context(moment, path), path)
    except RevokedError as error:
        if error.is_side_validation:  # the answer's own certificate, not the one that was asked about
            return Revocation.UNKNOWN, None
        return Revocation.REVOKED, error.revocation_dt
    except (PathValidationError, ValueError):
        return Revocation.UNKNOWN, None
    return Revocation.GOOD, None


def _of_itself(subject: x509.Certificate, owner_name: str, now: datetime) -> list[Finding]:
    name = subject.subject.native.get("common_name", "")
    found = {
        Finding.AUTHORITY: subject.ca,
        Finding.NOT_FOR_SIGNING: not key_usage(subject),
        Finding.EXPIRED: now > subject.not_valid_after,
        Finding.NOT_YET_VALID: now < subject.not_valid_before,
        Finding.WEAK_KEY: subject.public_key.algorithm == "rsa"
        and subject.public_key.bit_size < _SMALLEST_RSA,
        Finding.OTHER_NAME: not _is_name_of(name, owner_name),
        Finding.EXPIRES_SOON: now <= subject.not_valid_after < now + _SOON,
    }
    return [finding for finding, is_so in found.items() if is_so]


def _is_name_of(name: str, owner_name: str) -> bool:
    """Whether a certificate's name is the owner's, or its beginning where the certificate had no more room."""
    said, expected = fold(name), fold(owner_name)
    was_cut = len(name.encode()) >= _LONGEST_NAME - 6
    return said == expected or (was_cut and expected.startswith(said))


async def _of_others(
    subject: x509.Certificate, chain: list[x509.Certificate], trust: Trust, now: datetime
) -> list[Finding]:
    path = await _path(subject, chain, trust, now)
    if path is None:
        return [Finding.UNKNOWN_AUTHORITY]
    revocation, _since = await revocation_of(path, trust, now)
    if revocation is Revocation.REVOKED:
        return [Finding.REVOKED]
    return [Finding.REVOCATION_UNKNOWN] if revocation is Revocation.UNKNOWN else []


async def _path(
    subject: x509.Certificate, chain: list[x509.Certificate], trust: Trust, now: datetime
) -> ValidationPath | None:
    # An expired certificate still has an authority: its path is looked at while it was valid.
    moment = min(max(now, subject.not_valid_before), subject.not_valid_after)
    validator = CertificateValidator(subject, chain, validation_context=trust.context(moment))
    try:
        return await validator.async_validate_path()
    except (PathBuildingError, PathValidationError, ValidationError):
        return None


def _enrolment(subject: x509.Certificate, findings: list[Finding]) -> Enrolment:
    names, issuer = subject.subject.native, subject.issuer.native
    return Enrolment(
        findings=tuple(sorted(set(findings), key=lambda finding: finding.value)),
        common_name=str(names.get("common_name", "")),
        organisation=str(names.get("organization_name", "")),
        issuer=str(issuer.get("common_name", "")),
        serial=f"{subject.serial_number:X}",
        valid_from=subject.not_valid_before,
        valid_until=subject.not_valid_after,
    )
