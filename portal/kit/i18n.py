"""The viewer's language as a context variable, so that pure code can speak without knowing the web.

Message ids are the Vietnamese sentences themselves: Vietnamese needs no catalogue and English is one.
"""

from contextvars import ContextVar
from gettext import NullTranslations

_current: ContextVar[NullTranslations] = ContextVar("translations")
_vietnamese = NullTranslations()


def use_translations(translations: NullTranslations) -> None:
    """From here on, and only in this task, `_` speaks this language."""
    _current.set(translations)


def translations() -> NullTranslations:
    """The catalogue of the viewer's language."""
    return _current.get(_vietnamese)


def gettext(message: str) -> str:
    """The sentence in the viewer's language."""
    return _current.get(_vietnamese).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The sentence for a count; Vietnamese has one form, English two."""
    return _current.get(_vietnamese).ngettext(one, many, count)


def N_(message: str) -> str:
    """Marks a sentence for translation; it is said by `_` later, in the language of whoever reads it then."""
    return message


_ = gettext
