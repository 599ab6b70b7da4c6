"""The way of a document as its page draws it: what was done, where it is, what comes (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.kit.clock import local
from portal.kit.i18n import _


@dataclass(frozen=True, slots=True)
class Step:
    """`state` is done, now, ahead, back or late."""

    title: str
    who: str = ""
    note: str = ""
    state: str = "done"


def said(who: str, at: datetime | None, on_behalf: str | None = None) -> str:
    """ "Lê Thị Thu · 20/02 08:02", with the delegation where there was one."""
    name = _("%(who)s (được %(whom)s uỷ quyền)") % {"who": who, "whom": on_behalf} if on_behalf else who
    return f"{name} · {local(at).strftime('%d/%m %H:%M')}" if at else name


def incoming(document, registered, instructions: Sequence, parts: Sequence, opinions: Sequence) -> list[Step]:
    """The way of an incoming document. `registered` is the line of the log that says who entered it, or None."""
    steps = [_registered(document, registered)]
    steps += [
        Step(_("Bút phê"), said(each.author, each.at, each.on_behalf), f"“{each.text}”")
        for each in instructions
    ]
    if not instructions and document.state == "registered":
        steps.append(Step(_("Bút phê"), _("Giám đốc"), state="now"))
    for part in parts:
        steps.append(_part(part, document))
    if document.state == "closed":
        steps.append(Step(_("Hoàn thành"), said("", document.closed_at).strip(" ·")))
    elif document.state in ("registered", "in_progress"):
        steps.append(Step(_("Trả lời hoặc kết thúc"), state="ahead"))
    if document.state == "sealed_off":
        steps.append(_sealed_off())
    if document.state == "returned":
        steps.append(Step(_("Trả lại nơi gửi"), said("", document.closed_at).strip(" ·"), state="back"))
    return steps


def _registered(document, line) -> Step:
    if document.state == "received":
        return Step(_("Tiếp nhận"), _("chờ văn thư vào sổ"), state="now")
    if document.state == "discarded":
        return Step(_("Không vào sổ"), note=document.note, state="back")
    return Step(_("Tiếp nhận, vào sổ"), said(line.actor, line.at) if line else "")


def _part(part, document) -> Step:
    titles = {
        "lead": _("Chủ trì: %(name)s"),
        "coordinate": _("Phối hợp: %(name)s"),
        "inform": _("Để biết: %(name)s"),
    }
    title = titles[part.role] % {"name": part.name}
    if part.state == "passed":
        return Step(title, said("", part.ended_at).strip(" ·"), _("đã chuyển tiếp"))
    if part.state == "done" or part.role == "inform":
        return Step(title, note=part.reason)
    is_late = document.due_at is not None and part.role == "lead" and document.closed_at is None
    return Step(
        title,
        _("đang xử lý") if part.role == "lead" else "",
        part.reason,
        "now" if is_late or part.role == "lead" else "ahead",
    )


_OUT_STEPS = (
    "drafting",
    "awaiting_content",
    "awaiting_form",
    "awaiting_signature",
    "signed",
    "numbered",
    "sealed",
    "issued",
)


def outgoing(document, approvals: Sequence, signatures: Sequence) -> list[Step]:
    """The way of an outgoing document: drafting, two approvals, signature, number, seal, issue."""
    last = {(each.step, each.is_approved): each for each in approvals}
    made = {each.field: each for each in signatures}
    titles = [
        (_("Soạn thảo"), document.drafter_name or ""),
        (_("Duyệt nội dung"), _approved(last.get(("content", True)))),
        (_("Duyệt thể thức"), _approved(last.get(("form", True)))),
        (_("Ký số"), _signed(made.get("SigPerson")) or document.chosen_signer or ""),
        (_("Cấp số"), document.code),
        (_("Ký số của cơ quan"), _signed(made.get("SigAgency"))),
        (_("Phát hành"), said("", document.issued_at).strip(" ·") if document.issued_at else _("Văn thư")),
    ]
    place = _place_of(document.state)
    steps = []
    for index, (title, who) in enumerate(titles):
        state = "done" if index < place else "now" if index == place else "ahead"
        shown = who if state != "ahead" or index in (0, 3) else ""
        steps.append(Step(title, shown, state=state))
    returned = [each for each in approvals if not each.is_approved]
    if returned and document.state == "drafting":
        back = returned[-1]
        steps.insert(
            1,
            Step(_("Trả lại để sửa"), said(back.author, back.at, back.on_behalf), f"“{back.reason}”", "back"),
        )
    if document.state == "recalled":
        steps.append(
            Step(_("Thu hồi"), said("", document.recalled_at).strip(" ·"), document.recall_reason, "back")
        )
    if document.state == "cancelled":
        steps.append(Step(_("Đã huỷ"), state="back"))
    if document.state == "sealed_off":
        steps.append(_sealed_off())
    return steps


def _sealed_off() -> Step:
    return Step(_("Niêm phong"), _("chờ người thứ hai quyết định"), state="back")


def _place_of(state: str) -> int:
    if state in _OUT_STEPS:
        return _OUT_STEPS.index(state)
    return len(_OUT_STEPS)


def _approved(passed) -> str:
    return said(passed.author, passed.at, passed.on_behalf) if passed else ""


def _signed(made) -> str:
    return f"{said(made.signer, made.signed_at)} · {made.level}" if made else ""
