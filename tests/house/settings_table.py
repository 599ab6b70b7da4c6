"""The table of docs/settings.md, made from the sentences of the settings themselves."""

from dataclasses import MISSING, fields
from pathlib import Path

from meetings.settings import Settings as MeetingsSettings
from portal.settings import Settings
from tests.house.plan import ROOT

PAGE = ROOT / "docs" / "settings.md"
PROGRAMS = {"CONGVU": Settings, "MEETINGS": MeetingsSettings}
BEGIN, END = "<!-- settings: begin -->\n", "<!-- settings: end -->\n"


def table() -> str:
    """One row a setting: name, value where nothing is set, sentence."""
    rows = [
        f"| `{program}_{each.name.upper()}` | {_usual(each.default)} | {_sentence(each)} |"
        for program, settings in PROGRAMS.items()
        for each in fields(settings)
    ]
    return "\n".join(["| setting | otherwise | what it says |", "|---|---|---|", *rows]) + "\n"


def written() -> str:
    """The table as the page has it now."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


def bring_in_step() -> None:
    """Put the present table into the page."""
    head, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(head + BEGIN + table() + END + rest.partition(END)[2], encoding="utf-8")


def _usual(value: object) -> str:
    if value is MISSING or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value.as_posix() if isinstance(value, Path) else value}`"


def _sentence(each: object) -> str:
    return each.metadata["sentence"].replace("|", "\\|")
