"""Forms of the calendar."""

from portal.calendar.days import Special, Swap
from portal.web.forms import Fields, FormData

FIRST_YEAR, LAST_YEAR = 2000, 2100


def special(form: FormData) -> Special:
    """A special day. Raises Invalid."""
    fields = Fields(form)
    day = fields.day("day", required=True)
    name = fields.text("name", required=True, max_length=200)
    kind = fields.choice("kind", ("off", "worked"))
    fields.done()
    assert day is not None
    return Special(day, name, is_working=kind == "worked")


def swap(form: FormData) -> Swap:
    """A day off and the day worked for it. Raises Invalid."""
    fields = Fields(form)
    off_on = fields.day("off_on", required=True)
    worked_on = fields.day("worked_on", required=True)
    name = fields.text("swap_name", required=True, max_length=200)
    fields.done()
    assert off_on is not None and worked_on is not None
    return Swap(off_on, worked_on, name)


def year(text: str, otherwise: int) -> int:
    """A year out of an address or a form; `otherwise` for anything that a calendar does not have."""
    is_year = text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if is_year and FIRST_YEAR <= int(text) <= LAST_YEAR else otherwise
