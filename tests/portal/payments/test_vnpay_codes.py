"""VNPAY's codes are sentences to people, all of them."""

from collections.abc import Callable

import pytest

from portal.payments.vnpay_codes import call_sentence, response_sentence, status_sentence

Said = Callable[[str], str]
CODES: list[tuple[Said, str]] = [
    (response_sentence, "00 07 09 10 11 12 13 24 51 65 75 79 99"),
    (status_sentence, "00 01 02 04 05 06 07 09"),
    (call_sentence, "00 02 03 91 94 95 97 99"),
]


@pytest.mark.parametrize(("sentence", "codes"), CODES)
def test_every_code_is_said_and_none_like_another(sentence: Said, codes: str) -> None:
    said = [sentence(code) for code in codes.split()]
    assert len(set(said)) == len(said) and all(each.endswith(".") for each in said)


@pytest.mark.parametrize(("sentence", "codes"), CODES)
def test_a_code_that_is_new_is_told_as_it_is(sentence: Said, codes: str) -> None:
    assert "88" in sentence("88")
