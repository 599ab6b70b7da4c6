"""Our descriptions as text, line by line; `net.sdp` decides what they say (RFC 8866, 8839, 8853; pure)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from meetings.engine import Address, Codec
from meetings.net.description import Media

# Payload types of our own offers.
PAYLOADS = {Codec.OPUS: 111, Codec.VP8: 96, Codec.H264: 98}
REPAIRS = {Codec.VP8: 97, Codec.H264: 99}

URIS = {
    "mid": "urn:ietf:params:rtp-hdrext:sdes:mid",
    "rid": "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    "repaired_rid": "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    "audio_level": "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    "transport_cc": "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
}
OFFERED_EXTENSIONS = {"transport_cc": 3, "mid": 4}
OPUS = "minptime=10;useinbandfec=1;usedtx=1"
H264 = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
_SOUND_FEEDBACK = ("transport-cc",)
_PICTURE_FEEDBACK = ("transport-cc", "ccm fir", "nack", "nack pli")
NAMES = {Codec.OPUS: "opus/48000/2", Codec.VP8: "VP8/90000", Codec.H264: "H264/90000"}
_MIRRORED = {"sendrecv": "recvonly", "sendonly": "recvonly", "recvonly": "inactive", "inactive": "inactive"}


@dataclass(frozen=True, slots=True)
class Local:
    """Our side of a transport. `fingerprint` as in a=fingerprint; `session` names the connection in the o= line."""

    session: int
    ufrag: str
    pwd: str
    fingerprint: str
    candidates: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One m-line that we offer. `direction` is sendonly or inactive; `msid` is stream and track as a=msid has them."""

    mid: str
    kind: str
    ssrc: int
    repair_ssrc: int = 0
    direction: str = "sendonly"
    msid: str = "-"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A codec of one m-line, with the parameters of its fmtp line."""

    codec: Codec
    payload_type: int
    repair_type: int  # 0: none
    parameters: str


def description(local: Local, version: int, bundle: Sequence[str], media: Sequence[list[str]]) -> str:
    """The whole text: one bundle, m-lines in order."""
    head = [
        "v=0",
        f"o=- {local.session} {version} IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {' '.join(bundle)}",
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS *",
    ]
    return "".join(f"{line}\r\n" for lines in (head, *media) for line in lines)


def rejected(media: Media) -> list[str]:
    """An m-line of an offer that we take nothing of."""
    first = f"m={media.kind} 0 {media.protocol} {' '.join(media.listed)}"
    return [first, "c=IN IP4 0.0.0.0", "a=inactive", f"a=mid:{media.mid}"]


def accepted(
    media: Media, chosen: Sequence[Chosen], numbers: Mapping[str, int], local: Local, *, is_first: bool
) -> list[str]:
    """An m-line of an offer that we receive with these codecs, and these extensions by name."""
    lines = _media(media.kind, media.protocol, media.mid, chosen, local, is_first=is_first)
    lines += ["a=setup:passive", f"a={_MIRRORED[media.direction]}"]
    for name, number in numbers.items():
        way = "/recvonly" if media.extensions[URIS[name]].direction else ""
        lines.append(f"a=extmap:{number}{way} {URIS[name]}")
    if media.rids:
        lines += [f"a=rid:{rid} recv" for rid in media.rids] + [f"a=simulcast:recv {';'.join(media.rids)}"]
    return lines


def offered(line: Line, local: Local, *, is_first: bool) -> list[str]:
    """An m-line of our own offer."""
    codecs = (Codec.OPUS,) if line.kind == "audio" else (Codec.VP8, Codec.H264)
    fixed = {Codec.OPUS: OPUS, Codec.VP8: "", Codec.H264: H264}
    chosen = [Chosen(each, PAYLOADS[each], REPAIRS.get(each, 0), fixed[each]) for each in codecs]
    lines = _media(line.kind, "UDP/TLS/RTP/SAVPF", line.mid, chosen, local, is_first=is_first)
    lines += ["a=setup:actpass", f"a={line.direction}", f"a=msid:{line.msid}"]
    lines += [f"a=extmap:{number} {URIS[name]}" for name, number in OFFERED_EXTENSIONS.items()]
    ssrcs = [line.ssrc, line.repair_ssrc] if line.repair_ssrc else [line.ssrc]
    if line.repair_ssrc:
        lines.append(f"a=ssrc-group:FID {line.ssrc} {line.repair_ssrc}")
    return lines + [f"a=ssrc:{ssrc} cname:{local.session}" for ssrc in ssrcs]


def _media(
    kind: str, protocol: str, mid: str, chosen: Sequence[Chosen], local: Local, *, is_first: bool
) -> list[str]:
    """What every live m-line has; candidates stand only in the first, which carries the bundle."""
    types = [str(number) for each in chosen for number in (each.payload_type, each.repair_type) if number]
    host, port = local.candidates[0] if local.candidates else ("0.0.0.0", 9)
    family = "IP6" if ":" in host else "IP4"
    lines = [f"m={kind} {port} {protocol} {' '.join(types)}", f"c=IN {family} {host}", f"a=mid:{mid}"]
    lines += [f"a=ice-ufrag:{local.ufrag}", f"a=ice-pwd:{local.pwd}", f"a=fingerprint:{local.fingerprint}"]
    lines += ["a=rtcp-mux", "a=rtcp-rsize"]
    for each in chosen:
        lines += _codec(each)
    return lines + (list(_candidates(local.candidates)) if is_first else [])


def _codec(chosen: Chosen) -> Iterator[str]:
    number = chosen.payload_type
    yield f"a=rtpmap:{number} {NAMES[chosen.codec]}"
    for each in _SOUND_FEEDBACK if chosen.codec is Codec.OPUS else _PICTURE_FEEDBACK:
        yield f"a=rtcp-fb:{number} {each}"
    if chosen.parameters:
        yield f"a=fmtp:{number} {chosen.parameters}"
    if chosen.repair_type:
        yield f"a=rtpmap:{chosen.repair_type} rtx/90000"
        yield f"a=fmtp:{chosen.repair_type} apt={number}"


def _candidates(addresses: Sequence[Address]) -> Iterator[str]:
    """Host candidates (RFC 8839, 5.1), the earlier the better; component 1 alone, for RTCP comes with RTP."""
    for at, (host, port) in enumerate(addresses):
        priority = (126 << 24) + ((65_535 - at) << 8) + 255
        yield f"a=candidate:{at + 1} 1 udp {priority} {host} {port} typ host"
    yield "a=end-of-candidates"
