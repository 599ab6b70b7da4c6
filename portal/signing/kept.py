"""A verdict as it is kept: JSON, with the certificates, so that their facts can be read without the file. Pure."""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from asn1crypto import x509

from portal.signing.verdicts import Change, Reason, Revocation, SignatureVerdict, Trouble, Verdict

_MOMENTS = ("signed_at", "revoked_at")


def to_json(verdict: Verdict) -> str:
    """A verdict as text; `from_json` gives it back whole."""
    trouble = verdict.trouble.name if verdict.trouble else None
    signatures = [_plain(each) for each in verdict.signatures]
    return json.dumps({"signatures": signatures, "trouble": trouble, "empty": verdict.empty_fields})


def _plain(found: SignatureVerdict) -> dict[str, object]:
    named = {name: getattr(found, name).name for name in ("reason", "revocation", "change")}
    moments = {name: getattr(found, name).isoformat() if getattr(found, name) else None for name in _MOMENTS}
    return asdict(found) | named | moments | {"certificate": b64encode(found.certificate).decode()}


def from_json(text: str) -> Verdict:
    """A kept verdict."""
    kept = json.loads(text)
    trouble = Trouble[kept["trouble"]] if kept["trouble"] else None
    return Verdict(tuple(_signature(each) for each in kept["signatures"]), trouble, tuple(kept["empty"]))


def _signature(values: dict[str, object]) -> SignatureVerdict:
    moments = {name: datetime.fromisoformat(values[name]) if values[name] else None for name in _MOMENTS}
    named = {
        "reason": Reason[values["reason"]],
        "revocation": Revocation[values["revocation"]],
        "change": Change[values["change"]],
        "certificate": b64decode(values["certificate"] or ""),
    }
    return SignatureVerdict(**values | moments | named)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says of itself, for whoever wants to compare; `fingerprint` is SHA-256 in hexadecimal."""

    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_until: datetime
    fingerprint: str


def certificate_facts(certificate: bytes) -> CertificateFacts | None:
    """The facts of a DER certificate, or None where it cannot be read."""
    try:
        read = x509.Certificate.load(certificate, strict=True)
        return CertificateFacts(
            _said(read.subject),
            _said(read.issuer),
            f"{read.serial_number:X}",
            read.not_valid_before,
            read.not_valid_after,
            sha256(certificate).hexdigest(),
        )
    except (ValueError, TypeError, KeyError):
        return None


def _said(name: x509.Name) -> str:
    """The parts of a name from the nearest to the widest (RFC 4514, section 2.1), without words for what each is."""
    parts = [value for each in name.native.values() for value in (each if isinstance(each, list) else [each])]
    return ", ".join(str(part) for part in reversed(parts))
