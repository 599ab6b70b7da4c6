"""The door of the linter (pure): everything that is wrong or odd about an edition, errors first."""

from collections.abc import Set
from itertools import chain

from portal.procedures.editions import Edition
from portal.procedures.linter.conditions import about_conditions, about_unread
from portal.procedures.linter.fees import about_fees
from portal.procedures.linter.findings import Finding, Severity
from portal.procedures.linter.form import about_form
from portal.procedures.linter.promises import about_promises
from portal.procedures.linter.work import about_work


def lint(
    edition: Edition, *, roles: Set[str], units: Set[str] = frozenset(), printed: Set[str] = frozenset()
) -> tuple[Finding, ...]:
    """Every finding once, errors before warnings, else in the order of the edition.

    `roles` and `units` are those in which somebody works today; `printed` are the stable ids of the questions that
    templates, lists and exports show.
    """
    found = chain(
        about_promises(edition),
        about_form(edition),
        about_conditions(edition),
        about_unread(edition, printed),
        about_fees(edition),
        about_work(edition, roles, units),
    )
    return tuple(sorted(dict.fromkeys(found), key=lambda each: each.severity is not Severity.ERROR))


def may_be_published(findings: tuple[Finding, ...]) -> bool:
    """Whether nothing found forbids it."""
    return all(each.severity is not Severity.ERROR for each in findings)
