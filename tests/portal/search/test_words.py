"""What is typed becomes terms; whatever is typed, no index is confused by it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.words import Term, anchors_of, fts5_query, terms_of, tsquery

HOSTILE = st.text(alphabet=st.sampled_from("ab1 đợ\"'*()&|!<>:^-+\\\x00{}NEARORANDNOT,;“”"), max_size=40)
FTS5 = re.compile(r'("[\w ]+"( \*)?)( AND "[\w ]+"( \*)?)*')
TSQUERY = re.compile(r"\('\w+'(:\*)?( <-> '\w+'(:\*)?)*\)( & \('\w+'(:\*)?( <-> '\w+'(:\*)?)*\))*")


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Quyết định", (Term(("quyet",)), Term(("dinh",), is_prefix=True))),
        ("672/UBND-KGVX", (Term(("672", "ubnd", "kgvx"), is_prefix=True),)),
        ('"Sở Giao thông" họp', (Term(("so", "giao", "thong")), Term(("hop",), is_prefix=True))),
        ("“Sở Giao thông”", (Term(("so", "giao", "thong")),)),
        ('"đang gõ dở', (Term(("dang", "go", "do"), is_prefix=True),)),
        ("họp,giao ban", (Term(("hop",)), Term(("giao",)), Term(("ban",), is_prefix=True))),
        ("OR", (Term(("or",), is_prefix=True),)),
        ("họp -", (Term(("hop",), is_prefix=True),)),
    ],
)
def test_terms(typed: str, terms: tuple[Term, ...]) -> None:
    assert terms_of(typed) == terms


@pytest.mark.parametrize("typed", ["", "a", " ", '""', "-", "***"])
def test_less_than_two_letters_are_no_question(typed: str) -> None:
    assert terms_of(typed) == ()


def test_a_query_has_an_end() -> None:
    assert len(terms_of("một hai " * 1000)) == 12
    assert len(terms_of("x" * 1000)[0].words[0]) == 60


@given(HOSTILE | st.text(max_size=60))
def test_nothing_typed_is_ever_an_operator(typed: str) -> None:
    terms = terms_of(typed)
    if terms:
        assert FTS5.fullmatch(fts5_query(terms))
        assert TSQUERY.fullmatch(tsquery(terms))
        assert sum(term.is_prefix for term in terms) <= 1


def test_a_snippet_is_cut_where_all_stands_together_else_around_the_longest_terms() -> None:
    anchors = (" lau cua dai hop song", " lau cua ", " song", " dai ", " lau ")
    assert anchors_of(terms_of("Lâu/Cửa Đại họp sông")) == anchors
    assert anchors_of(terms_of("họp")) == (" hop",)
