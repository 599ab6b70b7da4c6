"""What of the log is asked for, from the address or from a form."""

from portal.audit.facts import FACTS
from portal.audit.queries import Filter
from portal.web.forms import Fields, FormData


def read_filter(form: FormData) -> tuple[Filter, dict[str, str]]:
    """The filter, and a sentence for each field that could not be read; such a field does not narrow."""
    fields = Fields(form)
    kind, _colon, number = fields.text("subject", max_length=60).partition(":")
    wanted = Filter(
        person=fields.text("person", max_length=120),
        fact=form["fact"] if form["fact"] in FACTS else "",
        from_day=fields.day("from_day"),
        to_day=fields.day("to_day"),
        subject_kind=kind,
        subject_id=int(number) if number.isdecimal() and len(number) < 19 else None,
    )
    return wanted, fields.problems


def as_fields(wanted: Filter) -> dict[str, str]:
    """The filter as what would be typed for it; empty parts are left out."""
    number = "" if wanted.subject_id is None else f":{wanted.subject_id}"
    fields = {
        "person": wanted.person,
        "fact": wanted.fact,
        "from_day": wanted.from_day.strftime("%d/%m/%Y") if wanted.from_day else "",
        "to_day": wanted.to_day.strftime("%d/%m/%Y") if wanted.to_day else "",
        "subject": f"{wanted.subject_kind}{number}",
    }
    return {name: value for name, value in fields.items() if value}
