"""A meeting as an iCalendar object (RFC 5545), so that it stands in anybody's calendar (pure)."""

from dataclasses import dataclass
from datetime import UTC, datetime

_WIDTH = 75  # octets of a line, RFC 5545, 3.1


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a calendar; `revision` rises with each change, so that a later one replaces an earlier."""

    key: str  # the same for every sending of one meeting
    title: str
    starts_at: datetime
    ends_at: datetime
    url: str
    note: str = ""
    revision: int = 0
    is_cancelled: bool = False


def calendar(entry: Entry, now: datetime) -> str:
    """The object as text, lines ended by CR LF and folded at 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cong Cong vu//VI",
        f"METHOD:{'CANCEL' if entry.is_cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{_text(entry.key)}",
        f"SEQUENCE:{entry.revision}",
        f"DTSTAMP:{_instant(now)}",
        f"DTSTART:{_instant(entry.starts_at)}",
        f"DTEND:{_instant(entry.ends_at)}",
        f"SUMMARY:{_text(entry.title)}",
        *([f"DESCRIPTION:{_text(entry.note)}"] if entry.note else []),
        f"URL:{entry.url}",
        f"LOCATION:{_text(entry.url)}",
        f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """A text value: backslash, comma, semicolon and line ends escaped (RFC 5545, 3.3.11)."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\n", "\\n")):
        words = words.replace(plain, escaped)
    return "".join(letter for letter in words if letter.isprintable())


def _folded(line: str) -> str:
    """The line cut into pieces of at most 75 octets, never within a letter; each further one begins with a blank."""
    pieces, piece, width = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if width + octets > _WIDTH:
            pieces.append(piece)
            piece, width = "", 1
        piece, width = piece + letter, width + octets
    return "\r\n ".join([*pieces, piece])
