"""Where the words stand: a piece of text as HTML with what was found marked (pure). Shown with its own diacritics."""

from markupsafe import Markup, escape

from portal.search.folding import aligned, folded_letters
from portal.search.words import Term

AROUND = 70  # letters shown before what was found
LENGTH = 220  # letters shown in all


def marked(text: str, terms: tuple[Term, ...]) -> Markup:
    """The text, escaped, with every place that one of the terms found in <mark>."""
    shown, _fold = aligned(text)
    folded = folded_letters(shown)
    parts, done = [], 0
    for start, end in _merged(place for term in terms for place in _places(folded, term)):
        parts += [escape(shown[done:start]), Markup("<mark>{}</mark>").format(shown[start:end])]
        done = end
    return Markup("").join([*parts, escape(shown[done:])])


def snippet(piece: str, terms: tuple[Term, ...], *, starts_text: bool, ends_text: bool) -> Markup:
    """A piece that was cut out of a text, marked, whole words only, with an ellipsis where text was left out."""
    if not starts_text:
        piece = piece.partition(" ")[2]
    if not ends_text:
        piece = piece.rpartition(" ")[0]
    if not piece:
        return Markup("")
    return Markup("").join(["" if starts_text else "… ", marked(piece, terms), "" if ends_text else " …"])


def _places(folded: str, term: Term) -> list[tuple[int, int]]:
    """Every place of a term: its words after one another, with one or more blanks between them."""
    words = _with_places(folded)
    found = []
    for first in range(len(words) - len(term.words) + 1):
        run = words[first : first + len(term.words)]
        if all(
            _fits(word, wanted, term, last=index == len(run) - 1)
            for index, ((word, _at), wanted) in enumerate(zip(run, term.words, strict=True))
        ):
            found.append((run[0][1], run[-1][1] + len(run[-1][0])))
    return found


def _fits(word: str, wanted: str, term: Term, *, last: bool) -> bool:
    return word.startswith(wanted) if last and term.is_prefix else word == wanted


def _with_places(folded: str) -> list[tuple[str, int]]:
    """The words of a folded text, each with where it begins."""
    words, at = [], 0
    for word in folded.split(" "):
        if word:
            words.append((word, at))
        at += len(word) + 1
    return words


def _merged(places: object) -> list[tuple[int, int]]:
    """Places in order, those that touch as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
