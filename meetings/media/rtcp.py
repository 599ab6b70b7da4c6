"""RTCP in plain bytes: what a compound packet says, and the packets we write (RFC 3550, 4585, 5104). Pure.

Reading is tolerant: profile extensions of reports, extended reports, APP, REMB and types nobody has invented yet are
passed over. What cannot be read at all raises Malformed and nothing else. transport_feedback.py has the one body that
is long enough for a file of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from struct import Struct

from meetings.media import transport_feedback
from meetings.media.transport_feedback import Malformed, TransportFeedback

SR, RR, SDES, BYE, RTPFB, PSFB = 200, 201, 202, 203, 205, 206
_NACK, _TRANSPORT, _PLI, _FIR = 1, 15, 1, 4
_LOST_MASK, _LOST_SIGN = 0xFFFFFF, 0x800000
MOST_BLOCKS = 31

_HEADER = Struct("!BBH")
_WORD = Struct("!I")
_PAIR = Struct("!II")
_SENDER_INFO = Struct("!QIII")
_BLOCK = Struct("!IIIIII")
_LOSS = Struct("!HH")
_FIR_ENTRY = Struct("!IBxxx")


@dataclass(frozen=True, slots=True)
class Block:
    """How one stream is received. `fraction` of 256 since the last report; `lost` in all; `jitter` in clock ticks;
    `last_report` the middle 32 bits of the last sender report's NTP instant; `delay` since then in 1/65536 s."""

    ssrc: int
    fraction: int
    lost: int
    highest: int
    jitter: int
    last_report: int
    delay: int


@dataclass(frozen=True, slots=True)
class SenderReport:
    """What a sender has sent; `ntp` is 32.32 fixed point seconds, `timestamp` the same instant in its RTP clock."""

    ssrc: int
    ntp: int
    timestamp: int
    packets: int
    octets: int
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """How `blocks` are received, said by `ssrc`."""

    ssrc: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Goodbye:
    """These streams end."""

    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Nack:
    """These sequence numbers (16 bits) of `media` are missed."""

    sender: int
    media: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyframeWanted:
    """A picture loss indication, or a full intra request: either way a receiver of `media` needs a key frame."""

    media: int


Packet = SenderReport | ReceiverReport | Goodbye | Nack | KeyframeWanted | TransportFeedback


def parse(data: bytes) -> list[Packet]:
    """What a compound packet says, in its order. Raises Malformed when lengths do not add up or the version is odd."""
    found: list[Packet] = []
    at, end = 0, len(data)
    if not data or end % 4:
        raise Malformed("not a whole number of words")
    while at < end:
        first, kind, words = _HEADER.unpack_from(data, at)
        stop = at + 4 + 4 * words
        if first >> 6 != 2 or stop > end:
            raise Malformed("a length or version that cannot be")
        body = data[at + 4 : stop]
        if first & 0x20:
            body = _without_padding(body)
        found.extend(_read(kind, first & 0x1F, body))
        at = stop
    return found


def _without_padding(body: bytes) -> bytes:
    count = body[-1] if body else 0
    if not 0 < count <= len(body):
        raise Malformed("padding longer than the packet")
    return body[:-count]


def _read(kind: int, count: int, body: bytes) -> Iterable[Packet]:
    if kind == SR:
        _need(body, 24 + 24 * count)
        (ssrc,) = _WORD.unpack_from(body)
        ntp, timestamp, packets, octets = _SENDER_INFO.unpack_from(body, 4)
        return [SenderReport(ssrc, ntp, timestamp, packets, octets, _blocks(body, 24, count))]
    if kind == RR:
        _need(body, 4 + 24 * count)
        return [ReceiverReport(_WORD.unpack_from(body)[0], _blocks(body, 4, count))]
    if kind == BYE:
        _need(body, 4 * count)
        return [Goodbye(tuple(_WORD.unpack_from(body, 4 * i)[0] for i in range(count)))]
    if kind in (RTPFB, PSFB):
        _need(body, 8)
        return _feedback(kind, count, body)
    return []


