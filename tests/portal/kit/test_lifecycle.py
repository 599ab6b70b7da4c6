"""A life in a table."""

import pytest

from portal.kit.errors import NotAllowed
from portal.kit.lifecycle import Lifecycle

LAMP = Lifecycle(
    "lamp",
    "dark",
    {"dark": {"light": "bright"}, "bright": {"blow out": "dark", "drop": "broken"}, "broken": {}},
)


def test_each_state_allows_its_deeds_and_no_others() -> None:
    assert LAMP.allowed("bright") == {"blow out", "drop"}
    assert LAMP.allowed("broken") == LAMP.allowed("unknown") == frozenset()
    assert LAMP.after("dark", "light") == "bright"


@pytest.mark.parametrize(("state", "deed"), [("dark", "drop"), ("broken", "light"), ("unknown", "light")])
def test_a_step_that_makes_no_sense_is_refused(state: str, deed: str) -> None:
    with pytest.raises(NotAllowed):
        LAMP.after(state, deed)


def test_the_diagram_has_every_step() -> None:
    assert LAMP.diagram().splitlines() == [
        "stateDiagram-v2", "    [*] --> dark", "    dark --> bright: light", "    bright --> dark: blow out",
        "    bright --> broken: drop",
    ]  # fmt: skip
