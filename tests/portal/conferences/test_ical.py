"""A meeting in anybody's calendar: RFC 5545, read back by unfolding and unescaping."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.conferences.ical import Entry, calendar

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


def entry(**changes: object) -> Entry:
    plain = {
        "key": "conference-7@a.example",
        "title": "Giao ban",
        "starts_at": NOW,
        "ends_at": NOW + timedelta(hours=1),
        "url": "https://a.example/conferences/7",
    }
    return Entry(**(plain | changes))


def read(text: str) -> dict[str, str]:
    lines = text.replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines if ":" in line)


def unescaped(value: str) -> str:
    out, letters = "", iter(value)
    for letter in letters:
        out += {"n": "\n"}.get(after := next(letters), after) if letter == "\\" else letter
    return out


def test_it_says_when_and_where() -> None:
    said = read(calendar(entry(revision=3), NOW))
    assert said["DTSTART"] == "20261122T070000Z" and said["DTEND"] == "20261122T080000Z"
    assert said["SEQUENCE"] == "3" and said["METHOD"] == "PUBLISH" and said["STATUS"] == "CONFIRMED"
    assert said["URL"] == "https://a.example/conferences/7"


def test_a_cancelled_meeting_is_taken_out() -> None:
    said = read(calendar(entry(is_cancelled=True), NOW))
    assert said["METHOD"] == "CANCEL" and said["STATUS"] == "CANCELLED"


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf", "Cn", "Co")),
        max_size=200,
    )
)
def test_any_title_survives_and_no_line_is_too_long(title: str) -> None:
    text = calendar(entry(title=title), NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    shown = "".join(letter for letter in title if letter.isprintable())
    assert unescaped(read(text)["SUMMARY"]) == shown


def test_nobody_writes_lines_of_their_own_into_it() -> None:
    text = calendar(entry(title="Họp\r\nATTENDEE:mailto:x@y", note="a\nEND:VCALENDAR"), NOW)
    assert text.count("\r\nEND:VCALENDAR\r\n") == 1 and "\nATTENDEE" not in text
