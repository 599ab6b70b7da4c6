"""Templates compile, pages have titles, fragments carry the id they are swapped by, nothing runs inline."""

import re

import pytest

from portal.web.render import environment
from tests.house.plan import TEMPLATES, html_files, is_fragment, is_page, shown

JINJA = re.compile(r"\{%-? macro .*?\{%-? endmacro -?%\}|\{#.*?#\}|\{%.*?%\}", re.DOTALL)
FIRST_TAG = re.compile(r"<[a-z][\w-]*((?:\{\{.*?\}\}|\"[^\"]*\"|[^>\"])*)>", re.DOTALL)
INLINE = {
    "a style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "an hx-on attribute": re.compile(r"\s(?:data-)?hx-on[:-]", re.IGNORECASE),
    "a script": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")", re.IGNORECASE
    ),
    "a javascript: address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
}
FILES = html_files()
IN_BROWSER = [
    each for each in FILES if "letters" not in each.parts
]  # Mail programs know inline styles alone.


def text_of(template):
    return template.read_text(encoding="utf-8")


@pytest.mark.parametrize("template", FILES, ids=shown)
def test_it_compiles(template):
    environment().get_template(template.relative_to(TEMPLATES).as_posix())


@pytest.mark.parametrize("template", list(filter(is_page, FILES)), ids=shown)
def test_a_page_has_a_title(template):
    text = text_of(template)
    assert "{% extends" in text, f"{shown(template)}: a page extends a layout; a part of one begins with `_`."
    assert re.search(r"\{%-? block title", text), (
        f"{shown(template)}: fill {{% block title %}}: tabs and readers say it."
    )


@pytest.mark.parametrize("template", list(filter(is_fragment, FILES)), ids=shown)
def test_a_fragment_carries_its_id(template):
    shape = JINJA.sub("", text_of(template)).strip()
    first = FIRST_TAG.match(shape)
    by_macro = shape.startswith("{{")
    assert by_macro or (first and re.search(r"\bid\s*=", first[1])), (
        f"{shown(template)}: a fragment is one element, and its root needs the id it is swapped by: "
        'id="{{ dom_id(…) }}".'
    )


@pytest.mark.parametrize("template", [each for each in FILES if "swaps" in each.parts], ids=shown)
def test_a_swap_only_gathers_fragments(template):
    tags = re.findall(r"<(?!/)([a-z]+)", JINJA.sub("", text_of(template)))
    assert set(tags) <= {"div", "template", "title"}, (
        f"{shown(template)}: include fragments with hx-swap-oob, no more."
    )


@pytest.mark.parametrize("template", IN_BROWSER, ids=shown)
def test_nothing_runs_inline(template):
    text = JINJA.sub("", text_of(template))
    inline = [name for name, pattern in INLINE.items() if pattern.search(text)]
    assert not inline, (
        f"{shown(template)} has {inline}: the content policy forbids it; use static/css and static/js."
    )


@pytest.mark.parametrize("template", IN_BROWSER, ids=shown)
def test_a_template_does_not_ask_who_asked(template):
    assert "request.htmx" not in text_of(template), f"{shown(template)}: page() and fragment() decide that."
