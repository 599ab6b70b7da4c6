"""Forms of meetings: fields to a plan, or a sentence per field."""

import re
from datetime import datetime, time, timedelta

from portal.conferences.lifecycle import RETENTIONS
from portal.conferences.plans import GuestEntry, Plan
from portal.kit.clock import HANOI
from portal.kit.i18n import _
from portal.settings import settings
from portal.web.forms import Fields, FormData, number_in

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:hg.]([0-5][0-9])?")
LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240, 480)
_MOST_DAYS = 90


def length_options() -> list[tuple[str, str]]:
    """How long a meeting may be planned to last."""
    return [(str(each), _length(each)) for each in LENGTHS]


def retention_options() -> list[tuple[str, str, str]]:
    """The classes of retention with their words; how many days each is, say the settings."""
    own = settings()
    days = {
        "short": own.meetings_keep_short,
        "usual": own.meetings_keep_usual,
        "long": own.meetings_keep_long,
    }
    names = {"short": _("Ngắn"), "usual": _("Thông thường"), "long": _("Dài")}
    return [(key, names[key], _("%(days)s ngày") % {"days": days[key]}) for key in RETENTIONS]


def plan(form: FormData) -> Plan:
    """A planned meeting. Raises Invalid."""
    fields = Fields(form)
    title = fields.text("title", required=True, max_length=300)
    note = fields.lines("note", max_length=5000)
    starts_at = _moment(fields, "starts_on", "starts_time")
    minutes = fields.integer("minutes", required=True, least=5, most=720)
    chair_id = fields.integer("chair_id", required=True, least=1)
    secretary_id = fields.integer("secretary_id", least=1)
    retention = fields.choice("retention", RETENTIONS, required=False) or "usual"
    fields.done()
    assert starts_at is not None and minutes is not None and chair_id is not None
    return Plan(
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        chair_id=chair_id,
        invited=tuple(dict.fromkeys(form.many("invited"))),
        secretary_id=secretary_id,
        note=note,
        has_lobby=fields.flag("has_lobby"),
        may_record=fields.flag("may_record"),
        retention=str(retention),
        document_id=number_in(form["document"]),
        is_free_of_secrets=fields.flag("is_free_of_secrets"),
    )


def guest(form: FormData, now: datetime) -> GuestEntry:
    """A guest of another agency. Raises Invalid."""
    fields = Fields(form)
    name = fields.text("name", max_length=120)
    agency = fields.text("agency", required=True, max_length=200)
    email = fields.text("email", max_length=200)
    if email and not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+", email):
        fields.fail("email", _("Địa chỉ thư chưa đúng, ví dụ ten@coquan.gov.vn."))
    last = fields.day("last_day", required=True)
    expires_at = None if last is None else datetime.combine(last, time.max, HANOI)
    if expires_at is not None and not now < expires_at <= now + timedelta(days=_MOST_DAYS):
        fields.fail("last_day", _("Đường dẫn có hạn từ hôm nay đến nhiều nhất 90 ngày sau."))
    fields.done()
    assert expires_at is not None
    return GuestEntry(name, agency, email, expires_at, has_lobby=fields.flag("has_lobby"))


def reason(form: FormData) -> str:
    """One text that a deed needs. Raises Invalid."""
    fields = Fields(form)
    text = fields.lines("reason", required=True, max_length=1000)
    fields.done()
    return text


def revision(form: FormData) -> int | None:
    """The revision of the meeting that the form was made from."""
    return number_in(form["revision"])


def _moment(fields: Fields, day_name: str, time_name: str) -> datetime | None:
    day = fields.day(day_name, required=True)
    found = _TIME.fullmatch(fields.form[time_name].strip().lower())
    if found is None:
        fields.fail(time_name, _("Viết giờ theo dạng giờ:phút, ví dụ 14:00."))
    if day is None or found is None:
        return None
    return datetime.combine(day, time(int(found[1]), int(found[2] or 0)), HANOI)


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s phút") % {"minutes": rest}
    if not rest:
        return _("%(hours)s giờ") % {"hours": hours}
    return _("%(hours)s giờ %(minutes)s phút") % {"hours": hours, "minutes": rest}
