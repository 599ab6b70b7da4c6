"""What may come of a file brought to the door, each with the sentence for the person who brought it. Pure."""

from dataclasses import dataclass, field

from portal.files.checks import Inspection, Scan, Virus, warning_sentence
from portal.files.markings import Degree, Marking
from portal.files.store import StoredFile
from portal.kit.i18n import _


@dataclass(frozen=True, slots=True)
class Received:
    """The file was admitted and is kept. `virus` is "clean" or "not_scanned"; `warnings` are sentences."""

    file_id: int
    name: str
    media_type: str
    size: int
    pages: int
    text_by_page: tuple[str, ...] = field(repr=False)
    is_scanned: bool
    virus: str
    warnings: tuple[str, ...]
    internal_only: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """The file bears the stamp of a state secret, or was sealed off before; it is wiped. `degree` is a code."""

    event_id: int
    degree: str

    @property
    def sentence(self) -> str:
        """What happened and what to do."""
        if self.degree == SEALED:
            return _(
                "Tệp này đã bị niêm phong trên cổng nên không được tiếp nhận lại; không có gì được giữ lại."
            )
        return _(
            "Tệp có dấu chỉ độ mật (%(degree)s) nên cổng từ chối; không có gì được giữ lại. Hãy chuyển tài liệu cho "
            "bộ phận giữ tài liệu mật theo kênh riêng. Nếu là nhầm, báo lại kèm lý do để người thứ hai xem xét."
        ) % {"degree": degree_name(self.degree)}


@dataclass(frozen=True, slots=True)
class Held:
    """The pages could not be read, so the search for stamps is not done: another person must look."""

    event_id: int
    unread_pages: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """What happened and what comes next."""
        return _(
            "Chưa kiểm tra: bản quét không đọc được nên tệp được giữ tạm, có mã hoá, chờ người thứ hai xem. "
            "Nếu cổng khởi động lại trước đó, tệp sẽ mất và cần gửi lại."
        )


@dataclass(frozen=True, slots=True)
class Infected:
    """The scanner found a virus; the file is wiped."""

    event_id: int
    virus_name: str

    @property
    def sentence(self) -> str:
        """What was found."""
        return _("Tệp có mã độc (%(virus)s) nên đã bị xoá ngay.") % {"virus": self.virus_name}


Outcome = Received | Refused | Held | Infected
SEALED = "sealed"


def received_again(stored: StoredFile, text_by_page: tuple[str, ...]) -> Received:
    """What was received, told from what is kept; warnings of the inspection are no longer known."""
    return Received(
        stored.id,
        stored.name,
        stored.media_type,
        stored.size,
        stored.pages,
        text_by_page,
        stored.is_scanned,
        stored.virus_state,
        (),
        stored.is_internal,
    )


def worst(markings: tuple[Marking, ...]) -> Degree:
    """The highest degree among stamps that were found."""
    ranks = [Degree.UTMOST_SECRET, Degree.TOP_SECRET, Degree.SECRET, Degree.TO_BE_RETURNED]
    return min((marking.degree for marking in markings), key=ranks.index)


def degree_name(degree: str) -> str:
    """The stamp itself, as the law words it; a dash for anything else."""
    return {
        Degree.SECRET: _("Mật"),
        Degree.TOP_SECRET: _("Tối mật"),
        Degree.UTMOST_SECRET: _("Tuyệt mật"),
        Degree.TO_BE_RETURNED: _("Tài liệu thu hồi"),
        SEALED: _("đã niêm phong"),
    }.get(degree, "–")


def warnings_of(inspection: Inspection, scan: Scan) -> tuple[str, ...]:
    """Sentences to keep in mind about a file that was admitted."""
    sentences = [warning_sentence(code) for code in inspection.warnings]
    if scan.state is Virus.NOT_SCANNED:
        sentences.append(_("Chưa quét được mã độc trong tệp này."))
    return tuple(sentences)
