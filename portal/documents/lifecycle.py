"""The lives of an incoming and an outgoing document: everything about states lives here (pure).

Decree 30/2020/NĐ-CP, articles 14 to 24. The file that the approvers saw is the file that is signed: any change
of content leads back to `drafting` and needs both approvals again.
"""

from collections.abc import Mapping

from portal.kit.i18n import N_, _
from portal.kit.lifecycle import Lifecycle

Steps = Mapping[str, Mapping[str, str]]


def _with_late_discovery(steps: Steps) -> Steps:
    """From every state a document may be sealed off (niêm phong) as a state secret that was discovered late.

    Not to be confused with `sealed`, which bears the agency's signature. No deed leads on from there: another person
    purges what it held, or lifts the seal, and then the document is again in the state that was kept beside it.
    """
    return {state: {**deeds, "seal_off": "sealed_off"} for state, deeds in steps.items()} | {"sealed_off": {}}


INCOMING = Lifecycle(
    "incoming",
    "received",
    _with_late_discovery(
        {
            "received": {"register": "registered", "discard": "discarded"},
            "registered": {"instruct": "in_progress", "return_to_sender": "returned"},
            "in_progress": {
                "instruct": "in_progress",
                "pass_on": "in_progress",
                "give_opinion": "in_progress",
                "extend": "in_progress",
                "close": "closed",
                "answer": "closed",
            },
            "closed": {"reopen": "in_progress", "give_opinion": "closed"},
            "returned": {},
            "discarded": {},
        }
    ),
)

OUTGOING = Lifecycle(
    "outgoing",
    "drafting",
    _with_late_discovery(
        {
            "drafting": {"save": "drafting", "submit": "awaiting_content", "cancel": "cancelled"},
            "awaiting_content": {
                "approve_content": "awaiting_form",
                "return_for_correction": "drafting",
                "withdraw": "drafting",
            },
            "awaiting_form": {
                "approve_form": "awaiting_signature",
                "return_for_correction": "drafting",
                "withdraw": "drafting",
            },
            "awaiting_signature": {"sign": "signed", "return_for_correction": "drafting"},
            "signed": {"number": "numbered", "cancel": "cancelled"},
            "numbered": {"seal": "sealed", "cancel": "cancelled"},
            "sealed": {"issue": "issued", "cancel": "cancelled"},
            "issued": {"recall": "recalled"},
            "recalled": {},
            "cancelled": {},
        }
    ),
)

LIVES = {"in": INCOMING, "out": OUTGOING}


def after(direction: str, state: str, deed: str) -> str:
    """The next state. Raises NotAllowed where the deed makes no sense, and changes nothing."""
    return LIVES[direction].after(state, deed)


_STATE_LABELS = {
    "received": N_("Chờ vào sổ"),
    "discarded": N_("Không vào sổ"),
    "registered": N_("Chờ bút phê"),
    "in_progress": N_("Đang xử lý"),
    "closed": N_("Đã xử lý"),
    "returned": N_("Đã trả lại"),
    "drafting": N_("Dự thảo"),
    "awaiting_content": N_("Chờ duyệt nội dung"),
    "awaiting_form": N_("Chờ duyệt thể thức"),
    "awaiting_signature": N_("Chờ ký"),
    "signed": N_("Chờ cấp số"),
    "numbered": N_("Chờ ký số cơ quan"),
    "sealed": N_("Chờ phát hành"),
    "issued": N_("Đã phát hành"),
    "recalled": N_("Đã thu hồi"),
    "cancelled": N_("Đã huỷ"),
    "sealed_off": N_("Đã niêm phong"),
}


def state_label(direction: str, state: str) -> str:
    """The state as the office says it."""
    return _(_STATE_LABELS[state])


_DEED_LABELS = {
    "register": N_("Chờ vào sổ"),
    "instruct": N_("Chờ bút phê"),
    "process": N_("Chờ tôi xử lý"),
    "contribute": N_("Phối hợp"),
    "read": N_("Để biết"),
    "draft": N_("Đang soạn"),
    "approve_content": N_("Chờ duyệt nội dung"),
    "approve_form": N_("Chờ duyệt thể thức"),
    "sign": N_("Chờ ký"),
    "number": N_("Chờ cấp số"),
    "seal": N_("Chờ đóng dấu"),
    "issue": N_("Chờ phát hành"),
}


def deed_label(deed: str) -> str:
    """What waits, as the person it waits for would say it."""
    return _(_DEED_LABELS[deed])
