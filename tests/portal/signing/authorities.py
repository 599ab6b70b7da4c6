"""Certificates that the demo does not have: foreign, weak, of narrow purpose, from an authority for tests."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from portal.signing.gateways.keyfile import OpenKey


@dataclass(frozen=True, slots=True)
class Ready:
    """A Gateway that is open already."""

    key: OpenKey

    def open(self) -> OpenKey:
        return self.key


def self_made_root(now: datetime) -> OpenKey:
    """An authority that nobody trusts yet."""
    return certified("Other Root", None, now, ca=True)


def certified(
    name: str,
    issuer: OpenKey | None,
    now: datetime,
    *,
    ca: bool = False,
    repudiable: bool = False,
    elliptic: bool = False,
    bits: int = 2048,
    crl_url: str = "",
) -> OpenKey:
    """A key with a certificate valid from two days ago for a year; `repudiable` is digitalSignature alone."""
    key = ec.generate_private_key(ec.SECP256R1()) if elliptic else rsa.generate_private_key(65537, bits)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issued_by = issuer.x509.subject if issuer else subject
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issued_by).public_key(key.public_key())
    )
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=2)).not_valid_after(now + timedelta(days=365))
    builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    usage = {"key_cert_sign": ca, "crl_sign": ca, "digital_signature": not ca}
    usage["content_commitment"] = not ca and not repudiable
    rest = dict.fromkeys(
        "key_encipherment data_encipherment key_agreement encipher_only decipher_only".split(), False
    )
    builder = builder.add_extension(x509.KeyUsage(**usage, **rest), critical=True)
    if crl_url:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl_url)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    return OpenKey(key, certificate, (issuer.x509,) if issuer else ())


def revocation_list(issuer: OpenKey, now: datetime, revoked: dict[OpenKey, datetime] | None = None) -> bytes:
    """A signed list (DER) that is fresh from yesterday to tomorrow."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.x509.subject)
    builder = builder.last_update(now - timedelta(days=1)).next_update(now + timedelta(days=1))
    for key, since in (revoked or {}).items():
        entry = x509.RevokedCertificateBuilder().serial_number(key.x509.serial_number).revocation_date(since)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)
