"""The order in which a file is prepared, signed, numbered and sealed, and why no other order holds. Pure.

Every visible field must exist before the first signature; the person signs before the agency (Decree
30/2020/NĐ-CP, article 32); the number is given to a signed document and so falls between the two; after the
agency's signature only archival data may be added, as often as needed.
"""

from collections.abc import Collection
from enum import StrEnum

from portal.kit.errors import NotAllowed
from portal.kit.i18n import _


class Step(StrEnum):
    """What is done to a file, each as one appended revision."""

    PREPARE = "prepare"
    PERSON = "person"
    NUMBER = "number"
    SEAL = "seal"
    ARCHIVE = "archive"


WHOLE = (Step.PREPARE, Step.PERSON, Step.NUMBER, Step.SEAL)
COPY = (Step.PREPARE, Step.SEAL)


def next_step(done: Collection[Step], plan: tuple[Step, ...] = WHOLE) -> Step | None:
    """The first step of the plan that is not done; None when all are.

    `plan` is WHOLE for a document and COPY for an electronic copy, which the agency alone signs.
    """
    return next((step for step in plan if step not in done), None)


def may(done: Collection[Step], step: Step, plan: tuple[Step, ...] = WHOLE) -> bool:
    """Whether the step may be taken now; archival data may follow once the plan is through."""
    expected = next_step(done, plan)
    return step is Step.ARCHIVE if expected is None else step is expected


def take(done: tuple[Step, ...], step: Step, plan: tuple[Step, ...] = WHOLE) -> tuple[Step, ...]:
    """The steps done after this one. Raises NotAllowed with the step that is due instead."""
    if may(done, step, plan):
        return (*done, step)
    due = next_step(done, plan)
    if due is None:
        raise NotAllowed(_("Cơ quan đã ký số; văn bản không được thay đổi nữa."))
    raise NotAllowed(
        {
            Step.PREPARE: _("Văn bản chưa có chỗ ký; phải tạo chỗ ký trước."),
            Step.PERSON: _("Người có thẩm quyền phải ký trước."),
            Step.NUMBER: _("Văn bản đã ký và phải được cấp số trước."),
            Step.SEAL: _("Việc tiếp theo là chữ ký số của cơ quan."),
        }[due]
    )
