"""Signing one prepared field: PAdES with SHA-256, with a time stamp (B-T) unless going without is allowed (B-B).

In two steps, for between them an authority on the network is asked for the time, and no process waits for that:
`begin` signs, `finish` puts the time stamp beside the signature. Both together append one revision.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Literal

from asn1crypto import cms, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.signing.appearance import stamp_style
from portal.signing.certificates import refuse_certificate
from portal.signing.gateways import Gateway, Signatory
from portal.signing.gateways.tsa import Stamp
from portal.signing.pdf import ALLOWED_AFTER, open_for_writing
from portal.signing.refusals import CannotSign, Refusal

# pyHanko counts hexadecimal digits: this is 32 KiB of DER, room for a long chain and a wordy time stamp.
RESERVED_DIGITS = 2 * 32 * 1024


@dataclass(frozen=True, slots=True)
class Begun:
    """A signature that lacks its time stamp; `to_stamp` is the digest that the authority is to stamp."""

    pdf: bytes = field(repr=False)
    field: str
    signed_at: datetime
    certificate: bytes = field(repr=False)

    @property
    def to_stamp(self) -> bytes:
        """SHA-256 of the signature's value (RFC 3161, appendix A)."""
        value = _signature_in(self.pdf, self.field)[0]["content"]["signer_infos"][0]["signature"].native
        return sha256(value).digest()


@dataclass(frozen=True, slots=True)
class Signed:
    """The new file and what was reached. `without_timestamp` must be told to the person.

    `stamp_seconds` is how long the time-stamping authority took.
    """

    pdf: bytes
    field: str
    level: Literal["B-T", "B-B"]
    signed_at: datetime
    certificate: bytes
    stamp_seconds: float | None = None

    @property
    def without_timestamp(self) -> bool:
        """Whether only the signer's own clock says when it was signed."""
        return self.level == "B-B"


def begin(pdf: bytes, name: str, key: Gateway, appearance: bytes, now: datetime) -> Begun:
    """Sign the existing, empty field `name` and show `appearance`, a one-page PDF of the size of its box.

    Raises CannotSign: bad file, no such field, signed already, wrong passphrase, certificate expired or not
    for signing.
    """
    check_field(pdf, name)
    signatory = key.open()
    refuse_certificate(x509.Certificate.load(signatory.certificate), now)
    return Begun(_sign(pdf, name, signatory, appearance), name, now, signatory.certificate)


def finish(begun: Begun, stamp: Stamp | None, *, allow_without_timestamp: bool = False) -> Signed:
    """The signed file with its time stamp.

    Raises CannotSign: NO_TIMESTAMP when there is none and `allow_without_timestamp` is off.
    """
    if stamp is None:
        if not allow_without_timestamp:
            raise CannotSign(Refusal.NO_TIMESTAMP)
        return Signed(begun.pdf, begun.field, "B-B", begun.signed_at, begun.certificate)
    content, start, end = _signature_in(begun.pdf, begun.field)
    token = cms.CMSAttribute(
        {"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(stamp.token)]}
    )
    content["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([token])
    output = BytesIO(begun.pdf)
    PreparedByteRangeDigest(b"", start, end).fill_with_cms(output, content)
    return Signed(output.getvalue(), begun.field, "B-T", begun.signed_at, begun.certificate, stamp.seconds)


def check_field(pdf: bytes, name: str) -> None:
    """Raise CannotSign unless `pdf` can be opened and has the signature field `name`, still empty.

    pyHanko itself would quietly make an invisible field for a name that it does not find.
    """
    reader = open_for_writing(pdf).prev
    known = {each: value for each, value, _ in fields.enumerate_sig_fields(reader)}
    if name not in known:
        raise CannotSign(Refusal.NO_SUCH_FIELD)
    if known[name] is not None:
        raise CannotSign(Refusal.FIELD_IS_SIGNED)


def metadata(name: str) -> signers.PdfSignatureMetadata:
    """PAdES, said explicitly: pyHanko's default is the older Adobe format."""
    return signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        docmdp_permissions=ALLOWED_AFTER.get(name, fields.MDPPerm.FILL_FORMS),
    )


def _sign(pdf: bytes, name: str, signatory: Signatory, appearance: bytes) -> bytes:
    signer = signers.PdfSigner(metadata(name), _KeySigner(signatory), stamp_style=stamp_style(appearance))
    try:
        output = asyncio.run(
            signer.async_sign_pdf(
                open_for_writing(pdf), existing_fields_only=True, bytes_reserved=RESERVED_DIGITS
            )
        )
    except (PdfError, SigningError) as error:
        raise CannotSign(Refusal.BROKEN) from error
    return output.getvalue()


def _signature_in(pdf: bytes, name: str) -> tuple[cms.ContentInfo, int, int]:
    """The CMS in a signed field, and where its room begins and ends in the file, in bytes."""
    [found] = [each for each in PdfFileReader(BytesIO(pdf)).embedded_signatures if each.field_name == name]
    first, length, after, _rest = (int(each) for each in found.byte_range)
    return cms.ContentInfo.load(bytes(found.pkcs7_content)), first + length, after


class _KeySigner(signers.Signer):
    """pyHanko's view of a Signatory."""

    def __init__(self, signatory: Signatory):
        self._signatory = signatory
        super().__init__(
            signing_cert=x509.Certificate.load(signatory.certificate),
            cert_registry=SimpleCertificateStore.from_certs(
                x509.Certificate.load(one) for one in signatory.chain
            ),
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._signatory.sign_raw(data)
