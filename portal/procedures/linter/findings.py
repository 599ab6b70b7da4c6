"""A finding (pure): how grave it is, the stable id of what it is about, and a sentence for the administrator."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether it forbids publishing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` is the stable id of a question, page, paper, fee or step; empty is the edition itself."""

    severity: Severity
    about: str
    sentence: str


def error(about: str, sentence: str) -> Finding:
    """Something that must be put right first."""
    return Finding(Severity.ERROR, about, sentence)


def warning(about: str, sentence: str) -> Finding:
    """Something to think about."""
    return Finding(Severity.WARNING, about, sentence)
