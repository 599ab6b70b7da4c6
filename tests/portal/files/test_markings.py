"""Stamps of state secrets: what is one, what only looks like one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.files.markings import (
    Degree,
    Line,
    Marking,
    degree_of,
    find,
    find_placed,
    is_internal,
    may_hold_stamp,
)

STAMPS = {
    "MẬT": Degree.SECRET,
    "TỐI MẬT": Degree.TOP_SECRET,
    "TUYỆT MẬT": Degree.UTMOST_SECRET,
    "TÀI LIỆU THU HỒI": Degree.TO_BE_RETURNED,
}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("stamp", STAMPS)
def test_a_stamp_alone_on_its_line_is_found(stamp, form):
    text = unicodedata.normalize(form, f"SỞ GIAO THÔNG\n{stamp}\nSố: 12/BC")
    assert find([text]) == [Marking(STAMPS[stamp], 1)]


@pytest.mark.parametrize(
    ("line", "degree"),
    [
        ("M Ậ T", Degree.SECRET),
        ("T Ố I   M Ậ T", Degree.TOP_SECRET),
        ("[ MẬT ]", Degree.SECRET),
        ("* TUYỆT MẬT *", Degree.UTMOST_SECRET),
        ("M.Ậ.T", Degree.SECRET),
        ("MAT", Degree.SECRET),
        ("TÓI MẬT", Degree.TOP_SECRET),
        ("TOI MAT", Degree.TOP_SECRET),
        ("MËT", Degree.SECRET),
        ("TUYÖT MËT", Degree.UTMOST_SECRET),
        ("MAÄT", Degree.SECRET),
        ("МẬТ", Degree.SECRET),
        ("MẬ\u200bT", Degree.SECRET),
        ("Độ mật: Tối mật", Degree.TOP_SECRET),
        ("TÀI LIỆU THU HỒI. Thời hạn: 12/3/2020", Degree.TO_BE_RETURNED),
    ],
)
def test_a_stamp_is_found_as_it_is_really_written(line, degree):
    assert degree_of(line) is degree


@pytest.mark.parametrize(
    "line",
    [
        "trừ văn bản mật.",
        "gửi, nhận văn bản điện tử có ký số, không gửi kèm bản giấy, trừ văn bản mật",
        "bảo mật",
        "BẢO MẬT",
        "QUY CHẾ BẢO MẬT THÔNG TIN",
        "mật độ",
        "MẬT ĐỘ XÂY DỰNG",
        "Cầu Mật",
        "mật",
        "MẶT",
        "MẤT",
        "MẶT BẰNG",
        "BÍ MẬT NHÀ NƯỚC",
        "Độ mật: Thường",
        "LƯU HÀNH NỘI BỘ",
        "",
        "– – –",
    ],
)
def test_running_text_and_other_words_pass(line):
    assert find([f"SỞ GIAO THÔNG\n{line}\nSố: 12/BC"]) == []


@pytest.mark.parametrize("read", ["MÂT", "MẤT", "MAT", "MẠT"])
def test_what_was_read_from_a_picture_may_have_wrong_marks(read):
    assert degree_of(read, is_recognised=True) is Degree.SECRET


def test_a_title_that_breaks_before_the_word_is_no_stamp():
    assert find(["VỀ VIỆC TĂNG CƯỜNG CÔNG TÁC BẢO\nMẬT"]) == []
    assert find(["SỞ GIAO THÔNG\nMẬT"]) != []


def test_a_stamp_on_two_lines_is_found():
    assert Marking(Degree.TO_BE_RETURNED, 1) in find(["TÀI LIỆU\nTHU HỒI"])
    assert find(["TỐI\nMẬT"]) != []


@pytest.mark.parametrize(
    ("page", "top", "counts"),
    [(1, 0.1, True), (1, 0.45, True), (1, 0.7, False), (3, 0.1, True), (3, 0.4, False), (3, None, True)],
)
def test_the_place_on_the_page_counts(page, top, counts):
    assert bool(find_placed([Line("MẬT", page, top)])) is counts


@pytest.mark.parametrize(
    "name",
    [
        "CV-MAT-123.pdf",
        "Tối mật.docx",
        "123-mật.pdf",
        "(Mật) kế hoạch.pdf",
        "MẬT kế hoạch.pdf",
        "TUYET MAT.pdf",
    ],
)
def test_a_name_of_a_file_can_tell(name):
    assert [marking.page for marking in find([], name)] == [0]


@pytest.mark.parametrize(
    "name",
    [
        "672-UBND-KGVX.pdf",
        "bao-mat.pdf",
        "BẢO-MẬT.pdf",
        "BAO_MAT.pdf",
        "Quy chế bảo mật.pdf",
        "mật độ dân cư.pdf",
        "mat-bang.pdf",
        "MAT BANG.pdf",
        "cầu Mật.pdf",
        "họp mặt.pdf",
        "danh mục văn bản mật 2020.pdf",
        "",
    ],
)
def test_a_harmless_name_passes(name):
    assert find([], name) == []


def test_internal_papers_are_told_but_are_no_secret():
    assert is_internal(["LƯU HÀNH NỘI BỘ"])
    assert find(["LƯU HÀNH NỘI BỘ"]) == []
    assert not is_internal(["lưu hành"])


def test_each_stamp_is_told_once_a_page():
    assert find(["MẬT\nMẬT", "MẬT"]) == [Marking(Degree.SECRET, 1), Marking(Degree.SECRET, 2)]


words = st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=12)


@given(st.sampled_from(sorted(STAMPS)), words, words)
def test_a_stamp_within_a_line_of_words_is_never_one(stamp, before, after):
    assert degree_of(f"{before} {stamp.lower()} {after}") is None


@given(
    st.sampled_from(sorted(STAMPS)),
    st.sampled_from(["", " ", "  ", "\u00a0"]),
    st.text(" .*-[]()|:_", max_size=5),
    st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]),
)
def test_no_spacing_frame_or_form_hides_a_stamp(stamp, blank, frame, form):
    line = unicodedata.normalize(form, frame + blank.join(stamp) + frame[::-1])
    assert degree_of(line) is STAMPS[stamp]
    assert may_hold_stamp(f"chữ đứng trước\n{line}\nchữ đứng sau")


@given(st.text())
def test_any_text_can_be_searched(text):
    assert all(marking.page == 1 for marking in find([text]))


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("TỐI MẬT Kính gửi: Sở Nội vụ", Degree.TOP_SECRET),
        ("Quảng Nam, ngày 14 tháng 02 năm 2020 TUYỆT MẬT", Degree.UTMOST_SECRET),
        ("MẬT Kính gửi: Sở Nội vụ", Degree.SECRET),
        ("Quảng Nam, ngày 14 tháng 02 năm 2020 MẬT", Degree.SECRET),
    ],
)
def test_a_stamp_on_one_baseline_with_other_words_is_found(text: str, degree: Degree) -> None:
    assert find_placed([Line(text, 1, 0.2)]) == [Marking(degree, 1)]


@pytest.mark.parametrize(
    "text", ["văn bản có đóng dấu MẬT", "MẬT độ xe trên tuyến", "QUY ĐỊNH VỀ ĐỘ TỐI MẬT", "trừ văn bản mật."]
)
def test_words_of_a_sentence_are_no_stamp_beside_it(text: str) -> None:
    assert find_placed([Line(text, 1, 0.2)]) == []
