"""What is drawn of one scale for one person, and how it stands to the start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import Band, Scale, scale
from nrs_lib.contracts.patient_profile import ProfileGroup, ProfilePart
from nrs_lib.figures.person_wording import LATER, PERSON, POINTS
from nrs_lib.figures.values import NATIONAL, OWN, Value, Values
from nrs_lib.terms import ANSWERED_DAY
from nrs_lib.text import iso_date

_SPREAD = (("quantile", "0.25"), ("median", ""), ("quantile", "0.75"))


@dataclass(frozen=True)
class ProfileRow:
    """One scale: the person's scores by time point, and the nation's spread at the start.

    Attributes
    ----------
    label
        The scale in plain words.
    scores
        By time point, those that there are.
    verdicts
        By later time point: ``better``, ``worse``, ``same``, ``unjudged`` (no threshold),
        ``no_start``, ``other_version`` or ``missing``.
    judged
        The cleared rows behind each verdict.
    others
        Time points at which another version of the same thing was answered.
    asked
        The time points that have a lane: those when the person answered anything at all.
    spread
        Lower quartile, median and upper quartile; empty where they may not be shown.
    """

    code: str
    label: str
    scores: Mapping[str, Value]
    verdicts: Mapping[str, str]
    judged: Mapping[str, tuple[Value, ...]]
    others: frozenset[str]
    asked: tuple[str, ...]
    spread: tuple[Value, ...]

    @property
    def scale(self) -> Scale:
        """Its definition."""
        return scale(self.code)

    @property
    def last(self) -> str:
        """The latest time point with a score."""
        return [point for point in POINTS if point in self.scores][-1]

    @property
    def band(self) -> Band | None:
        """The band of the latest score."""
        tolerance = get("threshold_tolerance").value
        return self.scale.band_of(self.scores[self.last].estimate, tolerance=tolerance)

    def lacking(self, point: str) -> str:
        """Why a time point has no score, as a key of `PERSON`."""
        return "other_form" if point in self.others else "missing"

    def place(self, value: Value) -> float:
        """Where a value stands, 0 worst and 100 best."""
        return self.scale.profile.place(value.estimate)


def rows_of(
    values: Values,
    scales: Iterable[str],
    labels: Mapping[str, str],
    *,
    asked: Sequence[str] = (),
) -> dict[str, ProfileRow]:
    """A row for each scale that was answered at some time point.

    ``asked`` are time points to tell of besides those with any answer.
    """
    codes = list(scales)
    held = {code: _scores(values, code) for code in codes}
    given = {point for scores in held.values() for point in scores}
    lanes = tuple(point for point in POINTS if point in given or point in asked)
    rows = {}
    for code, scores in held.items():
        if not scores:
            continue
        # Versions share their words; the one that is not the newest says so.
        versions = [one for one in codes if labels[one] == labels[code] and held[one]]
        others = frozenset(point for one in versions if one != code for point in held[one])
        label = labels[code]
        if code != versions[0]:
            label = PERSON[values.language]["older"].format(what=label)
        verdicts, judged = _judged(values, code, scores, others)
        spread = _spread(values, code)
        rows[code] = ProfileRow(code, label, scores, verdicts, judged, others, lanes, spread)
    return rows


def asked_at(values: Values) -> tuple[str, ...]:
    """The time points at which the person answered something; all where no day is known.

    Whoever has answered at the start alone is not told twice of every scale that a later answer
    is missing. Where the extract has no days, nobody can tell an unanswered scale from a time
    that has not come.
    """
    days = days_of(values)
    return tuple(point for point in POINTS if point in days) or POINTS


def days_of(values: Values) -> dict[str, Value]:
    """When the person answered, by time point; those that the extract has a date of."""
    return _scores(values, ANSWERED_DAY)


def written_day(value: Value) -> str:
    """A day of `days_of` as a date."""
    return iso_date(dt.date.fromordinal(round(value.estimate)))


def unanswered(group: ProfileGroup, rows: Mapping[str, ProfileRow]) -> list[ProfilePart]:
    """What of a group has no answer in any version."""
    return [part for part in group.parts if not any(code in rows for code in part.scales)]


def said(row: ProfileRow, language: str) -> str:
    """How a scale stands to the start, in words that its definition bears."""
    return PERSON[language]["said"].format(what=row.label, parts=standing(row, language))


def standing(row: ProfileRow, language: str) -> str:
    """The same without its name."""
    text = PERSON[language]
    found = {point: row.verdicts[point] for point in LATER if point in row.asked}
    if set(row.scores) == {"initial"} and set(found.values()) <= {"missing"}:
        return text["only_start"]
    if len(found) > 1 and len(set(found.values())) == 1:
        return f"{text['at_both']}: {text[found[LATER[0]]]}"
    # The time first: behind a verdict of several words it would seem to belong to the last.
    return "; ".join(f"{text[f'at_{point}']}: {text[verdict]}" for point, verdict in found.items())


def _scores(values: Values, code: str) -> dict[str, Value]:
    found = {p: values.one(OWN, code, "score", time_point=p) for p in POINTS}
    return {point: value for point, value in found.items() if value is not None and value.is_shown}


def _judged(
    values: Values, code: str, scores: Mapping[str, Value], others: frozenset[str]
) -> tuple[dict[str, str], dict[str, tuple[Value, ...]]]:
    verdicts, behind = {}, {}
    for point in LATER:
        shares = [
            values.one(OWN, code, "share", time_point=point, category=category)
            for category in ("improved", "worsened")
        ]
        known = tuple(one for one in shares if one is not None and one.is_shown)
        behind[point] = known
        verdicts[point] = _verdict(point, scores, others, known)
    return verdicts, behind


def _verdict(
    point: str, scores: Mapping[str, Value], others: frozenset[str], known: Sequence[Value]
) -> str:
    if point not in scores:
        return "other_version" if point in others else "missing"
    if "initial" not in scores:
        return "other_version" if "initial" in others else "no_start"
    if not known:
        return "unjudged"
    so = {value.category for value in known if value.numerator}
    return "better" if "improved" in so else "worse" if "worsened" in so else "same"


def _spread(values: Values, code: str) -> tuple[Value, ...]:
    found = [
        values.one(NATIONAL, code, statistic, time_point="initial", category=category)
        for statistic, category in _SPREAD
    ]
    shown = tuple(value for value in found if value is not None and value.is_shown)
    return shown if len(shown) == len(found) else ()
