"""The vocabulary of the log: every fact, with the sentence that a history shows for it.

`record` refuses a fact that is not written here. Words in %(…)s come from the event's readable part.
"""

from portal.kit.i18n import N_, _

FACTS: dict[str, str] = {
    "document:received": N_("Tiếp nhận tệp %(file)s"),
    "document:registered": N_("Vào sổ văn bản đến, số đến %(number)s"),
    "document:details-changed": N_("Sửa thông tin vào sổ: %(fields)s"),
    "document:instructed": N_("Bút phê: %(instruction)s"),
    "document:assigned": N_("Giao việc cho %(to)s"),
    "document:passed-on": N_("Chuyển bước cho %(to)s: %(reason)s"),
    "document:opinion-given": N_("Cho ý kiến"),
    "document:deadline-changed": N_("Đổi hạn xử lý thành %(due)s: %(reason)s"),
    "document:closed": N_("Hoàn thành: %(note)s"),
    "document:answered": N_("Đã trả lời bằng văn bản %(code)s"),
    "document:reopened": N_("Mở lại: %(reason)s"),
    "document:opened": N_("Xem văn bản"),
    "document:returned-to-sender": N_("Trả lại nơi gửi: %(reason)s"),
    "document:drafted": N_("Tạo dự thảo"),
    "document:version-saved": N_("Lưu phiên bản %(version)s"),
    "document:submitted": N_("Trình duyệt phiên bản %(version)s"),
    "document:content-approved": N_("Duyệt nội dung phiên bản %(version)s"),
    "document:form-approved": N_("Duyệt thể thức phiên bản %(version)s"),
    "document:returned-for-correction": N_("Trả lại để sửa: %(reason)s"),
    "document:submission-withdrawn": N_("Rút lại bản trình"),
    "document:signed": N_("Ký số (%(level)s)"),
    "document:numbered": N_("Cấp số %(code)s"),
    "document:sealed": N_("Ký số của cơ quan (%(level)s)"),
    "document:issued": N_("Phát hành tới %(count)s nơi nhận"),
    "document:recalled": N_("Thu hồi: %(reason)s"),
    "document:cancelled": N_("Huỷ: %(reason)s"),
    "document:delivered": N_("Chuyển tới %(to)s"),
    "audit:words-erased": N_("Xoá phần chữ của sự kiện %(event)s theo %(basis)s"),
    "audit:exported": N_("Xuất nhật ký: %(filter)s"),
    "number-book:created": N_("Tạo sổ %(name)s"),
    "number-book:changed": N_("Sửa sổ %(name)s"),
}


def sentence_for(fact: str, words: dict[str, object]) -> str:
    """What happened, in the viewer's language; a word that was erased is shown as a dash."""
    known = _(FACTS[fact]) if fact in FACTS else fact
    return known % _Dashes(words)


class _Dashes(dict):
    def __missing__(self, key: str) -> str:
        return "—"


def declare(facts: dict[str, str]) -> None:
    """Rooms above add their own facts when they are loaded; no fact may be told twice differently."""
    for fact, sentence in facts.items():
        if FACTS.setdefault(fact, sentence) != sentence:
            raise ValueError(f"the fact {fact} is declared twice")
