"""The environment that templates are compiled in: one for each language, in which much is settled beforehand.

`{{ _("Hôm nay") }}` has one outcome in one language, and so have `{{ icon("bell") }}` and a part of the frame that is
the same on every page. They become plain text when the template is compiled, escaped and joined with the text around
them, and cost a page nothing. Sentences with values are looked up each time.
"""

from collections.abc import Callable, MutableMapping
from gettext import NullTranslations
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape


class _Writer(CodeGenerator):
    """Writes values onto a page as text; Jinja's own way makes each of them markup first and never uses that."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)


class SpokenEnvironment(Environment):
    """Compiles templates for the one language of `translations`.

    What its globals named in `settled` return for the same arguments is always the same.
    """

    code_generator_class = _Writer
    settled = frozenset({"static", "scripts", "icon", "drawing", "fixed"})

    def __init__(self, translations: NullTranslations, **options: Any):
        self.translations = translations
        super().__init__(**options)
        self.globals["fixed"] = self.fixed

    @staticmethod
    def written(value: object) -> str:
        """A value as it stands on the page: markup as it is, everything else escaped."""
        kind = type(value)
        if kind is str:
            return _escape_inner(value)
        return value if kind is Markup else escape(value)

    def fixed(self, name: str) -> Markup:
        """A template that is the same on every page in this language."""
        return Markup(self.get_template(name).render())

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals themselves, not a chain over them: every include and import of a page copies or compares them."""
        return self.globals if d is None or d is self.globals else super().make_globals(d)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return _Settle(self).visit(tree)


class _Settle(NodeTransformer):
    """Puts the outcome in the place of every `_("…")` without values and of every settled call."""

    def __init__(self, environment: SpokenEnvironment):
        self.known: dict[str, Callable[..., str]] = {"_": environment.translations.gettext} | {
            name: environment.globals[name] for name in environment.settled & environment.globals.keys()
        }

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  Jinja finds it by the node's name
        self.generic_visit(node)
        settles = self.known.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if settles is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        if not all(isinstance(each, nodes.Const) for each in node.args):
            return node
        return nodes.Const(settles(*(each.value for each in node.args)), lineno=node.lineno)
