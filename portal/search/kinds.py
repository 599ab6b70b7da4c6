"""What the things that can be found are called on screen: each kind with its word and its icon.

Rooms add their kinds when they are loaded, beside the facts that they declare for the log.
"""

from dataclasses import dataclass

from portal.kit.i18n import _


@dataclass(frozen=True, slots=True)
class Kind:
    """A word, not yet translated, and the name of an icon of `static/img/icons.svg`."""

    label: str
    icon: str


KINDS: dict[str, Kind] = {}


def declare(kind: str, label: str, icon: str) -> None:
    """Name a kind. Raises ValueError when it is named twice in different ways."""
    if KINDS.setdefault(kind, Kind(label, icon)) != Kind(label, icon):
        raise ValueError(f"the kind {kind} is declared twice")


def label_of(kind: str) -> str:
    """The word for a kind in the viewer's language; its own name where no room declared it."""
    return _(KINDS[kind].label) if kind in KINDS else kind


def icon_of(kind: str) -> str:
    """The icon of a kind; a sheet of paper where no room declared it."""
    return KINDS[kind].icon if kind in KINDS else "file-text"
