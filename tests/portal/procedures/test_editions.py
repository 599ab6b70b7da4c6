"""One edition in one file: what is exported is imported again, and nothing else is."""

import json
from dataclasses import replace
from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given, settings

from portal.kit.errors import Invalid
from portal.procedures.editions import FORMAT, LARGEST_FILE, Time, from_json, to_json
from tests.portal.procedures.catalogue import LICENCE, editions

few = settings(max_examples=30)  # An edition is a large thing to invent.


@given(editions)
@few
def test_what_is_exported_is_imported_again(edition):
    assert from_json(to_json(edition)) == edition


def test_a_procedure_of_the_catalogue_survives():
    edition = replace(LICENCE, time=Time(Decimal("2.5"), cut_off=time(15, 0)))
    assert from_json(to_json(edition)) == edition


def test_the_file_speaks_vietnamese_and_leaves_out_what_goes_without_saying():
    written = to_json(LICENCE)
    assert "Cấp Giấy phép kinh doanh vận tải" in written and '"excluded_from_sla": false' not in written


def test_text_comes_in_normal_form():
    decomposed = to_json(LICENCE).replace(
        "Đường bộ", "\u0110u\u031b\u01a1\u0300ng".replace("\u031b", "") + " bo\u0323\u0302"
    )
    assert from_json(decomposed).field == "Đuờng bộ"


def test_questions_are_told_in_the_order_in_which_they_are_asked():
    told = [each.id for each in LICENCE.questions()]
    assert told == [
        "is_owner",
        "form",
        "lines",
        "vehicles",
        "plate",
        "is_hired",
        "hire_contract",
        "born",
        "guardian",
    ]


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        (lambda plain: plain.pop("code"), "code"),
        (lambda plain: plain.update(colour="red"), "colour"),
        (lambda plain: plain.update(level="4"), "level"),
        (lambda plain: plain["pages"][1].update(questions={}), "pages.1.questions"),
        (lambda plain: plain["pages"][0]["questions"][0].update(kind="poem"), "pages.0.questions.0.kind"),
        (lambda plain: plain["fees"][0].update(amount=1.5), "fees.0.amount"),
        (lambda plain: plain["fees"][0].update(amount=10**30), "fees.0.amount"),
        (lambda plain: plain["time"].update(days=5), "time.days"),
        (lambda plain: plain["time"].update(cut_off="3 pm"), "time.cut_off"),
        (lambda plain: plain.update(valid_from=None), "valid_from"),
    ],
)
def test_what_is_not_understood_is_refused_by_its_path(edit, where):
    plain = json.loads(to_json(LICENCE))
    edit(plain["procedure"])
    with pytest.raises(Invalid) as refused:
        from_json(json.dumps(plain))
    assert list(refused.value.problems) == [where]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "[" * 100_000,
        '{"format": "other", "procedure": {}}',
        f'{{"format": "{FORMAT}", "procedure": {{}}, "more": 1}}',
        f'{{"format": "{FORMAT}", "format": "{FORMAT}", "procedure": {{}}}}',
        f'{{"format": "{FORMAT}", "procedure": {{"code": "a", "code": "b"}}}}',
        f'{{"format": "{FORMAT}", "procedure": {"[" * 200 + "]" * 200}}}',
        " " * (LARGEST_FILE + 1),
    ],
)
def test_what_is_no_exported_procedure_is_refused(text):
    with pytest.raises(Invalid):
        from_json(text)
