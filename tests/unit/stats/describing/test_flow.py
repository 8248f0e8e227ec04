"""The flow from registered to analysed, which always adds up."""

from __future__ import annotations

import pandas as pd
import pytest

from nrs_lib.cohort.pairing import pair
from nrs_lib.cohort.periods import Period
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.describing.cohort_flow import cohort_flow_estimates, flow_estimates, flow_of
from nrs_lib.stats.describing.flow import Flow, Step, begin
from nrs_lib.stats.volume import flow as volume_flow
from nrs_lib.terms import TimePoint
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

KEYS = list("abcdefgh")
UNITS = pd.Series(["017"] * 5 + ["018"] * 3, index=KEYS)
PATIENTS = pd.Series(["p1", "p1", "p2", "p3", "p4", "p4", "p5", "p6"], index=KEYS)


@pytest.fixture
def flow():
    found = begin(KEYS, code="registered", patients=PATIENTS)
    found = found.keep(
        "eligible", list("abcdef"), reason="other", reasons={"young": ["g"], "abroad": ["g", "a"]}
    )
    answered = pd.Series([True, False, True, True, None, True, True], index=list("abcdefg"))
    return found.keep_where("answered", answered.astype("boolean"), reason="no_answer")


def removed(flow):
    return {step.code: dict(step.removed) for step in flow.steps}


def test_each_step_says_who_is_left_and_why_the_others_are_not(flow):
    assert [(step.code, step.n) for step in flow.steps] == [
        ("registered", 8),
        ("eligible", 6),
        ("answered", 4),
    ]
    assert removed(flow) == {
        "registered": {},
        "eligible": {"young": 1, "other": 1},
        "answered": {"no_answer": 2},
    }
    assert (flow.n, list(flow.left)) == (4, list("acdf"))


def test_who_left_for_several_reasons_counts_under_the_first(flow):
    again = begin(KEYS, code="registered").keep(
        "eligible", list("abcdef"), reason="other", reasons={"abroad": ["g", "a"], "young": ["g"]}
    )
    assert removed(again)["eligible"] == {"abroad": 1, "other": 1}


def test_a_missing_answer_does_not_stay(flow):
    assert "e" not in flow.left


def test_patients_are_counted_beside_episodes(flow):
    assert [step.n_patients for step in flow.steps] == [6, 4, 4]
    assert begin(KEYS, code="registered").steps[0].n_patients is None


def test_a_flow_begins_with_those_of_whom_only_the_count_is_known():
    found = begin(KEYS, code="consented", before=Step("in_extract", 11), reason="withdrawn")
    assert removed(found) == {"in_extract": {}, "consented": {"withdrawn": 3}}
    nobody_gone = begin(KEYS, code="consented", before=Step("in_extract", 8), reason="withdrawn")
    assert removed(nobody_gone)["consented"] == {}
    with pytest.raises(ParameterError, match="reason"):
        begin(KEYS, code="consented", before=Step("in_extract", 11))
    with pytest.raises(DefinitionError, match="add up"):
        begin(KEYS, code="consented", before=Step("in_extract", 7), reason="withdrawn")


@pytest.mark.parametrize(
    "steps",
    [
        (Step("a", 10), Step("b", 7, {"x": 2})),
        (Step("a", 10), Step("b", 11, {"x": -1})),
        (Step("a", 10), Step("b", 10), Step("c", 4, {"x": 5})),
        (Step("a", 10, {"x": 1}),),
    ],
    ids=["loses one", "gains", "later", "first"],
)
def test_parts_that_do_not_add_up_are_refused(steps):
    with pytest.raises(DefinitionError, match="add up"):
        Flow("episodes", steps)


def test_parts_that_add_up_are_a_flow():
    assert Flow("episodes", (Step("a", 10), Step("b", 7, {"x": 2, "y": 1}))).n == 7


@pytest.mark.parametrize("steps", [(), (Step("a", 3), Step("a", 3))], ids=["none", "twice"])
def test_steps_have_names_of_their_own(steps):
    with pytest.raises(DefinitionError, match="steps"):
        Flow("episodes", steps)


def test_nobody_is_kept_who_was_not_there(flow):
    with pytest.raises(ParameterError, match="1 are kept"):
        flow.keep("scored", ["a", "b"], reason="no_score")
    with pytest.raises(ParameterError, match="twice"):
        flow.keep("scored", ["a", "a"], reason="no_score")
    with pytest.raises(ParameterError, match="3 of those left"):
        flow.keep_where("scored", pd.Series({"a": True}), reason="no_score")
    with pytest.raises(ParameterError, match="twice"):
        begin(["a", None], code="registered")


def test_a_flow_of_counts_cannot_go_on():
    with pytest.raises(DefinitionError, match="no rows"):
        Flow("episodes", (Step("a", 3),)).keep("b", [], reason="x")


def test_those_left_are_divided_and_the_parts_are_all(flow):
    groups = pd.Series({"a": "treated", "b": "treated", "c": "treated", "d": None, "f": "waiting"})
    found = flow.divide(groups)
    assert found == {"": 1, "treated": 2, "waiting": 1}
    assert sum(found.values()) == flow.n


