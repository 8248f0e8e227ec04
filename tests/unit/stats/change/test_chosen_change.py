import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.disclosure.clearing import clear
from nrs_lib.errors import ParameterError
from nrs_lib.stats.chosen_change import chosen_change_estimates
from nrs_lib.terms import TimePoint
from tests.support.unit_registers import a_register

YEAR = Period.parse("2022")


@pytest.fixture(scope="module")
def cohort():
    return a_register(3, answered=0.8).in_period(YEAR)


def made_of(cohort, **choice):
    return chosen_change_estimates(
        cohort, scale="nrs_pain", time_point=TimePoint.DISCHARGE, **choice
    )


def scores(cohort):
    episodes = cohort.discharged
    return [
        cohort.answers(episodes, point)["nrs_pain"].reset_index(drop=True)
        for point in (TimePoint.INITIAL, TimePoint.DISCHARGE)
    ]


@pytest.mark.parametrize(("side", "cut_off"), [("above", 8), ("below", 6)])
def test_change_stands_beside_what_comes_of_the_choice(cohort, side, cut_off):
    made = made_of(cohort, cut_off=cut_off, side=side, reliability=0.75)
    start, later = scores(cohort)
    chosen = (start >= cut_off if side == "above" else start <= cut_off) & later.notna()
    rows = made.table.set_index("category")
    assert set(rows["n"]) == {int(chosen.sum())}
    assert rows.loc["observed", "estimate"] == pytest.approx((later - start)[chosen].mean())
    expected = 0.25 * (start.mean() - start[chosen].mean())
    assert rows.loc["regression_to_mean", "estimate"] == pytest.approx(expected)
    assert (expected < 0) == (side == "above")
    said = {one.code: dict(one.facts) for one in made.cautions}
    assert said["regression_to_mean"] == {"expected": round(expected, 2)}
    assert set(made.table["measure"]) == {f"nrs_pain:start_{side}:{cut_off}"}


def test_without_a_reliability_the_follow_up_of_all_is_used(cohort):
    made = made_of(cohort, cut_off=8)
    start, later = scores(cohort)
    both = later.notna() & start.notna()
    reliability = start[both].corr(later[both])
    chosen = (start >= 8) & both
    expected = (1 - reliability) * (start.mean() - start[chosen].mean())
    found = made.table.set_index("category").loc["regression_to_mean", "estimate"]
    assert found == pytest.approx(expected)
    assert "regression_from_follow_up" in {one.code for one in made.cautions}


def test_nobody_beyond_the_cut_off_has_no_numbers(cohort):
    made = made_of(cohort, cut_off=11)
    assert made.table["estimate"].isna().all()
    assert set(made.table["n"]) == {0}
    assert "too_few" in {one.code for one in made.cautions}


def test_the_rows_pass_the_door_together(cohort):
    cleared = clear(made_of(cohort, cut_off=8), audience="register").table
    assert cleared["hidden"].tolist() == ["", ""]


def test_an_unknown_side_is_refused(cohort):
    with pytest.raises(ParameterError, match="side"):
        made_of(cohort, cut_off=7, side="over")
