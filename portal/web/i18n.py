"""Which language a request is answered in, and the catalogue for it.

Vietnamese sentences are the message ids, so only other languages have a catalogue (`portal/locale`).
"""

from functools import cache
from gettext import NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from portal.kit.i18n import use_translations
from portal.settings import settings

LOCALES = ("vi", "en")
COOKIE = "congvu_language"
_FOLDER = Path(__file__).parent.parent / "locale"


@cache
def translations_for(locale: str) -> NullTranslations:
    """The catalogue of a language; Vietnamese, and a language without one, speak as written."""
    source = _FOLDER / locale / "LC_MESSAGES" / "congvu.po"
    if locale == "vi" or not source.exists():
        return NullTranslations()
    from io import BytesIO

    compiled = BytesIO()
    with source.open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=locale))
    compiled.seek(0)
    return Translations(compiled)


def choose_locale(wanted: str | None, accept_language: str) -> str:
    """The person's own choice, else the first language of the browser that we speak, else the setting."""
    if wanted in LOCALES:
        return wanted
    for part in accept_language.split(","):
        tag = part.split(";")[0].strip().lower()[:2]
        if tag in LOCALES:
            return tag
    return settings().locale


def speak(locale: str) -> None:
    """Answer the rest of this request in a language."""
    use_translations(translations_for(locale))
