"""Session descriptions: what a browser's offer or answer says, as frozen data (RFC 8866, 8829, 8839, 8843, 8853; pure).

Browsers differ in where they put a line and in how much they say; reading is therefore tolerant, but bounded, and the
only thing that it raises is `BrokenProtocol`. `net.sdp` writes our own descriptions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from meetings.errors import BrokenProtocol

LONGEST = 65_536
_MOST_LINES, _LONGEST_LINE, _MOST_MEDIA, _MOST_OF_A_KIND = 6000, 2048, 256, 64
_DIRECTIONS = frozenset(("sendrecv", "sendonly", "recvonly", "inactive"))
_SETUPS = frozenset(("actpass", "active", "passive"))
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~/-]{1,64}")
_ICE = re.compile(r"[A-Za-z0-9+/]{4,256}")
_RID = re.compile(r"[A-Za-z0-9_-]{1,16}")
_FINGERPRINT = re.compile(r"([A-Za-z0-9-]{1,16}) +([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){15,63})")

Fingerprint = tuple[str, str]  # algorithm in small letters, value in capitals with colons


@dataclass(frozen=True, slots=True)
class Remote:
    """How the other side's transport is known: ICE credentials, certificates, DTLS setup."""

    ufrag: str
    pwd: str
    fingerprints: tuple[Fingerprint, ...]
    setup: str


@dataclass(frozen=True, slots=True)
class Format:
    """One payload type. `parameters` are those of its fmtp line, names in small letters."""

    payload_type: int
    name: str  # in small letters
    clock: int
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extension:
    """An RTP header extension (RFC 8285): its number, and which way it goes where that was said."""

    number: int
    direction: str  # sendonly, recvonly, or empty


@dataclass(frozen=True, slots=True)
class Media:
    """One m-line with what it inherits from the session. `extensions` are by their URI."""

    mid: str
    kind: str
    is_rejected: bool
    direction: str
    protocol: str
    listed: tuple[str, ...]  # payload types as they stand in the m-line
    formats: tuple[Format, ...]  # those of them that have an rtpmap
    extensions: dict[str, Extension]
    ssrcs: tuple[int, ...]
    repairs: dict[int, int]  # SSRC to the SSRC of its retransmissions
    rids: tuple[str, ...]  # that the other side sends, in the order of a=simulcast
    remote: Remote | None
    is_muxed: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A whole description. `bundle` are the mids that share one transport."""

    version: int
    bundle: tuple[str, ...]
    media: tuple[Media, ...]

    @property
    def remote(self) -> Remote:
        """The transport of the bundle. Raises BrokenProtocol where no live m-line has one."""
        for each in self.media:
            if not each.is_rejected and each.remote is not None:
                return each.remote
        raise BrokenProtocol("SDP without transport")


def parse(text: str) -> Session:
    """What a description says. Raises BrokenProtocol with the reason."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise BrokenProtocol("SDP too long")
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line]
    if len(lines) > _MOST_LINES or lines[:1] != ["v=0"]:
        raise BrokenProtocol("no SDP")
    head, *sections = _sections(lines)
    if not 0 < len(sections) <= _MOST_MEDIA:
        raise BrokenProtocol("SDP with too few or too many m-lines")
    media = tuple(_media(section, head) for section in sections)
    mids = [each.mid for each in media]
    if len(set(mids)) != len(mids):
        raise BrokenProtocol("SDP with two m-lines of one mid")
    return Session(_version(head), _bundle(head, mids), media)


class _Section:
    """Lines up to the next m-line; `a=` lines by name, each bounded in number."""

    def __init__(self, first: str) -> None:
        self.first = first
        self.origin = ""
        self.attributes: dict[str, list[str]] = {}

    def take(self, line: str) -> None:
        if line.startswith("o="):
            self.origin = line[2:]
        if not line.startswith("a="):
            return
        name, _colon, value = line[2:].partition(":")
        values = self.attributes.setdefault(name, [])
        if len(values) < _MOST_OF_A_KIND * 4:
            values.append(value)

    def one(self, name: str) -> str | None:
        values = self.attributes.get(name)
        return values[0] if values else None

    def all(self, name: str) -> list[str]:
        return self.attributes.get(name, [])


def _sections(lines: list[str]) -> list[_Section]:
    found = [_Section(lines[0])]
    for line in lines[1:]:
        if len(line) > _LONGEST_LINE:
            raise BrokenProtocol("SDP with too long a line")
        if line.startswith("m="):
            found.append(_Section(line[2:]))
        else:
            found[-1].take(line)
    return found


def _version(head: _Section) -> int:
    fields = head.origin.split(" ")
    return _number(fields[2], 2**64) if len(fields) > 2 else 0


