"""What came of the programmes: perceived change, goals, waits and who answered."""

from __future__ import annotations

import pandas as pd

from nrs_lib.cohort.run_in import DEFINITION as RUN_IN
from nrs_lib.cohort.run_in import is_seen_whole
from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.stats.estimates import Estimates, Part, from_rows
from nrs_lib.stats.portrait import answer, definitions_of, measured
from nrs_lib.stats.rows import (
    MEDIAN_DEFINITIONS,
    SHARE_DEFINITIONS,
    Group,
    category_rows,
    median_row,
    share_row,
)
from nrs_lib.terms import TimePoint

PERCEIVED = ("change_pain", "change_life_situation")
STEPS, REACHED = "goals_attained", "goals_reached"
_DISCHARGED = ("programme_completed", REACHED, "next_of_kin")
WAITS = {
    "wait_to_programme": ("first_visit_date", "program_start_date"),
    "days_to_discharge": ("first_visit_date", "discharge_date"),
}


def perceived(cohort: Cohort, *, time_point: TimePoint) -> Estimates:
    """How patients judge their change in retrospect, of those who answered."""
    return perceived_part(cohort, time_point=time_point).estimates()


def perceived_part(cohort: Cohort, *, time_point: TimePoint) -> Part:
    """`perceived`, for a table with others."""
    group = Group.of(cohort.group)
    episodes = cohort.followed(time_point)
    answers = cohort.answers(episodes, time_point).reset_index(drop=True)
    rows = []
    for code in PERCEIVED:
        codelist = read_codelist(read_measures()[code].codelist)
        rows += category_rows(
            group,
            code,
            answers[code],
            episodes["unit_id"].reset_index(drop=True),
            categories=[part.code for part in codelist.codes if not part.missing],
            time_point=str(time_point),
            period=cohort.period.code,
        )
    keys = [f"measure:{code}" for code in PERCEIVED]
    return Part(rows, definitions=(*DEFINITIONS, *SHARE_DEFINITIONS, *keys))


def days_waited(cohort: Cohort, measure: str) -> tuple[pd.DataFrame, pd.Series]:
    """The episodes of a wait and how many days each lasted.

    Missing where a date is, and while the unit was so new to the registry that only short waits
    could end: counted, they would say that waits were short then and have become long.

    Returns
    -------
    tuple
        One row per episode, and the days on the same index.
    """
    episodes = cohort.started if measure == "wait_to_programme" else cohort.discharged
    first, last = WAITS[measure]
    days = (episodes[last] - episodes[first]).dt.days.astype("Float64")
    is_whole = is_seen_whole(cohort.population.units, episodes["unit_id"], episodes[last])
    return episodes, days.where(is_whole)


def _wait(cohort: Cohort, measure: str) -> dict[str, object]:
    episodes, days = days_waited(cohort, measure)
    return median_row(
        Group.of(cohort.group), measure, days, episodes["unit_id"], period=cohort.period.code
    )


def programme(cohort: Cohort) -> Estimates:
    """How programmes ended, and how long patients waited for them."""
    rows = measured(cohort, cohort.discharged, _DISCHARGED, period=cohort.period.code)
    rows += [_wait(cohort, measure) for measure in WAITS]
    keys = definitions_of((*_DISCHARGED, *WAITS))
    return from_rows(
        rows, definitions=(*DEFINITIONS, *SHARE_DEFINITIONS, *MEDIAN_DEFINITIONS, RUN_IN, *keys)
    )


def goals(cohort: Cohort) -> Estimates:
    """How far goals were reached, of the programmes that ended where it is recorded."""
    reached = read_measures()[REACHED]
    codelist = read_codelist(read_measures()[STEPS].codelist)
    rows = category_rows(
        Group.of(cohort.group),
        STEPS,
        answer(cohort, cohort.discharged, reached),
        cohort.discharged["unit_id"].reset_index(drop=True),
        categories=[part.code for part in codelist.codes if not part.missing],
        period=cohort.period.code,
    )
    rows += measured(cohort, cohort.discharged, [REACHED], period=cohort.period.code)
    keys = (f"measure:{STEPS}", *definitions_of([REACHED]))
    return from_rows(rows, definitions=(*DEFINITIONS, *SHARE_DEFINITIONS, *keys))


def _response(cohort: Cohort, measure: str) -> dict[str, object]:
    episodes, point = {
        "response_start": (cohort.registered, TimePoint.INITIAL),
        "response_discharge": (cohort.discharged, TimePoint.DISCHARGE),
        "response_12m": (cohort.due, TimePoint.FOLLOWUP_12M),
    }[measure]
    has_answered = cohort.answers(episodes, point)["has_answered"].astype("boolean")
    return share_row(
        Group.of(cohort.group),
        measure,
        has_answered.reset_index(drop=True),
        episodes["unit_id"].reset_index(drop=True),
        period=cohort.period.code,
    )


def response(cohort: Cohort) -> Estimates:
    """Share who have a questionnaire at the start, at discharge and after a year."""
    measures = ("response_start", "response_discharge", "response_12m")
    rows = [_response(cohort, measure) for measure in measures]
    return from_rows(
        rows,
        definitions=(
            *DEFINITIONS,
            *SHARE_DEFINITIONS,
            "convention:response_rate_discharge",
            *(f"measure:{code}" for code in measures),
        ),
    )


def outcome_rows(cohort: Cohort, measures: tuple[str, ...]) -> list[dict[str, object]]:
    """One row per measure among responses, waits and what the rules of measures give."""
    rows = []
    for code in measures:
        if code in WAITS:
            rows.append(_wait(cohort, code))
        elif code.startswith("response_"):
            rows.append(_response(cohort, code))
        else:
            rows += measured(cohort, cohort.discharged, [code], period=cohort.period.code)
    return rows
