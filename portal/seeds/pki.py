"""The demo's own certificate authority: a root, an issuing authority, people, the agency, a time stamper.

For the demo and the tests alone; every subject says so. An authority that exists is never made anew: whoever
trusts the old one (an NSS database, a colleague's reader) would call everything signed since "not trusted".
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from portal.kit.clock import utc_now
from portal.kit.text import fold, nfc

PASSPHRASE = "demo"
AGENCY, TSA, REVOKED, EXPIRED = "agency", "tsa", "revoked", "expired"

_YEAR = timedelta(days=365)
_BITS = 3072  # authorities, which last twenty years
_LEAF_BITS = (
    2048  # people, as the national authorities issue them: opening such a key takes a third of the time
)


@dataclass(frozen=True, slots=True)
class DemoPki:
    """Where the made files lie; key files are opened with `PASSPHRASE`."""

    folder: Path

    @property
    def roots(self) -> list[bytes]:
        """The authority that verification trusts, as PEM."""
        return [(self.folder / "trust" / "demo-root.pem").read_bytes()]

    @property
    def crls(self) -> list[bytes]:
        """Revocation lists as DER: of the root, then of the issuing authority."""
        return [(self.folder / "crl" / f"{name}.crl").read_bytes() for name in ("root", "issuing")]

    def key_file(self, login: str) -> bytes:
        """The PKCS#12 of a person by login, or of AGENCY, TSA, REVOKED or EXPIRED."""
        return (self.folder / "keys" / f"{login}.p12").read_bytes()


@dataclass(frozen=True, slots=True)
class _Authority:
    key: RSAPrivateKey
    certificate: x509.Certificate


def make_demo_pki(
    folder: Path,
    agency_name: str,
    people: list[tuple[str, str, str, str]],
    crl_url: str = "",
    now: datetime | None = None,
) -> DemoPki:
    """Make what is missing in `folder`: `trust/`, `crl/`, `keys/`; what is there stays as it is.

    `people` are (login, full name, title, e-mail). `crl_url`, when given, is written into certificates
    as the folder from which "issuing.crl" is served. The revocation lists are renewed on each call.
    """
    now = (now or utc_now()).replace(microsecond=0)
    for name in ("trust", "crl", "keys", "authority"):
        (folder / name).mkdir(
            parents=True, exist_ok=True, mode=0o700 if name in {"keys", "authority"} else 0o755
        )
    root, issuing = _authorities(folder, now)
    kinds = [(login, _person(agency_name, *rest), 0) for login, *rest in people]
    kinds += [
        (AGENCY, _name(agency_name, agency_name), 0),
        (REVOKED, _name("Người bị thu hồi (DEMO)", agency_name), 0),
        (EXPIRED, _name("Người hết hạn (DEMO)", agency_name), 4),
    ]
    for login, subject, years_ago in kinds:
        _make_signer(folder, issuing, login, subject, now - years_ago * _YEAR, crl_url)
    _make_tsa(folder, issuing, agency_name, now)
    _write_crls(folder, root, issuing, now)
    return DemoPki(folder)


def _authorities(folder: Path, now: datetime) -> tuple[_Authority, _Authority]:
    kept = folder / "authority"
    if not (kept / "issuing.pem").exists():
        root_key, issuing_key = generate_private_key(65537, _BITS), generate_private_key(65537, _BITS)
        root_name = _name("Demo Root CA", "Cổng Công vụ (DEMO)")
        root = _ca(root_name, root_name, root_key, root_key, now, depth=1)
        issuing = _ca(
            _name("Demo Issuing CA", "Cổng Công vụ (DEMO)"), root_name, issuing_key, root_key, now, depth=0
        )
        _write_pem(folder / "trust" / "demo-root.pem", root)
        _keep(kept / "root.pem", root_key, root)
        _keep(kept / "issuing.pem", issuing_key, issuing)  # last: its presence says that all is there
    return _read(kept / "root.pem"), _read(kept / "issuing.pem")


def _ca(
    subject: x509.Name,
    issuer: x509.Name,
    key: RSAPrivateKey,
    signing_key: RSAPrivateKey,
    now: datetime,
    depth: int,
) -> x509.Certificate:
    builder = _builder(subject, issuer, key, signing_key, now - 6 * _YEAR, now + 20 * _YEAR)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
    return builder.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True).sign(
        signing_key, hashes.SHA256()
    )


