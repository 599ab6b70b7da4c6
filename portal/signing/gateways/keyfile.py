"""A key in a PKCS#12 file that its owner opens with a passphrase for each signature; neither is kept in clear."""

from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from portal.signing.refusals import CannotSign, Refusal

_PKCS12_VERSION = b"\x02\x01\x03"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A Gateway over the bytes of a PKCS#12 file; the passphrase never shows in a log."""

    p12: bytes = field(repr=False)
    passphrase: str = field(repr=False)

    def open(self) -> "OpenKey":
        """Unlock the key.

        Raises CannotSign: WRONG_PASSPHRASE, NOT_A_KEY_FILE or NO_KEY_INSIDE.
        """
        # The library says "invalid password or data" for both, so the outer frame is looked at first:
        # a SEQUENCE that begins with version 3 (RFC 7292, section 4).
        if self.p12[:1] != b"\x30" or _PKCS12_VERSION not in self.p12[:12]:
            raise CannotSign(Refusal.NOT_A_KEY_FILE)
        try:
            key, certificate, others = pkcs12.load_key_and_certificates(self.p12, self.passphrase.encode())
        except ValueError as error:
            raise CannotSign(Refusal.WRONG_PASSPHRASE) from error
        if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise CannotSign(Refusal.NO_KEY_INSIDE)
        return OpenKey(key, certificate, tuple(others))

    def with_passphrase(self, new: str) -> "KeyFile":
        """The same key under another passphrase. Raises CannotSign like `open`."""
        opened = self.open()
        content = pkcs12.serialize_key_and_certificates(
            None, opened.key, opened.x509, list(opened.others), BestAvailableEncryption(new.encode())
        )
        return KeyFile(content, new)


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A Signatory whose key is in the memory of this process, for one signature."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(repr=False)
    x509: x509.Certificate
    others: tuple[x509.Certificate, ...] = ()

    @property
    def certificate(self) -> bytes:
        """The owner's certificate, DER."""
        return self.x509.public_bytes(Encoding.DER)

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The other certificates of the file, DER."""
        return tuple(other.public_bytes(Encoding.DER) for other in self.others)

    def sign_raw(self, data: bytes) -> bytes:
        """The signature over SHA-256 of `data`."""
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(hashes.SHA256()))
        return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
