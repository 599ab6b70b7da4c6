"""A life in a table: `{state: {deed: next state}}`. An illegal step raises and changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.kit.errors import NotAllowed
from portal.kit.i18n import _


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states of one kind of thing and what leads from each to the next."""

    name: str
    first: str
    steps: Mapping[str, Mapping[str, str]]

    def allowed(self, state: str) -> frozenset[str]:
        """The deeds that make sense in a state."""
        return frozenset(self.steps.get(state, ()))

    def after(self, state: str, deed: str) -> str:
        """The state that a deed leads to. Raises NotAllowed where it makes no sense."""
        try:
            return self.steps[state][deed]
        except KeyError:
            raise NotAllowed(_("Việc này không còn làm được vì văn bản đã chuyển sang bước khác.")) from None

    def edges(self) -> Iterator[tuple[str, str, str]]:
        """(from, deed, to) for the diagram."""
        for state, deeds in self.steps.items():
            for deed, following in deeds.items():
                yield state, deed, following

    def diagram(self) -> str:
        """A Mermaid state diagram, so that the one in the docs is generated from the table."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.first}"]
        lines += [f"    {source} --> {target}: {deed}" for source, deed, target in self.edges()]
        return "\n".join(lines)
