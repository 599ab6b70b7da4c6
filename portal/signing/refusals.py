"""Why something could not be prepared, filled or signed: one word for the code, one sentence for the person.

The sentence is made where it is shown, because a worker process does not know the viewer's language.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

from portal.kit.errors import Invalid, PortalError
from portal.kit.i18n import _


class Refusal(Enum):
    """Every reason for which signing stops before a byte is written."""

    NOT_A_PDF = auto()
    ENCRYPTED = auto()
    HYBRID = auto()
    BROKEN = auto()
    ALREADY_SIGNED = auto()
    NO_SUCH_FIELD = auto()
    FIELD_IS_SIGNED = auto()
    FIELD_IS_FILLED = auto()
    SEALED = auto()
    OUTSIDE_PAGE = auto()
    CANNOT_DRAW = auto()
    WRONG_PASSPHRASE = auto()
    NOT_A_KEY_FILE = auto()
    NO_KEY_INSIDE = auto()
    NOT_YET_VALID = auto()
    EXPIRED = auto()
    NOT_FOR_SIGNING = auto()
    NO_TIMESTAMP = auto()
    SIGNATURE_DOES_NOT_MATCH = auto()
    FILE_HAS_CHANGED = auto()
    REVOKED = auto()
    UNKNOWN_AUTHORITY = auto()
    WEAK_KEY = auto()
    OTHER_NAME = auto()
    UNLOCKED_KEY = auto()
    EARLIER_DOES_NOT_HOLD = auto()
    TIMESTAMP_NOT_TRUSTED = auto()
    RESULT_DOES_NOT_HOLD = auto()


class CannotSign(PortalError):
    """Nothing was signed and nothing was changed; `refusal` says why, `str(error)` says it to a person."""

    status = 422

    def __init__(self, refusal: Refusal):
        super().__init__(refusal)
        self.refusal = refusal

    def __str__(self) -> str:
        return sentence(self.refusal)


def given_passphrase(typed: str, field: str = "passphrase") -> str:
    """A passphrase as typed: nothing about it is cleaned. Raises Invalid for `field` when it is empty."""
    if not typed:
        raise Invalid({field: _("Nhập mật khẩu của khoá ký.")})
    return typed


@contextmanager
def beside_passphrase(field: str = "passphrase") -> Iterator[None]:
    """Within it a wrong passphrase is a problem of its field, and not of the whole form."""
    try:
        yield
    except CannotSign as refused:
        if refused.refusal is Refusal.WRONG_PASSPHRASE:
            raise Invalid({field: str(refused)}) from None
        raise


def sentence(refusal: Refusal) -> str:
    """The refusal in the viewer's language."""
    return {
        Refusal.NOT_A_PDF: _("Tệp không phải là PDF."),
        Refusal.ENCRYPTED: _("Tệp PDF có mật khẩu; hãy bỏ mật khẩu rồi thử lại."),
        Refusal.HYBRID: _("Tệp PDF có hai bảng tham chiếu lẫn nhau; hãy in lại thành PDF rồi mới ký."),
        Refusal.BROKEN: _("Tệp PDF bị hỏng, không đọc được."),
        Refusal.ALREADY_SIGNED: _("Văn bản đã có chữ ký nên không thể thêm chỗ ký."),
        Refusal.NO_SUCH_FIELD: _("Văn bản không có ô ký hoặc ô điền này."),
        Refusal.FIELD_IS_SIGNED: _("Ô này đã được ký."),
        Refusal.FIELD_IS_FILLED: _("Số hoặc ngày đã được điền, không thể điền lại."),
        Refusal.SEALED: _("Cơ quan đã ký số; văn bản không được thay đổi nữa."),
        Refusal.OUTSIDE_PAGE: _("Chỗ ký nằm ngoài trang giấy."),
        Refusal.CANNOT_DRAW: _("Không vẽ được hình chữ ký, con dấu hoặc dòng chữ."),
        Refusal.WRONG_PASSPHRASE: _("Mật khẩu của khóa ký không đúng."),
        Refusal.NOT_A_KEY_FILE: _("Tệp khóa không đúng định dạng PKCS#12."),
        Refusal.NO_KEY_INSIDE: _("Tệp khóa không có khóa bí mật và chứng thư đi kèm."),
        Refusal.NOT_YET_VALID: _("Chứng thư chữ ký số chưa có hiệu lực."),
        Refusal.EXPIRED: _("Chứng thư chữ ký số đã hết hạn."),
        Refusal.NOT_FOR_SIGNING: _("Chứng thư này không dùng để ký văn bản."),
        Refusal.NO_TIMESTAMP: _("Không lấy được dấu thời gian; văn bản chưa được ký. Hãy thử lại sau."),
        Refusal.SIGNATURE_DOES_NOT_MATCH: _("Chữ ký nhận được không khớp với chứng thư."),
        Refusal.FILE_HAS_CHANGED: _("Văn bản đã thay đổi trong lúc chờ ký; hãy ký lại."),
        Refusal.REVOKED: _("Chứng thư chữ ký số đã bị thu hồi; không ký được nữa."),
        Refusal.UNKNOWN_AUTHORITY: _(
            "Nơi cấp chứng thư không có trong danh sách tin cậy; hãy hỏi quản trị viên."
        ),
        Refusal.WEAK_KEY: _("Khóa của chứng thư quá ngắn, không còn an toàn."),
        Refusal.OTHER_NAME: _("Tên trên chứng thư không phải tên của người hoặc cơ quan này."),
        Refusal.UNLOCKED_KEY: _("Tệp khóa không có mật khẩu; hãy đặt mật khẩu cho tệp rồi thêm lại."),
        Refusal.EARLIER_DOES_NOT_HOLD: _("Văn bản có chữ ký trước đó không hợp lệ nên không được ký tiếp."),
        Refusal.TIMESTAMP_NOT_TRUSTED: _(
            "Dấu thời gian nhận được không đáng tin; văn bản chưa được ký. Hãy báo quản trị viên."
        ),
        Refusal.RESULT_DOES_NOT_HOLD: _(
            "Chữ ký vừa tạo không hợp lệ khi kiểm tra lại; văn bản chưa được ký và không có gì thay đổi."
        ),
    }[refusal]


def outcome_sentence(outcome: str) -> str:
    """What came of an attempt to sign, in the viewer's language: a PAdES level, or the name of a refusal."""
    levels = {"B-T": _("Đã ký, có dấu thời gian"), "B-B": _("Đã ký, không có dấu thời gian")}
    return levels.get(outcome) or sentence(Refusal[outcome.upper()])
