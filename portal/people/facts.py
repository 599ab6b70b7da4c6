"""What the log says about people: every fact of this room with its sentence."""

from portal.audit.facts import declare
from portal.kit.i18n import N_

declare(
    {
        "session:started": N_("Đăng nhập từ %(address)s"),
        "session:ended": N_("Kết thúc phiên đăng nhập"),
        "session:others-ended": N_("Kết thúc %(count)s phiên đăng nhập khác"),
        "account:sign-in-failed": N_("Đăng nhập không thành công từ %(address)s"),
        "account:code-refused": N_("Nhập sai mã xác thực từ %(address)s"),
        "account:recovery-code-used": N_("Dùng một mã dự phòng để đăng nhập"),
        "account:invited": N_("Mời %(name)s vào hệ thống"),
        "account:invitation-accepted": N_("%(name)s nhận lời mời và đặt mật khẩu"),
        "account:reset-requested": N_("Yêu cầu đặt lại mật khẩu"),
        "account:password-changed": N_("Đổi mật khẩu"),
        "account:second-factor-enabled": N_("Bật xác thực hai lớp"),
        "account:second-factor-disabled": N_("Tắt xác thực hai lớp"),
        "account:recovery-codes-renewed": N_("Tạo lại mã dự phòng"),
        "account:profile-changed": N_("Sửa thông tin cá nhân: %(fields)s"),
        "account:changed": N_("Sửa thông tin của %(name)s: %(fields)s"),
        "account:suspended": N_("Khoá tài khoản của %(name)s"),
        "account:restored": N_("Mở lại tài khoản của %(name)s"),
        "account:roles-changed": N_("Đổi vai trò của %(name)s: %(roles)s"),
        "post:given": N_("Bổ nhiệm %(name)s làm %(title)s, %(unit)s"),
        "post:ended": N_("%(name)s thôi giữ chức %(title)s, %(unit)s"),
        "unit:created": N_("Lập đơn vị %(name)s"),
        "unit:renamed": N_("Đổi tên đơn vị %(old)s thành %(name)s"),
        "unit:moved": N_("Chuyển đơn vị %(name)s về %(parent)s"),
        "unit:closed": N_("Giải thể đơn vị %(name)s"),
        "position:created": N_("Thêm chức danh %(title)s"),
        "delegation:made": N_("%(from_name)s uỷ quyền cho %(to_name)s: %(base_document)s"),
        "delegation:ended": N_("Chấm dứt uỷ quyền của %(from_name)s cho %(to_name)s"),
        "agency:identity-set": N_("Đặt tên cơ quan %(name)s từ ngày %(day)s"),
    }
)
