"""A signature from beginning to end in one call, as `portal.signing.actions.signing` makes it in three."""

import asyncio
from datetime import datetime

from portal.kit.errors import Undelivered
from portal.signing.gateways import Gateway
from portal.signing.gateways.tsa import Stamp, TimeAuthority
from portal.signing.sign import Signed, begin, finish


def sign(
    pdf: bytes,
    field: str,
    key: Gateway,
    appearance: bytes,
    authority: TimeAuthority | None,
    now: datetime,
    *,
    allow_without_timestamp: bool = False,
) -> Signed:
    """Sign, ask for the time, put it in. Raises CannotSign."""
    begun = begin(pdf, field, key, appearance, now)
    return finish(begun, stamped(authority, begun.to_stamp), allow_without_timestamp=allow_without_timestamp)


def stamped(authority: TimeAuthority | None, digest: bytes) -> Stamp | None:
    """The time stamp, or None when the authority is silent."""
    try:
        return asyncio.run(authority.stamp(digest)) if authority else None
    except Undelivered:
        return None
