"""What is asked of whoever plans a meeting, and what cannot be so (pure)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal.conferences.subjects import speaks_of_secrets
from portal.kit.i18n import _

LONGEST = timedelta(hours=12)
AT_ONCE = timedelta(hours=1)  # how long a meeting that begins now is taken to last
MOST_INVITED = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """A meeting as it is planned; `invited` are principals ("unit:3", "account:7")."""

    title: str
    starts_at: datetime
    ends_at: datetime
    chair_id: int
    invited: tuple[str, ...] = ()
    secretary_id: int | None = None
    note: str = ""
    has_lobby: bool = False
    may_record: bool = False
    retention: str = "usual"
    document_id: int | None = None
    is_free_of_secrets: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class GuestEntry:
    """A guest of another agency as the host enters it; without a name the guest says it."""

    name: str
    agency: str
    email: str
    expires_at: datetime
    has_lobby: bool = True


def problems_of(plan: Plan, now: datetime) -> dict[str, str]:
    """What cannot be so, by field; a subject that is a state secret among it."""
    found = {}
    if not plan.is_free_of_secrets:
        found["is_free_of_secrets"] = _("Hãy xác nhận: cuộc họp này không có nội dung bí mật nhà nước.")
    for name, text in (("title", plan.title), ("note", plan.note)):
        if speaks_of_secrets(text):
            found[name] = secret_sentence()
    if plan.ends_at <= plan.starts_at or plan.ends_at - plan.starts_at > LONGEST:
        found["minutes"] = _("Thời lượng từ 5 phút đến 12 giờ.")
    if plan.ends_at <= now:
        found["starts_on"] = _("Giờ họp đã qua. Hãy chọn thời gian sắp tới.")
    if len(plan.invited) > MOST_INVITED:
        found["invited"] = _("Mời nhiều nhất %(most)s đơn vị và người.") % {"most": MOST_INVITED}
    if plan.secretary_id == plan.chair_id:
        found["secretary_id"] = _("Thư ký phải là người khác chủ trì.")
    return found


def secret_sentence() -> str:
    """What to do instead of meeting here about a state secret."""
    return _(
        "Họp có nội dung bí mật nhà nước không được tổ chức trên cổng này. Hãy họp trực tiếp tại phòng họp được bảo "
        "đảm an toàn, hoặc qua đường truyền cơ yếu, theo hướng dẫn của cán bộ bảo vệ bí mật nhà nước. Nếu nội dung "
        "không mật, hãy viết lại cho khỏi nhầm."
    )


def principals_of(plan: Plan, organiser_id: int) -> dict[str, str]:
    """Every principal that may come, once, with the weightiest reason: chair, secretary, organiser, invited."""
    parts = {f"account:{plan.chair_id}": "chair"}
    if plan.secretary_id is not None:
        parts.setdefault(f"account:{plan.secretary_id}", "secretary")
    parts.setdefault(f"account:{organiser_id}", "organiser")
    for principal in plan.invited:
        parts.setdefault(principal, "invited")
    return parts
