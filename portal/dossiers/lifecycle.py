"""The life of a dossier (pure): the ten national states, the deeds between them, whose they are, and what bars them.

The states are those of the national portal (`TrangThaiHoSo` 1 to 10), fixed for law and statistics; the inner steps
of a procedure all happen within `processing`. A dossier that waits (for a supplement, a fee, a withdrawal) and one
that has ended keep the state they came from, and go back to it. No reads, no writes, no papers here.
"""

from dataclasses import dataclass

from portal.kit.errors import NotAllowed
from portal.kit.i18n import N_, _
from portal.kit.lifecycle import Lifecycle

# The target "saved" stands for the state that was kept when the dossier began to wait, or ended.
SAVED = "saved"

DOSSIER = Lifecycle(
    "dossier",
    "draft",
    {
        "draft": {"save": "draft", "submit": "submitted"},
        "submitted": {
            "accept": "accepted",
            "refuse": "refused",
            "request_supplement": "supplement_requested",
            "request_payment": "payment_requested",
            "request_withdrawal": "withdrawal_requested",
        },
        "accepted": {
            "assign": "processing",
            "allow_supplement": "accepted",
            "request_supplement": "supplement_requested",
            "request_payment": "payment_requested",
            "request_withdrawal": "withdrawal_requested",
        },
        "processing": {
            "assign": "processing",
            "pass_on": "processing",
            "allow_supplement": "processing",
            "reschedule": "processing",
            "sign": "processing",
            "request_supplement": "supplement_requested",
            "request_payment": "payment_requested",
            "request_withdrawal": "withdrawal_requested",
            "resolve": "resolved",
            "stop": "stopped",
        },
        "supplement_requested": {
            "supplement": SAVED,
            "lapse": "stopped",
            "request_withdrawal": "withdrawal_requested",
        },
        "payment_requested": {"confirm_payment": SAVED, "request_withdrawal": "withdrawal_requested"},
        "withdrawal_requested": {"accept_withdrawal": "stopped", "refuse_withdrawal": SAVED},
        "resolved": {"deliver": "delivered", "request_payment": "payment_requested"},
        "refused": {"reopen": SAVED},
        "stopped": {"reopen": SAVED},
        "delivered": {"reopen": SAVED},
    },
)
WAITING = frozenset({"supplement_requested", "payment_requested", "withdrawal_requested"})
TERMINAL = frozenset({"refused", "stopped", "delivered"})

_NATIONAL_CODES = {
    "submitted": 1,
    "accepted": 2,
    "refused": 3,
    "processing": 4,
    "supplement_requested": 5,
    "payment_requested": 6,
    "withdrawal_requested": 7,
    "stopped": 8,
    "resolved": 9,
    "delivered": 10,
}

# Whose deeds these are. The desk files and pays in for people who come to it; only an administrator re-opens.
_OWNERS = {
    "save": ("applicant", "desk"),
    "submit": ("applicant", "desk"),
    "supplement": ("applicant", "desk"),
    "request_withdrawal": ("applicant", "desk"),
    "accept": ("desk",),
    "refuse": ("desk",),
    "request_supplement": ("desk", "specialist"),
    "request_payment": ("desk", "specialist"),
    "confirm_payment": ("desk", "system"),
    "accept_withdrawal": ("desk",),
    "refuse_withdrawal": ("desk",),
    "deliver": ("desk",),
    "assign": ("head", "system"),
    "pass_on": ("head", "specialist", "leader"),
    "allow_supplement": ("head", "leader"),
    "reschedule": ("leader",),
    "sign": ("leader",),
    "stop": ("leader",),
    "resolve": ("clerk",),
    "lapse": ("system",),
    "reopen": ("administrator",),
}
ACTORS = ("applicant", "desk", "head", "specialist", "leader", "clerk", "system", "administrator")


@dataclass(frozen=True, slots=True)
class Standing:
    """A state, and the states to go back to, the innermost last."""

    state: str
    saved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What bars a deed. Supplements are those asked since acceptance; a supervisor's leave for one more is counted."""

    is_decided: bool = False
    is_rescheduled: bool = False
    supplements: int = 0
    extra_supplements: int = 0


def after(standing: Standing, deed: str, facts: Facts) -> Standing:
    """Where a deed leads. Raises NotAllowed where it makes no sense or a fact bars it, and changes nothing."""
    if deed not in DOSSIER.allowed(standing.state):
        state = state_label(standing.state).lower()
        raise NotAllowed(_("Việc này không còn làm được: hồ sơ đang ở bước “%(state)s”.") % {"state": state})
    if (why := barred(standing, deed, facts)) is not None:
        raise NotAllowed(why)
    target = DOSSIER.after(standing.state, deed)
    if target == SAVED:
        return Standing(standing.saved[-1], standing.saved[:-1])
    if target in TERMINAL:  # Re-opened, it goes on where somebody worked on it last, and waits for nothing.
        return Standing(target, (standing.saved or (standing.state,))[:1])
    return Standing(target, (*standing.saved, standing.state) if target in WAITING else standing.saved)


def allowed(standing: Standing, facts: Facts, actor: str) -> frozenset[str]:
    """The deeds that an actor may do now."""
    possible = DOSSIER.allowed(standing.state)
    return frozenset(
        deed for deed in possible if is_deed_of(actor, deed) and barred(standing, deed, facts) is None
    )


def is_deed_of(actor: str, deed: str) -> bool:
    """Whether a deed belongs to an actor, who is one of ACTORS."""
    return actor in _OWNERS[deed]


def barred(standing: Standing, deed: str, facts: Facts) -> str | None:
    """The sentence that says why a fact bars a deed, or None where none does.

    Withdrawal and the single supplement: decree 118/2025/NĐ-CP, articles 21 and 11; one new appointment: decree
    61/2018/NĐ-CP, article 19. Before acceptance supplements are not limited.
    """
    if deed in ("request_withdrawal", "accept_withdrawal") and facts.is_decided:
        return _("Hồ sơ đã có kết quả giải quyết nên không rút được nữa.")
    if deed == "request_supplement" and standing.state != "submitted" and _has_asked_enough(facts):
        return _("Hồ sơ đã được yêu cầu bổ sung một lần. Muốn yêu cầu thêm phải được lãnh đạo cho phép.")
    if deed == "reschedule" and facts.is_rescheduled:
        return _("Hồ sơ đã được hẹn lại một lần nên không hẹn lại được nữa.")
    if deed == "resolve" and not facts.is_decided:
        return _("Chưa có kết quả giải quyết đã ký.")
    return None


def national_code(state: str) -> int | None:
    """The code of a state at the national portal (1 to 10); None for a draft, which is never synced."""
    return _NATIONAL_CODES.get(state)


_STATE_LABELS = {
    "draft": N_("Bản nháp"),
    "submitted": N_("Mới đăng ký"),
    "accepted": N_("Được tiếp nhận"),
    "refused": N_("Không được tiếp nhận"),
    "processing": N_("Đang xử lý"),
    "supplement_requested": N_("Yêu cầu bổ sung giấy tờ"),
    "payment_requested": N_("Yêu cầu thực hiện nghĩa vụ tài chính"),
    "withdrawal_requested": N_("Công dân yêu cầu rút hồ sơ"),
    "stopped": N_("Dừng xử lý"),
    "resolved": N_("Đã xử lý xong"),
    "delivered": N_("Đã trả kết quả"),
}


def state_label(state: str) -> str:
    """The state as the national portal says it."""
    return _(_STATE_LABELS[state])


def _has_asked_enough(facts: Facts) -> bool:
    return facts.supplements > facts.extra_supplements