def test_a_flow_as_a_table(flow):
    table = flow.table()
    assert table[["step", "reason", "n"]].values.tolist() == [
        ["registered", "", 8],
        ["eligible", "young", 1],
        ["eligible", "other", 1],
        ["eligible", "", 6],
        ["answered", "no_answer", 2],
        ["answered", "", 4],
    ]


def test_no_key_of_a_person_shows_in_what_is_printed(flow):
    printed = repr(flow)
    assert "left=" not in printed
    assert "gone=" not in printed
    assert "p1" not in printed


def test_a_flow_as_estimates_counts_units(flow):
    found = flow_estimates(flow, measure="flow_study", group="national", units=UNITS)
    rows = found.table.set_index("category")
    assert rows["n"].to_dict() == {
        "registered": 8,
        "eligible": 6,
        "eligible:young": 1,
        "eligible:other": 1,
        "answered": 4,
        "answered:no_answer": 2,
    }
    assert (rows.loc["registered", "n_units"], rows.loc["registered", "largest_n"]) == (2, 5)
    assert rows.loc["eligible:young", "n_units"] == 1


def test_counts_without_rows_have_no_units_behind_them():
    known = begin(KEYS, code="consented", before=Step("in_extract", 11), reason="withdrawn")
    rows = flow_estimates(known, measure="x", group="017", units=UNITS).table.set_index("category")
    assert rows["n"].to_dict() == {"in_extract": 11, "consented": 8, "consented:withdrawn": 3}
    assert rows["n_units"].isna().to_dict() == {
        "in_extract": True,
        "consented": False,
        "consented:withdrawn": True,
    }


# --- of a cohort ---


@pytest.fixture(scope="module")
def population():
    different = {
        "withdrawn": {"consent_withdrawn": True},
        "assessed": {"care_process": "assessment_only"},
        "special": {"care_process": "other_specialised"},
        "open": {"discharge_date": None},
        "earlier": {"discharge_date": "2021-06-15"},
        "dead": {"deceased": True},
        "late": {"discharge_date": "2022-11-30"},
        "no_start": {},
        "no_later": {},
        "unscored": {},
        "whole": {},
        "again": {"patient_id": "p-whole"},
    }
    episodes = [an_episode(name, **changes) for name, changes in different.items()]
    answers = []
    for name in different:
        if name != "no_start":
            answers.append(an_answer(name, "initial", nrs_pain=7))
        if name != "no_later":
            for point in ("discharge", "followup_12m"):
                score = None if name == "unscored" else 4
                answers.append(an_answer(name, point, nrs_pain=score))
    return a_population(an_extract(episodes, answers, scales=("nrs_pain",)))


def test_the_flow_to_results_at_discharge(population):
    cohort = population.in_period(Period.parse("2022"))
    found = flow_of(cohort, scale="nrs_pain", time_point=TimePoint.DISCHARGE)
    assert removed(found) == {
        "registered": {},
        "consented": {"consent_withdrawn": 1},
        "in_programme": {"other_specialised": 1, "assessment_only": 1},
        "followed": {"not_discharged": 1, "other_period": 1},
        "with_start": {"no_start": 1},
        "with_later": {"no_later": 1},
        "paired": {"no_score": 1},
    }
    assert [step.n for step in found.steps] == [12, 11, 9, 7, 6, 5, 4]
    assert found.steps[-1].n_patients == 3


def test_the_flow_to_results_after_a_year(population):
    # With three months' grace only who was discharged by June 2022 is due on 2023-09-01.
    cohort = population.in_period(Period.parse("2022"))
    found = flow_of(cohort, scale="nrs_pain", time_point=TimePoint.FOLLOWUP_12M)
    assert removed(found)["followed"] == {"deceased": 1, "not_discharged": 1, "not_yet_due": 6}
    assert list(found.left) == ["earlier"]


@pytest.mark.parametrize("time_point", [TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M])
@pytest.mark.parametrize("period", ["2021", "2022", "2022H1", "2023"])
def test_the_last_step_is_the_n_of_the_results(population, period, time_point):
    cohort = population.in_period(Period.parse(period))
    found = flow_of(cohort, scale="nrs_pain", time_point=time_point)
    pairs = pair(cohort, scales=["nrs_pain"], time_point=time_point)
    assert set(found.left) == set(pairs["episode_id"])
    measure = {"discharge": "flow_discharge", "followup_12m": "flow_followup"}[time_point]
    counts = volume_flow(cohort).where(measure=measure).table.set_index("category")["n"]
    steps = {step.code: step.n for step in found.steps}
    assert [steps[code] for code in ("followed", "with_start", "with_later", "paired")] == [
        counts[code] for code in ("discharged", "with_start", "with_later", "paired")
    ]


def test_the_flow_of_a_cohort_as_estimates(population):
    cohort = population.in_period(Period.parse("2022"))
    found = cohort_flow_estimates(
        cohort, scale="nrs_pain", time_point=TimePoint.DISCHARGE, measure="flow_study"
    )
    rows = found.table.set_index("category")
    assert (rows.loc["paired", "n"], rows.loc["registered", "n"]) == (4, 12)
    assert set(rows["period"]) == {"2022"}
    assert set(rows["time_point"]) == {"discharge"}
    assert "convention:change_excludes" in found.definitions
