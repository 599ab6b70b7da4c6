"""Transport-wide congestion control feedback, RTCP 205 format 15 (draft-holmer-rmcat-transport-wide-cc-01). Pure.

One packet tells which of the transport-wide sequence numbers from `base` on arrived, and when. What did not arrive is
kept as a count and not as a list, so that a tiny packet cannot make a long one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from struct import Struct

TICK_NS = 250_000
REFERENCE_NS = 64_000_000
_REFERENCE_MASK = 0xFFFFFF
_ABSENT, _SMALL, _LARGE = 0, 1, 2
_LONGEST_RUN = 0x1FFF
_MOST_STATUSES = 0xFFFF

_HEAD = Struct("!HHI")
_CHUNK = Struct("!H")
_DELTA = Struct("!h")


class Malformed(ValueError):
    """An RTCP packet that cannot be read; the message says why. It is counted and dropped, nothing else happens."""


@dataclass(frozen=True, slots=True)
class TransportFeedback:
    """`count` numbers from `base` on are reported; `arrivals` are those that came, rising, as (16-bit number, ns).

    The instants are of the reporter's clock with an unknown zero, in ticks of 250 µs; their base wraps every 12 days.
    `number` rises by one (8 bits) with each feedback packet.
    """

    sender: int
    media: int
    number: int
    base: int
    count: int
    arrivals: tuple[tuple[int, int], ...]


def read(sender: int, media: int, body: bytes) -> TransportFeedback:
    """What the body after the two SSRCs says. Raises Malformed when statuses or deltas are missing."""
    if len(body) < 8:
        raise Malformed("a feedback without its head")
    base, count, last = _HEAD.unpack_from(body)
    reference = (last >> 8) - ((last >> 8 & 0x800000) << 1)
    came: list[tuple[int, int]] = []
    at, covered = 8, 0
    while covered < count:
        if at + 2 > len(body):
            raise Malformed("a feedback with too few statuses")
        (chunk,) = _CHUNK.unpack_from(body, at)
        at += 2
        covered += _take(chunk, covered, count, came, 2 * len(body))
    return TransportFeedback(
        sender, media, last & 0xFF, base, count, tuple(_instants(body, at, base, reference, came))
    )


def _take(chunk: int, covered: int, count: int, came: list[tuple[int, int]], most: int) -> int:
    """Note the packets that one chunk says have come, as (position, size); returns how many it speaks of."""
    if not chunk & 0x8000:
        length = chunk & _LONGEST_RUN
        size = chunk >> 13 & 3
        if size != _ABSENT:
            length = min(length, count - covered)
            if len(came) + length > most:
                raise Malformed("a feedback with too few deltas")
            came.extend((covered + i, size) for i in range(length))
        if not length:
            raise Malformed("an empty run")
        return length
    width, length = (2, 7) if chunk & 0x4000 else (1, 14)
    for i in range(min(length, count - covered)):
        size = chunk >> (width * (length - 1 - i)) & (2**width - 1)
        if size != _ABSENT:
            came.append((covered + i, size))
    return length


def _instants(
    body: bytes, at: int, base: int, reference: int, came: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    instant = reference * REFERENCE_NS
    for position, size in came:
        width = 1 if size == _SMALL else 2
        if size > _LARGE or at + width > len(body):
            raise Malformed("a feedback with too few deltas")
        instant += (body[at] if width == 1 else _DELTA.unpack_from(body, at)[0]) * TICK_NS
        at += width
        yield (base + position) & 0xFFFF, instant


def write(feedback: TransportFeedback) -> bytes:
    """The body after the two SSRCs, padded to words. The caller keeps arrivals within 8 s of each other."""
    reference = feedback.arrivals[0][1] // REFERENCE_NS if feedback.arrivals else 0
    sizes = [_ABSENT] * feedback.count
    deltas = bytearray()
    before = reference * REFERENCE_NS // TICK_NS
    for number, instant in feedback.arrivals:
        delta = instant // TICK_NS - before
        before += delta
        small = 0 <= delta <= 0xFF
        sizes[(number - feedback.base) & 0xFFFF] = _SMALL if small else _LARGE
        deltas += bytes([delta]) if small else _DELTA.pack(max(-0x8000, min(0x7FFF, delta)))
    chunks = b"".join(map(_CHUNK.pack, _chunks(sizes)))
    last = (reference & _REFERENCE_MASK) << 8 | feedback.number & 0xFF
    body = _HEAD.pack(feedback.base, feedback.count, last) + chunks + bytes(deltas)
    return body + b"\0" * (-len(body) % 4)


def _chunks(sizes: Sequence[int]) -> Iterator[int]:
    """Runs where seven or more are alike, otherwise vectors of two bits: never much longer than need be."""
    at = 0
    while at < len(sizes):
        run = at
        while run < len(sizes) and sizes[run] == sizes[at] and run - at < _LONGEST_RUN:
            run += 1
        if run - at >= 7 or run == len(sizes):
            yield sizes[at] << 13 | run - at
            at = run
            continue
        word = 0xC000
        for i, size in enumerate(sizes[at : at + 7]):
            word |= size << (12 - 2 * i)
        yield word
        at += 7


def split(
    sender: int, media: int, number: int, base: int, arrivals: Sequence[tuple[int, int]]
) -> list[TransportFeedback]:
    """Feedback for arrivals as (extended number, ns), rising by number, none below the extended `base`.

    Several packets where one cannot say it: more than 400 statuses, or instants further apart than a delta reaches.
    """
    found: list[TransportFeedback] = []
    part: list[tuple[int, int]] = []
    for each in arrivals:
        if part and (each[0] - base >= 400 or abs(each[1] - part[-1][1]) > 8_000_000_000):
            found.append(_one(sender, media, number + len(found), base, part))
            base = part[-1][0] + 1
            part = []
        if each[0] - base >= _MOST_STATUSES:
            base = each[0]
        part.append(each)
    if part:
        found.append(_one(sender, media, number + len(found), base, part))
    return found


def _one(sender: int, media: int, number: int, base: int, part: list[tuple[int, int]]) -> TransportFeedback:
    came = tuple((extended & 0xFFFF, instant) for extended, instant in part)
    return TransportFeedback(sender, media, number & 0xFF, base & 0xFFFF, part[-1][0] - base + 1, came)
