"""What has one outcome in a language is settled when a template is compiled for it."""

from gettext import NullTranslations

import pytest
from jinja2 import DictLoader, StrictUndefined, UndefinedError
from markupsafe import Markup

from portal.web.templates import SpokenEnvironment


class English(NullTranslations):
    def gettext(self, message: str) -> str:
        return {"Cũ & mới": "Old & new"}.get(message, message)


def spoken(source: str, **values: object) -> str:
    environment = SpokenEnvironment(English(), autoescape=True)
    environment.globals["_"] = lambda message, **words: f"[{message % words}]"
    return environment.from_string(source).render(values)


def test_a_sentence_becomes_escaped_text_in_the_language():
    assert spoken('{{ _("Cũ & mới") }}') == "Old &amp; new"


def test_a_sentence_with_values_or_from_a_variable_is_looked_up_each_time():
    assert spoken('{{ _("Còn %(n)s ngày", n=2) }} {{ _(word) }}', word="Cũ") == "[Còn 2 ngày] [Cũ]"


def test_a_settled_call_is_made_once_and_one_with_values_each_time():
    made = []

    def icon(name: str, label: str = "") -> Markup:
        made.append((name, label))
        return Markup(f"<svg {name}>{label}</svg>")

    environment = SpokenEnvironment(English(), autoescape=True)
    environment.globals.update(icon=icon)
    template = environment.from_string('{{ icon("bell", _("Cũ & mới")) }}{{ icon(mark) }}')
    assert [template.render(mark="x") for _time in range(2)] == ["<svg bell>Old & new</svg><svg x></svg>"] * 2
    assert made == [("bell", "Old & new"), ("x", ""), ("x", "")]


def test_a_fixed_part_is_the_same_on_every_page():
    parts = DictLoader({"part": '<p>{{ _("Cũ & mới") }}</p>', "page": '{{ fixed("part") }}{{ text }}'})
    environment = SpokenEnvironment(English(), autoescape=True, loader=parts)
    assert environment.get_template("page").render(text="<") == "<p>Old &amp; new</p>&lt;"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<a&b>\"'", "&lt;a&amp;b&gt;&#34;&#39;"),
        (Markup("<b>"), "<b>"),
        (7, "7"),
        (None, "None"),
        (["<"], "[&#39;&lt;&#39;]"),
    ],
)
def test_values_are_escaped_unless_they_are_markup(value, shown):
    assert spoken("{{ value }}", value=value) == shown
    assert spoken("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(value) }}", value=value) == shown
    assert spoken("{% set x %}{{ value }}{% endset %}{{ x }}", value=value) == shown
    assert spoken("{% autoescape false %}{{ value }}{% endautoescape %}", value=value) == str(value)


def test_what_is_not_there_is_not_shown_as_nothing():
    environment = SpokenEnvironment(English(), autoescape=True, undefined=StrictUndefined)
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nothing }}").render()
