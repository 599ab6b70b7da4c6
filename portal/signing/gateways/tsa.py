"""Time stamps (RFC 3161): asking an authority over HTTP with patience, and being the demo's own authority."""

import asyncio
import time
from dataclasses import dataclass
from functools import cache

from asn1crypto import cms, keys, tsp, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.kit.errors import Undelivered
from portal.signing.gateways.keyfile import KeyFile

REPLY_TYPE = "application/timestamp-reply"

# What silence, a refusal and garbage look like: the library parses lazily and lets plain errors through.
_BAD_ANSWER = (TimestampRequestError, ValueError, TypeError, KeyError, AttributeError)
_DIGESTS = {"sha256": 32, "sha384": 48, "sha512": 64}


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp token (DER of the CMS) and how many seconds it took, waits included."""

    token: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class TimeAuthority:
    """Where time stamps come from.

    `timeout` is in seconds for all attempts together; after a failure the next attempt waits 2, 4, 8 … seconds
    times `pause`. The government's authority has been seen to take two minutes.
    """

    url: str
    timeout: float = 180
    attempts: int = 3
    pause: float = 1

    async def stamp(self, digest: bytes) -> Stamp:
        """A time stamp over a SHA-256 digest.

        Waits on the event loop and nowhere else. Raises Undelivered when every attempt failed or time is up.
        """
        began = time.monotonic()
        try:
            async with asyncio.timeout(self.timeout):
                token = await self._ask(digest)
        except TimeoutError as error:
            raise Undelivered(f"time stamp: {self.url}: silent for {self.timeout:g} s") from error
        return Stamp(token.dump(), time.monotonic() - began)

    async def _ask(self, digest: bytes) -> cms.ContentInfo:
        client = HTTPTimeStamper(self.url, timeout=self.timeout)
        for attempt in range(1, self.attempts + 1):
            try:
                return _for_digest(await client.async_timestamp(digest, "sha256"), digest)
            except _BAD_ANSWER as error:
                if attempt == self.attempts:
                    raise Undelivered(f"time stamp: {self.url}: {error}") from error
            await asyncio.sleep(self.pause * 2**attempt)
        raise Undelivered(f"time stamp: {self.url}: no attempt allowed", permanent=True)


def _for_digest(token: cms.ContentInfo, digest: bytes) -> cms.ContentInfo:
    """The token, when it stamps what was asked for; the library does not look."""
    information = token["content"]["encap_content_info"]["content"].parsed
    if information["message_imprint"]["hashed_message"].native != digest:
        raise ValueError("the token stamps another digest")
    return token


def answer_query(query: bytes, key: KeyFile) -> bytes:
    """The demo authority's answer to a DER time stamp query: a real signed token, or a rejection.

    Takes about as long as one RSA signature; run it in a thread.
    """
    try:
        request = tsp.TimeStampReq.load(query, strict=True)
        imprint = request["message_imprint"]
        digest = imprint["hash_algorithm"]["algorithm"].native
        sound = _DIGESTS.get(digest) == len(imprint["hashed_message"].native)
    except (ValueError, TypeError, KeyError):
        sound = False
    if not sound:
        return _rejection()
    return _authority(key).request_tsa_response(request).dump()


@cache
def _authority(key: KeyFile) -> DummyTimeStamper:
    """The opened authority: unlike a person's, its key stays in memory, for it answers machines."""
    opened = key.open()
    secret = opened.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    chain = SimpleCertificateStore.from_certs(x509.Certificate.load(each) for each in opened.chain)
    return DummyTimeStamper(
        x509.Certificate.load(opened.certificate), keys.PrivateKeyInfo.load(secret), certs_to_embed=chain
    )


def _rejection() -> bytes:
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {"bad_data_format"}}).dump()
    # RFC 3161, section 2.4.2: a rejection has no token. asn1crypto insists on one, so the frame is made here.
    return b"\x30" + bytes([len(status)]) + status
