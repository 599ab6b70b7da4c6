"""The sentences people read: found in the code and the templates, and their English in one catalogue.

A message id is the Vietnamese sentence itself, so only English has a catalogue.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from tests.house.plan import PORTAL, ROOT, TEMPLATES

ENGLISH = PORTAL / "locale" / "en" / "LC_MESSAGES" / "congvu.po"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [
    ("**.py", "python"),
    ("**.html", "jinja2.ext:babel_extract"),
    ("**.txt", "jinja2.ext:babel_extract"),
]
# A template that cannot be read is a fault here too: in silence its sentences would be missing in English.
READING = {"trim_blocks": "true", "lstrip_blocks": "true", "extensions": "jinja2.ext.do", "silent": "false"}
OPTIONS = dict.fromkeys(("**.html", "**.txt"), READING)
HEAD = "# English sentences of Cổng Công vụ. The message ids are the Vietnamese sentences of the code."


def sentences() -> Catalog:
    """Every sentence of the product, in the order of the files that say it."""
    found = Catalog()
    for folder, methods in ((PORTAL, METHODS[:1]), (TEMPLATES, METHODS[1:])):
        for name, _line, said, comments, context in extract_from_dir(folder, methods, OPTIONS, KEYWORDS):
            found.add(said, locations=[(_shown(folder / name), 0)], auto_comments=comments, context=context)
    return found


def english() -> Catalog:
    """The catalogue as it stands; empty where there is none yet."""
    if not ENGLISH.exists():
        return Catalog(locale="en", header_comment=HEAD)
    with ENGLISH.open("rb") as lines:
        return read_po(lines, locale="en")


def is_said(message: Message) -> bool:
    """Whether a message has its English, in every form it needs, and nobody doubts it."""
    words = message.string if isinstance(message.string, tuple) else (message.string,)
    return bool(words) and all(words) and not message.fuzzy


def bring_in_step() -> list[str]:
    """Add new sentences to the catalogue, drop those nobody says any more; gives those without English."""
    there, found = english(), sentences()
    there.update(found, no_fuzzy_matching=True)
    there.obsolete.clear()
    write(there)
    return untranslated(there)


def write(catalogue: Catalog) -> None:
    """Write the catalogue, sorted by its ids."""
    text = BytesIO()
    write_po(text, catalogue, width=110, sort_output=True, no_location=True)
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_bytes(_with_short_head(text.getvalue()))


def untranslated(catalogue: Catalog) -> list[str]:
    """Message ids without English."""
    return [str(each.id) for each in catalogue if each.id and not is_said(each)]


def _with_short_head(text: bytes) -> bytes:
    """Without dates and names of tools, which say nothing and make every change conflict with every other."""
    _head, _blank, body = text.partition(b"\n\n")
    told = [
        "Language: en",
        "Plural-Forms: nplurals=2; plural=(n != 1);",
        "Content-Type: text/plain; charset=utf-8",
    ]
    head = [HEAD, 'msgid ""', 'msgstr ""', *(f'"{each}\\n"' for each in told)]
    return "\n".join(head).encode() + b"\n\n" + body


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
