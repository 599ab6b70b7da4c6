"""How a packet is written for one receiver: header, our own extensions, payload, running numbers of pictures."""

from struct import Struct

from meetings.engine.peers import Peer
from meetings.media.rewriting import Packet, Span
from meetings.media.rtp import HEADER, Picture

_NUMBERED = Struct(">BBHIIHHBHx")  # with a transport-wide sequence number
_HEARD = Struct(">BBHIIHHBBxx")  # with an audio level
_BOTH = Struct(">BBHIIHHBHBBxxx")
_PADDING = bytes(254) + b"\xff"  # The most that a packet can have (RFC 3550, 5.1).
_write_numbered = _NUMBERED.pack_into
_write_numbers = Struct(">HB").pack_into


def write_usual(
    memory: memoryview, at: int, packet: Packet, span: Span, ssrc: int, kind: int, named: int, transport: int
) -> int:
    """`write_packet` of a packet with a transport-wide number as its only extension, faster."""
    number, timestamp, marker, payload, picture, _, _ = packet
    stamp, body = timestamp - span.timestamp & 0xFFFFFFFF, at + 20
    _write_numbered(
        memory,
        at,
        0x90,
        marker | kind,
        number - span.shift & 0xFFFF,
        stamp,
        ssrc,
        0xBEDE,
        1,
        named,
        transport,
    )
    size = 20 + len(payload)
    memory[body : at + size] = payload
    if picture is not None:
        write_picture(memory, body + 2, picture, span)
    return size


def write_packet(
    memory: memoryview,
    at: int,
    packet: Packet,
    span: Span,
    peer: Peer,
    stream: tuple[int, int, int],
    repeated: int = -1,
) -> int:
    """Write a packet in plain; returns its octets. `stream` is SSRC, payload type and sequence number; `repeated` the
    number of what is sent again by it (RFC 4588)."""
    _, timestamp, marker, payload, picture, level, _ = packet
    ssrc, payload_type, number = stream
    head = marker | payload_type, number & 0xFFFF, timestamp - span.timestamp & 0xFFFFFFFF, ssrc
    named, heard = peer.number_octet, peer.level_octet if level >= 0 else 0
    if named and heard:
        _BOTH.pack_into(memory, at, 0x90, *head, 0xBEDE, 2, named, peer.number, heard, level)
        body = at + _BOTH.size
    elif named:
        _NUMBERED.pack_into(memory, at, 0x90, *head, 0xBEDE, 1, named, peer.number)
        body = at + _NUMBERED.size
    elif heard:
        _HEARD.pack_into(memory, at, 0x90, *head, 0xBEDE, 1, heard, level)
        body = at + _HEARD.size
    else:
        HEADER.pack_into(memory, at, 0x80, *head)
        body = at + HEADER.size
    if repeated >= 0:
        memory[body : body + 2] = repeated.to_bytes(2, "big")
        body += 2
    if timestamp == span.left_out:
        return body - at
    end = body + len(payload)
    memory[body:end] = payload
    if picture is not None:
        write_picture(memory, body + 2, picture, span)
    return end - at


def write_padding(
    memory: memoryview, at: int, peer: Peer, stream: tuple[int, int, int], timestamp: int
) -> int:
    """Write a packet with nothing but padding behind its transport-wide number; returns its octets."""
    ssrc, payload_type, number = stream
    head = payload_type, number & 0xFFFF, timestamp, ssrc, 0xBEDE, 1
    _NUMBERED.pack_into(memory, at, 0xB0, *head, peer.number_octet, peer.number)
    body = at + _NUMBERED.size
    memory[body : body + len(_PADDING)] = _PADDING
    return body + len(_PADDING) - at


def write_picture(memory: memoryview, at: int, picture: Picture, span: Span) -> None:
    """Write the running numbers of a picture over the publisher's, behind the two octets that say what follows."""
    number, level_zero, key = picture[4:7]
    if number >= 0 and level_zero >= 0:  # As browsers have it.
        _write_numbers(
            memory, at, 0x8000 | number - span.picture & 0x7FFF, level_zero - span.level_zero & 0xFF
        )
        at += 3
    elif number >= 0:
        memory[at : at + 2] = (0x8000 | number - span.picture & 0x7FFF).to_bytes(2, "big")
        at += 2
    elif level_zero >= 0:
        memory[at] = level_zero - span.level_zero & 0xFF
        at += 1
    if key >= 0:
        memory[at] = memory[at] & 0xE0 | key - span.key & 0x1F
