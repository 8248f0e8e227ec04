"""Table one: groups described, and how unlike they are."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from nrs_lib.disclosure.clearing import clear
from nrs_lib.errors import ParameterError
from nrs_lib.stats.describing.clearable import table_one_estimates
from nrs_lib.stats.describing.table_one import FRAME_COLUMNS, Variable, table_one
from nrs_lib.stats.shares import wilson

AGE = Variable("age", "numeric")
WOMAN = Variable("woman", "binary")
EDUCATION = Variable("education", "category", ("basic", "secondary", "university"))


@pytest.fixture
def people():
    frame = pd.DataFrame(
        {
            "unit_id": ["017", "017", "018", "017", "018", "018", "017", "018"],
            "follow_up": ["answered"] * 4 + ["lost"] * 3 + [None],
            "age": [30, 40, 50, None, 20, 60, 70, 99],
            "woman": [True, True, False, True, False, False, None, True],
            "education": ["basic", "basic", None, "secondary", "secondary", "basic", "basic", "x"],
        }
    )
    frame["education"] = frame["education"].replace("x", "university")
    return frame.astype({"age": "Int64", "woman": "boolean"})


@pytest.fixture
def table(people):
    return table_one(people, variables=[AGE, WOMAN, EDUCATION], by="follow_up")


def test_numbers_are_of_those_who_answered(table):
    cell = table.cell("age", "answered")
    assert (cell.total, cell.n, cell.missing) == (4, 3, 1)
    assert (cell.mean.estimate, cell.mean.sd) == (40, 10)
    assert cell.median.estimate == 40
    assert cell.quartiles == (35, 45)


def test_shares_have_numerator_and_denominator_and_missing_is_no_answer(table):
    lost = table.cell("woman", "lost")
    assert (lost.total, lost.n, lost.missing) == (3, 2, 1)
    share = lost.shares["yes"]
    assert (share.numerator, share.denominator, share.estimate) == (0, 2, 0.0)
    assert (share.low, share.high) == wilson(0, 2)[1:]


def test_numerators_of_levels_add_up_and_an_unused_level_stands_with_zero(table):
    shares = table.cell("education", "answered").shares
    assert {level: share.numerator for level, share in shares.items()} == {
        "basic": 2,
        "secondary": 1,
        "university": 0,
    }
    assert sum(share.numerator for share in shares.values()) == 3
    assert shares["university"].estimate == 0.0


def test_who_has_no_group_is_counted_and_not_in_any(table):
    assert table.groups == {"answered": 4, "lost": 3}
    said = {caution.code: dict(caution.facts) for caution in table.cautions}
    assert said["rows_without_group"] == {"n": 1, "total": 8}


def test_differences_stand_beside(table):
    of = {one.variable: one for one in table.balances}
    # Means 40 and 50, variances 100 and 700.
    assert of["age"].pairs[("answered", "lost")].estimate == pytest.approx(-0.5)
    # Shares 3 of 4 and 0 of 2.
    assert of["woman"].pairs[("answered", "lost")].estimate == pytest.approx(
        0.75 / math.sqrt(0.1875 / 2)
    )


def test_groups_come_in_the_order_asked_for_or_in_that_of_the_column(people):
    asked = table_one(people, variables=[AGE], by="follow_up", groups=["lost", "answered"])
    assert list(asked.groups) == ["lost", "answered"]
    people["follow_up"] = pd.Categorical(people["follow_up"], ["never", "lost", "answered"])
    assert list(table_one(people, variables=[AGE], by="follow_up").groups) == ["lost", "answered"]


def test_levels_come_from_a_categorical_column(people):
    people["education"] = pd.Categorical(people["education"], ["university", "secondary", "basic"])
    found = table_one(people, variables=[Variable("education", "category")], by="follow_up")
    assert list(found.cell("education", "lost").shares) == ["university", "secondary", "basic"]


def test_a_group_where_nobody_answered_has_no_numbers_and_no_zero(people):
    people.loc[people["follow_up"] == "lost", "age"] = pd.NA
    found = table_one(people, variables=[AGE], by="follow_up")
    cell = found.cell("age", "lost")
    assert (cell.n, cell.missing) == (0, 3)
    assert math.isnan(cell.mean.estimate)
    assert math.isnan(cell.quartiles[0])
    assert "too_few" in [caution.code for caution in found.cautions]


def test_all_cells_in_one_frame(table):
    frame = table.frame()
    assert tuple(frame.columns) == FRAME_COLUMNS
    assert len(frame) == 2 * (4 + 1 + 3)
    row = frame[(frame["level"] == "basic") & (frame["group"] == "lost")].iloc[0]
    assert (row["numerator"], row["denominator"], row["missing"]) == (2, 3, 0)


@pytest.mark.parametrize(
    ("variable", "by", "groups", "word"),
    [
        (Variable("weight", "numeric"), "follow_up", (), "weight"),
        (AGE, "arm", (), "arm"),
        (AGE, "follow_up", ("lost", "dropped"), "dropped"),
        (Variable("education", "numeric"), "follow_up", (), "numeric"),
        (Variable("age", "binary"), "follow_up", (), "binary"),
        (Variable("education", "category", ("basic",)), "follow_up", (), "levels"),
        (Variable("education", "category", ("basic",)), "follow_up", ("lost",), "levels"),
    ],
)
def test_what_does_not_fit_is_refused(people, variable, by, groups, word):
    with pytest.raises(ParameterError, match=word) as caught:
        table_one(people, variables=[variable], by=by, groups=groups)
    assert "secondary" not in str(caught.value)


def test_an_unknown_kind_is_refused():
    with pytest.raises(ParameterError, match="kind"):
        Variable("age", "number")


def test_a_cell_that_is_not_there_is_refused(table):
    with pytest.raises(ParameterError, match="answered, lost"):
        table.cell("age", "both")


# --- as estimates ---


def test_estimates_have_the_numbers_of_the_table(people, table):
    found = table_one_estimates(people, variables=[AGE, WOMAN, EDUCATION], by="follow_up")
    rows = found.table.set_index(["measure", "statistic", "group", "category"])
    mean = rows.loc[("age", "mean", "national:answered", "")]
    assert (mean["estimate"], mean["n"], mean["n_units"], mean["largest_n"]) == (40, 3, 2, 2)
    share = rows.loc[("education", "share", "national:lost", "basic")]
    assert (share["numerator"], share["denominator"], share["method"]) == (2, 3, "wilson")
    with_missing = rows.loc[("education", "share", "national:answered", "basic")]
    assert (with_missing["numerator"], with_missing["denominator"]) == (2, 3)
    assert rows.loc[("woman", "count", "national:lost", "missing"), "n"] == 1
    assert rows.loc[("woman", "share", "national:lost", "yes"), "denominator"] == 2
    apart = rows.loc[("age", "difference", "national:answered~lost", "")]
    assert apart["estimate"] == pytest.approx(-0.5)
    assert (apart["n"], apart["n_units"], apart["largest_n"]) == (6, 2, 3)
    assert {caution.code for caution in found.cautions} >= {"rows_without_group"}
    assert "convention:smd_form" in found.definitions


def test_small_arms_do_not_pass_the_door(people):
    found = table_one_estimates(people, variables=[AGE, EDUCATION], by="follow_up")
    cleared = clear(found, audience="public").table
    assert cleared["estimate"].isna().all()
    many = pd.concat([people] * 60, ignore_index=True)
    many["unit_id"] = [f"{i % 12:03d}" for i in range(len(many))]
    shown = clear(
        table_one_estimates(many, variables=[AGE], by="follow_up"), audience="public"
    ).table
    assert shown.loc[shown["statistic"] == "mean", "estimate"].notna().all()
