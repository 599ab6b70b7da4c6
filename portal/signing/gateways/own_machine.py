"""Signing in two halves, for a key on the signer's own machine or with a remote service.

`begin` writes the revision with an empty signature and says what is to be signed; the key signs elsewhere,
minutes later; `finish` checks the answer and puts it in. Between the two nothing lives in memory. The time stamp
comes last, as for every signature (`sign.finish`).
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from asn1crypto import cms, x509
from cryptography import x509 as pyca_x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.sign import signers
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.signing.appearance import stamp_style
from portal.signing.certificates import refuse_certificate
from portal.signing.pdf import open_for_writing
from portal.signing.refusals import CannotSign, Refusal
from portal.signing.sign import RESERVED_DIGITS, Begun, check_field, metadata


@dataclass(frozen=True, slots=True)
class Pending:
    """Everything that `finish` needs; plain values, to be kept in the database until the answer comes.

    `to_sign` is what the key signs with SHA-256 (the DER of the CMS signed attributes).
    """

    pdf: bytes = field(repr=False)
    field: str
    original_sha256: str
    document_digest: bytes
    region: tuple[int, int]
    to_sign: bytes
    certificate: bytes
    chain: tuple[bytes, ...]
    begun_at: datetime


def begin(
    pdf: bytes, field: str, certificate: bytes, chain: tuple[bytes, ...], appearance: bytes, now: datetime
) -> Pending:
    """Write the revision and compute what is to be signed with the key of `certificate` (DER).

    Raises CannotSign as `sign` does for a bad file, field or certificate.
    """
    check_field(pdf, field)
    refuse_certificate(x509.Certificate.load(certificate), now)
    return asyncio.run(_begin(pdf, field, certificate, chain, appearance, now))


def finish(pending: Pending, original_sha256: str, signature: bytes) -> Begun:
    """The signed file that lacks its time stamp. `original_sha256` is that of the stored document now (hexadecimal).

    Raises CannotSign: FILE_HAS_CHANGED, SIGNATURE_DOES_NOT_MATCH.
    """
    if original_sha256 != pending.original_sha256:
        raise CannotSign(Refusal.FILE_HAS_CHANGED)
    _check_signature(pending, signature)
    signer = _outside_signer(pending.certificate, pending.chain, signature)
    content = asyncio.run(
        signer.async_sign_prescribed_attributes(
            "sha256", signed_attrs=cms.CMSAttributes.load(pending.to_sign)
        )
    )
    output = BytesIO(pending.pdf)
    PreparedByteRangeDigest(pending.document_digest, *pending.region).fill_with_cms(output, content)
    return Begun(output.getvalue(), pending.field, pending.begun_at, pending.certificate)


async def _begin(
    pdf: bytes, field: str, certificate: bytes, chain: tuple[bytes, ...], appearance: bytes, now: datetime
) -> Pending:
    outside = _outside_signer(certificate, chain)
    signer = signers.PdfSigner(metadata(field), outside, stamp_style=stamp_style(appearance))
    prepared, _rest, output = await signer.async_digest_doc_for_signing(
        open_for_writing(pdf), existing_fields_only=True, bytes_reserved=RESERVED_DIGITS
    )
    attributes = await outside.signed_attrs(prepared.document_digest, "sha256", use_pades=True)
    return Pending(
        output.getvalue(),
        field,
        sha256(pdf).hexdigest(),
        prepared.document_digest,
        (prepared.reserved_region_start, prepared.reserved_region_end),
        attributes.dump(),
        certificate,
        chain,
        now,
    )


def _check_signature(pending: Pending, signature: bytes) -> None:
    key = pyca_x509.load_der_x509_certificate(pending.certificate).public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, pending.to_sign, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, pending.to_sign, ec.ECDSA(hashes.SHA256()))
        else:
            raise CannotSign(Refusal.NOT_FOR_SIGNING)
    except InvalidSignature as error:
        raise CannotSign(Refusal.SIGNATURE_DOES_NOT_MATCH) from error


def _outside_signer(
    certificate: bytes, chain: tuple[bytes, ...], signature: bytes | None = None
) -> signers.ExternalSigner:
    store = SimpleCertificateStore.from_certs(x509.Certificate.load(each) for each in chain)
    return signers.ExternalSigner(x509.Certificate.load(certificate), store, signature_value=signature)
