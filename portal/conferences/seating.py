"""Who gets a seat, and as what (pure). The portal decides; the media server believes the token."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.kit.i18n import _

EARLY = timedelta(minutes=15)  # before the time at which whoever is invited may come in
_LEADING = ("chair", "cochair")
_STATUS = {"removed": 403, "forbidden": 403, "missing": 404, "name": 422, "full": 503, "none": 503}


class NoSeat(Exception):
    """Somebody gets no seat; `code` is a word of docs/meeting-protocol.md."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return _STATUS.get(self.code, 409)

    @property
    def sentence(self) -> str:
        """What the person is told, and what they can do."""
        return sentence_for(self.code)


@dataclass(frozen=True, slots=True)
class Meeting:
    """What seats depend on."""

    state: str
    starts_at: datetime
    chair_id: int
    secretary_id: int | None
    organiser_id: int
    has_lobby: bool
    is_locked: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What the meeting decided about a person before; `was_here`: they have been in the room; `is_here`: they are."""

    role: str = ""
    is_admitted: bool = False
    is_removed: bool = False
    was_here: bool = False
    is_here: bool = False


def role_of(meeting: Meeting, account_id: int, standing: Standing) -> str:
    """What a member of staff is in the meeting: chair, cochair or member."""
    if account_id == meeting.chair_id:
        return "chair"
    if standing.role in ("cochair", "member"):
        return standing.role
    return "cochair" if account_id in (meeting.secretary_id, meeting.organiser_id) else "member"


def waits(
    meeting: Meeting, role: str, standing: Standing, now: datetime, *, guest_waits: bool = False
) -> bool:
    """Whether a person who comes waits in the lobby first. Raises NoSeat when they may not come at all.

    `guest_waits` is what the guest's link says.
    """
    if meeting.state == "sealed_off":
        raise NoSeat("sealed")
    if meeting.state in ("ended", "cancelled"):
        raise NoSeat("ended")
    if standing.is_removed:
        raise NoSeat("removed")
    leads = role in _LEADING
    if meeting.state == "planned" and not leads and now < meeting.starts_at - EARLY:
        raise NoSeat("early")
    if meeting.is_locked and not leads and not standing.was_here:
        raise NoSeat("locked")
    return not leads and not standing.is_admitted and (guest_waits if role == "guest" else meeting.has_lobby)


def sentence_for(code: str) -> str:
    """One sentence, and what to do, for each reason."""
    sentences = {
        "removed": _("Chủ trì đã mời bạn ra khỏi cuộc họp này. Nếu có nhầm lẫn, hãy liên hệ chủ trì."),
        "early": _("Chưa đến giờ họp. Bạn vào được từ 15 phút trước giờ họp."),
        "ended": _("Cuộc họp đã kết thúc hoặc đã huỷ. Hãy xem lại trang cuộc họp."),
        "locked": _("Chủ trì đã khoá phòng họp. Hãy nhắn chủ trì mở khoá rồi thử lại."),
        "sealed": _("Cuộc họp đã bị niêm phong nên không vào được nữa."),
        "full": _("Máy chủ họp đã đủ người. Hãy thử lại sau ít phút."),
        "none": _("Chưa có máy chủ họp nào hoạt động. Hãy thử lại sau ít phút, hoặc báo quản trị viên."),
        "missing": _("Không tìm thấy cuộc họp này, hoặc bạn không được mời."),
        "name": _("Hãy cho biết họ tên để mọi người nhận ra bạn."),
        "forbidden": _("Bạn không được vào cuộc họp này."),
    }
    return sentences[code]
