"""No sentence stands on a screen without `_`: Vietnamese letters elsewhere are words of paper, or read from it."""

import ast
import re
from collections.abc import Iterator

import pytest
from jinja2 import Environment, nodes

from tests.house.plan import ROOT, TEMPLATES, html_files, python_files, shown, tree_of

OWN_LETTER = re.compile(
    r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
SAYING = {"_", "N_", "gettext", "ngettext"}
NAMES = re.compile(r"Cổng Công vụ|Cốc Cốc|Tiếng Việt")  # Names are the same in every language.
JINJA = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)

# Files (or folders) whose Vietnamese is no sentence to a viewer, each with its reason.
APART = {
    "portal/seeds": "the demo's people and papers",
    "portal/documents/reader": "patterns that read letters",
    "portal/documents/reading.py": "patterns that read letters",
    "portal/documents/markup.py": "patterns that read drafts",
    "portal/files/markings.py": "stamps of secrecy and how they are misread",
    "portal/files/tables.py": "a column explained by what the paper says",
    "portal/kit/text.py": "the one letter that Unicode does not fold",
    "portal/documents/types.py": "types of documents and their abbreviations, as the decree names them",
    "portal/documents/drafts.py": "a type of document",
    "templates/documents/new_draft.html": "a type of document",
    "portal/documents/layout.py": "printed on documents",
    "portal/documents/actions/papers.py": "printed on documents",
    "portal/documents/actions/drafting.py": "the subject an answer begins with, printed on it",
    "portal/documents/registers_print.py": "printed in registers",
    "portal/signing/pdf.py": "names of signature fields in documents",
    "portal/conferences/subjects.py": "patterns that read what a meeting is about",
    "portal/conferences/actions/sealing.py": "the legal basis, written into the log",
    "portal/documents/actions/sealing.py": "the legal basis, written into the log",
}


def in_python(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and words of every string that is neither a docstring nor said through `_`."""
    settled: set[int] = set()
    for node in ast.walk(tree):
        is_said = isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if is_said or is_docstring:
            settled |= {id(each) for each in ast.walk(node)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in settled:
            yield node.lineno, node.value


def in_template(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """Line and words of what stands in a template as text or as a value, not said through `_`."""
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in SAYING:
        return
    if isinstance(node, nodes.TemplateData):
        yield node.lineno, node.data
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.lineno, node.value
    for each in node.iter_child_nodes():
        yield from in_template(each)


def found() -> dict[str, list[tuple[int, str]]]:
    """Vietnamese words that no `_` says, by file."""
    spoken = {file: in_python(tree_of(file)) for file in python_files("portal")}
    for file in (*html_files(), *sorted((TEMPLATES / "letters").rglob("*.txt"))):
        spoken[file] = in_template(JINJA.parse(file.read_text(encoding="utf-8")))
    own = {
        shown(file): [line for line in said if OWN_LETTER.search(NAMES.sub("", line[1]))]
        for file, said in spoken.items()
    }
    return {file: lines for file, lines in own.items() if lines}


UNSAID = found()


def is_in(file: str, place: str) -> bool:
    return file == place or file.startswith(f"{place}/")


def test_every_sentence_goes_through_the_catalogue():
    silent = {file: lines for file, lines in UNSAID.items() if not any(is_in(file, each) for each in APART)}
    assert not silent, (
        f'{silent}: say it through _("…"). Words printed on paper or read from it: name the file in APART.'
    )


@pytest.mark.parametrize("place", APART)
def test_what_is_set_apart_has_a_reason_still(place):
    assert (ROOT / place).exists() and any(is_in(file, place) for file in UNSAID), (
        f"{place} ({APART[place]}) holds no such words any more: strike it from APART."
    )


def test_a_bare_sentence_is_noticed():
    assert list(in_python(ast.parse('x = _("Có") + "Không"'))) == [(1, "Không")]
    assert [words for _line, words in in_template(JINJA.parse('<p>Mới</p>{{ _("Cũ") }}{{ f("Ở") }}'))] == [
        "<p>Mới</p>",
        "Ở",
    ]
