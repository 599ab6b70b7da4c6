"""What is inside an RTP packet, as far as somebody who forwards it without decoding has to know. Pure.

Nothing here raises for odd bytes: a packet that does not hold what its own header says is answered by None.
"""

from struct import Struct, unpack_from
from typing import NamedTuple

# First byte (version, padding, extension, CSRC count), marker and payload type, sequence number, timestamp, SSRC.
HEADER = Struct(">BBHII")
HEADER_SIZE = 12
ONE_BYTE_PROFILE = 0xBEDE  # RFC 8285, 4.2
TWO_BYTE_PROFILE = 0x1000  # RFC 8285, 4.3; the low four bits are the application's

Buffer = bytes | bytearray | memoryview


def extent(packet: Buffer, size: int) -> tuple[int, int, int, int] | None:
    """Where a packet of `size` octets keeps what: (extensions begin, extensions end, payload begins, payload ends).

    RFC 3550, 5.1 and 5.3.1. Extensions are the words after their four-octet header, an empty stretch if there are none;
    padding is behind the payload's end. None if the packet is cut short or not of version 2.
    """
    if size < HEADER_SIZE or packet[0] >> 6 != 2:
        return None
    first = packet[0]
    begins = HEADER_SIZE + 4 * (first & 0x0F)
    words = payload = begins
    if first & 0x10:
        if size < begins + 4:
            return None
        words = begins + 4
        payload = words + 4 * (packet[begins + 2] << 8 | packet[begins + 3])
    ends = size
    if first & 0x20:
        ends -= packet[size - 1]
        if not packet[size - 1]:
            return None
    return (words, payload, payload, ends) if payload <= ends else None


def extensions(packet: Buffer, begins: int, ends: int) -> list[tuple[int, int, int]]:
    """The header extensions of RFC 8285 between `begins` and `ends`, as (id, where its data begins, octets of data).

    What cannot be read ends the list; other profiles than the one-byte and the two-byte form have no extensions.
    """
    if ends <= begins:
        return []
    profile = packet[begins - 4] << 8 | packet[begins - 3]
    if profile == ONE_BYTE_PROFILE:
        return _one_byte(packet, begins, ends)
    return _two_byte(packet, begins, ends) if profile & 0xFFF0 == TWO_BYTE_PROFILE else []


def level_and_number(
    packet: Buffer, begins: int, ends: int, level_id: int, number_id: int
) -> tuple[int, int]:
    """The octet of the audio level (RFC 6464) and the transport-wide sequence number; -1 for what is not there."""
    level = number = -1
    if begins < ends and packet[begins - 4] == 0xBE and packet[begins - 3] == 0xDE:
        at = begins
        while at < ends:  # As `_one_byte`, but without a list: this is done for every packet that comes.
            first = packet[at]
            if first < 0x10:
                at += 1
                continue
            size = first & 0x0F
            if first >= 0xF0 or at + 2 + size > ends:
                break
            if first >> 4 == number_id and size:
                number = packet[at + 1] << 8 | packet[at + 2]
            elif first >> 4 == level_id:
                level = packet[at + 1]
            at += 2 + size
        return level, number
    for name, at, size in extensions(packet, begins, ends):
        if name == number_id and size >= 2:
            number = packet[at] << 8 | packet[at + 1]
        elif name == level_id and size >= 1:
            level = packet[at]
    return level, number


def _one_byte(packet: Buffer, at: int, ends: int) -> list[tuple[int, int, int]]:
    found = []
    while at < ends:
        first = packet[at]
        at += 1
        if first < 0x10:  # id 0 is padding, whatever length it states
            continue
        size = (first & 0x0F) + 1
        if first >= 0xF0 or at + size > ends:  # id 15 means that nothing behind it is to be read
            break
        found.append((first >> 4, at, size))
        at += size
    return found


def _two_byte(packet: Buffer, at: int, ends: int) -> list[tuple[int, int, int]]:
    found = []
    while at < ends:
        name = packet[at]
        at += 1
        if not name:
            continue
        if at >= ends or at + 1 + packet[at] > ends:
            break
        found.append((name, at + 1, packet[at]))
        at += 1 + packet[at]
    return found


