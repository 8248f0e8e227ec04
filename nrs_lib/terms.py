"""Closed vocabularies of the field; GLOSSARY.md explains each in words."""

from __future__ import annotations

from enum import StrEnum

NATIONAL = "national"
"""The subject and group that stands for the nation; never a unit's id."""
ARM = ":"
"""In a group, between a unit or the nation and which of its people are meant."""
FUNNEL_LIMITS = "limits_"
"""How a category of a funnel's limits begins; the nation's have its share as their estimate."""
WIDENED_LIMITS = "normal_additive"
"""The method of a funnel's limits that take in estimated spread between units beyond chance."""
SEPARATOR = "|"
"""Between the parts of a category in a table of several ways; an empty part is a margin."""


PERSON = "person"
"""The subject and group that stands for one person, whoever it is."""
ANSWERED_DAY = "answered_day"
"""The measure of when that person answered a questionnaire, as an ordinal of the calendar."""


class Register(StrEnum):
    """The two registers. They are never pooled and never compared with each other."""

    NRSSV = "NRSsv"
    NRSPV = "NRSpv"


class CareProcess(StrEnum):
    """How an episode is treated; only MMR episodes are followed up."""

    ASSESSMENT_ONLY = "assessment_only"
    MMR = "mmr"
    OTHER_SPECIALISED = "other_specialised"


class TimePoint(StrEnum):
    """When a questionnaire is answered, in order."""

    INITIAL = "initial"
    DISCHARGE = "discharge"
    FOLLOWUP_12M = "followup_12m"


class Audience(StrEnum):
    """Who a release is made for; each has its own disclosure policy."""

    CARE_TEAM = "care_team"
    OWN_UNIT = "own_unit"
    OTHER_UNITS = "other_units"
    REGISTER = "register"
    RESEARCHER = "researcher"
    PUBLIC = "public"


UNIT_BOUND = (Audience.OWN_UNIT, Audience.CARE_TEAM)
"""Audiences of one unit each; two units never see each other's reports."""


class Evidence(StrEnum):
    """How well founded a constant is; assumed ones are named in every report."""

    VERIFIED = "verified"
    PUBLISHED = "published"
    ASSUMED = "assumed"


class Direction(StrEnum):
    """Which way on a scale is better for the patient."""

    HIGHER_BETTER = "higher_better"
    HIGHER_WORSE = "higher_worse"
    NEUTRAL = "neutral"


class Severity(StrEnum):
    """What a finding does: stops the delivery, sets the row aside, marks the value, or asks."""

    STOP = "stop"
    SET_ASIDE = "set_aside"
    MARK = "mark"
    ASK = "ask"


class Scope(StrEnum):
    """Whose number an estimate is, seen from the report it stands in."""

    OWN = "own"
    NATIONAL = "national"
    UNIT = "unit"


class Statistic(StrEnum):
    """What kind of number an estimate is."""

    COUNT = "count"
    SHARE = "share"
    SCORE = "score"
    """One person's own score or answer; shown to nobody but the person and the care team."""
    MEAN = "mean"
    MEDIAN = "median"
    CHANGE = "change"
    EFFECT = "effect"
    DIFFERENCE = "difference"
    """Between two groups, or between a unit and what was expected of it."""
    RATIO = "ratio"
    """Odds, rates or observed over expected."""
    ADJUSTED = "adjusted"
    """Standardised to the nation's case mix, or a model's marginal mean."""
    COEFFICIENT = "coefficient"
    CORRELATION = "correlation"
    """From -1 to 1; intraclass correlations and reliabilities too."""
    PROBABILITY = "probability"
    HISTOGRAM = "histogram"
    """Share of people in one bin of a scale; the bins of a measure hold everybody."""
    QUANTILE = "quantile"
    """The value below which a share of people lies; the category is that share, from 0 to 1."""
    SURVIVAL = "survival"
    """Share to whom something has not happened by a time, which is the category."""
    INCIDENCE = "incidence"
    """Share to whom something has happened by a time, other ends ruling it out."""

    IMPROVED_BY = "improved_by"
    """Share who improved by at least so much, which is the category."""
    PROCESS_LIMITS = "process_limits"
    """Centre line and process limits of a control chart at one of its points."""


PARTS = (Statistic.SHARE, Statistic.HISTOGRAM, Statistic.IMPROVED_BY)
"""What is a numerator over a denominator, and no more."""
CURVES = (Statistic.SURVIVAL, Statistic.INCIDENCE, Statistic.IMPROVED_BY)
"""What has a point for each number: who lies between two points is a count too."""
