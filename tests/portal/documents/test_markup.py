"""What a drafter types and what becomes of it."""

from hypothesis import given
from hypothesis import strategies as st

from portal.documents.markup import Block, Run, blocks, closed, runs


def kinds(text: str) -> list[str]:
    return [block.kind for block in blocks(text)]


def plain(block: Block) -> str:
    return "".join(run.text for run in block.runs)


def test_each_line_is_a_paragraph_and_empty_lines_change_nothing():
    assert kinds("Một.\n\n\nHai.\n- ba;\na) bốn") == ["paragraph"] * 4


def test_legal_bases_end_with_a_semicolon_and_the_last_of_them_with_a_full_stop():
    assert kinds("Căn cứ Luật A;\nTheo đề nghị của Trưởng phòng.\nNội dung.") == [
        "basis",
        "basis",
        "paragraph",
    ]


def test_a_sentence_that_begins_with_can_cu_is_no_basis():
    assert kinds("Căn cứ tình hình thực tế, Sở đề nghị các đơn vị thực hiện.") == ["paragraph"]


def test_the_number_of_an_article_is_bold():
    assert blocks("Điều 1. Thành lập Tổ.")[0].runs == (Run("Điều 1.", bold=True), Run(" Thành lập Tổ."))


def test_a_line_in_capitals_is_centred_and_a_numbered_one_is_a_heading():
    assert kinds("QUYẾT ĐỊNH:\nI. TÌNH HÌNH CHUNG\nUBND xã") == ["centred", "heading", "paragraph"]


def test_stars_make_faces():
    found = runs("a **đậm** *nghiêng* ***cả hai*** b")
    assert [(run.text, run.bold, run.italic) for run in found if run.text.strip() not in ("", "a", "b")] == [
        ("đậm", True, False),
        ("nghiêng", False, True),
        ("cả hai", True, True),
    ]


def test_stars_that_do_not_close_stay():
    assert plain(Block("paragraph", runs("2 * 3 = 6 và **mở"))) == "2 * 3 = 6 và **mở"
    assert plain(Block("paragraph", runs(r"\*không nghiêng\*"))) == "*không nghiêng*"


def test_rows_between_strokes_are_a_table_with_a_head_and_rows_of_one_length():
    (table,) = blocks("| TT | Tên |\n|---|---|\n| 1 |")
    assert table.headed
    assert [[plain(Block("", cell)) for cell in row] for row in table.rows] == [["TT", "Tên"], ["1", ""]]


def test_the_text_is_closed_once():
    assert plain(closed(blocks("Một.\nHai."))[-1]) == "Hai./."
    assert plain(closed(blocks("Hai./."))[-1]) == "Hai./."
    assert closed(blocks("| 1 |"))[-1].kind == "table"


@given(st.text(alphabet=st.sampled_from("aĐ*|-\\ \n;.ăĂ1)"), max_size=80))
def test_never_raises_and_loses_no_letter(text):
    found = "".join(
        run.text for block in blocks(text) for line in (block.runs, *sum(block.rows, ())) for run in line
    )
    assert sum(map(found.count, "aĐăĂ")) == sum(map(text.count, "aĐăĂ"))
