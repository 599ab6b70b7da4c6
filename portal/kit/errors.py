"""The four errors that speak to people, and the one that speaks to a retry.

`portal.web.errors` alone turns them into a page. Anything else that is raised is a fault of ours.
A message is a lazy translation or plain text; `Invalid` carries one message a field.
"""

from collections.abc import Mapping
from typing import Any


class PortalError(Exception):
    """A refusal that a person can understand; `str(error)` is the sentence they see."""

    status = 400


class NotFound(PortalError):
    """There is nothing here, or nothing that this viewer may know of: the two look alike on purpose."""

    status = 404


class Forbidden(PortalError):
    """The viewer sees the thing, but this deed is somebody else's."""

    status = 403


class NotAllowed(PortalError):
    """The thing is in a state in which this deed makes no sense; nothing was changed."""

    status = 409


class Invalid(PortalError):
    """What was typed cannot be taken. `problems` maps a field's name to a sentence; `""` is the whole form."""

    status = 422

    def __init__(self, problems: Mapping[str, str]):
        super().__init__("; ".join(str(problem) for problem in problems.values()))
        self.problems = dict(problems)

    def __reduce__(self) -> tuple[type["Invalid"], tuple[dict[str, str]]]:
        """How it travels home from a worker process: an exception is else rebuilt from its sentence alone."""
        return type(self), (self.problems,)


class Undelivered(Exception):
    """An outside system did not take it. `permanent` is all that a retry needs to know."""

    def __init__(self, message: str, *, permanent: bool = False):
        super().__init__(message)
        self.permanent = permanent

    def __reduce__(self) -> tuple[Any, tuple[type["Undelivered"], str, bool]]:
        """How it travels home from a worker process, with what a retry needs to know."""
        return _undelivered, (type(self), str(self), self.permanent)


def _undelivered(kind: type[Undelivered], message: str, permanent: bool) -> Undelivered:
    return kind(message, permanent=permanent)
