"""What we answer to a publisher's offer and what we offer to a receiver, and what was agreed on (RFC 8829; pure).

We are a lite ICE agent with host candidates and one bundle, the DTLS server on both connections, and take few codecs:
Opus for sound, VP8 for pictures, H.264 where a publisher has nothing else. Everything else of a description is left
to `net.description`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from meetings.engine import Codec, Extensions
from meetings.errors import BrokenProtocol
from meetings.net.description import Format, Media, Remote, Session, parse
from meetings.net.description_lines import (
    H264,
    NAMES,
    OFFERED_EXTENSIONS,
    OPUS,
    PAYLOADS,
    REPAIRS,
    URIS,
    Chosen,
    Line,
    Local,
    accepted,
    description,
    offered,
    rejected,
)

__all__ = ["Line", "Local", "Negotiated", "Remote", "Session", "answer_publish", "merged", "offer_subscribe"]
__all__ += ["PAYLOADS", "REPAIRS", "parse", "read_subscribe_answer"]


@dataclass(frozen=True, slots=True)
class Negotiated:
    """What both sides agreed on for one m-line. `direction` is the browser's: sendonly means that it sends."""

    mid: str
    kind: str
    direction: str
    codecs: dict[Codec, int]  # payload types; empty: the line is rejected
    repairs: dict[Codec, int]  # payload types of RTX
    extensions: Extensions
    ssrcs: tuple[int, ...]  # that were listed, without those of retransmissions
    repair_ssrcs: dict[int, int]  # listed SSRC to that of its retransmissions
    rids: tuple[str, ...]


def answer_publish(offer: Session, local: Local) -> tuple[str, list[Negotiated]]:
    """The answer to somebody who sends, and what was agreed on for each m-line, in order. What we do not know is
    rejected. Raises BrokenProtocol when the offer wants another transport or DTLS role than ours."""
    if offer.remote.setup == "passive":
        raise BrokenProtocol("SDP in which the browser would be the DTLS server")
    chosen = [_choose(each) for each in offer.media]
    agreed = [_agreed(media, each, _sent(media)) for media, each in zip(offer.media, chosen, strict=True)]
    bundle = [each.mid for each in agreed if each.codecs]
    if not bundle or not set(bundle) <= set(offer.bundle):
        raise BrokenProtocol("SDP without one bundle of media that we know")
    return description(local, offer.version, bundle, list(_answers(offer, chosen, local, bundle[0]))), agreed


def offer_subscribe(lines: Sequence[Line], local: Local, version: int) -> str:
    """The offer to somebody who receives: the lines in order, of which none may ever vanish. `version` rises."""
    mids = [each.mid for each in lines]
    media = [offered(line, local, is_first=line.mid == mids[0]) for line in lines]
    return description(local, version, mids, media)


def read_subscribe_answer(text: str) -> tuple[Remote, list[Negotiated]]:
    """The browser's transport, and what it agreed to for each m-line. Raises BrokenProtocol."""
    answer = parse(text)
    remote = answer.remote
    if remote.setup != "active":
        raise BrokenProtocol("SDP in which the browser is not the DTLS client")
    known = {uri: OFFERED_EXTENSIONS[name] for name, uri in URIS.items() if name in OFFERED_EXTENSIONS}
    for media in answer.media:
        if any(media.extensions[uri].number != known.get(uri) for uri in media.extensions):
            raise BrokenProtocol("SDP with extensions that were not offered")
    return remote, [_agreed(media, _accepted(media), dict(_extensions(media))) for media in answer.media]


def merged(negotiated: Sequence[Negotiated]) -> Extensions:
    """The extensions of a bundle, which has one meaning for each id (RFC 8843, 9). Raises BrokenProtocol."""
    found: dict[str, int] = {}
    for each in negotiated:
        for name in URIS:
            number = getattr(each.extensions, name)
            if number and found.setdefault(name, number) != number:
                raise BrokenProtocol("SDP with two ids for one extension")
    if len(set(found.values())) != len(found):
        raise BrokenProtocol("SDP with two extensions of one id")
    return Extensions(**found)


