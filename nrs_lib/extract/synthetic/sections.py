"""What ``synthetic.yaml`` may say: the closed list of its keys, section by section.

``Mapping`` fields keep the shape of the file: by register, sex, process, time point or code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


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
    stopped_after_part: tuple
    staff_gap_share: float


@dataclass(frozen=True)
class People:
    """Who the patients are."""

    second_episode_share: float
    second_episode_days: int
    second_episode_closed_days: int
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
    pain_begins_from_age: float
    persistent_pain_part: Mapping
    pain_persistent_share: float
    pain_location_shares: Mapping
    gap_share: Mapping
    working_shares: Mapping
    work_extent_shares: Mapping
    as_a_year_later_share: float
    days_since_work: Mapping
    belief_recovery_shares: tuple
    belief_work_shares: tuple
    belief_work_not_relevant_share: float
    belief_distress: float
    belief_gain: Mapping
    weight_change_kg: float
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
    unit_response_spread: float
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
    first_period_days: tuple
    short_period_distance_days: int
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
    assessment_factor: Mapping
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
