"""What is used of pylibsrtp beyond its documentation is there, and keys that fit nothing are refused."""

import pytest
from pylibsrtp import ffi, lib

from meetings.engine import Keys
from meetings.engine.srtp import BadKeys, incoming

NAMES = (
    "srtp_create srtp_dealloc srtp_protect srtp_unprotect srtp_protect_rtcp srtp_unprotect_rtcp"
    " srtp_crypto_policy_set_from_profile_for_rtp srtp_crypto_policy_set_from_profile_for_rtcp"
    " srtp_profile_get_master_key_length srtp_profile_get_master_salt_length"
).split()


@pytest.mark.parametrize("name", NAMES)
def test_pylibsrtp_has_what_the_engine_calls(name):
    assert "(*)" in ffi.typeof(getattr(lib, name)).cname


def test_a_policy_has_the_fields_the_engine_sets():
    assert {"ssrc", "rtp", "rtcp", "key", "window_size", "allow_repeat_tx"} <= set(
        dict(ffi.typeof("srtp_policy_t").fields)
    )


@pytest.mark.parametrize(("profile", "size"), [(7, 27), (7, 44), (0, 28), (99, 28), (2, 30)])
def test_odd_keys_are_refused(profile, size):
    with pytest.raises(BadKeys):
        incoming(Keys(profile, bytes(size), bytes(size)))
