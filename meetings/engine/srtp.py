"""SRTP in place: libsrtp as pylibsrtp brings it, called on our own buffers without a copy.

pylibsrtp's own sessions copy each packet twice and take no packet beyond 1356 octets. What is used of it here are the
names `ffi` and `lib`, which its documentation does not promise; tests/meetings/engine/test_srtp.py watches them.
"""

from typing import Any

from pylibsrtp import ffi, lib

from meetings.engine import Keys

Session = Any  # A pointer of libsrtp's, freed with its last reference.

protect, unprotect = lib.srtp_protect, lib.srtp_unprotect
protect_rtcp, unprotect_rtcp = lib.srtp_protect_rtcp, lib.srtp_unprotect_rtcp

WINDOW = 256  # How far back a packet may come, or may go out for the second time, in packets.
TAIL = 16 + 4  # The most octets that protection adds: a tag, and SRTCP's index.


def tail(keys: Keys) -> int:
    """Octets that protection adds to an RTP packet: its tag."""
    return 10 if keys.profile == lib.srtp_profile_aes128_cm_sha1_80 else 16


class BadKeys(ValueError):
    """A profile that libsrtp does not know, or a key of another length than it wants."""


def incoming(keys: Keys) -> Session:
    """A session to decrypt everything a peer sends."""
    return _session(keys.profile, keys.receive, lib.ssrc_any_inbound)


def outgoing(keys: Keys) -> Session:
    """A session to encrypt what a peer is sent. One for each SSRC that sends much: libsrtp looks for an SSRC by going
    through all that a session has, and with some twenty of them that costs more than to encrypt a packet."""
    return _session(keys.profile, keys.send, lib.ssrc_any_outbound)


def _session(profile: int, key: bytes, direction: int) -> Session:
    known = (
        lib.srtp_profile_aes128_cm_sha1_80,
        lib.srtp_profile_aead_aes_128_gcm,
        lib.srtp_profile_aead_aes_256_gcm,
    )
    if profile not in known:
        raise BadKeys(f"profile {profile}")
    wanted = lib.srtp_profile_get_master_key_length(profile) + lib.srtp_profile_get_master_salt_length(
        profile
    )
    if len(key) != wanted:
        raise BadKeys(f"{len(key)} octets instead of {wanted}")
    policy, secret, session = ffi.new("srtp_policy_t *"), ffi.new("unsigned char[]", key), ffi.new("srtp_t *")
    lib.srtp_crypto_policy_set_from_profile_for_rtp(ffi.addressof(policy.rtp), profile)
    lib.srtp_crypto_policy_set_from_profile_for_rtcp(ffi.addressof(policy.rtcp), profile)
    policy.ssrc.type = direction
    policy.key = secret
    policy.window_size = WINDOW
    policy.allow_repeat_tx = 1
    if lib.srtp_create(session, policy) != lib.srtp_err_status_ok:
        raise BadKeys("libsrtp made no session")
    return ffi.gc(session[0], lib.srtp_dealloc)
