"""The steps of the work (pure): somebody does each, each leads on, and together they keep the promise."""

from collections.abc import Iterator, Set

from portal.kit.i18n import _
from portal.procedures.editions import HOURS_A_DAY, Edition, WorkStep
from portal.procedures.linter.findings import Finding, error, warning
from portal.procedures.questions.amounts import show_number
from portal.procedures.workflow import Workflow


def about_work(edition: Edition, roles: Set[str], units: Set[str]) -> Iterator[Finding]:
    """Findings about ways, dead ends, people and budgets."""
    if not edition.steps:
        yield error("", _("Thủ tục chưa có bước xử lý nào."))
        return
    flow = Workflow(edition.steps)
    reachable, known = flow.reachable(), {step.id for step in edition.steps}
    for step in edition.steps:
        if step.id not in reachable:
            yield error(step.id, _("Không có đường nào đi tới bước này."))
        yield from _about_people(step, roles, units)
        yield from _about_ways(step, known)
    yield from _about_time(edition, flow)


def _about_people(step: WorkStep, roles: Set[str], units: Set[str]) -> Iterator[Finding]:
    if not step.role and not step.unit:
        yield error(step.id, _("Bước này chưa giao cho vai trò hay đơn vị nào."))
    if step.role and step.role not in roles:
        yield error(step.id, _("Chưa có ai giữ vai trò “%(role)s”.") % {"role": step.role})
    if step.unit and step.unit not in units:
        yield error(step.id, _("Không có ai ở đơn vị “%(unit)s”.") % {"unit": step.unit})


def _about_ways(step: WorkStep, known: Set[str]) -> Iterator[Finding]:
    for way in step.next:
        if way.step not in known:
            yield error(step.id, _("Bước này dẫn tới bước “%(id)s” không có.") % {"id": way.step})
    if step.is_end and step.next:
        yield error(step.id, _("Bước kết thúc không được dẫn đi đâu nữa."))
    if not step.is_end and not step.next:
        yield error(step.id, _("Bước này là ngõ cụt: không dẫn đi đâu và không phải bước kết thúc."))
    defaults = [place for place, way in enumerate(step.next) if way.condition is None]
    if step.next and not defaults:
        yield error(step.id, _("Khi không điều kiện nào đúng, bước này không có hướng đi tiếp."))
    if defaults and defaults[0] < len(step.next) - 1:
        yield warning(step.id, _("Những hướng đứng sau hướng không điều kiện không bao giờ được đi."))


def _about_time(edition: Edition, flow: Workflow) -> Iterator[Finding]:
    """Whether the longest path fits into the promised days, and fills them."""
    for step in edition.steps:
        if step.hours < 0:
            yield error(step.id, _("Thời gian của bước không được âm."))
    if circle := flow.cycle():
        told = _("Các bước đi vòng tròn: %(steps)s.")
        yield error(circle[0], told % {"steps": " → ".join(circle)})
        return
    hours, path = flow.longest()
    promised = edition.time.days * HOURS_A_DAY
    blanks = {"hours": show_number(hours), "promised": show_number(promised)}
    if hours > promised:
        told = _("Tổng thời gian các bước là %(hours)s giờ, vượt thời hạn %(promised)s giờ đã hứa.")
        yield error(path[-1], told % blanks)
    elif hours < promised:
        told = _("Tổng thời gian các bước chỉ %(hours)s giờ trên thời hạn %(promised)s giờ đã hứa.")
        yield warning("", told % blanks)
