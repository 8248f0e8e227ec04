"""Periods become whole numbers, copies count once, and what is unknown stays unknown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nrs_lib.cohort.sick_leave.cases import cases
from nrs_lib.cohort.sick_leave.days import longest_run, runs, steps
from nrs_lib.cohort.sick_leave.spells import OPEN_END, read_spells
from nrs_lib.cohort.sick_leave.windows import count_days
from nrs_lib.contracts import sick_leave as rules_module
from nrs_lib.errors import DefinitionError, ExtractError, ParameterError

COLUMNS = ["patient_id", "benefit", "extent", "start_date", "end_date"]


def a_table(*rows):
    frame = pd.DataFrame(list(rows), columns=COLUMNS)
    for name in ("start_date", "end_date"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def a_row(who="p", benefit="sickness_benefit", extent=1.0, first="2022-01-01", last="2022-01-31"):
    return (who, benefit, extent, first, last)


def days(*texts):
    return np.array(texts, dtype="datetime64[D]").astype("int64")


def test_periods_of_one_patient_do_not_touch_another():
    spells = read_spells(a_table(a_row("a"), a_row("b", last="2022-01-02")))
    patients = pd.Series(["a", "b", "c"])
    first, last = days(*["2022-01-01"] * 3), days(*["2022-12-31"] * 3)
    assert count_days(spells, patients, first, last)["net_days"].tolist() == [31, 2, 0]


def test_copies_count_once_and_are_told():
    spells = read_spells(a_table(a_row(extent=0.5), a_row(extent=0.5), a_row(extent=0.25)))
    assert (len(spells), spells.n_doubled) == (2, 1)


def test_an_open_period_goes_on():
    spells = read_spells(a_table(a_row(last=None)))
    assert spells.n_open == 1
    assert spells.last.tolist() == [OPEN_END]
    found = count_days(spells, pd.Series(["p"]), days("2050-01-01"), days("2050-12-31"))
    assert found["gross_days"].tolist() == [365]


@pytest.mark.parametrize(
    "row",
    [
        a_row(first=None),
        a_row(extent=None),
        a_row(extent=0.3),
        a_row(extent=0.0),
        a_row(extent=1.25),
        a_row(benefit=None),
        a_row(first="2022-02-01", last="2022-01-31"),
    ],
    ids=["start", "extent", "uneven", "nothing", "above_full", "benefit", "backwards"],
)
def test_a_patient_with_an_unusable_period_has_unknown_days(row):
    spells = read_spells(a_table(row, a_row("well", first="2030-01-01", last="2030-01-02")))
    assert spells.unplaceable == {"p"}
    found = count_days(
        spells, pd.Series(["p", "well"]), days(*["2022-01-01"] * 2), days(*["2022-12-31"] * 2)
    )
    assert found.loc[0].isna().all()
    assert found.loc[1, "net_days"] == 0


def test_a_benefit_in_no_group_is_a_fault_of_the_definition_and_is_not_printed():
    with pytest.raises(DefinitionError, match="1 benefits") as caught:
        read_spells(a_table(a_row(benefit="parental_benefit")))
    assert "parental" not in str(caught.value)


def test_a_period_without_patient_is_refused():
    with pytest.raises(ExtractError, match="1 periods"):
        read_spells(a_table(a_row(who=None)))


def test_a_missing_column_is_named():
    with pytest.raises(DefinitionError, match="extent"):
        read_spells(a_table(a_row()).drop(columns="extent"))


def test_no_periods_at_all_are_no_sick_leave_days():
    spells = read_spells(a_table())
    found = count_days(spells, pd.Series(["p"]), days("2022-01-01"), days("2022-01-31"))
    assert found["net_days"].tolist() == [0]
    assert found["category"].tolist() == ["none"]
    assert cases(spells).empty


def test_a_last_day_may_be_named_as_excluded(monkeypatch):
    rules = replace(rules_module.read_sick_leave(), is_last_day_included=False)
    monkeypatch.setattr("nrs_lib.cohort.sick_leave.spells.read_sick_leave", lambda: rules)
    spells = read_spells(a_table(a_row(last="2022-01-31")))
    found = count_days(spells, pd.Series(["p"]), days("2022-01-01"), days("2022-12-31"))
    assert found["net_days"].tolist() == [30]


def test_an_unknown_overlap_rule_is_refused():
    with pytest.raises(ParameterError, match="overlap"):
        count_days(
            read_spells(a_table()),
            pd.Series(["p"]),
            days("2022-01-01"),
            days("2022-01-31"),
            overlap="smallest",
        )


@pytest.mark.parametrize(("inside", "expected"), [(True, 10), (False, 41)])
def test_a_run_may_be_counted_inside_the_window_or_whole(inside, expected):
    spells = read_spells(a_table(a_row(first="2021-12-01", last="2022-01-10")))
    found = runs(steps(spells, overlap="sum_capped"))
    window = np.array([0]), days("2022-01-01"), days("2022-03-31")
    assert longest_run(found, *window, inside=inside).tolist() == [expected]


def test_the_longest_of_several_runs_is_found_for_each_window():
    spells = read_spells(
        a_table(
            a_row("a", first="2022-01-01", last="2022-01-05"),
            a_row("a", first="2022-02-01", last="2022-02-20"),
            a_row("a", first="2022-03-01", last="2022-03-02"),
            a_row("b", first="2022-02-01", last="2022-02-03"),
        )
    )
    found = runs(steps(spells, overlap="sum_capped"))
    patient = np.array([0, 0, 0, 1, -1])
    first = days("2022-01-01", "2022-01-06", "2022-02-28", "2022-01-01", "2022-01-01")
    last = days("2022-12-31", "2022-01-31", "2022-03-01", "2022-12-31", "2022-12-31")
    assert longest_run(found, patient, first, last, inside=True).tolist() == [20, 0, 1, 3, 0]


def test_a_case_continues_after_a_break_of_four_days_and_not_of_five():
    spells = read_spells(
        a_table(
            a_row("a", first="2022-01-01", last="2022-01-10"),
            a_row("a", first="2022-01-15", last="2022-01-20"),
            a_row("b", first="2022-01-01", last="2022-01-10"),
            a_row("b", first="2022-01-16", last="2022-01-20"),
        )
    )
    found = cases(spells)
    assert found["patient_id"].tolist() == ["a", "b", "b"]
    assert found["paid_days"].tolist() == [16, 10, 5]
    assert found["last_day"].dt.strftime("%m-%d").tolist() == ["01-20", "01-10", "01-20"]


def test_permanent_benefits_are_no_sickness_case_and_an_open_case_has_no_length():
    spells = read_spells(
        a_table(a_row("a", "sickness_compensation"), a_row("b", last=None), a_row("c"))
    )
    found = cases(spells)
    assert found["patient_id"].tolist() == ["b", "c"]
    assert found["paid_days"].isna().tolist() == [True, False]
    assert found["last_day"].isna().tolist() == [True, False]


@pytest.mark.parametrize(("inside", "expected"), [(True, [1, 1, 0]), (False, [20, 20, 0])])
def test_a_run_touches_a_window_by_one_day(inside, expected):
    spells = read_spells(a_table(a_row(first="2022-02-01", last="2022-02-20")))
    found = runs(steps(spells, overlap="sum_capped"))
    first = days("2022-02-20", "2022-01-01", "2022-02-21")
    last = days("2022-03-31", "2022-02-01", "2022-03-31")
    assert longest_run(found, np.zeros(3, int), first, last, inside=inside).tolist() == expected
