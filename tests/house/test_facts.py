"""Every deed that is recorded is a fact somebody wrote down with its sentence and its blanks."""

import ast
import re

import pytest

from tests.house.plan import PORTAL, python_files, shown, tree_of

NAME = re.compile(r"[a-z]+(?:-[a-z]+)*:[a-z]+(?:-[a-z]+)*")


def declared() -> dict[str, str]:
    """Fact and sentence, from every facts.py."""
    found: dict[str, str] = {}
    for path in PORTAL.rglob("facts.py"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Dict):
                found |= {
                    key.value: value.args[0].value for key, value in zip(node.keys, node.values, strict=True)
                }
    return found


def recorded() -> list[tuple[str, str]]:
    """(file, fact) for every call of `record` that names its fact outright."""
    return [
        (shown(path), node.args[0].value)
        for path in python_files("portal")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "record"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]


def test_what_is_recorded_is_declared():
    unknown = [f"{where}: {fact}" for where, fact in recorded() if fact not in declared()]
    assert recorded()
    assert not unknown, f"Declare them in the room's facts.py, with the sentence a history shows: {unknown}"


@pytest.mark.parametrize("fact", sorted(declared()))
def test_a_fact_is_named_thing_and_deed(fact):
    assert NAME.fullmatch(fact), f"{fact}: write it as thing:what-happened."
