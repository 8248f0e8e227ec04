"""The numbers behind the synthetic registry, read strictly from ``synthetic.yaml``.

The classes here are the closed list of what the file may say. ``Mapping`` fields keep the
shape of the file: by register, sex, process, time point or code.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import get_type_hints

from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions

_TOLERANCE = 1e-9
_WORDS = {
    Mapping: "a map",
    tuple: "a list",
    date: "a date such as 2021-01-01",
    float: "a number",
    int: "a whole number",
}


@dataclass(frozen=True)
class Units:
    """How many units, how large, and how truly they differ."""

    count: Mapping
    initial_per_year: Mapping
    size_spread: Mapping
    fewest_episodes: int
    private_share: Mapping
    joined_late_share: Mapping
    baseline_sd: Mapping
    improvement_sd: float
    optional_instruments_share: float


@dataclass(frozen=True)
class Courses:
    """Dates, processes, the programme and the staff's forms."""

    first_visits: tuple
    year_weights: Mapping
    month_weights: tuple
    process_shares: Mapping
    referral_shares: Mapping
    days_referral_to_first_visit: Mapping
    days_first_visit_to_assessment: Mapping
    days_first_visit_to_discharge: Mapping
    programme_weeks_shares: Mapping
    fewest_days_before_programme: int
    days_programme_end_to_discharge: int
    programme_type_shares: Mapping
    completed_share: Mapping
    not_completed_shares: Mapping
    inclusion_share: Mapping
    discharge_reason_shares: Mapping
    destination_shares: Mapping
    goals_shares: Mapping
    goal_area_share: Mapping
    next_of_kin_share: float
    consent_withdrawn_share: float
    deceased_share: float
    staff_gap_share: float


@dataclass(frozen=True)
class People:
    """Who the patients are."""

    second_episode_share: float
    second_episode_days: int
    women_share: Mapping
    age: Mapping
    birth_shares: Mapping
    interpreter_share: Mapping
    education_shares: Mapping
    answer_gap_share: Mapping
    height_cm: Mapping
    bmi: Mapping


@dataclass(frozen=True)
class States:
    """The factors behind all answers, in SD of specialist care at start."""

    correlations: Mapping
    programme_shift: Mapping
    primary_care_shift: Mapping
    outside_europe_shift: Mapping
    no_university_shift: Mapping
    persistence: Mapping
    second_episode_persistence: float
    person_improvement_sd: float
    primary_care_improvement: float


@dataclass(frozen=True)
class Score:
    """One score of a questionnaire; ``synthetic.yaml`` says what each part means."""

    baseline: Mapping
    change: Mapping
    structure: Mapping


@dataclass(frozen=True)
class Eq5d:
    """The dimensions of EQ-5D in both versions."""

    from_5l: date
    form_versions: Mapping
    levels_3l_shares: Mapping
    levels_5l_shares: Mapping
    loadings: Mapping
    change: Mapping


@dataclass(frozen=True)
class Answers:
    """How forms are filled in, and what is left blank."""

    regions: tuple
    region_pattern_persistence: float
    eq_vas_in_fives_share: float
    no_close_person_share: float
    skipped_share: Mapping
    blank_share: Mapping
    blank_spread: float
    initial_answered_share: float
    web_share: Mapping


@dataclass(frozen=True)
class Background:
    """Questions that belong to no instrument."""

    physician_visits_shares: Mapping
    physician_visits_followup_shares: Mapping
    pain_months: Mapping
    pain_months_woman_ratio: float
    persistent_pain_part: Mapping
    pain_persistent_share: float
    pain_location_shares: Mapping
    gap_share: Mapping
    working_shares: Mapping
    work_extent_shares: Mapping
    days_since_work: Mapping
    belief_recovery_shares: tuple
    belief_work_shares: tuple
    belief_work_not_relevant_share: float
    belief_distress: float
    belief_gain: Mapping
    activity_minutes: Mapping
    change_pain_shares: Mapping
    change_life_situation_shares: Mapping
    change_agreement: float
    satisfaction_shares: Mapping
    mpi_profile_cuts: Mapping


@dataclass(frozen=True)
class Followup:
    """Who answers later, and when forms reach the registry."""

    response_share: Mapping
    unit_response_share: Mapping
    response_effects: Mapping
    answer_days: Mapping
    registration_days: Mapping


