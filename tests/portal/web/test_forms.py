"""Fields to clean values, or one sentence a field: all problems at once, and no text makes it stumble."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kit.errors import Forbidden, Invalid, NotAllowed, NotFound
from portal.web.forms import MOST_FIELDS, Fields, FormData, asking_again, number_in, read_form
from tests.portal.web.conftest import request_with_body

ANYTHING = st.text(st.characters(), max_size=60)


def fields(**typed: str) -> Fields:
    return Fields(FormData(typed.items()))


async def sent(body: bytes, kind: str = "application/x-www-form-urlencoded") -> FormData:
    return await read_form(request_with_body(body, kind))


def test_the_last_value_counts_and_all_are_there():
    form = FormData([("a", "1"), ("a", "2")])
    assert (form["a"], form.many("a"), form["b"], form.get("b", "x")) == ("2", ["1", "2"], "", "x")
    assert "a" in form and "b" not in form and form.names() == ["a"]


def test_what_no_database_keeps_is_left_out():
    assert FormData([("a", "trước\0sau\ud800")])["a"] == "trướcsau"


async def test_a_form_is_read_from_the_body():
    assert (await sent("họ=Nguyễn+Ổn&x=%C4%91".encode()))["x"] == "đ"


async def test_it_is_read_once_and_remembered():
    request = request_with_body(b"a=1", "application/x-www-form-urlencoded; charset=utf-8")
    assert await read_form(request) is await read_form(request)


async def test_another_kind_of_body_has_no_fields():
    assert (await sent(b'{"a": 1}', "application/json")).names() == []


async def test_bytes_that_are_no_text_become_marks_and_no_fault():
    assert (await sent(b"a=%ff%fe\xff"))["a"] == "\ufffd\ufffd\ufffd"


async def test_too_many_fields_are_refused():
    with pytest.raises(Invalid):
        await sent(b"&".join([b"a="] * (MOST_FIELDS + 1)))


async def test_the_framework_keeps_no_copy_of_what_was_sent():
    from litestar._parsers import parse_url_encoded_form_data

    before = parse_url_encoded_form_data.cache_info().currsize
    await sent(b"password=bi-mat-cua-toi")
    assert parse_url_encoded_form_data.cache_info().currsize == before


def test_all_problems_come_at_once():
    typed = fields(day="31/02/2026", number="mười", kind="x")
    (
        typed.day("day"),
        typed.integer("number"),
        typed.choice("kind", ("a", "b")),
        typed.text("name", required=True),
    )
    with pytest.raises(Invalid) as refused:
        typed.done()
    assert set(refused.value.problems) == {"day", "number", "kind", "name"}


def test_the_first_sentence_of_a_field_stays():
    typed = fields()
    typed.fail("a", "Một."), typed.fail("a", "Hai.")
    assert typed.problems == {"a": "Một."}


def test_text_is_one_line_in_normal_form():
    assert fields(a="  hoa\u0300\n\tbình ").text("a") == "hoà bình"


def test_lines_stay_lines():
    assert fields(a="một\r\nhai\rba\n").lines("a") == "một\nhai\nba"


def test_text_that_is_too_long_says_by_how_much():
    typed = fields(a="x" * 11)
    typed.text("a", max_length=10)
    assert "10" in typed.problems["a"] and "11" in typed.problems["a"]


@pytest.mark.parametrize(("typed", "meant"), [("7", 7), (" -3 ", -3), ("", None)])
def test_a_whole_number(typed, meant):
    assert fields(a=typed).integer("a") == meant


@pytest.mark.parametrize("typed", ["²", "٣", "1.5", "1e3", "9" * 16, "--1", "10", "-1"])
def test_what_is_no_number_in_range_is_a_problem(typed):
    read = fields(a=typed)
    read.integer("a", least=0, most=9)
    assert "a" in read.problems


@pytest.mark.parametrize("typed", ["22/11/2026", "22-11-2026", "22.11.2026"])
def test_a_day(typed):
    assert fields(a=typed).day("a") == date(2026, 11, 22)


@pytest.mark.parametrize("typed", ["2026-11-22", "22/11/26", "0/0/0000", "٢٢/١١/٢٠٢٦", "22/11/2026x"])
def test_what_is_no_day_is_a_problem(typed):
    read = fields(a=typed)
    assert read.day("a") is None and "a" in read.problems


def test_a_choice_of_names_or_of_values():
    assert fields(a="in").choice("a", ("in", "out")) == "in"
    assert fields(a="x").choice("a", {"x": 7}) == 7
    assert fields().choice("a", ("in",), required=False) is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("on", True), ("1", True), ("", False), ("0", False), ("off", False)]
)
def test_a_box_is_ticked_or_not(typed, meant):
    assert fields(a=typed).flag("a") is meant


def test_ids_of_ticked_things_pass_over_what_is_none():
    form = FormData([("a", each) for each in ("3", "x", "²", "9" * 19, "4")])
    assert Fields(form).many("a") == [3, 4]


@pytest.mark.parametrize("text", ["", "²", "٣", "-1", "+1", " 1", "1_0", "9223372036854775808", "9" * 5000])
def test_what_is_no_id(text):
    assert number_in(text) is None


def test_the_largest_id():
    assert number_in("9223372036854775807") == 2**63 - 1


@given(st.lists(st.tuples(ANYTHING, ANYTHING), max_size=8), ANYTHING)
def test_no_text_makes_a_field_stumble(pairs, name):
    read = Fields(FormData([*pairs, (name, name)]))
    read.text(name), read.lines(name), read.integer(name), read.day(name), read.flag(name), read.many(name)
    read.choice(name, {"a": 1}), read.choice(name, ("a",), required=False)
    assert all(sentence for sentence in read.problems.values())


@given(ANYTHING)
def test_what_was_read_can_be_kept_by_every_database(text):
    value = fields(a=text).text("a")
    assert "\0" not in value
    value.encode()  # a lone surrogate would raise


def test_a_form_is_shown_again_where_another_input_would_help_and_never_else():
    assert asking_again(Invalid({"reason": "Hãy ghi lý do."})) == ({"reason": "Hãy ghi lý do."}, 422)
    assert asking_again(NotAllowed("Đã có quyết định.")) == ({"": "Đã có quyết định."}, 409)
    for error in (NotFound(), Forbidden("Việc này không chờ bạn.")):
        with pytest.raises(type(error)):
            asking_again(error)
