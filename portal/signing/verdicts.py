"""What a look at the signatures of a PDF found, in words for people. Pure; the looking is done by `verify`.

The sentences are made where they are shown, because a worker process does not know the viewer's language.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, IntEnum, auto

from portal.kit.i18n import _


class Standing(IntEnum):
    """How much a signature, or a whole file, is worth; the larger the worse."""

    NOT_SIGNED = 0
    VALID = 1
    UNCERTAIN = 2
    INVALID = 3


class Revocation(Enum):
    """Whether the certificate was revoked when it signed. Not knowing is not the same as either."""

    GOOD = auto()
    REVOKED = auto()
    UNKNOWN = auto()


class Change(IntEnum):
    """What was appended to the file after a signature."""

    NOTHING = 0
    ARCHIVAL = 1
    FILLED_OR_SIGNED = 2
    OTHER = 3


class Reason(Enum):
    """The one thing to say about a signature, worst first; from EXPIRED_SINCE on it is a doubt, not a fault."""

    UNREADABLE = auto()
    ALTERED = auto()
    NOT_BY_CERTIFICATE = auto()
    CHANGED_AFTER = auto()
    WEAK_ALGORITHM = auto()
    UNKNOWN_AUTHORITY = auto()
    EXPIRED_WHEN_SIGNED = auto()
    NOT_YET_VALID = auto()
    NOT_FOR_SIGNING = auto()
    REVOKED_BEFORE = auto()
    REVOKED_AT_UNKNOWN_TIME = auto()
    CERTIFICATE_REFUSED = auto()
    EXPIRED_SINCE = auto()
    TIMESTAMP_NOT_TRUSTED = auto()
    REVOCATION_UNKNOWN = auto()
    NO_TIMESTAMP = auto()
    VALID = auto()

    @property
    def standing(self) -> Standing:
        """What the reason makes of the signature."""
        if self is Reason.VALID:
            return Standing.VALID
        return Standing.UNCERTAIN if self.value >= Reason.EXPIRED_SINCE.value else Standing.INVALID

    @property
    def sentence(self) -> str:
        """The reason in the viewer's language."""
        return _sentence(self)


class Trouble(Enum):
    """Why a whole file could not be looked at, or only with reserve."""

    NOT_A_PDF = auto()
    ENCRYPTED = auto()
    BROKEN = auto()
    HYBRID = auto()
    SLOPPY = auto()

    @property
    def is_readable(self) -> bool:
        """Whether the file could be looked at, so that "no signature" means that there is none."""
        return self in (Trouble.HYBRID, Trouble.SLOPPY)

    @property
    def sentence(self) -> str:
        """The trouble in the viewer's language."""
        return {
            Trouble.NOT_A_PDF: _("Tệp không phải là PDF."),
            Trouble.ENCRYPTED: _("Tệp PDF có mật khẩu nên không kiểm tra được chữ ký."),
            Trouble.BROKEN: _("Tệp PDF bị hỏng nên không kiểm tra được chữ ký."),
            Trouble.HYBRID: _(
                "Tệp PDF có hai bảng tham chiếu: phần mềm khác nhau có thể hiện nội dung khác nhau."
            ),
            Trouble.SLOPPY: _("Tệp PDF không đúng chuẩn; kết quả kiểm tra chỉ để tham khảo."),
        }[self]


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """One signature. `signed_at` is the time stamp's time when that is trusted, else what the signer claims."""

    field: str
    reason: Reason
    signer: str = ""
    organisation: str = ""
    title: str = ""
    certificate: bytes = field(default=b"", repr=False)
    signed_at: datetime | None = None
    has_timestamp: bool = False
    timestamp_trusted: bool = False
    intact: bool = False
    trusted: bool = False
    revocation: Revocation = Revocation.UNKNOWN
    revoked_at: datetime | None = None
    expired_at_signing: bool = False
    covers_whole_file: bool = False
    change: Change = Change.OTHER

    @property
    def standing(self) -> Standing:
        """Valid, uncertain or invalid."""
        return self.reason.standing

    @property
    def changed_since(self) -> bool:
        """Whether anything but archival data was appended after this signature, allowed or not."""
        return self.change > Change.ARCHIVAL

    @property
    def change_sentence(self) -> str:
        """What came after this signature, in the viewer's language."""
        return {
            Change.NOTHING: _("Không có gì thay đổi sau khi ký."),
            Change.ARCHIVAL: _("Sau khi ký chỉ thêm dữ liệu lưu trữ chữ ký."),
            Change.FILLED_OR_SIGNED: _("Sau khi ký chỉ điền số, ngày hoặc ký thêm, đúng phạm vi cho phép."),
            Change.OTHER: _("Sau khi ký, nội dung khác đã bị thay đổi."),
        }[self.change]

    @property
    def revocation_sentence(self) -> str:
        """Whether the certificate was revoked, in the viewer's language; not knowing is said as such."""
        if not self.trusted:
            return ""
        return {
            Revocation.GOOD: _("Chứng thư không bị thu hồi khi ký."),
            Revocation.REVOKED: _("Chứng thư đã bị thu hồi."),
            Revocation.UNKNOWN: _("Không kiểm tra được chứng thư có bị thu hồi hay không."),
        }[self.revocation]

    @property
    def time_sentence(self) -> str:
        """Who says when it was signed, in the viewer's language."""
        if self.timestamp_trusted:
            return _("theo dấu thời gian")
        return _("theo đồng hồ của người ký, không có gì chứng minh")


