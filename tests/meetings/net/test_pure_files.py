"""What decides in this package knows neither the loop, nor sockets, nor the time, nor chance."""

import pytest

from tests.house.plan import ROOT, imports_of

PURE = ["stun", "ice", "description", "description_lines", "sdp", "turn"]
WORLDLY = {"asyncio", "socket", "time", "datetime", "secrets", "random", "os", "aiortc", "OpenSSL"}


@pytest.mark.parametrize("name", PURE)
def test_a_file_that_decides_imports_nothing_worldly(name):
    imported = imports_of(ROOT / "meetings" / "net" / f"{name}.py")
    assert imported and not {each.split(".")[0] for each in imported} & WORLDLY
    ours = {each for each in imported if each.startswith("meetings.net.")}
    assert all(each.split(".")[2] in PURE for each in ours)


def test_of_aiortc_only_dtls_is_used():
    """Its ICE would ask a server on the internet, and the local network for names (facts of aiortc, 12 and 24)."""
    imported = imports_of(ROOT / "meetings" / "net" / "media_seam.py")
    of_theirs = {each for each in imported if each.startswith("aiortc")}
    assert of_theirs and all(each.startswith("aiortc.rtcdtlstransport") for each in of_theirs)
