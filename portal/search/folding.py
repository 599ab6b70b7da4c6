"""Text and its fold, letter for letter (pure): what is found in the fold can be shown from the text."""

import unicodedata

from portal.kit.text import fold

MOST_LETTERS = 200_000  # about eighty pages; what comes after cannot be found


class _Folded(dict):
    """Each letter's fold, learnt when it is first met; a blank for what is no letter or digit."""

    def __missing__(self, code: int) -> str:
        self[code] = fold(chr(code)) or " "
        return self[code]


class _Shown(dict):
    """Each letter as the snippet shows it: whatever would not fold to exactly one letter is written out or left out."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if unicodedata.combining(letter):
            shown = ""
        elif unicodedata.category(letter) in ("Cc", "Cs", "Cn"):
            shown = " "  # NUL and lone surrogates come out of PDF files; no database takes them
        else:
            folded = fold(letter)
            shown = folded if len(folded) > 1 else letter
        self[code] = shown
        return shown


_folded, _shown = _Folded(), _Shown()


def aligned(text: str) -> tuple[str, str]:
    """The text in normal form C with blanks squeezed, at most 200,000 letters, and its fold of the same length."""
    start = unicodedata.normalize("NFC", text[: 2 * MOST_LETTERS])
    shown = " ".join(start.translate(_shown).split())[:MOST_LETTERS]
    return shown, folded_letters(shown)


def folded_letters(shown: str) -> str:
    """The fold of a text that `aligned` made, or of a piece of it, letter for letter."""
    return shown.translate(_folded)
