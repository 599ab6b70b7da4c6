"""The text of an incoming document as lines, and a bare twin of the same length that patterns look at.

The bare twin has small letters without marks, so "Só", "Số" and "SỐ" are alike and a place found in it is the same
place in the text. The nation's name and motto, which stand in the right column and run into the left one, are cut out.
"""

import re
import unicodedata

_BLANKS = re.compile(r"[^\S\n]+")
_NATION = re.compile(r"c[o0]ng h[o0]a xa h[o0]i chu nghia(?: (?P<whole>viet nam))?")
_MOTTO = re.compile(r"d[o0]c lap\s*[-–—.]?\s*tu d[o0]\s*[-–—.]?\s*hanh ph[uư]c")
_LONE_COUNTRY = re.compile(r"viet nam[ ]*$", re.MULTILINE)
CUT = "\x1e"  # stands where something was cut out; no text can have it


def clean(page: str) -> str:
    """The page in Unicode form C, one blank between words, no control marks, lines kept."""
    text = unicodedata.normalize("NFC", page).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(letter if letter == "\n" or letter.isprintable() else " " for letter in text)
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n"))


def bare(text: str) -> str:
    """The same text, letter for letter, small and without marks; đ is d."""
    return "".join(map(_bare_letter, text))


def cut(text: str, start: int, end: int) -> str:
    """The text with a span replaced by marks of the same length, so that places stay what they were."""
    return text[:start] + CUT * (end - start) + text[end:]


def without_nation(text: str) -> str:
    """The text with the first nation name and motto cut out, though the name be broken over two lines."""
    flat = bare(text)
    if nation := _NATION.search(flat):
        text = cut(text, *nation.span())
        if not nation["whole"] and (country := _LONE_COUNTRY.search(flat, nation.end())):
            if flat.count("\n", nation.end(), country.start()) <= 2:
                text = cut(text, *country.span())
    if motto := _MOTTO.search(flat):
        text = cut(text, *motto.span())
    return text


def lines(text: str) -> list[str]:
    """Lines with what was cut taken out; a line that was cut whole is the mark alone, an empty one is empty."""
    return [line.replace(CUT, " ").strip() or (CUT if CUT in line else "") for line in text.split("\n")]


def is_upper(line: str) -> bool:
    """Whether a line has at least two letters and no small one."""
    letters = [letter for letter in line if letter.isalpha()]
    return len(letters) >= 2 and not any(letter.islower() for letter in letters)


def _bare_letter(letter: str) -> str:
    if letter in "đĐ":
        return "d"
    return unicodedata.normalize("NFD", letter)[0].lower()[0]
