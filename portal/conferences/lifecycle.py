"""The life of a meeting: everything about its states lives here (pure)."""

from portal.kit.errors import NotAllowed
from portal.kit.i18n import _
from portal.kit.lifecycle import Lifecycle

CONFERENCE = Lifecycle(
    "meeting",
    "planned",
    {
        "planned": {"edit": "planned", "open": "open", "cancel": "cancelled", "seal_off": "sealed_off"},
        "open": {"edit": "open", "end": "ended", "seal_off": "sealed_off"},
        "ended": {"seal_off": "sealed_off"},
        "cancelled": {"seal_off": "sealed_off"},
        "sealed_off": {},
    },
)
RETENTIONS = ("short", "usual", "long")


def after(state: str, deed: str) -> str:
    """The next state. Raises NotAllowed where the deed makes no sense, and changes nothing."""
    if deed not in CONFERENCE.allowed(state):
        raise NotAllowed(
            _("Việc này không còn làm được: cuộc họp %(state)s.") % {"state": state_label(state).lower()}
        )
    return CONFERENCE.after(state, deed)


def after_seal(state_before: str) -> str:
    """The state of a meeting whose seal was lifted: nobody is in the room any more."""
    return "ended" if state_before == "open" else state_before


def state_label(state: str) -> str:
    """The state as the office says it."""
    labels = {
        "planned": _("Sắp họp"),
        "open": _("Đang họp"),
        "ended": _("Đã kết thúc"),
        "cancelled": _("Đã huỷ"),
        "sealed_off": _("Đã niêm phong"),
    }
    return labels[state]


def role_label(role: str) -> str:
    """What one is in a meeting."""
    labels = {
        "chair": _("Chủ trì"),
        "cochair": _("Đồng chủ trì"),
        "member": _("Thành viên"),
        "guest": _("Khách mời"),
    }
    return labels.get(role, role)
