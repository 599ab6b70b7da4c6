"""A browser made of Python: sends simulcast VP8 and Opus, takes in what is forwarded, and reports as browsers do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import pack, unpack

from meetings import asks, tells
from meetings.engine import Extensions
from meetings.media import rtcp
from meetings.media.arrivals import Arrivals
from meetings.media.rtcp import Block, KeyframeWanted, Nack, SenderReport
from tests.house.plan import ROOT
from tests.meetings.engine.callers import Caller, Got, numbers_of, parsed, plain, vp8
from tests.meetings.support.link import MS, SECOND, Link

NAMES = Extensions(mid=4, rid=10, repaired_rid=11, audio_level=1, transport_cc=3)
OFFER = (ROOT / "tests" / "golden" / "meetings" / "chromium-156-publish.sdp").read_bytes().decode()
OPUS, VP8, RTX = 111, 96, 97
SOUND_SSRC = 0x5000
LAYERS = {"q": (0x1000, 180, 160_000), "h": (0x2000, 360, 450_000), "f": (0x3000, 720, 1_700_000)}
PACKET = 1000
TEMPORAL = (0, 2, 1, 2)
WEIGHTS = (1.6, 0.8, 0.8)
NTP = 1 << 32


@dataclass
class Layer:
    """One encoding as its encoder has it."""

    rid: str
    ssrc: int
    height: int
    rate: int
    number: int = 40_000
    picture: int = 100
    wants_key: bool = True
    keys: int = 0
    past: dict[int, tuple[int, bytes, bool]] = field(default_factory=dict)


@dataclass
class Camera:
    """Three encodings, 30 frames a second; `active` are those that somebody needs. `thins`: has temporal layers."""

    thins: bool = True
    active: set[str] = field(default_factory=lambda: set(LAYERS))
    layers: list[Layer] = field(
        default_factory=lambda: [
            Layer(rid, ssrc, height, rate) for rid, (ssrc, height, rate) in LAYERS.items()
        ]
    )


@dataclass
class Seen:
    """What came of one m-line, by unwrapped sequence number; `order` as it came."""

    packets: dict[int, Got] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    asked: dict[int, int] = field(default_factory=dict)
    repaired: int = 0

    def take(self, got: Got, number: int) -> int:
        """Note a packet; returns its unwrapped number."""
        last = self.order[-1] if self.order else number
        unwrapped = last + (number - last + 0x8000 & 0xFFFF) - 0x8000
        self.packets.setdefault(unwrapped, got)
        self.order.append(unwrapped)
        return unwrapped

    def gaps(self) -> list[int]:
        """Numbers between the first and the newest that have not come."""
        return [
            number for number in range(min(self.packets), max(self.packets)) if number not in self.packets
        ]

    def frames(self, before: int = 1 << 62) -> list[tuple[int, int, bool, int]]:
        """(timestamp, picture id, is key, packets), in order of sequence numbers, up to a number; packets without
        content are left out."""
        found: list[tuple[int, int, bool, int]] = []
        for number in sorted(self.packets):
            got = self.packets[number]
            if not got.payload or number >= before:
                continue
            if found and found[-1][0] == got.timestamp:
                found[-1] = (*found[-1][:3], found[-1][3] + 1)
            else:
                found.append((got.timestamp, numbers_of(got.payload)[0], not got.payload[6] & 1, 1))
        return found


class Browser:
    """`publishing` and `receiving` are its ends of the two connections. `seen` is by SSRC."""

    def __init__(
        self, person: str, up: Link[bytes] | None = None, down: Link[bytes] | None = None, level: int = 60
    ):
        self.person = person
        self.up: Link[tuple[Caller, bytes, bool]] = up or Link()  # type: ignore[assignment]
        self.down: Link[bytes] = down or Link()
        self.level = level
        self.camera = Camera()
        self.publishing: Caller | None = None
        self.receiving: Caller | None = None
        self.told: list[tells.Tell] = []
        self.slots: dict[str, tells.Slot] = {}
        self.seen: dict[int, Seen] = {}
        self.mids: dict[int, str] = {}
        self.repairs: dict[int, int] = {}
        self.reports: dict[int, tuple[SenderReport, int]] = {}
        self.asked_for_keys = 0
        self.nacked = 0
        self._sound = 500
        self._now = 0
        self._wide = 0
        self._arrivals = Arrivals()
        self._came: list[tuple[int, int]] = []

    def offer(self) -> asks.Publish:
        """Chromium's own."""
        sources = {"0": "microphone", "1": "camera", "2": "screen", "3": "screen-audio"}
        return asks.Publish(1, OFFER, sources)  # type: ignore[arg-type]

    def answer(self, offer: tells.Subscribe) -> asks.Subscribed:
        """Everything that was offered is taken."""
        for section in offer.sdp.split("\r\nm=")[1:]:
            mid = section.split("a=mid:")[1].split("\r\n")[0]
            ssrcs = [int(each.split(" ")[0]) for each in section.split("a=ssrc:")[1:]]
            self.mids[ssrcs[0]] = mid
            if len(ssrcs) > 1:
                self.repairs[ssrcs[1]] = ssrcs[0]
        return asks.Subscribed(
            offer.id, offer.sdp.replace("actpass", "active").replace("sendonly", "recvonly")
        )

    def of(self, mid: str) -> Seen:
        """What came on an m-line."""
        return next(
            (self.seen[ssrc] for ssrc, each in self.mids.items() if each == mid and ssrc in self.seen), Seen()
        )

    def act(self, now: int) -> None:
        """Encode and send what is due, and let arrive what is on its way up."""
        self._now, at = now, now // MS
        if self.publishing is not None:
            if at % 20 == 0:
                self._speak(at)
            if at % 33 == 0:
                self._film(at)
            if at % 1000 == 0:
                self._report(now)
        if at % 50 == 0 and self.receiving is not None:
            self._feed_back(now)
        for _arrived, (caller, data, is_report) in self.up.take(now):
            (caller.send_rtcp if is_report else caller.send)(data)

    def hear(self, now: int) -> None:
        """Take what the node has sent, over the line."""
        for data in self.publishing.wire() if self.publishing is not None else ():
            self._obey(rtcp.parse(self.publishing._in.unprotect_rtcp(data)), now)
        for data in self.receiving.wire() if self.receiving is not None else ():
            self.down.send(data, len(data), now)
        for _arrived, data in self.down.take(now):
            self._take(data, now)

    def _speak(self, at: int) -> None:
        self._sound += 1
        words = bytes([NAMES.audio_level << 4, 127 - self.level])
        sound = self._words("0") + words
        self._send(plain(SOUND_SSRC, self._sound, at * 48 & 0xFFFFFFFF, b"o" * 60, kind=OPUS, words=sound))

    def _film(self, at: int) -> None:
        for layer in self.camera.layers:
            if layer.rid not in self.camera.active:
                layer.wants_key = True
                continue
            is_key, layer.wants_key = layer.wants_key, False
            layer.keys += is_key
            layer.picture += 1
            temporal = 0 if is_key or not self.camera.thins else TEMPORAL[layer.picture % 4]
            weight = 4 if is_key else WEIGHTS[temporal] if self.camera.thins else 1
            size = int(layer.rate // 8 * 33 // 1000 * weight)
            count = max(1, round(size / PACKET))
            head = b"\0\0\x9d\x01\x2a" + pack("<HH", layer.height * 16 // 9, layer.height) if is_key else b""
            for part in range(count):
                rest = (head if not part else b"").ljust(min(size, PACKET), b"v")
                payload = vp8(layer.picture, is_key=is_key, is_start=not part, layer=temporal, rest=rest)
                self._packet(layer, at * 90 + layer.ssrc & 0xFFFFFFFF, payload, part == count - 1)

    def _packet(self, layer: Layer, timestamp: int, payload: bytes, marker: bool) -> None:
        layer.number = layer.number + 1 & 0xFFFF
        layer.past[layer.number] = timestamp, payload, marker
        words = self._words("1") + bytes([NAMES.rid << 4]) + layer.rid.encode()
        self._send(plain(layer.ssrc, layer.number, timestamp, payload, marker=marker, words=words))

    def _words(self, mid: str) -> bytes:
        self._wide = self._wide + 1 & 0xFFFF
        return (
            bytes([NAMES.mid << 4])
            + mid.encode()
            + bytes([NAMES.transport_cc << 4 | 1])
            + pack("!H", self._wide)
        )

    def _send(self, data: bytes) -> None:
        if self.publishing is not None:
            self.up.send((self.publishing, data, False), len(data), self._now)

    def _report(self, now: int) -> None:
        """By its own clock, which is hours off."""
        ntp = (now + 5000 * SECOND) * NTP // SECOND
        at = now // MS
        reports = [SenderReport(SOUND_SSRC, ntp, at * 48 & 0xFFFFFFFF, 1, 1)]
        reports += [
            SenderReport(each.ssrc, ntp, at * 90 + each.ssrc & 0xFFFFFFFF, 1, 1)
            for each in self.camera.layers
        ]
        for each in reports:
            self._tell_node(self.publishing, rtcp.sender_report(each), now)

    def _tell_node(self, caller: Caller | None, data: bytes, now: int) -> None:
        if caller is not None:
            self.up.send((caller, data, True), len(data), now)

    def _obey(self, packets: list[rtcp.Packet], now: int) -> None:
        for packet in packets:
            layer = next(
                (each for each in self.camera.layers if each.ssrc == getattr(packet, "media", 0)), None
            )
            if layer is None:
                continue
            if isinstance(packet, KeyframeWanted):
                self.asked_for_keys += 1
                layer.wants_key = True
            elif isinstance(packet, Nack):
                self.nacked += len(packet.numbers)
                for number in packet.numbers:
                    self._repeat(layer, number)

    def _repeat(self, layer: Layer, number: int) -> None:
        if number in layer.past:
            timestamp, payload, marker = layer.past[number]
            words = self._words("1") + bytes([NAMES.repaired_rid << 4]) + layer.rid.encode()
            again = pack("!H", number) + payload
            self._send(
                plain(layer.ssrc + 1, self._wide, timestamp, again, marker=marker, kind=RTX, words=words)
            )

    def _take(self, data: bytes, now: int) -> None:
        assert self.receiving is not None
        if 192 <= data[1] <= 223:
            for packet in rtcp.parse(self.receiving._in.unprotect_rtcp(data)):
                if isinstance(packet, SenderReport):
                    self.reports[packet.ssrc] = packet, now
            return
        got = parsed(self.receiving._in.unprotect(data))
        if NAMES.transport_cc in got.words:
            self._came.append((*unpack("!H", got.words[NAMES.transport_cc]), now))
        ssrc, number, payload = got.ssrc, got.number, got.payload
        if ssrc in self.repairs and not payload:
            return  # Padding.
        if ssrc in self.repairs:
            ssrc, number, payload = self.repairs[ssrc], *unpack("!H", payload[:2]), payload[2:]
            seen = self.seen.setdefault(ssrc, Seen())
            seen.repaired += 1
            got = Got(ssrc, VP8, got.marker, number, got.timestamp, got.words, payload)
        self.seen.setdefault(ssrc, Seen()).take(got, number)

    def _feed_back(self, now: int) -> None:
        came, self._came = self._came, []
        for said in self._arrivals.report(came, next(iter(self.mids), 0), now):
            self._tell_node(self.receiving, rtcp.transport_wide(said), now)
        for ssrc, seen in self.seen.items():
            if self.mids[ssrc][0] != "a":
                newest = max(seen.packets)
                missing = [
                    each for each in seen.gaps()[-100:] if each < newest - 2 and seen.asked.get(each, 0) < 8
                ]
                for each in missing:
                    seen.asked[each] = seen.asked.get(each, 0) + 1
                if missing:
                    self._tell_node(self.receiving, rtcp.nack(1, ssrc, missing), now)
        if now // MS % 1000 == 0:
            self._tell_node(self.receiving, rtcp.receiver_report(1, list(self._blocks(now))), now)

    def _blocks(self, now: int) -> Iterator[Block]:
        for ssrc, seen in self.seen.items():
            report, heard = self.reports.get(ssrc, (None, now))
            last = report.ntp >> 16 & 0xFFFFFFFF if report is not None else 0
            yield Block(ssrc, 0, 0, max(seen.packets) & 0xFFFFFFFF, 0, last, (now - heard) * 65536 // SECOND)
