"""One signature as a worker process makes it: look, unlock, check the certificate, sign; then stamp, and look again.

Nothing that does not hold leaves this file. It knows no clock, no setting and no database, and asks no authority for
the time: whoever calls does so between the two steps, while the process works for others.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from asn1crypto import pem

from portal.kit.text import fold
from portal.signing import sign
from portal.signing.appearance import picture
from portal.signing.certificates import Enrolment, Finding, Trust, enrol
from portal.signing.gateways import Signatory
from portal.signing.gateways.keyfile import KeyFile
from portal.signing.gateways.tsa import Stamp
from portal.signing.places import Box
from portal.signing.refusals import CannotSign, Refusal
from portal.signing.revision import Objection, review
from portal.signing.sign import Begun, Signed
from portal.signing.verdicts import Reason, Standing
from portal.signing.verify import verify

_REFUSALS = {
    Finding.UNREADABLE: Refusal.NO_KEY_INSIDE,
    Finding.NOT_FOR_SIGNING: Refusal.NOT_FOR_SIGNING,
    Finding.AUTHORITY: Refusal.NOT_FOR_SIGNING,
    Finding.EXPIRED: Refusal.EXPIRED,
    Finding.NOT_YET_VALID: Refusal.NOT_YET_VALID,
    Finding.UNKNOWN_AUTHORITY: Refusal.UNKNOWN_AUTHORITY,
    Finding.REVOKED: Refusal.REVOKED,
    Finding.WEAK_KEY: Refusal.WEAK_KEY,
    Finding.OTHER_NAME: Refusal.OTHER_NAME,
}


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be signed, with what, and who must be believed; picklable. `owner` is the certificate's name."""

    pdf: bytes = field(repr=False)
    field: str
    box: Box
    key: KeyFile
    owner: str
    picture: bytes = field(repr=False)
    trust: Trust = field(repr=False)
    allow_without_timestamp: bool = False


@dataclass(frozen=True, slots=True)
class HalfMade:
    """A signature that lacks its time stamp; nothing to keep. `to_stamp` is the digest that is to be stamped."""

    begun: Begun
    to_stamp: bytes
    is_revocation_known: bool


@dataclass(frozen=True, slots=True)
class Made:
    """The signed file, which holds, and whether anybody could say that the certificate is not revoked."""

    signed: Signed
    is_revocation_known: bool


def begin(task: Task, now: datetime) -> HalfMade:
    """Sign the field of `task`.

    Raises CannotSign for all that `sign.begin` refuses and for: a certificate that would not be believed (revoked,
    unknown authority, other name …), an earlier signature that does not hold.
    A revocation that nobody could answer does not refuse: the authority's silence must not stop an office.
    """
    before = verify(task.pdf, _from_here(task), now)
    if any(each.standing is Standing.INVALID for each in before.signatures):
        raise CannotSign(Refusal.EARLIER_DOES_NOT_HOLD)
    signatory = task.key.open()
    enrolment = _believed(signatory, task, now)
    begun = sign.begin(task.pdf, task.field, _Unlocked(signatory), picture(task.picture, task.box), now)
    return HalfMade(begun, begun.to_stamp, Finding.REVOCATION_UNKNOWN not in enrolment.findings)


def finish(task: Task, half: HalfMade, stamp: Stamp | None, now: datetime) -> Made:
    """Put the time stamp in, or go without where that is allowed, and look at the result.

    Raises CannotSign: no time stamp, one that is not trusted, a result that does not hold.
    """
    signed = sign.finish(half.begun, stamp, allow_without_timestamp=task.allow_without_timestamp)
    _refuse_bad_result(task, signed, now)
    return Made(signed, half.is_revocation_known)


def _from_here(task: Task) -> Trust:
    """The authorities are asked once, for the signer's certificate; the looks before and after use what is here."""
    return replace(task.trust, fetch=False)


@dataclass(frozen=True, slots=True)
class _Unlocked:
    """A Gateway to a key that is open already: unlocking is slow on purpose and done once."""

    signatory: Signatory

    def open(self) -> Signatory:
        return self.signatory


def _believed(signatory: Signatory, task: Task, now: datetime) -> Enrolment:
    enrolment = enrol(signatory.certificate, signatory.chain, task.owner, task.trust, now)
    for finding in enrolment.findings:
        if finding.refuses:
            raise CannotSign(_REFUSALS[finding])
    return enrolment


def _refuse_bad_result(task: Task, signed: Signed, now: datetime) -> None:
    found = review(
        task.pdf,
        signed.pdf,
        task.field,
        signed.certificate,
        _from_here(task),
        now,
        allow_without_timestamp=signed.without_timestamp,
    )
    if found.objection is None:
        return
    reason = found.signature.reason if found.signature else None
    if found.objection is Objection.NOT_VALID and reason is Reason.REVOCATION_UNKNOWN:
        return
    if reason is Reason.TIMESTAMP_NOT_TRUSTED:
        raise CannotSign(Refusal.TIMESTAMP_NOT_TRUSTED)
    raise CannotSign(Refusal.RESULT_DOES_NOT_HOLD)


@dataclass(frozen=True, slots=True)
class Inspected:
    """A key file that its passphrase opens: the certificate inside (DER), the authorities above it (PEM), and
    what was found of it.
    """

    certificate: bytes
    chain: str
    enrolment: Enrolment


def inspect(key: KeyFile, owner: str, is_agency: bool, trust: Trust, now: datetime) -> Inspected:
    """Unlock a key file once and look at its certificate on behalf of `owner`.

    An agency's certificate may say more than the agency's name: "Sở Nội vụ tỉnh Quảng Nam".
    Raises CannotSign: wrong passphrase, no key file, no passphrase at all.
    """
    if _opens_without(key):
        raise CannotSign(Refusal.UNLOCKED_KEY)
    opened = key.open()
    found = enrol(opened.certificate, opened.chain, owner, trust, now)
    if is_agency and f" {fold(owner)} " in f" {fold(found.common_name)} ":
        found = replace(found, findings=tuple(f for f in found.findings if f is not Finding.OTHER_NAME))
    chain = b"".join(pem.armor("CERTIFICATE", each) for each in opened.chain)
    return Inspected(opened.certificate, chain.decode(), found)


def _opens_without(key: KeyFile) -> bool:
    try:
        KeyFile(key.p12, "").open()
    except CannotSign:
        return False
    return True


def reconsider(certificate: bytes, chain: str, owner: str, trust: Trust, now: datetime) -> Enrolment:
    """Look at an enrolled certificate (DER) with its authorities (PEM) anew, without its key."""
    above = [each[2] for each in pem.unarmor(chain.encode(), multiple=True)] if chain else []
    return enrol(certificate, tuple(above), owner, trust, now)


def relock(key: KeyFile, new: str) -> bytes:
    """The key file under another passphrase. Raises CannotSign for the wrong old one."""
    return key.with_passphrase(new).p12
