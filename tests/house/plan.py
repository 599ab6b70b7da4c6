"""What the house is made of, found by looking: rooms, files, functions, imports, templates.

The words of `docs/architecture.md` in code; the tests beside this file ask it and say what to do.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "portal"
TEMPLATES = ROOT / "templates"

# Files with these names, or in folders with these names, may know the web, the database and the clock.
WORKING_NAMES = frozenset(
    "tables queries actions forms pages callbacks letters jobs live gateways swaps".split()
)
# Rooms that are plumbing from end to end: nothing in them is decided.
WORKING_ROOMS = frozenset("web seeds migrations jobs".split())


def shown(path: Path) -> str:
    """A path as a developer types it, from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def python_files(*folders: str) -> list[Path]:
    """Every Python file below these folders of the repository."""
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def rooms() -> list[Path]:
    """The folders of `portal/` that are packages."""
    return sorted(each.parent for each in PORTAL.glob("*/__init__.py"))


def room_of(path: Path) -> str:
    """The room that a file of `portal/` is in; a file at the top is its own: `app`, `settings`."""
    return path.relative_to(PORTAL).parts[0].removesuffix(".py")


def is_decided(path: Path) -> bool:
    """Whether a file of `portal/` is one of those that only decide: no vocabulary name on its way."""
    inside = path.relative_to(PORTAL)
    if len(inside.parts) < 2 or inside.parts[0] in WORKING_ROOMS or path.name == "__init__.py":
        return False
    return not WORKING_NAMES & {each.removesuffix(".py") for each in inside.parts[1:]}


def imports_of(path: Path) -> set[str]:
    """Full names of what a file imports: `from a.b import c` gives both `a.b` and `a.b.c`."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found |= {node.module} | {f"{node.module}.{each.name}" for each in node.names}
    return found


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring."""
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    spoken = first.end_lineno - first.lineno + 1 if is_docstring else 0
    return function.end_lineno - function.lineno + 1 - spoken


def html_files() -> list[Path]:
    """Every HTML template."""
    return sorted(TEMPLATES.rglob("*.html"))


@cache
def swapped() -> frozenset[str]:
    """Names of the fragments that travel alone: a handler answers with them, or a swap gathers them."""
    speaking = [*python_files("portal"), *(each for each in html_files() if "swaps" in each.parts)]
    texts = (each.read_text(encoding="utf-8") for each in speaking)
    return frozenset(name for text in texts for name in re.findall(r"[\w/-]+/_[\w-]+\.html", text))


def is_fragment(template: Path) -> bool:
    """A part of a room's page that is swapped by its id."""
    name = template.relative_to(TEMPLATES).as_posix()
    return name in swapped() and not name.startswith(("layouts/", "errors/"))


def is_page(template: Path) -> bool:
    """A whole page: a handler answers with it, and it is neither a fragment nor a swap."""
    apart = {"layouts", "components", "letters", "swaps"} & set(template.relative_to(TEMPLATES).parts)
    is_asked_for = template.relative_to(TEMPLATES).as_posix() in answered()
    return is_asked_for and not apart and not template.name.startswith("_")


@cache
def answered() -> frozenset[str]:
    """Names of templates that stand in the code."""
    texts = (each.read_text(encoding="utf-8") for each in python_files("portal"))
    return frozenset(name for text in texts for name in re.findall(r"[\w/-]+\.html", text))
