"""What the log says about keys: every fact of this room with its sentence."""

from portal.audit.facts import declare
from portal.kit.i18n import N_

declare(
    {
        "signing-key:added": N_("Thêm khoá ký số của %(subject)s, số chứng thư %(serial)s"),
        "signing-key:removed": N_("Gỡ khoá ký số của %(subject)s"),
        "signing-key:passphrase-changed": N_("Đổi mật khẩu khoá ký số của %(subject)s"),
        "signing-key:picture-replaced": N_("Thay hình chữ ký hoặc con dấu của %(subject)s"),
        "agency-key:used": N_("Dùng khoá ký số của cơ quan: %(outcome)s"),
        "agency-key:refused": N_("Không ký được bằng khoá của cơ quan: %(outcome)s"),
        "agency-key:handed-over": N_("Giao khoá ký số của cơ quan cho %(holder)s: %(authority)s"),
        "agency-key:custody-ended": N_("Thu lại khoá ký số của cơ quan từ %(holder)s sau ngày %(day)s"),
    }
)
