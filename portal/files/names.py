"""File names as people may see them: one safe line, the ending kept. Pure."""

import re
import unicodedata

_LONGEST = (
    150  # characters; below the 255 bytes of file systems even when every letter takes three bytes less one
)
_SEPARATORS = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_SPACES = re.compile(r"\s+")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_FALLBACK = "tep"


def clean_name(name: str, longest: int = _LONGEST) -> str:
    """The name of an uploaded file made safe to keep, show and offer for download.

    Path parts are dropped, control and direction-changing characters too (a name must not read as
    another: "gpj.exe" turned round), white space is made single blanks, letters are put in Unicode
    normal form C. At most `longest` characters, the ending kept. Never empty.
    """
    last = _SEPARATORS.split(name.rstrip("/\\ "))[-1]
    visible = "".join(letter for letter in last if _is_visible(letter))
    plain = unicodedata.normalize("NFC", _FORBIDDEN.sub("_", visible))
    plain = _SPACES.sub(" ", plain).strip(" .")
    ending = ending_of(plain)
    stem = plain.removesuffix(ending).strip(" .") or _FALLBACK
    return stem[: longest - len(ending)].rstrip(" .") + ending


def ending_of(name: str) -> str:
    """The ending with its dot, ".pdf"; empty when there is none that looks like one."""
    found = _ENDING.search(name)
    return found.group() if found else ""


def with_ending(name: str, ending: str, also: tuple[str, ...] = ()) -> str:
    """The same name ending as its contents ask: `ending` is appended unless it, or one of `also`, is there."""
    return name if ending_of(name).lower() in (ending, *also) else clean_name(name + ending)


def _is_visible(letter: str) -> bool:
    """Blanks stay; controls, formats (bidi marks, zero widths), surrogates and private letters go."""
    return letter.isspace() or not unicodedata.category(letter).startswith("C")
