"""Where a private key lives: a key file, a token, a remote service; or the signer's own machine (`own_machine`).

A `Gateway` is a small picklable value that travels to the worker process and is opened there; what it opens
is a `Signatory` whose key can be asked here and now. Neither knows anything of PDF.
"""

from typing import Protocol


class Signatory(Protocol):
    """Somebody whose key can be asked to sign."""

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, DER."""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Certificates of the authorities above it, DER, in any order, with or without the root."""

    def sign_raw(self, data: bytes) -> bytes:
        """The signature over SHA-256 of `data`: PKCS#1 v1.5 for RSA, DER for ECDSA.

        Raises CannotSign when the key refuses, Undelivered when an outside system does not answer.
        """


class Gateway(Protocol):
    """How to reach a key."""

    def open(self) -> Signatory:
        """Unlock or connect. Raises CannotSign (wrong passphrase, no key) or Undelivered."""
