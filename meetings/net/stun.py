"""STUN messages as ICE uses them: reading, proving and writing (RFC 8489, RFC 8445; pure).

Only what connectivity checks need is known: binding requests, answers and indications with short-term credentials.
Whatever a stranger sends either gives a `Message` or raises `BadStun`; nothing else leaves this file.
"""

import hashlib
import hmac
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import ip_address

Address = tuple[str, int]

COOKIE = 0x2112A442
_COOKIE_BYTES = COOKIE.to_bytes(4, "big")
_FINGERPRINT_MASK = 0x5354554E
_HEADER = struct.Struct("!HHI12s")
_ATTRIBUTE = struct.Struct("!HH")
_INTEGRITY_OCTETS, _FINGERPRINT_OCTETS = 24, 8
_LONGEST = 1500
_MOST_ATTRIBUTES = 32


class BadStun(Exception):
    """These bytes are no STUN message of ours; the message says what is wrong."""


class Kind(IntEnum):
    """Class and method of a message, as its first two octets say them. Only the method Binding is known."""

    REQUEST = 0x0001
    INDICATION = 0x0011
    SUCCESS = 0x0101
    ERROR = 0x0111


class Attribute(IntEnum):
    """Attribute types. Those below 0x8000 must be understood by who reads them."""

    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    UNKNOWN_ATTRIBUTES = 0x000A
    XOR_MAPPED_ADDRESS = 0x0020
    PRIORITY = 0x0024
    USE_CANDIDATE = 0x0025
    FINGERPRINT = 0x8028
    ICE_CONTROLLED = 0x8029
    ICE_CONTROLLING = 0x802A


class ErrorCode(IntEnum):
    """Answers that refuse a request."""

    BAD_REQUEST = 400
    UNAUTHENTICATED = 401
    UNKNOWN_ATTRIBUTE = 420
    ROLE_CONFLICT = 487


