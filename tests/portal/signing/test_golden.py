"""A file signed on 22 November 2026 stays valid, whatever the libraries become, and after its certificates end.

`tests/golden/signing/` holds the sealed letter of these tests with the root and the revocation lists of that day.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.signing.certificates import Trust
from portal.signing.verdicts import Reason, Standing
from portal.signing.verify import verify

GOLDEN = Path(__file__).parents[2] / "golden" / "signing"
LETTER = (GOLDEN / "letter-sealed.pdf").read_bytes()
TRUST = Trust(
    ((GOLDEN / "root.pem").read_bytes(),),
    tuple((GOLDEN / f"{name}.crl").read_bytes() for name in ("root", "issuing")),
)


@pytest.mark.parametrize("year", [2027, 2035])
def test_the_letter_of_2026_is_valid(year):
    verdict = verify(LETTER, TRUST, datetime(year, 1, 1, tzinfo=UTC))
    assert [each.reason for each in verdict.signatures] == [Reason.VALID, Reason.VALID]
    assert (verdict.standing, verdict.unchanged) == (Standing.VALID, True)
