"""What the log says about the door and about seals. Pure."""

from portal.audit.facts import declare
from portal.kit.i18n import N_

declare(
    {
        "door:refused": N_("Từ chối tệp có dấu chỉ độ mật"),
        "door:held": N_("Giữ tạm tệp chưa kiểm tra được"),
        "door:infected": N_("Xoá tệp có mã độc %(virus)s"),
        "door:claimed": N_("Báo nhầm: %(reason)s"),
        "door:released": N_("Cho phép gửi lại một lần: %(reason)s"),
        "door:upheld": N_("Giữ nguyên việc từ chối: %(reason)s"),
        "door:passed": N_("Tệp được cho phép đã gửi lại"),
        "door:admitted": N_("Đã xem và tiếp nhận: %(reason)s"),
        "door:turned-away": N_("Đã xem và từ chối: %(reason)s"),
        "seal:frozen": N_("Niêm phong: %(reason)s"),
        "seal:purged": N_("Xoá vĩnh viễn: %(reason)s"),
        "seal:lifted": N_("Gỡ niêm phong: %(reason)s"),
    }
)