def _make_signer(
    folder: Path, issuing: _Authority, login: str, subject: x509.Name, start: datetime, crl_url: str
) -> None:
    target = folder / "keys" / f"{login}.p12"
    if target.exists():
        return
    key = generate_private_key(65537, _LEAF_BITS)
    builder = _leaf(issuing, subject, key, start)
    builder = builder.add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
    if crl_url:
        place = x509.UniformResourceIdentifier(f"{crl_url.rstrip('/')}/issuing.crl")
        point = x509.DistributionPoint([place], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    certificate = builder.sign(issuing.key, hashes.SHA256())
    if login == REVOKED:
        _remember_revoked(folder, certificate.serial_number, start)
    _write_key_file(target, key, certificate, issuing)


def _make_tsa(folder: Path, issuing: _Authority, agency_name: str, now: datetime) -> None:
    target = folder / "keys" / f"{TSA}.p12"
    if target.exists():
        return
    key = generate_private_key(65537, _LEAF_BITS)
    builder = _leaf(issuing, _name("Demo Time Stamping Authority", agency_name), key, now)
    builder = builder.add_extension(_usage(digital_signature=True), critical=True)
    # RFC 3161, section 2.3: exactly this one purpose, and critical.
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    _write_key_file(target, key, builder.sign(issuing.key, hashes.SHA256()), issuing)


def _write_crls(folder: Path, root: _Authority, issuing: _Authority, now: datetime) -> None:
    remembered = folder / "authority" / "revoked.json"
    revoked = json.loads(remembered.read_text()) if remembered.exists() else []
    _write_crl(folder / "crl" / "root.crl", root, [], now)
    _write_crl(folder / "crl" / "issuing.crl", issuing, revoked, now)


def _write_crl(path: Path, authority: _Authority, revoked: list[dict], now: datetime) -> None:
    builder = x509.CertificateRevocationListBuilder().issuer_name(authority.certificate.subject)
    builder = builder.last_update(now - timedelta(minutes=1)).next_update(now + _YEAR)
    for row in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(int(row["serial"]))
        builder = builder.add_revoked_certificate(
            entry.revocation_date(datetime.fromisoformat(row["on"])).build()
        )
    builder = builder.add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    crl = builder.add_extension(identifier, critical=False).sign(authority.key, hashes.SHA256())
    path.write_bytes(crl.public_bytes(serialization.Encoding.DER))


def _remember_revoked(folder: Path, serial: int, on: datetime) -> None:
    row = {"serial": str(serial), "on": (on - timedelta(minutes=30)).isoformat()}
    (folder / "authority" / "revoked.json").write_text(json.dumps([row]))


def _leaf(
    issuing: _Authority, subject: x509.Name, key: RSAPrivateKey, start: datetime
) -> x509.CertificateBuilder:
    issuer = issuing.certificate.subject
    builder = _builder(subject, issuer, key, issuing.key, start - timedelta(hours=1), start + 3 * _YEAR)
    return builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: RSAPrivateKey,
    signing_key: RSAPrivateKey,
    start: datetime,
    end: datetime,
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)
    builder = builder.add_extension(
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
    )
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key())
    return builder.add_extension(identifier, critical=False)


def _usage(**granted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement"
        " key_cert_sign crl_sign encipher_only decipher_only"
    ).split()
    return x509.KeyUsage(**{name: granted.get(name, False) for name in names})


def _person(agency_name: str, full_name: str, title: str, email: str) -> x509.Name:
    return _name(full_name, agency_name, title=title, email=email)


def _name(common_name: str, organisation: str, title: str = "", email: str = "") -> x509.Name:
    pairs = [
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.TITLE, title),
        (NameOID.COMMON_NAME, common_name),
        (NameOID.EMAIL_ADDRESS, email),
    ]
    return x509.Name([x509.NameAttribute(oid, _cut(nfc(value))) for oid, value in pairs if value])


def _cut(value: str) -> str:
    """RFC 5280, appendix A, ends these names at 64 letters; the library counts bytes, so we do too."""
    return value.encode()[:64].decode(errors="ignore")


def _write_key_file(
    path: Path, key: RSAPrivateKey, certificate: x509.Certificate, issuing: _Authority
) -> None:
    friendly = fold(path.stem).encode()
    sealed = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    content = pkcs12.serialize_key_and_certificates(friendly, key, certificate, [issuing.certificate], sealed)
    path.touch(mode=0o600)
    path.write_bytes(content)


def _write_pem(path: Path, certificate: x509.Certificate) -> None:
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _keep(path: Path, key: RSAPrivateKey, certificate: x509.Certificate) -> None:
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.touch(mode=0o600)
    path.write_bytes(secret + certificate.public_bytes(pem))


def _read(path: Path) -> _Authority:
    pem = path.read_bytes()
    return _Authority(serialization.load_pem_private_key(pem, None), x509.load_pem_x509_certificate(pem))
