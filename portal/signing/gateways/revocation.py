"""Asking the authorities named in certificates whether these are revoked: CRL and OCSP over HTTP.

Only for certificates whose path to a trusted root was proven: the addresses are written in them, and a
stranger's certificate must not decide whom the portal calls.
"""

import asyncio

from asn1crypto import x509
from pyhanko_certvalidator.errors import CRLFetchError, OCSPFetchError
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.fetchers.api import Fetchers, FetchLimits
from pyhanko_certvalidator.path import ValidationPath

_LIMITS = FetchLimits(max_requests=20, max_cert_requests=0)


async def fetch_revocation(path: ValidationPath, seconds: float) -> tuple[list[bytes], list[bytes]]:
    """(CRLs, OCSP responses) as DER for every certificate below the trust anchor; silence is left out.

    All are asked at once, and `seconds` is the longest wait: a process for slow work is kept busy by it.
    """
    async with AIOHttpFetcherBackend(per_request_timeout=seconds, limits=_LIMITS) as fetchers:
        below = list(path.iter_certs(include_root=False))
        lists = [_lists(fetchers, each, seconds) for each in below if each.crl_distribution_points]
        answers = [_answer(fetchers, path, each, seconds) for each in below if each.ocsp_urls]
        crls, ocsps = await asyncio.gather(asyncio.gather(*lists), asyncio.gather(*answers))
    return [crl for found in crls for crl in found], [answer for found in ocsps for answer in found]


async def _lists(fetchers: Fetchers, certificate: x509.Certificate, seconds: float) -> list[bytes]:
    try:
        async with asyncio.timeout(seconds):
            return [crl.dump() for crl in await fetchers.crl_fetcher.fetch(certificate)]
    except (CRLFetchError, TimeoutError, ValueError):
        return []


async def _answer(
    fetchers: Fetchers, path: ValidationPath, certificate: x509.Certificate, seconds: float
) -> list[bytes]:
    try:
        async with asyncio.timeout(seconds):
            authority = path.find_issuing_authority(certificate)
            return [(await fetchers.ocsp_fetcher.fetch(certificate, authority)).dump()]
    except (OCSPFetchError, TimeoutError, asyncio.CancelledError, ValueError):
        return []
