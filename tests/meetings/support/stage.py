"""A pretend stage: the media of a room that only remembers what it was asked."""

from collections.abc import Callable
from typing import Any

from meetings import tells


class PretendStage:
    """Every call is remembered as (name, *arguments); with `explode`, the named call fails."""

    def __init__(self, tell: Callable[[str, tells.Tell], None]) -> None:
        self.tell = tell
        self.calls: list[tuple[Any, ...]] = []
        self.explode = ""
        self.is_closed = False

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)

        def call(*arguments: Any) -> None:
            self.calls.append((name, *arguments))
            if name == self.explode:
                raise RuntimeError(f"{name} fails")

        return call

    def tick(self, now: int) -> None:
        """Too many to remember."""
        if self.explode == "tick":
            raise RuntimeError("tick fails")

    def close(self) -> None:
        """The room is over."""
        self.is_closed = True

    def load(self) -> dict[str, int]:
        """Nothing."""
        return {}

    def names(self) -> list[str]:
        """What was called, in order."""
        return [each[0] for each in self.calls]


class PretendStages:
    """All that were made, in order."""

    def __init__(self) -> None:
        self.made: list[PretendStage] = []

    def stage(self, tell: Callable[[str, tells.Tell], None]) -> PretendStage:
        """For a new room."""
        self.made.append(PretendStage(tell))
        return self.made[-1]