@dataclass(frozen=True)
class SickLeave:
    """Sick leave by sex and window."""

    linkage_date: date
    none_share: Mapping
    partial_share: Mapping
    permanent_share: Mapping
    persistence: float
    partial_extent_shares: Mapping
    full_benefit_shares: Mapping
    partial_benefit_shares: Mapping
    activity_compensation_below_age: int
    longest_decision_days: int
    short_period_share: float
    short_period_days: tuple


@dataclass(frozen=True)
class Diagnoses:
    """First pain diagnosis and what stands beside it."""

    fibromyalgia_share: float
    fibromyalgia_odds: Mapping
    group_share: Mapping
    neck_code_shares: Mapping
    low_back_code_shares: Mapping
    other_code_shares: Mapping
    second_pain_share: float
    comorbidity_share: Mapping
    revised_share: float


@dataclass(frozen=True)
class Interventions:
    """What the team gave."""

    professions: Mapping
    assessment_factor: float
    video_share: Mapping
    video_from: date
    hours: Mapping


@dataclass(frozen=True)
class Spellings:
    """Odd names and labels of the delivery."""

    columns: Mapping
    labels: Mapping
    label_share: float


@dataclass(frozen=True)
class Assumptions:
    """Everything in ``synthetic.yaml``, by section; ``scales`` by score."""

    units: Units
    courses: Courses
    people: People
    states: States
    scales: Mapping[str, Score]
    eq5d: Eq5d
    answers: Answers
    background: Background
    followup: Followup
    sick_leave: SickLeave
    diagnoses: Diagnoses
    interventions: Interventions
    spellings: Spellings


@cache
def read_assumptions(path: Path | None = None) -> Assumptions:
    """Read and check the numbers of the synthetic registry.

    A name that ends in ``_share`` holds parts between 0 and 1; one that ends in ``_shares``
    holds parts that add up to 1.

    Raises
    ------
    DefinitionError
        A key is unknown, absent, of the wrong kind, or its parts do not add up; names file
        and key.
    """
    path = path or definitions() / "synthetic.yaml"
    raw = read_definition(path, schema=definitions() / "synthetic.schema.json")
    hints = get_type_hints(Assumptions)
    sections = {
        name: _section(kind, raw[name], f"{path.name}: {name}")
        for name, kind in hints.items()
        if name != "scales"
    }
    scores = {
        code: _section(Score, part, f"{path.name}: scales.{code}")
        for code, part in raw["scales"].items()
    }
    return Assumptions(**sections, scales=MappingProxyType(scores))


def _section(kind: type, raw: Mapping[str, Mapping], where: str) -> object:
    known = [field.name for field in fields(kind)]
    for odd in sorted(set(raw) - set(known)):
        raise DefinitionError(
            f"Unknown key {odd}.", where=f"{where}.{odd}", remedy=f"Known keys: {', '.join(known)}."
        )
    for absent in (name for name in known if name not in raw):
        raise DefinitionError(
            f"The key {absent} is missing.", where=f"{where}.{absent}", remedy=f"Add {absent}."
        )
    hints = get_type_hints(kind)
    return kind(**{n: _typed(raw[n]["value"], hints[n], n, f"{where}.{n}") for n in known})


def _typed(value: object, kind: type, name: str, where: str) -> object:
    value = _frozen(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise DefinitionError(
            "A value is of the wrong kind.",
            where=f"{where}.value",
            remedy=f"Write {_WORDS[kind]}.",
        )
    _check_parts(value, name, where)
    return value


def _frozen(value: object) -> object:
    if isinstance(value, dict):
        return MappingProxyType({str(key): _frozen(part) for key, part in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _check_parts(value: object, name: str, where: str) -> None:
    parts = list(value.values()) if isinstance(value, Mapping) else value
    if isinstance(parts, (list, tuple)):
        inner = [part for part in parts if isinstance(part, (Mapping, tuple))]
        for part in inner:
            _check_parts(part, name, where)
        numbers = [part for part in parts if isinstance(part, (int, float))]
    else:
        inner, numbers = [], [value]
    numbers = [part for part in numbers if isinstance(part, (int, float))]
    if not all(map(math.isfinite, numbers)):
        wrong = "A number is not finite.", "Write a number."
    elif name.endswith(("_share", "_shares")) and not all(0 <= part <= 1 for part in numbers):
        wrong = "A share is outside 0 to 1.", "Write it as a part, such as 0.48."
    elif name.endswith("_shares") and not inner and abs(sum(numbers) - 1) > _TOLERANCE:
        wrong = "Shares do not add up to 1.", "Correct them so that they do."
    else:
        return
    raise DefinitionError(wrong[0], where=f"{where}.value", remedy=wrong[1])
