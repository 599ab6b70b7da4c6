"""Versions of a draft: kept and read again, checked before they are submitted, compared."""

import json

from hypothesis import given
from hypothesis import strategies as some

from portal.documents.drafts import Change, Draft, compare, problems

words = some.text(alphabet="ab \n\r.đồng", max_size=200)
lines = some.lists(some.text(max_size=20), max_size=4).map(tuple)
drafts = some.builds(
    Draft, subject=words, body=words, addressees=lines, copies_to=lines,
    to_units=some.lists(some.integers(1, 10**9), max_size=3).map(tuple),
    mandate_id=some.none() | some.integers(1), urgency=some.integers(0, 3), is_internal_only=some.booleans(),
)  # fmt: skip


@given(drafts)
def test_a_kept_version_is_read_as_it_was(draft: Draft) -> None:
    assert Draft.from_json(draft.to_json()) == draft


def test_fields_that_came_later_have_their_defaults() -> None:
    assert Draft.from_json('{"subject": "Cũ", "gone": 1}') == Draft(subject="Cũ")
    assert "Đ" in Draft(subject="Đ").to_json(), json.loads(Draft(subject="Đ").to_json())


def test_everything_missing_is_said_at_once() -> None:
    assert set(problems(Draft(body="  "))) == {"subject", "body", "mandate_id", "addressees"}
    assert problems(Draft(subject="a", body="b", mandate_id=1, to_units=(3,))) == {}


def joined(changes: list[Change], kinds: set[str]) -> str:
    return "".join(change.text for change in changes if change.kind in kinds)


@given(words, words)
def test_a_comparison_holds_both_texts(old: str, new: str) -> None:
    changes = list(compare(old, new))
    assert joined(changes, {"same", "new"}) == new
    assert joined(changes, {"same", "gone"}) == old


def test_a_changed_word_is_told_from_the_rest() -> None:
    kinds = [(change.kind, change.text) for change in compare("Sở báo cáo tháng 3.\n", "Sở báo cáo quý 3.\n")]
    assert ("gone", "tháng") in kinds and ("new", "quý") in kinds and kinds[0] == ("same", "Sở báo cáo ")


def test_sentences_that_share_only_blanks_are_told_as_a_whole() -> None:
    changes = list(compare("Tên rất dài", "Thử nghiệm trả lại"))
    assert changes == [Change("gone", "Tên rất dài"), Change("new", "Thử nghiệm trả lại")]


def test_two_long_texts_that_have_nothing_in_common_are_not_taken_apart() -> None:
    changes = list(compare("một " * 50_000, "hai " * 50_000))
    assert [change.kind for change in changes] == ["gone", "new"]