def _feedback(kind: int, form: int, body: bytes) -> Iterable[Packet]:
    sender, media = _PAIR.unpack_from(body)
    if kind == RTPFB and form == _NACK:
        return [Nack(sender, media, _numbers(body))]
    if kind == RTPFB and form == _TRANSPORT:
        return [transport_feedback.read(sender, media, body[8:])]
    if kind == PSFB and form == _PLI:
        return [KeyframeWanted(media)]
    if kind == PSFB and form == _FIR:
        return [KeyframeWanted(_FIR_ENTRY.unpack_from(body, at)[0]) for at in range(8, len(body) - 7, 8)]
    return []


def _blocks(body: bytes, at: int, count: int) -> tuple[Block, ...]:
    found = []
    for start in range(at, at + 24 * count, 24):
        ssrc, losses, highest, jitter, last, delay = _BLOCK.unpack_from(body, start)
        lost = losses & _LOST_MASK
        lost -= (lost & _LOST_SIGN) << 1
        found.append(Block(ssrc, losses >> 24, lost, highest, jitter, last, delay))
    return tuple(found)


def _numbers(body: bytes) -> tuple[int, ...]:
    found = []
    for at in range(8, len(body) - 3, 4):
        first, mask = _LOSS.unpack_from(body, at)
        found.append(first)
        found.extend((first + 1 + bit) & 0xFFFF for bit in range(16) if mask >> bit & 1)
    return tuple(found)


def _need(body: bytes, length: int) -> None:
    if len(body) < length:
        raise Malformed("shorter than it says")


def sender_report(report: SenderReport) -> bytes:
    """Counts wrap at 32 bits as RFC 3550 wants."""
    mask = 0xFFFFFFFF
    info = _SENDER_INFO.pack(report.ntp, report.timestamp & mask, report.packets & mask, report.octets & mask)
    return _packet(SR, len(report.blocks), _WORD.pack(report.ssrc), info, *map(_block, report.blocks))


def receiver_report(ssrc: int, blocks: Sequence[Block]) -> bytes:
    """At most 31 blocks fit into one packet; more become several packets of the same compound."""
    parts = [blocks[at : at + MOST_BLOCKS] for at in range(0, len(blocks), MOST_BLOCKS)] or [()]
    return b"".join(_packet(RR, len(part), _WORD.pack(ssrc), *map(_block, part)) for part in parts)


def description(ssrc: int, cname: str) -> bytes:
    """An SDES packet that ties a stream to the name its sender has for all of its streams."""
    item = b"\x01" + bytes([len(cname.encode()[:255])]) + cname.encode()[:255] + b"\0"
    return _packet(SDES, 1, _WORD.pack(ssrc), item + b"\0" * (-len(item) % 4))


def nack(sender: int, media: int, numbers: Iterable[int]) -> bytes:
    """Ask for sequence numbers again; extended ones are cut to 16 bits, and neighbours share an entry."""
    entries: list[list[int]] = []
    for number in sorted(set(numbers)):
        if entries and 0 < number - entries[-1][0] <= 16:
            entries[-1][1] |= 1 << (number - entries[-1][0] - 1)
        else:
            entries.append([number, 0])
    body = [_LOSS.pack(first & 0xFFFF, mask) for first, mask in entries]
    return _packet(RTPFB, _NACK, _PAIR.pack(sender, media), *body)


def picture_loss(sender: int, media: int) -> bytes:
    """Ask for a key frame."""
    return _packet(PSFB, _PLI, _PAIR.pack(sender, media))


def transport_wide(feedback: TransportFeedback) -> bytes:
    """When packets arrived, for the sender's estimate of its line."""
    head = _PAIR.pack(feedback.sender, feedback.media)
    return _packet(RTPFB, _TRANSPORT, head, transport_feedback.write(feedback))


def _block(block: Block) -> bytes:
    lost = max(-_LOST_SIGN, min(_LOST_SIGN - 1, block.lost)) & _LOST_MASK
    losses = (block.fraction & 0xFF) << 24 | lost
    return _BLOCK.pack(
        block.ssrc, losses, block.highest & 0xFFFFFFFF, block.jitter, block.last_report, block.delay
    )


def _packet(kind: int, count: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return _HEADER.pack(0x80 | count, kind, len(body) // 4) + body
