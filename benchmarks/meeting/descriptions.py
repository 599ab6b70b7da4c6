"""The SDP of pretended browsers: the least that both servers take, and what is read of theirs."""

import re
from dataclasses import dataclass

from benchmarks.meeting.connection import FINGERPRINT, Connection
from benchmarks.meeting.streams import LEVEL_ID, NUMBERS_ID, SOUND_TYPE, VIDEO_TYPE

LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
NUMBERS = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
_KEPT = re.compile(r"a=(rtpmap|fmtp|rtcp-fb|extmap):.*|a=mid:.*")


@dataclass(frozen=True)
class Remote:
    """What the other side says of its transport."""

    ufrag: str
    pwd: str
    candidates: list[tuple[str, int]]
    setup: str


def read(sdp: str) -> Remote:
    """The first of each, which in a bundle are all."""

    def first(name: str) -> str:
        found = re.search(rf"^a={name}:(\S+)", sdp, re.MULTILINE)
        return found[1] if found else ""

    lines = re.findall(r"^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", sdp, re.MULTILINE | re.IGNORECASE)
    hosts = list(dict.fromkeys((host, int(port)) for host, port in lines if ":" not in host))
    return Remote(first("ice-ufrag"), first("ice-pwd"), hosts, first("setup"))


def offer(connection: Connection, ssrcs: dict[str, int], setup: str) -> str:
    """A publisher's: microphone and camera; `ssrcs` by kind (`audio`, `video`)."""
    return _description(connection, [_sending(connection, kind, ssrc, setup) for kind, ssrc in ssrcs.items()])


def answer(connection: Connection, remote: str, *, numbers: bool) -> str:
    """A receiver's answer to whatever is offered: all of it, with what the offer says of formats. Without `numbers`
    there is no transport-wide feedback."""
    parts = re.split(r"(?=^m=)", remote, flags=re.MULTILINE)[1:]
    connection.numbers_id = 0
    media = []
    for part in parts:
        lines = part.split("\r\n")
        kind, types = lines[0].split(" ")[0], lines[0].split(" ")[3:]
        kept = [line for line in lines if _KEPT.fullmatch(line)]
        kept = [
            line for line in kept if not line.startswith("a=extmap") or numbers and line.endswith(NUMBERS)
        ]
        for line in kept:
            if line.startswith("a=extmap"):
                connection.numbers_id = int(line[9:].split(" ")[0])
        media.append(
            [f"{kind} 9 UDP/TLS/RTP/SAVPF {' '.join(types)}", *_transport(connection, "active"), *kept]
        )
        media[-1].append("a=recvonly")
    return _description(connection, media)


def _sending(connection: Connection, kind: str, ssrc: int, setup: str) -> list[str]:
    number, name = (SOUND_TYPE, "opus/48000/2") if kind == "audio" else (VIDEO_TYPE, "VP8/90000")
    feedback = ["transport-cc"] if kind == "audio" else ["transport-cc", "nack", "nack pli", "ccm fir"]
    return [
        f"m={kind} 9 UDP/TLS/RTP/SAVPF {number}",
        *_transport(connection, setup),
        f"a=mid:{0 if kind == 'audio' else 1}",
        "a=sendonly",
        f"a=msid:bench {kind}",
        f"a=rtpmap:{number} {name}",
        *(f"a=rtcp-fb:{number} {each}" for each in feedback),
        f"a=extmap:{LEVEL_ID} {LEVEL}",
        f"a=extmap:{NUMBERS_ID} {NUMBERS}",
        f"a=ssrc:{ssrc} cname:bench",
    ]


def _transport(connection: Connection, setup: str) -> list[str]:
    host, port = connection.address
    return [
        f"c=IN IP4 {host}",
        "a=rtcp-mux",
        f"a=ice-ufrag:{connection.ufrag}",
        f"a=ice-pwd:{connection.pwd}",
        f"a=fingerprint:sha-256 {FINGERPRINT}",
        f"a=setup:{setup}",
        f"a=candidate:1 1 udp 2130706431 {host} {port} typ host",
        "a=end-of-candidates",
    ]


def _description(connection: Connection, media: list[list[str]]) -> str:
    mids = [line[6:] for lines in media for line in lines if line.startswith("a=mid:")]
    head = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {' '.join(mids)}"]
    return "".join(f"{line}\r\n" for lines in (head, *media) for line in lines)
