"""What the log says about meetings, and how search calls them."""

from portal.audit.facts import declare
from portal.kit.i18n import N_
from portal.search import kinds

kinds.declare("conference", N_("Cuộc họp"), "video")
declare(
    {
        "conference:planned": N_("Lập cuộc họp %(title)s, bắt đầu %(at)s"),
        "conference:changed": N_("Sửa cuộc họp: %(fields)s"),
        "conference:cancelled": N_("Huỷ cuộc họp: %(reason)s"),
        "conference:opened": N_("Mở phòng họp"),
        "conference:ended": N_("Kết thúc cuộc họp"),
        "conference:seat-given": N_("Cấp chỗ vào phòng họp"),
        "conference:joined": N_("%(name)s vào phòng họp"),
        "conference:left": N_("%(name)s rời phòng họp"),
        "conference:attendance-exported": N_("Xuất danh sách dự họp"),
        "conference:guest-invited": N_("Tạo đường dẫn cho khách %(name)s, %(agency)s"),
        "conference:guest-revoked": N_("Thu hồi đường dẫn của khách %(name)s"),
        "conference:message-said": N_("%(name)s nhắn trong cuộc họp"),
        "conference:text-refused": N_("Từ chối một tin nhắn có dấu chỉ độ mật"),
        "conference:happened": N_("Trong phòng họp: %(what)s"),
        "conference:file-shared": N_("Chia sẻ tệp %(file)s với cuộc họp"),
        "conference:file-opened": N_("Tải tệp %(file)s của cuộc họp"),
        "conference:recording-started": N_("Bắt đầu ghi cuộc họp"),
        "conference:recording-stopped": N_("Dừng ghi cuộc họp"),
        "conference:recording-ready": N_("Đã ghép xong bản ghi, mã băm %(sha256)s"),
        "conference:recording-opened": N_("Mở bản ghi cuộc họp"),
        "conference:recording-deleted": N_("Xoá bản ghi khi hết thời hạn lưu %(days)s ngày"),
        "conference:sealed-off": N_("Niêm phong cuộc họp"),
        "conference:seal-lifted": N_("Gỡ niêm phong cuộc họp"),
        "conference:purged": N_("Xoá vĩnh viễn nội dung cuộc họp"),
        "meeting-node:appeared": N_("Máy chủ họp %(name)s bắt đầu hoạt động"),
        "meeting-node:lost": N_("Mất liên lạc với máy chủ họp %(name)s"),
        "meeting-node:draining": N_("Chuyển các phòng họp khỏi máy chủ %(name)s"),
        "meeting-node:taken-back": N_("Cho máy chủ họp %(name)s nhận phòng trở lại"),
    }
)
