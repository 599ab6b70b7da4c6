"""The steps of the work as a graph (pure): where it goes on, what can be reached, and how long it takes at most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any

from portal.procedures.conditions.evaluation import evaluate
from portal.procedures.editions import WorkStep


@dataclass(frozen=True, slots=True)
class Workflow:
    """Steps by id; work begins at the first. Ways to steps that are not there lead nowhere."""

    steps: Sequence[WorkStep]

    def following(self, step: str, answers: Mapping[str, Any], today: date) -> str | None:
        """The step after this one: the first way whose condition holds. None at an end, or where none holds."""
        ways = next((each.next for each in self.steps if each.id == step), ())
        holding = (way for way in ways if way.condition is None or evaluate(way.condition, answers, today))
        return next((way.step for way in holding), None)

    def reachable(self) -> frozenset[str]:
        """The ids of the steps that some path from the first leads to, the first included."""
        ways = self._ways()
        seen: set[str] = set()
        waiting = [self.steps[0].id] if self.steps else []
        while waiting:
            step = waiting.pop()
            if step not in seen:
                seen.add(step)
                waiting += ways[step]
        return frozenset(seen)

    def cycle(self) -> tuple[str, ...]:
        """The ids of steps that lead round in a circle, the first said again at the end; empty where none do."""
        try:
            TopologicalSorter(self._ways()).prepare()
        except CycleError as found:
            return tuple(reversed(found.args[1]))
        return ()

    def longest(self) -> tuple[Decimal, tuple[str, ...]]:
        """Working hours of the longest path from the first step, and its steps. Raises CycleError for a circle.

        Steps that the service level excludes take no time.
        """
        ways, hours = self._ways(), {step.id: _hours(step) for step in self.steps}
        onward: dict[str, str | None] = {}
        longest: dict[str, Decimal] = {}
        for step in TopologicalSorter(ways).static_order():
            best = max(ways[step], key=lambda each: longest[each], default=None)
            onward[step] = best
            longest[step] = hours[step] + (longest[best] if best else 0)
        path: list[str] = []
        step_now = self.steps[0].id if self.steps else None
        while step_now:
            path.append(step_now)
            step_now = onward[step_now]
        return (longest[path[0]] if path else Decimal(0)), tuple(path)

    def _ways(self) -> dict[str, list[str]]:
        known = {step.id for step in self.steps}
        return {step.id: [way.step for way in step.next if way.step in known] for step in self.steps}


def _hours(step: WorkStep) -> Decimal:
    return Decimal(0) if step.excluded_from_sla else step.hours
