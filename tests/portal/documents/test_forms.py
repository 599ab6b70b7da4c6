"""What a form becomes."""

import pytest

from portal.documents import forms
from portal.web.forms import FormData


def subject_of(type_name: str, subject: str) -> str:
    typed = FormData([("type_name", type_name), ("subject", subject), ("urgency", "0")])
    return forms.draft(typed).subject


@pytest.mark.parametrize("start", ["V/v ", "v/v: ", "V / V ", "Về việc ", "VỀ VIỆC: ", "về  việc : ", "V/v:"])
def test_the_subject_of_a_letter_is_kept_without_what_its_page_writes_itself(start: str) -> None:
    assert subject_of("Công văn", f"{start}bổ sung xe") == "bổ sung xe"


def test_other_subjects_are_kept_as_typed() -> None:
    assert subject_of("Quyết định", "Về việc lập Tổ công tác") == "Về việc lập Tổ công tác"
    assert subject_of("Công văn", "trả lời về việc mở tuyến") == "trả lời về việc mở tuyến"