def _bundle(head: _Section, mids: list[str]) -> tuple[str, ...]:
    for value in head.all("group"):
        kind, *grouped = value.split(" ")
        if kind == "BUNDLE":
            return tuple(mid for mid in mids if mid in grouped)
    return tuple(mids[:1])


def _media(section: _Section, head: _Section) -> Media:
    words, mid = section.first.split(" "), section.one("mid") or ""
    if not 4 <= len(words) <= _MOST_OF_A_KIND * 2 or not all(map(_TOKEN.fullmatch, [*words, mid])):
        raise BrokenProtocol("SDP with a broken m-line")
    kind, port, protocol, *listed = words
    is_rejected = _number(port, 65_536) == 0 and section.one("bundle-only") is None
    return Media(
        mid=mid,
        kind=kind,
        is_rejected=is_rejected,
        direction=_direction(section) or _direction(head) or "sendrecv",
        protocol=protocol,
        listed=tuple(listed),
        formats=tuple(_formats(section, listed)),
        extensions=_extensions(section),
        ssrcs=_ssrcs(section),
        repairs=_repairs(section),
        rids=_rids(section),
        remote=None if is_rejected else _remote(section, head),
        is_muxed=section.one("rtcp-mux") is not None,
    )


def _direction(section: _Section) -> str:
    return next((each for each in _DIRECTIONS if each in section.attributes), "")


def _formats(section: _Section, listed: list[str]) -> Iterator[Format]:
    parameters = dict(_numbered(section.all("fmtp")))
    names = dict(_numbered(section.all("rtpmap")))
    for each in listed[:_MOST_OF_A_KIND]:
        payload_type = _number(each, 128) if each.isdigit() else -1
        if payload_type in names:
            name, clock, *_channels = [*names[payload_type].split("/"), "0"]
            yield Format(
                payload_type,
                name.lower(),
                _number(clock, 2**32),
                _parameters(parameters.get(payload_type, "")),
            )


def _numbered(values: list[str]) -> Iterator[tuple[int, str]]:
    for value in values:
        number, _space, rest = value.partition(" ")
        yield _number(number, 128), rest


def _parameters(value: str) -> dict[str, str]:
    pairs = (each.strip().partition("=") for each in value.split(";"))
    return {name.lower(): given for name, _sign, given in pairs if name}


def _extensions(section: _Section) -> dict[str, Extension]:
    found: dict[str, Extension] = {}
    for value in section.all("extmap")[:_MOST_OF_A_KIND]:
        given, _space, rest = value.partition(" ")
        number, _slash, direction = given.partition("/")
        found.setdefault(
            rest.split(" ")[0],
            Extension(_number(number, 2**16), direction if direction in ("sendonly", "recvonly") else ""),
        )
    return found


def _ssrcs(section: _Section) -> tuple[int, ...]:
    found = dict.fromkeys(_number(each.split(" ")[0], 2**32) for each in section.all("ssrc"))
    return tuple(found)[:_MOST_OF_A_KIND]


def _repairs(section: _Section) -> dict[int, int]:
    pairs = [each.split(" ")[1:] for each in section.all("ssrc-group") if each.startswith("FID ")]
    return {_number(pair[0], 2**32): _number(pair[1], 2**32) for pair in pairs if len(pair) == 2}


def _rids(section: _Section) -> tuple[str, ...]:
    """Only what stands in a=rid can be in a=simulcast; of alternatives the first counts; ~ means paused."""
    known = {each.split(" ")[0] for each in section.all("rid") if " send" in each}
    offered = section.one("simulcast") or ""
    words = offered.split(" ")
    streams = words[words.index("send") + 1].split(";") if "send" in words[:-1] else []
    first = [each.split(",")[0].lstrip("~") for each in streams]
    rids = tuple(dict.fromkeys(each for each in first if each in known))
    if len(rids) > 8 or not all(map(_RID.fullmatch, rids)):
        raise BrokenProtocol("SDP with broken rids")
    return rids


def _remote(section: _Section, head: _Section) -> Remote | None:
    ufrag, pwd, setup = ((section.one(name) or head.one(name)) for name in ("ice-ufrag", "ice-pwd", "setup"))
    given = section.all("fingerprint") or head.all("fingerprint")
    if ufrag is None or pwd is None or not given:
        return None
    if not _ICE.fullmatch(ufrag) or not _ICE.fullmatch(pwd) or setup not in _SETUPS:
        raise BrokenProtocol("SDP with broken ICE credentials or setup")
    matches = [_FINGERPRINT.fullmatch(each.strip()) for each in given[:8]]
    prints = tuple((each[1].lower(), each[2].upper()) for each in matches if each is not None)
    if len(prints) != len(matches):
        raise BrokenProtocol("SDP with a broken fingerprint")
    return Remote(ufrag, pwd, prints, setup)


def _number(text: str, below: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 21 and int(text) < below):
        raise BrokenProtocol("SDP with a broken number")
    return int(text)
