"""Forms of the documents room: fields to dataclasses, or a sentence per field."""

from datetime import date

from portal.documents import numbering, types
from portal.documents.actions.instructing import Order
from portal.documents.actions.intake import Registration
from portal.documents.admin import CAPACITIES, BookEntry, MandateEntry
from portal.documents.drafts import Draft, without_about
from portal.kit.i18n import _
from portal.kit.text import nfc
from portal.web.forms import Fields, FormData, number_in

URGENCIES = ("0", "1", "2", "3")
_MOST_LINES = 60


def urgency_options() -> list[tuple[str, str]]:
    """The levels of urgency with their names."""
    return [("0", _("Thường")), ("1", _("Khẩn")), ("2", _("Thượng khẩn")), ("3", _("Hỏa tốc"))]


def registration(form: FormData, today: date) -> Registration:
    """The registration form. Raises Invalid."""
    fields = Fields(form)
    code = numbering.parse(fields.text("code", required=True, max_length=80))
    if code is None:
        fields.fail("code", _("Viết số và ký hiệu, ví dụ 672/UBND-KGVX."))
    issued_on = fields.day("issued_on", required=True)
    if issued_on is not None and issued_on > today:
        fields.fail("issued_on", _("Ngày văn bản không được ở tương lai."))
    issuer = fields.text("issuer", required=True, max_length=200)
    subject = fields.text("subject", required=True, max_length=500)
    type_name = fields.text("type_name", required=True, max_length=100)
    urgency = int(fields.choice("urgency", URGENCIES) or 0)
    due_on = fields.day("due_on")
    if due_on is not None and due_on < today:
        fields.fail("due_on", _("Hạn đã qua. Chọn một ngày sắp tới."))
    signer_name = fields.text("signer_name", max_length=200)
    signer_title = fields.text("signer_title", max_length=200)
    note = fields.text("note", max_length=500)
    fields.done()
    return Registration(
        code, issued_on, issuer, subject, type_name, urgency, signer_name, signer_title, note, due_on,
        fields.flag("is_internal_only"), fields.flag("is_no_duplicate"),
    )  # fmt: skip


def order(form: FormData) -> Order:
    """The leader's instruction. Raises Invalid."""
    fields = Fields(form)
    text = fields.lines("text", required=True, max_length=2000)
    lead = fields.text("lead", required=True, max_length=40)
    due_on = fields.day("due_on")
    fields.done()
    return Order(text, lead, tuple(form.many("coordinate")), tuple(form.many("inform")), due_on)


def draft(form: FormData) -> Draft:
    """One version of a draft; what is missing is said when it is submitted. Raises Invalid."""
    fields = Fields(form)
    type_name = fields.choice("type_name", types.OUTGOING) or types.LETTER
    subject = fields.text("subject", max_length=500)
    if types.is_letter(type_name):
        # The page of a letter writes "V/v" itself (Decree 30/2020, annex I, part II, 5b).
        subject = without_about(subject)
    body = fields.lines("body", max_length=200_000)
    urgency = int(fields.choice("urgency", URGENCIES) or 0)
    mandate_id = fields.integer("mandate_id")
    addressees = _lines(fields, "addressees")
    copies_to = _lines(fields, "copies_to")
    fields.done()
    to_units = tuple(fields.many("to_units"))
    flag = fields.flag("is_internal_only")
    return Draft(type_name, subject, body, addressees, copies_to, to_units, mandate_id, urgency, flag)


def book(form: FormData) -> BookEntry:
    """A number book. Raises Invalid."""
    fields = Fields(form)
    entry = BookEntry(
        name=fields.text("name", required=True, max_length=200),
        direction=str(fields.choice("direction", ("in", "out")) or ""),
        type_names=_names(fields, "type_names"),
        valid_from=fields.day("valid_from"),
        valid_to=fields.day("valid_to"),
        sort=fields.integer("sort", least=0, most=9999) or 0,
        last_given=fields.integer("last_given", least=0, most=10**9) or 0,
    )
    fields.done()
    return entry


def mandate(form: FormData) -> MandateEntry:
    """A mandate to sign. Raises Invalid."""
    fields = Fields(form)
    entry = MandateEntry(
        account_id=fields.integer("account_id", required=True) or 0,
        capacity=str(fields.choice("capacity", CAPACITIES) or ""),
        block=fields.lines("block", required=True, max_length=300),
        type_names=_names(fields, "type_names"),
        base_document=fields.text("base_document", max_length=300),
        valid_from=fields.day("valid_from", required=True),
        valid_to=fields.day("valid_to"),
    )
    fields.done()
    return entry


def last_day(form: FormData) -> date:
    """The day with which something ends. Raises Invalid."""
    fields = Fields(form)
    day = fields.day("valid_to", required=True)
    fields.done()
    assert day is not None
    return day


def _names(fields: Fields, name: str) -> tuple[str, ...]:
    """Names of types parted by semicolons or lines, in their usual spelling where they have one."""
    typed = fields.lines(name, max_length=2000).replace("\n", ";").split(";")
    return tuple(dict.fromkeys(types.known(nfc(each)) or nfc(each) for each in typed if each.strip()))


def _lines(fields: Fields, name: str) -> tuple[str, ...]:
    lines = [nfc(line).strip("-;. ") for line in fields.lines(name, max_length=10_000).splitlines()]
    kept = tuple(line for line in lines if line)
    if len(kept) > _MOST_LINES or any(len(line) > 200 for line in kept):
        fields.fail(name, _("Mỗi nơi nhận một dòng, nhiều nhất 60 dòng, mỗi dòng nhiều nhất 200 ký tự."))
    return kept


def reason(form: FormData, name: str = "reason", *, required: bool = True) -> str:
    """One text that a deed needs. Raises Invalid."""
    fields = Fields(form)
    text = fields.lines(name, required=required, max_length=1000)
    fields.done()
    return text


def revision(form: FormData) -> int | None:
    """The revision of the document that the form was made from."""
    return number_in(form["revision"])
