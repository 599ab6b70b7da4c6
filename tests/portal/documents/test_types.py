"""The types of documents of Decree 30/2020, article 7 and annex III."""

from portal.documents import types


def test_there_are_twenty_nine_of_which_two_have_no_abbreviation():
    assert len(types.OUTGOING) == 29
    assert [name for name in types.OUTGOING if not types.abbreviation(name)] == ["Công văn", "Thư công"]


def test_no_two_types_share_an_abbreviation():
    given = [short for short in types.ABBREVIATIONS.values() if short]
    assert len(given) == len(set(given))


def test_a_name_is_known_in_any_case_and_old_spelling():
    assert types.known("QUYẾT ĐỊNH") == "Quyết định"
    assert types.known("Giấy uỷ quyền") == "Giấy ủy quyền"
    assert types.abbreviation("TỜ TRÌNH") == "TTr"


def test_an_unknown_type_is_taken_as_it_is_and_has_no_abbreviation():
    assert types.known("Thư mời họp lớp") == ""
    assert types.abbreviation("Thư mời họp lớp") == ""


def test_incoming_documents_may_be_of_more_types():
    assert set(types.OUTGOING) < set(types.INCOMING)
    assert "Nghị định" in types.INCOMING


def test_a_letter_is_what_has_no_type_name_on_its_page():
    assert [name for name in ("", "CÔNG VĂN", "Thư công", "Quyết định") if types.is_letter(name)] == [
        "",
        "CÔNG VĂN",
    ]
