"""One request for a supplement (pure): what is missing, what may then be changed, and what came back changed.

Decree 118/2025/NĐ-CP, article 11: all points in one notice. A point hangs on the stable id of a question or a paper
("question:12", "paper:3"), which stays the same from one edition of a procedure to the next. Whether one may be asked
for is `lifecycle`; what it does to the clock is `deadlines`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.kit.errors import Invalid, NotAllowed
from portal.kit.i18n import _
from portal.kit.text import nfc

Answers = Mapping[str, object]  # By stable id: a text, a number, or the keys of files, as they are stored.


class Reason(StrEnum):
    """Why something must be supplemented."""

    INCOMPLETE = "incomplete"
    INCORRECT = "incorrect"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to supplement: the stable id it hangs on, why, and what to do, in the officer's words."""

    target: str
    reason: Reason
    note: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back for a point: the answer before and now, None where there was none."""

    point: Point
    before: object
    now: object

    @property
    def is_changed(self) -> bool:
        """Whether anything was done about it."""
        return self.before != self.now


def check_request(points: Collection[Point], known: Collection[str]) -> None:
    """Whether a request can go out; `known` are the stable ids of the dossier's form.

    Raises Invalid with one sentence a point, under "point-1" and so on, or under "" when it asks for nothing.
    """
    problems = {} if points else {"": _("Phiếu phải nêu ít nhất một nội dung cần bổ sung.")}
    seen: set[str] = set()
    for number, point in enumerate(points, start=1):
        if point.target not in known:
            problems[f"point-{number}"] = _("Nội dung này không có trong thành phần hồ sơ.")
        elif point.target in seen:
            problems[f"point-{number}"] = _("Nội dung này đã được nêu ở trên. Hãy gộp làm một.")
        elif not nfc(point.note):
            problems[f"point-{number}"] = _("Hãy nói rõ cần bổ sung gì.")
        seen.add(point.target)
    if problems:
        raise Invalid(problems)


def may_change(points: Collection[Point]) -> frozenset[str]:
    """The stable ids that the applicant may answer anew; everything else stays as it was filed."""
    return frozenset(point.target for point in points)


def answered(filed: Answers, given: Answers, points: Collection[Point]) -> dict[str, object]:
    """The answers of the next revision; what was filed is not touched. An answer sent again unchanged does no harm.

    Raises NotAllowed when anything is changed that was not asked for.
    """
    changed = {target for target, answer in given.items() if filed.get(target) != answer}
    if changed - may_change(points):
        raise NotAllowed(_("Chỉ được sửa những nội dung nêu trong phiếu yêu cầu bổ sung."))
    return {**filed, **given}


def returned(before: Answers, now: Answers, points: Collection[Point]) -> tuple[Returned, ...]:
    """What the officer looks at: the points that came back changed first, then those left as they were."""
    looked_at = (Returned(point, before.get(point.target), now.get(point.target)) for point in points)
    return tuple(sorted(looked_at, key=lambda each: not each.is_changed))


def reason_label(reason: Reason) -> str:
    """The reason as it stands on the notice."""
    labels = {
        Reason.INCOMPLETE: _("Còn thiếu"),
        Reason.INCORRECT: _("Chưa đúng"),
        Reason.OUTDATED: _("Hết hiệu lực"),
    }
    return labels[reason]
