"""A benchmark says each figure beside its goal, and at the end whether it is enough."""

import math

import pytest

from benchmarks.report import Figure, report


def test_a_quotient_of_one_or_less_meets_the_goal_whichever_way_it_points():
    assert Figure("list, p95", 40, "ms", at_most=50).quotient == 0.8
    assert Figure("requests for the same CPU", 3, "x", at_least=2).quotient == pytest.approx(2 / 3)
    assert Figure("numbers given twice", 0, at_most=0).quotient == 0


def test_what_was_not_measured_meets_no_goal():
    assert Figure("list, p95", math.nan, "ms", at_most=50).quotient == math.inf
    assert Figure("ratio", 0, "x", at_least=2).quotient == math.inf


def test_a_figure_has_exactly_one_goal():
    with pytest.raises(ValueError, match="one goal"):
        Figure("list, p95", 40, "ms")


def test_the_last_line_says_the_worst(capsys):
    assert report("pages", [Figure("list", 40, "ms", at_most=50), Figure("document", 20, "ms", at_most=50)])
    assert capsys.readouterr().out.splitlines()[-1] == "pages 0.80 ok"
    assert not report(
        "pages", [Figure("list", 40, "ms", at_most=50), Figure("document", 75, "ms", at_most=50)]
    )
    assert capsys.readouterr().out.splitlines()[-1] == "pages 1.50 short"


def test_a_benchmark_without_figures_falls_short():
    assert not report("pages", [])