class Picture(NamedTuple):
    """What a VP8 payload descriptor says (RFC 7741, 4.2). What it does not carry is -1; a layer not named is 0."""

    is_start: bool  # the first packet of a frame
    is_key: bool  # ... and of a key frame
    layer: int  # temporal layer
    is_sync: bool  # depends on the lowest temporal layer alone
    picture: int  # picture id
    level_zero: int  # running number of the lowest temporal layer's frames
    key: int  # running number of key frames, 0 to 31
    size: int  # octets of the descriptor
    is_long: bool  # the picture id has 15 bits


def vp8_picture(payload: Buffer) -> Picture | None:
    """Read the descriptor in front of a VP8 payload; None if it is cut short."""
    size = len(payload)
    if not size:
        return None
    first = payload[0]
    is_start = first & 0x17 == 0x10  # S set, partition 0
    picture = level_zero = key = -1
    layer, is_sync, is_long, at = 0, False, False, 1
    if first & 0x80:
        if size < 2:
            return None
        has = payload[1]
        at = 2
        needs = (has >> 7) + (has >> 6 & 1) + (1 if has & 0x30 else 0)
        if has & 0x80 and size > 2 and payload[2] & 0x80:
            is_long = True
            needs += 1
        if size < 2 + needs:
            return None
        if has & 0x80:
            picture = (payload[2] & 0x7F) << 8 | payload[3] if is_long else payload[2]
            at += 2 if is_long else 1
        if has & 0x40:
            level_zero = payload[at]
            at += 1
        if has & 0x30:
            if has & 0x20:
                layer, is_sync = payload[at] >> 6, bool(payload[at] & 0x20)
            if has & 0x10:
                key = payload[at] & 0x1F
            at += 1
    if size <= at:
        return None
    is_key = is_start and not payload[at] & 1
    return Picture(is_start, is_key, layer, is_sync, picture, level_zero, key, at, is_long)


def vp8_height(payload: Buffer, picture: Picture) -> int:
    """Lines of a key frame's picture, from its first packet (RFC 6386, 9.1); 0 if it does not say."""
    at = picture.size
    if not picture.is_key or len(payload) < at + 10 or bytes(payload[at + 3 : at + 6]) != b"\x9d\x01\x2a":
        return 0
    return payload[at + 8] | (payload[at + 9] & 0x3F) << 8


def with_long_picture(payload: bytes, picture: Picture) -> bytes:
    """The same payload with a picture id of 15 bits, one octet longer; unchanged if it has 15 bits or no id at all."""
    if picture.is_long or picture.picture < 0:
        return payload
    return payload[:2] + bytes((0x80, picture.picture)) + payload[3:]


_H264_SEQUENCE_PARAMETERS, _H264_KEY_SLICE, _H264_STAP_A, _H264_FU_A = 7, 5, 24, 28


def h264_is_key(payload: Buffer) -> bool:
    """Whether a decoder can begin with this packet: sequence parameters, or the first part of an IDR picture.

    RFC 6184: a single NAL unit (5.6), several in a STAP-A (5.7.1), or one fragmented as FU-A (5.8).
    """
    if not len(payload):
        return False
    kind = payload[0] & 0x1F
    if kind in (_H264_SEQUENCE_PARAMETERS, _H264_KEY_SLICE):
        return True
    if kind == _H264_FU_A:
        return len(payload) > 1 and bool(payload[1] & 0x80) and payload[1] & 0x1F == _H264_KEY_SLICE
    at = 1
    while kind == _H264_STAP_A and at + 2 < len(payload):
        if payload[at + 2] & 0x1F in (_H264_SEQUENCE_PARAMETERS, _H264_KEY_SLICE):
            return True
        at += 2 + (payload[at] << 8 | payload[at + 1])
    return False


def unwrap_repair(payload: bytes) -> tuple[int, bytes] | None:
    """The original sequence number and payload of a retransmission (RFC 4588, 4); None if it repeats nothing."""
    if len(payload) < 3:
        return None
    return unpack_from(">H", payload)[0], payload[2:]


def wrap_repair(number: int, payload: bytes) -> bytes:
    """The payload of a retransmission of the packet with this sequence number."""
    return number.to_bytes(2, "big") + payload