def _answers(
    offer: Session, chosen: Sequence[Sequence[Chosen]], local: Local, first: str
) -> Iterator[list[str]]:
    for media, each in zip(offer.media, chosen, strict=True):
        if each:
            yield accepted(media, each, _sent(media), local, is_first=media.mid == first)
        else:
            yield rejected(media)


def _sent(media: Media) -> dict[str, int]:
    """The extensions that a publisher may send, by name."""
    return {
        name: number
        for name, number in _extensions(media)
        if media.extensions[URIS[name]].direction != "recvonly"
    }


def _extensions(media: Media) -> Iterator[tuple[str, int]]:
    """Those that we know, if a one-byte header can hold them."""
    for name, uri in URIS.items():
        found = media.extensions.get(uri)
        if found is not None and 1 <= found.number <= 14:
            yield name, found.number


def _agreed(media: Media, chosen: Sequence[Chosen], extensions: dict[str, int]) -> Negotiated:
    hidden = set(media.repairs.values())
    return Negotiated(
        mid=media.mid,
        kind=media.kind,
        direction=media.direction if chosen else "inactive",
        codecs={each.codec: each.payload_type for each in chosen},
        repairs={each.codec: each.repair_type for each in chosen if each.repair_type},
        extensions=Extensions(**extensions) if chosen else Extensions(),
        ssrcs=tuple(each for each in media.ssrcs if each not in hidden),
        repair_ssrcs=media.repairs,
        rids=media.rids,
    )


def _choose(media: Media) -> list[Chosen]:
    """The one codec that we answer with; none: the line is rejected."""
    if media.is_rejected or media.kind not in ("audio", "video"):
        return []
    if not media.is_muxed:
        raise BrokenProtocol("SDP without rtcp-mux")
    codecs = (Codec.OPUS,) if media.kind == "audio" else (Codec.VP8, Codec.H264)
    found = [
        (codec, best) for codec in codecs if (best := min(_formats(media, codec), key=_rank, default=None))
    ]
    return [_chosen(media, codec, best) for codec, best in found[:1]]


def _accepted(media: Media) -> list[Chosen]:
    """Of the codecs that we offered, those that the answer has."""
    if media.is_rejected:
        return []
    known = {each.payload_type: each for each in media.formats}
    return [
        _chosen(media, codec, known[number])
        for codec, number in PAYLOADS.items()
        if _is(known.get(number), codec)
    ]


def _formats(media: Media, codec: Codec) -> list[Format]:
    return [each for each in media.formats if _is(each, codec)]


def _is(given: Format | None, codec: Codec) -> bool:
    if given is None or f"{given.name}/{given.clock}" != "/".join(NAMES[codec].lower().split("/")[:2]):
        return False
    return codec is not Codec.H264 or given.parameters.get("packetization-mode") == "1"


def _rank(given: Format) -> int:
    """Constrained baseline before the other profiles of H.264: every decoder has it."""
    profiles = ("42e0", "4200")
    profile = given.parameters.get("profile-level-id", "").lower()[:4]
    return profiles.index(profile) if profile in profiles else len(profiles)


def _chosen(media: Media, codec: Codec, given: Format) -> Chosen:
    wanted = str(given.payload_type)
    repairs = [e.payload_type for e in media.formats if e.name == "rtx" and e.parameters.get("apt") == wanted]
    parameters = {Codec.OPUS: OPUS, Codec.VP8: "", Codec.H264: _h264(given)}[codec]
    return Chosen(codec, given.payload_type, repairs[0] if repairs else 0, parameters)


def _h264(given: Format) -> str:
    """The same profile as was offered: an answer may not change it (RFC 6184, 8.2.2)."""
    profile = given.parameters.get("profile-level-id", "")
    is_hex = len(profile) == 6 and all(each in "0123456789abcdefABCDEF" for each in profile)
    return H264.replace("42e01f", profile) if is_hex else H264
