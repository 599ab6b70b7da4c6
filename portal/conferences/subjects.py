"""Whether the words of a meeting say that it is about a state secret (pure).

Law 29/2018/QH14, articles 5 and 16 to 18: such a meeting is not held over a network that hangs on the Internet. The
stamp on a line of its own is found by `portal.files.markings`; here are the ways in which people write a subject.
"""

import re
import unicodedata

_DEGREE = re.compile(r"(?<!\w)(?:tuyệt|tối)\s+mật(?!\w)")
_IN_BRACKETS = re.compile(r"[(\[{]\s*(?:độ\s+)?mật\s*[)\]}]")
# A thing that is called secret; "mật độ", "mật khẩu", "mật mã" and the like are other words.
_THING = re.compile(
    r"(?<!\w)(?:họp|cuộc họp|hội nghị|phiên họp|tài liệu|văn bản|hồ sơ|nội dung|thông tin|kế hoạch|phương án|đề án"
    r"|dự án|độ)\s+mật(?!\s+(?:độ|khẩu|mã|thiết|ong|danh|vụ))(?!\w)"
)
_SECRETS = re.compile(r"(?<!\w)bí mật nhà nước(?!\w)")
# The work of protecting secrets is no secret: its law, training, officers and regulations.
_PROTECTING = re.compile(
    r"(?<!\w)(?:bảo vệ|bảo đảm an toàn|lộ, lọt|luật|quy chế|danh mục|tập huấn|phổ biến)\W(?:[\w ,]{0,40})$"
)


def speaks_of_secrets(text: str) -> bool:
    """Whether a subject names a state secret as what the meeting is about."""
    words = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    if _DEGREE.search(words) or _IN_BRACKETS.search(words) or _THING.search(words):
        return True
    return any(not _PROTECTING.search(words[: found.start()]) for found in _SECRETS.finditer(words))
