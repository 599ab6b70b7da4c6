"""Whether a file that came back signed may replace the one that went out.

Somebody signs on a machine of their own and uploads the result; nothing that this machine says is believed
but the bytes.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from portal.kit.i18n import _
from portal.signing.certificates import Trust
from portal.signing.verdicts import Change, Reason, SignatureVerdict, Verdict
from portal.signing.verify import verify


class Objection(Enum):
    """Why the file is not taken and the old version stays."""

    NOT_A_CONTINUATION = auto()
    NOTHING_SIGNED = auto()
    TOO_MUCH_SIGNED = auto()
    OTHER_FIELD = auto()
    EARLIER_BROKEN = auto()
    MORE_THAN_SIGNED = auto()
    OTHER_SIGNER = auto()
    NO_TIMESTAMP = auto()
    NOT_VALID = auto()


@dataclass(frozen=True, slots=True)
class Review:
    """The new signature and, where the file is not taken, the objection."""

    objection: Objection | None
    signature: SignatureVerdict | None = None

    @property
    def sentence(self) -> str:
        """The objection in the viewer's language; empty when there is none."""
        if self.objection is None:
            return ""
        if self.objection is Objection.NOT_VALID and self.signature is not None:
            return _("Chữ ký mới không được nhận: %(reason)s.") % {"reason": self.signature.reason.sentence}
        return {
            Objection.NOT_A_CONTINUATION: _("Tệp tải lên không phải là bản đã gửi đi ký."),
            Objection.NOTHING_SIGNED: _("Tệp tải lên chưa có chữ ký mới."),
            Objection.TOO_MUCH_SIGNED: _("Tệp tải lên có nhiều hơn một chữ ký mới."),
            Objection.OTHER_FIELD: _("Chữ ký mới không nằm ở ô đã dành cho bước này."),
            Objection.EARLIER_BROKEN: _("Một chữ ký trước đó không còn hợp lệ trong tệp tải lên."),
            Objection.MORE_THAN_SIGNED: _("Tệp tải lên bị thay đổi sau chữ ký mới."),
            Objection.OTHER_SIGNER: _("Chữ ký mới không phải của người được giao ký."),
            Objection.NO_TIMESTAMP: _("Chữ ký mới không có dấu thời gian đáng tin."),
            Objection.NOT_VALID: _("Chữ ký mới không được nhận."),
        }[self.objection]


def review(
    before: bytes,
    after: bytes,
    field: str,
    certificate: bytes,
    trust: Trust,
    now: datetime,
    *,
    allow_without_timestamp: bool = False,
) -> Review:
    """Compare the file that went out with the one that came back.

    Taken only when `before` is the beginning of `after`, the one new signature fills `field`, was made with
    `certificate` (DER) and is valid, nothing follows it, and every earlier signature is as good as it was.
    """
    if not after.startswith(before):
        return Review(Objection.NOT_A_CONTINUATION)
    old, new = verify(before, trust, now), verify(after, trust, now)
    known = {each.field for each in old.signatures}
    added = [each for each in new.signatures if each.field not in known]
    if len(added) != 1:
        return Review(Objection.TOO_MUCH_SIGNED if added else Objection.NOTHING_SIGNED)
    return Review(_objection(old, new, added[0], field, certificate, allow_without_timestamp), added[0])


def _objection(
    old: Verdict,
    new: Verdict,
    signature: SignatureVerdict,
    field: str,
    certificate: bytes,
    allow_without_timestamp: bool,
) -> Objection | None:
    if signature.field != field:
        return Objection.OTHER_FIELD
    if signature.certificate != certificate:
        return Objection.OTHER_SIGNER
    after = {each.field: each for each in new.signatures}
    if any(each.field not in after or after[each.field].standing > each.standing for each in old.signatures):
        return Objection.EARLIER_BROKEN
    if new.trouble is not None or signature.change is not Change.NOTHING:
        return Objection.MORE_THAN_SIGNED
    if signature.reason is Reason.NO_TIMESTAMP:
        return None if allow_without_timestamp else Objection.NO_TIMESTAMP
    return None if signature.reason is Reason.VALID else Objection.NOT_VALID
