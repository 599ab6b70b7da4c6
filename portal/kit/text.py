"""Vietnamese text: one fold for every search, one normal form for everything stored."""

import re
import unicodedata

_TAIL = re.compile(r"[\W_]+")
_SPACES = re.compile(r"[\s\0]+")


def nfc(text: str) -> str:
    """The same text in Unicode normal form C, with runs of white space made one blank.

    The character NUL, which PostgreSQL refuses to keep, counts as white space.
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """What search compares: lower case, no diacritics, đ as d, punctuation as blanks.

    "Quyết định số 12/QĐ-SNV" becomes "quyet dinh so 12 qd snv"; hòa and hoà, NFC and NFD, fall together.
    """
    lowered = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(letter for letter in lowered if not unicodedata.combining(letter))
    return _TAIL.sub(" ", bare).strip()


def words_of(text: str) -> list[str]:
    """The folded words of what somebody looks for: at most twelve, of the first 300 letters, as databases bear it."""
    return fold(text[:300]).split()[:12]


def initials(full_name: str) -> str:
    """Two capital letters for a round face: first and last word of a name, "Nguyễn Thị Hoài" as "NH"."""
    words = full_name.split()
    return (words[0][:1] + words[-1][:1]).upper() if len(words) > 1 else full_name[:2].upper()


def shorten(text: str, length: int) -> str:
    """At most `length` characters, cut at a word and ended with an ellipsis when something was cut."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
