"""A leader's instruction on an incoming document (bút phê): who leads, who helps, who is told, by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.audit.record import record
from portal.calendar.queries import working_days
from portal.documents.actions.effects import Held, end_turns, give_turn, hold, let_read, move, notify, reindex
from portal.documents.queries.names import name_of
from portal.documents.queries.principals import nobody_behind
from portal.documents.routing import DEED_OF_ROLE, problems_of_assignment
from portal.files.door import check_text
from portal.kit.database import execute, transaction
from portal.kit.errors import Invalid
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Order:
    """Exactly one principal leads; `due_on` is a day, the deadline falls at the end of its working hours."""

    text: str
    lead: str
    coordinate: Sequence[str] = ()
    inform: Sequence[str] = ()
    due_on: date | None = None


async def instruct(viewer: Viewer, document_id: int, order: Order, *, revision: int | None = None) -> None:
    """Write the instruction, hand out the parts, and let the work begin. A later one replaces open parts.

    Raises Invalid when nobody leads, when somebody has two parts, or when the deadline is no working day.
    """
    if not order.lead:
        raise Invalid({"lead": _("Chọn đúng một đơn vị hoặc người chủ trì.")})
    if problems_of_assignment(order.lead, order.coordinate, order.inform):
        raise Invalid(
            {"coordinate": _("Mỗi đơn vị, mỗi người chỉ có một vai: chủ trì, phối hợp hoặc để biết.")}
        )
    check_text(order.text, "text")
    await must_reach(lead=[order.lead], coordinate=order.coordinate, inform=order.inform)
    calendar = await working_days()
    if order.due_on is not None and not calendar.is_working(order.due_on):
        raise Invalid({"due_on": _("Hạn rơi vào ngày nghỉ. Chọn một ngày làm việc.")})
    due_at = calendar.end_of(order.due_on) if order.due_on else None
    async with transaction():
        held = await hold(viewer, document_id, "instruct", revision=revision)
        if due_at is not None and due_at < held.now:
            raise Invalid({"due_on": _("Hạn đã qua. Chọn một ngày sắp tới.")})
        await _replace_parts(held, order, due_at)
        await execute(
            "insert into instruction (document_id, author_id, on_behalf_of_id, text, due_at, at)"
            " values (?, ?, ?, ?, ?, ?)",
            document_id,
            viewer.account_id,
            held.on_behalf_of,
            order.text,
            due_at,
            held.now,
        )
        await move(held, due_at=due_at)
        await reindex(document_id)
        words = {"instruction": order.text}
        await record("document:instructed", viewer, held.subject, words=words, on_behalf_of=held.on_behalf_of)
        await notify(held, [order.lead, *order.coordinate, *order.inform], N_("Có văn bản giao cho bạn"))


async def must_reach(**principals: Sequence[str]) -> None:
    """Raise Invalid beside every field that names a principal behind whom there is nobody today."""
    lost = await nobody_behind(each for named in principals.values() for each in named)
    problems = {
        field: _(
            "Đơn vị chưa có người đứng đầu hoặc người này không còn làm việc. Hãy chọn lại trong danh sách."
        )
        for field, named in principals.items()
        if lost.intersection(named)
    }
    if problems:
        raise Invalid(problems)


async def _replace_parts(held: Held, order: Order, due_at: datetime | None) -> None:
    await end_turns(held.id)
    await execute(
        "update assignment set state = 'replaced', ended_at = ? where document_id = ? and state = 'open'",
        held.now,
        held.id,
    )
    parts = [("lead", order.lead)]
    parts += [("coordinate", principal) for principal in order.coordinate]
    parts += [("inform", principal) for principal in order.inform]
    for role, principal in parts:
        await assign(held, role, principal, due_at=due_at)


async def assign(
    held: Held,
    role: str,
    principal: str,
    *,
    due_at: datetime | None,
    reason: str = "",
    passed_from: int | None = None,
) -> None:
    """Give a principal its part in the document, its turn, and the right to read it."""
    await execute(
        "insert into assignment (document_id, role, principal, assigned_by, on_behalf_of_id, reason, due_at, state, at,"
        " passed_from_id) values (?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)",
        held.id,
        role,
        principal,
        held.viewer.account_id,
        held.on_behalf_of,
        reason,
        due_at,
        held.now,
        passed_from,
    )
    await let_read(held.id, [principal], role)
    await give_turn(held.id, principal, DEED_OF_ROLE[role], due_at if role != "inform" else None)
    words = {"to": await name_of(principal)}
    await record(
        "document:assigned",
        held.viewer,
        held.subject,
        words=words,
        on_behalf_of=held.on_behalf_of,
        role=role,
        to=principal,
    )
