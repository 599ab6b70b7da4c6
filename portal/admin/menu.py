"""The lines of the administrator's menu. Rooms that are added later get theirs from the composition root."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.kit.i18n import _


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a staff page: its name, address, icon, and what one does there."""

    label: str
    url: str
    mark: str
    note: str


_added: list[Callable[[], list[Link]]] = []


def use_links(links: Callable[[], list[Link]]) -> None:
    """Let the composition root add lines; a function, so that they are said in the viewer's language."""
    _added[:] = [links]


def links() -> list[Link]:
    """Every line, in the viewer's language."""
    own = [
        Link(_("Người dùng"), "/people", "users", _("Mời, bổ nhiệm, vai trò, khoá tài khoản")),
        Link(_("Đơn vị và chức danh"), "/units", "building-2", _("Cây đơn vị, đổi tên, giải thể")),
        Link(_("Uỷ quyền"), "/delegations", "file-text", _("Ai đang làm thay ai, theo văn bản nào")),
        Link(_("Tên cơ quan"), "/agency", "stamp", _("Tên, cơ quan chủ quản, địa danh, mã định danh")),
        Link(
            _("Thư hệ thống gửi"), "/letters", "mail", _("Thư mời, thư đặt lại mật khẩu, thư chưa gửi được")
        ),
        Link(
            _("Tình trạng hệ thống"),
            "/admin/health",
            "circle-check",
            _("Cơ sở dữ liệu, tệp, quét vi-rút, công việc nền"),
        ),
        Link(_("Nhật ký"), "/audit", "history", _("Mọi việc đã làm, và chuỗi băm có còn nguyên")),
    ]
    return own + [link for more in _added for link in more()]
