"""What was typed becomes a question to either full-text index (pure). Nothing that is typed is an operator.

All words must be there, in any order. Words in quotes, and words joined by punctuation as in 672/UBND-KGVX,
stand side by side. The last word may be unfinished.
"""

import re
from dataclasses import dataclass

from portal.kit.text import fold

_QUOTED_OR_CHUNK = re.compile(r'"([^"]*)("?)|([^\s",;]+)')
_CURLY_QUOTES = str.maketrans("“”„«»", '"""""')
_MOST_TERMS = 12
_LONGEST_QUERY = 300
_MOST_ANCHORS = 3
_LONGEST_WORD = 60  # PostgreSQL refuses words of more than 2,046 bytes


@dataclass(frozen=True, slots=True)
class Term:
    """Folded words that stand side by side; with `is_prefix` the last one may go on."""

    words: tuple[str, ...]
    is_prefix: bool = False


def terms_of(text: str) -> tuple[Term, ...]:
    """The terms of a query, at most 12; empty when there is nothing to look for (fewer than two letters in all)."""
    text = text[:_LONGEST_QUERY].translate(_CURLY_QUOTES)
    pieces = [(match[1] or match[3] or "", bool(match[2])) for match in _QUOTED_OR_CHUNK.finditer(text)]
    folded = [(_words(piece), is_closed) for piece, is_closed in pieces]
    found = [(words, is_closed) for words, is_closed in folded if words][:_MOST_TERMS]
    if sum(len(word) for words, _closed in found for word in words) < 2:
        return ()
    last = len(found) - 1
    return tuple(
        Term(words, is_prefix=number == last and not is_closed)
        for number, (words, is_closed) in enumerate(found)
    )


def fts5_query(terms: tuple[Term, ...]) -> str:
    """The terms in the language of SQLite's FTS5, every word quoted."""
    return " AND ".join(f'"{" ".join(term.words)}"{" *" if term.is_prefix else ""}' for term in terms)


def tsquery(terms: tuple[Term, ...]) -> str:
    """The terms in the language of PostgreSQL's `to_tsquery`, every word quoted."""
    return " & ".join(_phrase(term) for term in terms)


def anchors_of(terms: tuple[Term, ...]) -> tuple[str, ...]:
    """What a snippet is cut around, with its blanks, best first: all words side by side, the longest terms, a word."""
    together = Term(tuple(word for term in terms for word in term.words), terms[-1].is_prefix)
    longest = sorted(terms, key=lambda term: -sum(map(len, term.words)))[:_MOST_ANCHORS]
    whole = [f" {' '.join(term.words)}{'' if term.is_prefix else ' '}" for term in (together, *longest)]
    parts = [f" {term.words[0]} " for term in longest if len(term.words) > 1][:1]
    return tuple(dict.fromkeys([*whole, *parts]))


def _words(piece: str) -> tuple[str, ...]:
    return tuple(word[:_LONGEST_WORD] for word in fold(piece).split())


def _phrase(term: Term) -> str:
    words = [f"'{word}'" for word in term.words]
    if term.is_prefix:
        words[-1] += ":*"
    return f"({' <-> '.join(words)})"
