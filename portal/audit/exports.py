"""The log as a table that a spreadsheet opens: UTF-8 with a mark, one event a line, no cell a formula."""

import csv
import io
from collections.abc import Iterable

from portal.audit.queries import HistoryLine
from portal.kit.clock import local
from portal.kit.i18n import _

MARK = "\ufeff"  # without it Excel takes Vietnamese for another alphabet
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def head() -> str:
    """The first line: names of columns, after the mark."""
    names = [_("Số"), _("Lúc"), _("Người làm"), _("Thay mặt"), _("Việc"), _("Mã việc"), _("Đối tượng")]
    return MARK + _lines([names])


def rows(lines: Iterable[HistoryLine]) -> str:
    """One line of text for each event; times are those of Vietnam."""
    return _lines(
        [
            str(line.id),
            local(line.at).strftime("%d/%m/%Y %H:%M:%S"),
            line.actor,
            line.on_behalf,
            line.sentence,
            line.fact,
            f"{line.subject_kind}:{line.subject_id}",
        ]
        for line in lines
    )


def _lines(table: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in table)
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet runs what begins like a formula (OWASP, CSV injection); an apostrophe makes it text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
