"""What the door's stubs are called on the screens, and what is to be done about each (pure).

`event` is a `queries.DoorEvent`, `seal` a `queries.SealRow`.
"""

from portal.kit.i18n import _
from portal.secrecy.outcomes import SEALED, degree_name


def channel_name(channel: str) -> str:
    """By which way something came to the door."""
    names = {
        "upload": _("Tải lên"),
        "mail": _("Thư điện tử"),
        "exchange": _("Trục liên thông"),
        "paper": _("Bản giấy"),
    }
    return names.get(channel, channel)


def did_name(did: str, degree: str) -> str:
    """What the door did."""
    names = {
        "refused": _("Từ chối (%(degree)s)") % {"degree": degree_name(degree)},
        "held": _("Giữ tạm, chưa kiểm tra được"),
        "infected": _("Xoá vì có mã độc"),
    }
    return names.get(did, did)


def decision_name(decision: str) -> str:
    """What people decided about it; nothing where nobody has."""
    names = {
        "released": _("Cho gửi lại một lần"),
        "upheld": _("Giữ nguyên việc từ chối"),
        "admitted": _("Đã xem, tiếp nhận"),
        "turned_away": _("Đã xem, từ chối"),
        "lost": _("Tệp đã mất, cần gửi lại"),
        "purged": _("Đã xoá vĩnh viễn"),
        "lifted": _("Đã gỡ niêm phong"),
    }
    return names.get(decision, "")


def standing(event) -> tuple[str, str]:
    """Where the matter stands, and the kind of its tag."""
    if event.is_lost:
        return decision_name("lost"), "late"
    if event.decision:
        return decision_name(event.decision), "done"
    if event.is_held:
        return _("Chờ người thứ hai xem"), "act"
    if event.is_claimed:
        return _("Báo nhầm, chờ người thứ hai"), "act"
    return did_name(event.did, event.degree), "late"


def seal_standing(seal) -> tuple[str, str]:
    """The same for a seal."""
    if seal.decision:
        return decision_name(seal.decision), "done"
    return _("Đang niêm phong, chờ người thứ hai"), "act"


def what_to_do(event) -> str:
    """The next step, for whoever brought the file and for who keeps the door."""
    if event.is_lost:
        return _("Cổng đã khởi động lại nên tệp giữ tạm không còn. Người gửi cần gửi lại tệp.")
    by_decision = {
        "released": _("Người gửi tải lại đúng tệp này; cổng cho qua một lần và ghi lại ai đã quyết định."),
        "upheld": _("Không gửi lại tệp này. Chuyển tài liệu cho bộ phận giữ tài liệu mật theo kênh riêng."),
        "admitted": _("Tệp đã được lưu. Người gửi bấm “Tiếp tục vào sổ” để làm tiếp."),
        "turned_away": _("Tệp đã bị xoá. Nếu có dấu mật, chuyển tài liệu theo kênh riêng."),
    }
    if event.decision:
        return by_decision.get(event.decision, "")
    if event.is_held:
        return _(
            "Chương trình không đọc được chữ trong bản quét. Một người khác giữ cửa xem từng trang rồi tiếp nhận "
            "hoặc từ chối. Tệp được mã hoá bằng khoá chỉ có trong bộ nhớ; cổng khởi động lại thì tệp mất."
        )
    if event.is_claimed:
        return _("Một người khác giữ cửa xem lý do báo nhầm, hỏi lại người gửi nếu cần, rồi quyết định.")
    if event.did == "infected":
        return _("Tệp đã bị xoá. Hãy quét máy đã gửi tệp và xin nơi gửi bản sạch.")
    if event.degree == SEALED:
        return _("Nội dung này đã bị niêm phong trước đây nên không được gửi lại.")
    return _(
        "Không có gì được giữ lại. Chuyển tài liệu cho bộ phận giữ tài liệu mật theo kênh riêng; không chụp, không "
        "gửi qua mạng. Nếu cổng nhầm, báo lại kèm lý do để người thứ hai xem xét."
    )