@dataclass(frozen=True, slots=True)
class Verdict:
    """All signatures of a file in the order they were made, and what the file itself is like."""

    signatures: tuple[SignatureVerdict, ...] = ()
    trouble: Trouble | None = None
    empty_fields: tuple[str, ...] = ()

    @property
    def standing(self) -> Standing:
        """The worst of all; a file with trouble is never better than uncertain."""
        worst = max((each.standing for each in self.signatures), default=Standing.NOT_SIGNED)
        return worst if self.trouble is None else max(worst, Standing.UNCERTAIN)

    @property
    def unchanged(self) -> bool:
        """Whether the last signature holds and covers the file as it is, archival data aside."""
        return bool(self.signatures) and self.signatures[-1].intact and not self.signatures[-1].changed_since

    @property
    def sentence(self) -> str:
        """The whole in one sentence, in the viewer's language."""
        if not self.signatures and self.trouble is not None and not self.trouble.is_readable:
            return self.trouble.sentence
        return {
            Standing.NOT_SIGNED: _("Tệp không có chữ ký số."),
            Standing.VALID: _("Mọi chữ ký số đều hợp lệ."),
            Standing.UNCERTAIN: _("Có chữ ký số chưa thể khẳng định là hợp lệ."),
            Standing.INVALID: _("Có chữ ký số không hợp lệ."),
        }[self.standing if self.signatures else Standing.NOT_SIGNED]


def _sentence(reason: Reason) -> str:
    return {
        Reason.UNREADABLE: _("Chữ ký bị hỏng, không đọc được"),
        Reason.ALTERED: _("Nội dung đã ký bị sửa"),
        Reason.NOT_BY_CERTIFICATE: _("Chữ ký không do khóa của chứng thư này tạo ra"),
        Reason.CHANGED_AFTER: _("Văn bản đã bị sửa sau khi ký"),
        Reason.WEAK_ALGORITHM: _("Chữ ký dùng thuật toán không còn an toàn"),
        Reason.UNKNOWN_AUTHORITY: _("Nơi cấp chứng thư không có trong danh sách tin cậy"),
        Reason.EXPIRED_WHEN_SIGNED: _("Chứng thư đã hết hạn trước khi ký"),
        Reason.NOT_YET_VALID: _("Chứng thư chưa có hiệu lực khi ký"),
        Reason.NOT_FOR_SIGNING: _("Chứng thư không dùng để ký văn bản"),
        Reason.REVOKED_BEFORE: _("Chứng thư đã bị thu hồi trước khi ký"),
        Reason.REVOKED_AT_UNKNOWN_TIME: _(
            "Chứng thư đã bị thu hồi và không có dấu thời gian chứng minh đã ký trước đó"
        ),
        Reason.CERTIFICATE_REFUSED: _("Chứng thư không được chấp nhận"),
        Reason.EXPIRED_SINCE: _(
            "Chứng thư nay đã hết hạn và không có dấu thời gian chứng minh đã ký trước đó"
        ),
        Reason.TIMESTAMP_NOT_TRUSTED: _("Chữ ký đúng, nhưng dấu thời gian không đáng tin"),
        Reason.REVOCATION_UNKNOWN: _("Chữ ký đúng, nhưng không kiểm tra được thu hồi"),
        Reason.NO_TIMESTAMP: _("Chữ ký đúng, nhưng không có dấu thời gian"),
        Reason.VALID: _("Hợp lệ"),
    }[reason]
