"""Transitions with margins, and tests of equal margins at their edges."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from statsmodels.stats.contingency_tables import SquareTable
from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar

from nrs_lib.errors import ParameterError
from nrs_lib.stats.shares import wilson
from nrs_lib.stats.sick_leave.homogeneity import (
    bhapkar,
    marginal_homogeneity,
    mcnemar,
    stuart_maxwell,
)
from nrs_lib.stats.sick_leave.transitions import transitions

ABC = ("a", "b", "c")
BEFORE = pd.Series(["a", "a", "b", "b", "c", None, "a"])
AFTER = pd.Series(["a", "b", "b", "a", "a", "a", None])


def test_people_are_counted_by_before_and_after():
    found = transitions(BEFORE, AFTER, categories=ABC)
    assert found.counts.tolist() == [[1, 1, 0], [1, 1, 0], [1, 0, 0]]
    assert (found.n, found.n_left_out) == (5, 2)


def test_margins_stand_beside_the_counts():
    table = transitions(BEFORE, AFTER, categories=ABC).with_margins()
    assert table["total"].tolist() == [2, 2, 1, 5]
    assert table.loc["total"].tolist() == [3, 2, 0, 5]
    assert table.index.name == "before"


def test_shares_are_of_those_who_were_there_before():
    found = transitions(BEFORE, AFTER, categories=ABC)
    share = found.share("b", "a")
    assert (share.numerator, share.denominator) == (1, 2)
    assert (share.estimate, share.low, share.high) == wilson(1, 2)
    assert found.margin("a", after=True).numerator == 3
    assert found.margin("a", after=False).numerator == 2
    assert (found.lower().numerator, found.higher().numerator) == (2, 1)


def test_a_category_that_nobody_was_in_has_no_share():
    found = transitions(BEFORE, AFTER, categories=(*ABC, "d"))
    assert math.isnan(found.share("d", "a").estimate)
    assert found.share("d", "a").denominator == 0


def test_categories_can_be_put_together_at_a_cut():
    found = transitions(BEFORE, AFTER, categories=ABC)
    assert found.at_most("a").tolist() == [[1, 1], [2, 1]]
    assert found.at_most("b").tolist() == [[4, 0], [1, 0]]


def test_categoricals_and_text_count_alike_whatever_the_index():
    ordered = pd.CategoricalDtype(ABC, ordered=True)
    found = transitions(
        BEFORE.astype(ordered).set_axis(range(10, 17)), AFTER.astype(ordered), categories=ABC
    )
    assert found.counts.tolist() == transitions(BEFORE, AFTER, categories=ABC).counts.tolist()


@pytest.mark.parametrize(
    ("before", "after", "categories"),
    [(BEFORE, AFTER[:3], ABC), (BEFORE, AFTER, ("a", "b"))],
    ids=["length", "unlisted"],
)
def test_what_does_not_fit_is_refused(before, after, categories):
    with pytest.raises(ParameterError):
        transitions(before, after, categories=categories)


def test_an_unlisted_category_cannot_be_asked_for():
    with pytest.raises(ParameterError, match="a, b, c"):
        transitions(BEFORE, AFTER, categories=ABC).share("a", "d")


def a_square(seed, k=4, n=200):
    rng = np.random.default_rng(seed)
    return rng.multinomial(n, rng.dirichlet(np.full(k * k, 0.7))).reshape(k, k)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("test", "method"), [(stuart_maxwell, "stuart_maxwell"), (bhapkar, "bhapkar")]
)
def test_equal_margins_agree_with_statsmodels(seed, test, method):
    counts = a_square(seed)
    expected = SquareTable(counts, shift_zeros=False).homogeneity(method=method)
    found = test(counts)
    assert found.chi_square.estimate == pytest.approx(expected.statistic, rel=1e-9)
    assert found.chi_square.df == expected.df
    assert found.p_value.estimate == pytest.approx(expected.pvalue, rel=1e-8)


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("counts", [[[10, 3], [8, 20]], [[0, 12], [12, 0]], [[5, 0], [4, 1]]])
def test_mcnemar_agrees_with_statsmodels(exact, counts):
    expected = statsmodels_mcnemar(np.array(counts), exact=exact, correction=False)
    found = mcnemar(np.array(counts), exact=exact)
    assert found.p_value.estimate == pytest.approx(expected.pvalue, rel=1e-12)
    if not exact:
        assert found.chi_square.estimate == pytest.approx(expected.statistic)


def test_two_categories_are_mcnemars_under_any_name():
    counts = np.array([[40, 9], [27, 33]])
    by_test = [test(counts) for test in (stuart_maxwell, marginal_homogeneity, mcnemar)]
    assert len({round(one.chi_square.estimate, 12) for one in by_test}) == 1
    assert by_test[0].chi_square.estimate == pytest.approx((27 - 9) ** 2 / 36)
    assert by_test[1].method == "mcnemar"


@pytest.mark.parametrize(("moved", "method"), [(24, "mcnemar_exact"), (25, "mcnemar")])
def test_few_movers_make_mcnemars_test_exact(moved, method):
    found = mcnemar(np.array([[30, moved - 5], [5, 30]]))
    assert found.method == method
    assert found.n_moved == moved
    assert math.isnan(found.chi_square.estimate) == (method == "mcnemar_exact")


def test_where_nobody_moved_there_is_no_test():
    for test in (stuart_maxwell, bhapkar, marginal_homogeneity):
        found = test(np.diag([5, 6, 7]))
        assert math.isnan(found.p_value.estimate)
        assert [one.code for one in found.cautions] == ["nobody_moved"]
    assert math.isnan(mcnemar(np.diag([5, 6])).p_value.estimate)


def test_groups_that_nobody_moves_between_cost_degrees_of_freedom():
    counts = np.array([[20, 9, 0, 0], [4, 20, 0, 0], [0, 0, 20, 12], [0, 0, 5, 20]])
    found = stuart_maxwell(counts)
    first, second = mcnemar(counts[:2, :2], exact=False), mcnemar(counts[2:, 2:], exact=False)
    assert found.chi_square.df == 2
    total = first.chi_square.estimate + second.chi_square.estimate
    assert found.chi_square.estimate == pytest.approx(total)
    assert "unmoved_categories" in {one.code for one in found.cautions}


def test_a_category_that_nobody_is_in_changes_nothing():
    counts = a_square(3, k=3)
    wider = np.zeros((4, 4), dtype=int)
    wider[:3, :3] = counts
    assert stuart_maxwell(wider).p_value.estimate == pytest.approx(
        stuart_maxwell(counts).p_value.estimate
    )


def test_bhapkar_is_refused_where_everybody_moved_one_way():
    counts = np.array([[0, 8, 0], [0, 0, 0], [0, 0, 0]])
    found = bhapkar(counts)
    assert math.isnan(found.chi_square.estimate)
    assert [one.code for one in found.cautions] == ["all_moved_one_way"]
    assert stuart_maxwell(counts).chi_square.estimate == pytest.approx(8)


def test_the_order_of_categories_and_of_time_does_not_matter():
    counts = a_square(9)
    turned = [2, 0, 3, 1]
    expected = stuart_maxwell(counts).chi_square.estimate
    shuffled = counts[np.ix_(turned, turned)]
    assert stuart_maxwell(shuffled).chi_square.estimate == pytest.approx(expected)
    assert stuart_maxwell(counts.T).chi_square.estimate == pytest.approx(expected)


def test_equal_margins_are_rejected_as_often_as_promised():
    rng = np.random.default_rng(11)
    symmetric = np.array([[30, 8, 2], [8, 20, 6], [2, 6, 18]]) / 100
    p = [
        stuart_maxwell(rng.multinomial(300, symmetric.ravel()).reshape(3, 3)).p_value.estimate
        for _ in range(400)
    ]
    assert scipy.stats.kstest(p, "uniform").pvalue > 0.01


@pytest.mark.parametrize(
    "counts",
    [[[1, 2, 3], [4, 5, 6]], [[1.5, 2], [3, 4]], [[-1, 2], [3, 4]], [[1]], [1, 2]],
    ids=["oblong", "halves", "negative", "single", "flat"],
)
def test_a_table_that_is_not_square_whole_numbers_is_refused(counts):
    with pytest.raises(ParameterError):
        stuart_maxwell(np.array(counts))


def test_mcnemar_is_for_two_categories():
    with pytest.raises(ParameterError, match="stuart_maxwell"):
        mcnemar(np.ones((3, 3)))