_UNDERSTOOD = frozenset(Attribute)
_LENGTHS = {
    Attribute.MESSAGE_INTEGRITY: 20,
    Attribute.PRIORITY: 4,
    Attribute.USE_CANDIDATE: 0,
    Attribute.FINGERPRINT: 4,
    Attribute.ICE_CONTROLLED: 8,
    Attribute.ICE_CONTROLLING: 8,
}


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `attributes` holds the first of each type, and none that stood behind MESSAGE-INTEGRITY."""

    kind: Kind
    transaction: bytes  # 12 octets
    attributes: Mapping[int, bytes]
    unknown: tuple[int, ...] = ()  # types that had to be understood and were not
    signed: bytes = b""  # what MESSAGE-INTEGRITY covers, its length field set as RFC 8489, 14.5 wants
    has_fingerprint: bool = False

    @property
    def username(self) -> tuple[str, str]:
        """The two parts of USERNAME: fragment of who is asked, fragment of who asks. Empty where there is none."""
        value = self.attributes.get(Attribute.USERNAME, b"")
        asked, _colon, asking = value.decode("utf-8", "replace").partition(":")
        return asked, asking

    @property
    def mapped(self) -> Address | None:
        """XOR-MAPPED-ADDRESS, or None. Raises BadStun when it is there and broken."""
        value = self.attributes.get(Attribute.XOR_MAPPED_ADDRESS)
        return None if value is None else _read_address(value, self.transaction)

    @property
    def error(self) -> int:
        """The code of an error answer; 0 where there is none."""
        value = self.attributes.get(Attribute.ERROR_CODE, b"")
        return (value[2] & 7) * 100 + value[3] if len(value) >= 4 else 0

    def is_authentic(self, password: bytes) -> bool:
        """Whether MESSAGE-INTEGRITY is there and was made with this password."""
        given = self.attributes.get(Attribute.MESSAGE_INTEGRITY)
        return given is not None and hmac.compare_digest(given, _integrity(self.signed, password))


def read(data: bytes) -> Message:
    """The message in one datagram. A FINGERPRINT that is there is right. Raises BadStun, and nothing else."""
    if not 20 <= len(data) <= _LONGEST:
        raise BadStun("length")
    kind, octets, cookie, transaction = _HEADER.unpack_from(data)
    if cookie != COOKIE:
        raise BadStun("cookie")
    if octets != len(data) - 20 or octets % 4:
        raise BadStun("length field")
    if kind not in Kind._value2member_map_:
        raise BadStun("kind")
    return _read_attributes(Kind(kind), transaction, data)


def request(
    transaction: bytes, username: str, password: bytes, priority: int, tie_breaker: int, *, nominates: bool
) -> bytes:
    """A connectivity check as a controlling agent sends it. `tie_breaker` has 64 bits, `priority` 32."""
    attributes = [
        (Attribute.USERNAME, username.encode()),
        (Attribute.ICE_CONTROLLING, tie_breaker.to_bytes(8, "big")),
        (Attribute.PRIORITY, priority.to_bytes(4, "big")),
    ]
    if nominates:
        attributes.append((Attribute.USE_CANDIDATE, b""))
    return write(Kind.REQUEST, transaction, attributes, password)


def success(transaction: bytes, mapped: Address, password: bytes) -> bytes:
    """The answer to a check: where it came from, as we see it."""
    value = _write_address(mapped, transaction)
    return write(Kind.SUCCESS, transaction, [(Attribute.XOR_MAPPED_ADDRESS, value)], password)


def refusal(
    transaction: bytes, code: ErrorCode, password: bytes | None, unknown: tuple[int, ...] = ()
) -> bytes:
    """An error answer; without password it carries no MESSAGE-INTEGRITY. `unknown` names types for 420."""
    reason = code.name.replace("_", " ").capitalize().encode()
    attributes = [(Attribute.ERROR_CODE, bytes((0, 0, code // 100, code % 100)) + reason)]
    if unknown:
        attributes.append((Attribute.UNKNOWN_ATTRIBUTES, struct.pack(f"!{len(unknown)}H", *unknown)))
    return write(Kind.ERROR, transaction, attributes, password)


def indication(transaction: bytes) -> bytes:
    """A keepalive that nobody answers (RFC 8445, 11)."""
    return write(Kind.INDICATION, transaction, [], None)


def write(
    kind: Kind, transaction: bytes, attributes: list[tuple[Attribute, bytes]], password: bytes | None
) -> bytes:
    """Any message: the attributes in order, then MESSAGE-INTEGRITY if there is a password, then FINGERPRINT."""
    body = b"".join(_attribute(name, value) for name, value in attributes)
    if password is not None:
        head = _HEADER.pack(kind, len(body) + _INTEGRITY_OCTETS, COOKIE, transaction)
        body += _attribute(Attribute.MESSAGE_INTEGRITY, _integrity(head + body, password))
    whole = _HEADER.pack(kind, len(body) + _FINGERPRINT_OCTETS, COOKIE, transaction) + body
    return whole + _attribute(Attribute.FINGERPRINT, _fingerprint(whole))


def _read_attributes(kind: Kind, transaction: bytes, data: bytes) -> Message:
    found: dict[int, bytes] = {}
    unknown: list[int] = []
    signed, at, seen = b"", 20, 0
    while at < len(data):
        seen += 1
        if seen > _MOST_ATTRIBUTES or at + 4 > len(data):
            raise BadStun("attributes")
        name, octets = _ATTRIBUTE.unpack_from(data, at)
        value = data[at + 4 : at + 4 + octets]
        if len(value) != octets or _LENGTHS.get(name, octets) != octets:
            raise BadStun("attribute length")
        if name == Attribute.FINGERPRINT:
            _check_fingerprint(data, at, value)
            return Message(kind, transaction, found, tuple(unknown), signed, True)
        if not signed:
            found.setdefault(name, value)
            if name < 0x8000 and name not in _UNDERSTOOD:
                unknown.append(name)
            if name == Attribute.MESSAGE_INTEGRITY:
                signed = data[:2] + (at + _INTEGRITY_OCTETS - 20).to_bytes(2, "big") + data[4:at]
        at += 4 + octets + (-octets % 4)
    return Message(kind, transaction, found, tuple(unknown), signed)


def _check_fingerprint(data: bytes, at: int, value: bytes) -> None:
    if at + _FINGERPRINT_OCTETS != len(data):
        raise BadStun("something behind the fingerprint")
    if value != _fingerprint(data[:at]):
        raise BadStun("fingerprint")


def _fingerprint(covered: bytes) -> bytes:
    return (zlib.crc32(covered) ^ _FINGERPRINT_MASK).to_bytes(4, "big")


def _integrity(covered: bytes, password: bytes) -> bytes:
    return hmac.digest(password, covered, hashlib.sha1)


def _attribute(name: int, value: bytes) -> bytes:
    return _ATTRIBUTE.pack(name, len(value)) + value + bytes(-len(value) % 4)


def _read_address(value: bytes, transaction: bytes) -> Address:
    family, octets = value[1:2], len(value) - 4
    if (family, octets) not in ((b"\x01", 4), (b"\x02", 16)):
        raise BadStun("mapped address")
    port = int.from_bytes(value[2:4], "big") ^ (COOKIE >> 16)
    return str(ip_address(_masked(value[4:], transaction))), port


def _write_address(address: Address, transaction: bytes) -> bytes:
    packed = ip_address(address[0]).packed
    port = address[1] ^ (COOKIE >> 16)
    return bytes((0, 1 if len(packed) == 4 else 2)) + port.to_bytes(2, "big") + _masked(packed, transaction)


def _masked(packed: bytes, transaction: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(packed, _COOKIE_BYTES + transaction, strict=False))
