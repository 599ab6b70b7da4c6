"""The steps of the work as a graph."""

from dataclasses import replace
from decimal import Decimal
from graphlib import CycleError

import pytest

from portal.procedures.editions import Next, WorkStep
from portal.procedures.workflow import Workflow
from tests.portal.procedures.catalogue import STEPS, TODAY

FLOW = Workflow(STEPS)


def step(name: str, *ways: str, hours: int = 1) -> WorkStep:
    return WorkStep(name, name, Decimal(hours), next=tuple(map(Next, ways)))


def test_work_goes_on_by_the_first_way_whose_condition_holds():
    many: dict[str, object] = {"vehicles": {f"r{n}": {} for n in range(21)}}
    assert FLOW.following("examination", many, TODAY) == "consultation"
    assert FLOW.following("examination", {}, TODAY) == "signing"


def test_nothing_follows_an_end_or_an_unknown_step():
    assert FLOW.following("return_result", {}, TODAY) is None and FLOW.following("x", {}, TODAY) is None


def test_every_step_of_a_sound_procedure_is_reached():
    assert FLOW.reachable() == {each.id for each in STEPS} and FLOW.cycle() == ()


def test_what_no_way_leads_to_is_not_reached():
    assert Workflow([step("a", "b"), step("b"), step("c", "b")]).reachable() == {"a", "b"}


def test_the_longest_path_counts_but_steps_outside_the_promise_do_not():
    hours, path = FLOW.longest()
    assert hours == 40 and path[0] == "reception" and path[-1] == "return_result"


def test_of_two_ways_the_longer_counts():
    steps = [step("a", "b", "c"), step("b", "d", hours=5), step("c", "d", hours=2), step("d")]
    assert Workflow(steps).longest() == (Decimal(7), ("a", "b", "d"))


def test_a_circle_is_told_in_the_order_in_which_one_goes():
    flow = Workflow([step("a", "b"), step("b", "c"), step("c", "b")])
    assert flow.cycle() in (("b", "c", "b"), ("c", "b", "c"))
    with pytest.raises(CycleError):
        flow.longest()


def test_a_longer_circle_follows_the_ways():
    circle = Workflow([step("a", "b"), step("b", "c"), step("c", "a")]).cycle()
    assert all(
        after in {"a": "b", "b": "c", "c": "a"}[before]
        for before, after in zip(circle, circle[1:], strict=False)
    )


def test_a_thousand_steps_in_a_row_are_no_trouble():
    row = [step(f"s{n}", f"s{n + 1}") for n in range(999)] + [step("s999")]
    assert Workflow(row).longest()[0] == 1000 and len(Workflow(row).reachable()) == 1000


def test_no_steps_are_no_work():
    assert Workflow(()).reachable() == frozenset() and Workflow(()).longest() == (0, ())
    assert replace(STEPS[0], next=()).next == ()
