"""Cleared tables with made-up numbers, in the shape of every section of a report.

Each function builds the rows of one section and takes them through the real door
(`disclosure.clear`), so hidden rows are hidden for the policy's reasons. ``own`` is how many
people the unit has (None: a national report, no own rows; 4: everything own is hidden),
``nation`` how many the nation has (6: the nation is hidden too). Same arguments, same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import numpy as np

from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.versions import read_families
from nrs_lib.disclosure import ClearedTable, clear
from nrs_lib.stats.estimates import from_rows
from nrs_lib.stats.shares import wilson
from nrs_lib.terms import Audience
from tests.support.made_up import (
    COURSE,
    CURVES,
    DIAGNOSES,
    GOALS,
    INDICATORS,
    LATER,
    LONG,
    MEDIANS,
    PERCEIVED,
    PERIOD,
    QUARTERS,
    RESPONSES,
    SCALES,
    SHARES,
    UNIT,
    YEAR_BEFORE,
    Row,
    a_mean,
    a_share,
    rng_of,
    shares_of,
    sides,
)


def cleared(
    rows: Iterable[Row], *, audience: str = "own_unit", definitions: Iterable[str] = ()
) -> ClearedTable:
    """Take rows through the door; the largest unit is a twelfth of the nation."""
    rows = [
        {**row, "largest_n": row["n"] // 12 if row["scope"] == "national" else row["n"]}
        for row in rows
    ]
    return clear(from_rows(rows, definitions=definitions), audience=Audience(audience))


def volume(*, own: int | None = 90, nation: int = 3000, unit: str = UNIT, audience="own_unit"):
    """Counts in the period and the year before, and shares of care processes."""
    rows = []
    for side, people in sides(own, nation, unit):
        for period, factor in ((PERIOD, 1.0), (YEAR_BEFORE, 0.9)):
            counts = {
                "referrals": 2.4,
                "first_visits": 1.8,
                "programme_starts": 1.1,
                "programme_discharges": 1.0,
                "followups_due": 0.95,
            }
            for measure, weight in counts.items():
                n = round(people * weight * factor)
                key = {"measure": measure, "statistic": "count", "period": period}
                rows.append({**side, **key, "estimate": n, "n": n})
        parts = {"assessment_only": 0.3, "mmr": 0.6, "other_specialised": 0.1}
        rows += shares_of(side, "care_process", parts, round(people * 1.8), period=PERIOD)
    return cleared(rows, audience=audience)


def versions(*, own: int | None = 90, nation: int = 3000, unit: str = UNIT, audience="own_unit"):
    """Two versions of EQ-5D at the start, quarter by quarter, changed half-way."""
    older, newer = (one.series[0] for one in read_families()["eq5d"].versions)
    rows = []
    for side, people in sides(own, nation, unit):
        for place, period in enumerate(QUARTERS):
            key = {"time_point": "initial", "period": period}
            code, mean = (older, 0.31) if place < len(QUARTERS) / 2 else (newer, 0.62)
            mean += 0.01 * (place % 3)
            rows.append(a_mean(side, code, "mean", mean, 0.25, people, **key))
    return cleared(rows, audience=audience, definitions=["versions:eq5d"])


def flow(
    *,
    own: int | None = 90,
    nation: int = 3000,
    unit: str = UNIT,
    audience="own_unit",
    measures=MappingProxyType({"flow_discharge": 0.93, "flow_followup": 0.8}),
):
    """Counted steps, such as from discharge and from follow-up to pairs of answers."""
    rows = []
    for side, people in sides(own, nation, unit):
        for measure, kept in measures.items():
            n = people
            for step in read_measures()[measure].categories:
                key = {"measure": measure, "statistic": "count", "category": step}
                rows.append({**side, **key, "period": PERIOD, "estimate": n, "n": n})
                n = round(n * kept)
    return cleared(rows, audience=audience)


def portrait(*, own: int | None = 90, nation: int = 3000, unit: str = UNIT, audience="own_unit"):
    """Who the patients are: means, a median, shares, and the distribution of education."""
    rows = []
    for side, people in sides(own, nation, unit):
        rows.append(a_mean(side, "age", "mean", 44.0, 11.5, people, period=PERIOD))
        rows.append(a_mean(side, "pri_total", "mean", 14.5, 8.0, people, period=PERIOD))
        months = MEDIANS["pain_duration_months"]
        key = {"period": PERIOD}
        rows.append(a_mean(side, "pain_duration_months", "median", months, 70.0, people, **key))
        for measure in (
            "women",
            "university",
            "born_outside_europe",
            "working_or_studying",
            "believes_recovery",
            "physician_visits_many",
            "pain_persistent",
        ):
            answered = round(people * 0.96)
            rows.append(a_share(side, measure, SHARES[measure], answered, period=PERIOD))
        parts = {"primary": 0.14, "secondary": 0.49, "university": 0.3, "other": 0.07}
        rows += shares_of(side, "education", parts, round(people * 0.96), period=PERIOD)
    return cleared(rows, audience=audience)


def diagnoses(
    *,
    own: int | None = 90,
    nation: int = 3000,
    unit: str = UNIT,
    audience="own_unit",
    groups: Iterable[str] = DIAGNOSES,
    mental: float = SHARES["mental_comorbidity"],
):
    """First diagnosis by group, and mental comorbidity."""
    parts = {group: 1 / (place + 2) for place, group in enumerate(groups)}
    rows = []
    for side, people in sides(own, nation, unit):
        rows += shares_of(side, "diagnosis_group", parts, people, period=PERIOD)
        rows.append(a_share(side, "mental_comorbidity", mental, people, period=PERIOD))
    return cleared(rows, audience=audience)


def start(
    *,
    own: int | None = 90,
    nation: int = 3000,
    unit: str = UNIT,
    audience="own_unit",
    scales: Iterable[str] = SCALES,
    absent: Iterable[str] = (),
):
    """Means at the start; nobody answered the ``absent`` scales."""
    rows = []
    for side, people in sides(own, nation, unit):
        for scale in scales:
            mean, _, sd = COURSE[scale]
            n = 0 if scale in set(absent) else round(people * 0.95)
            key = {"time_point": "initial", "period": PERIOD}
            rows.append(a_mean(side, scale, "mean", mean, sd, n, **key))
    return cleared(rows, audience=audience)


def change(
    *,
    own: int | None = 90,
    nation: int = 3000,
    unit: str = UNIT,
    audience="own_unit",
    scales: Iterable[str] = SCALES,
    absent: Iterable[str] = (),
    factor: float = 1.0,
):
    """Paired means, change and effect; one-year pairs are fewer and other people.

    ``factor`` multiplies the changes: 0 for a unit where nothing happens, -1 for one where
    everything gets worse.
    """
    rows = []
    for side, people in sides(own, nation, unit):
        times = factor if side["scope"] == "own" or own is None else 1.0
        for scale in scales:
            mean, shift, sd = COURSE[scale]
            for time_point, answered, keeps in zip(LATER, (0.84, 0.5), (1.0, 0.8), strict=True):
                n = 0 if scale in set(absent) else round(people * answered)
                key = {"time_point": time_point, "period": PERIOD}
                move = shift * keeps * times
                begin = a_mean(side, scale, "mean", mean, sd, n, category="paired_start", **key)
                moved = a_mean(side, scale, "change", move, sd, n, **key)
                later = {**begin, "category": "paired_later"}
                effect = {**moved, "statistic": "effect", "method": "d_av"}
                if n:
                    for column in ("estimate", "low", "high"):
                        later[column] = begin[column] + moved["estimate"]
                        effect[column] = moved[column] / sd
                rows += [begin, later, moved, effect]
    return cleared(rows, audience=audience, definitions=["effect_size"])


def responders(
    *,
    own: int | None = 90,
    nation: int = 3000,
    unit: str = UNIT,
    audience="own_unit",
    scales: Iterable[str] = SCALES,
):
    """Share improved per scale and later time point."""
    rows = []
    for side, people in sides(own, nation, unit):
        for place, scale in enumerate(scales):
            for time_point, answered, lost in zip(LATER, (0.84, 0.5), (0, 0.06), strict=True):
                share = 0.55 - 0.04 * place - lost
                n = round(people * answered)
                key = {"time_point": time_point, "category": "improved", "period": PERIOD}
                rows.append(a_share(side, scale, share, n, **key))
    return cleared(rows, audience=audience)


def curves(*, own: int | None = 90, nation: int = 3000, unit: str = UNIT, audience="own_unit"):
    """Share improved by at least so much, coarse enough that no step of the nation rests on few."""
    rows = []
    for side, people in sides(own, nation, unit):
        for measure, amounts, half in CURVES:
            for time_point, answered in zip(LATER, (0.84, 0.5), strict=True):
                n = round(people * answered)
                for amount in amounts:
                    share = 0.8 * 0.5 ** (amount / half)
                    key = {"time_point": time_point, "category": f"{amount:g}", "period": PERIOD}
                    row = a_share(side, measure, share, n, **key)
                    made = round(share * n)
                    estimate, low, high = wilson(made, n)
                    numbers = {"estimate": estimate, "low": low, "high": high}
                    rows.append({**row, **numbers, "statistic": "improved_by", "numerator": made})
    return cleared(rows, audience=audience)


def perceived(*, own: int | None = 90, nation: int = 3000, unit: str = UNIT, audience="own_unit"):
    """How patients themselves judge the change, at both later time points."""
    rows = []
    for side, people in sides(own, nation, unit):
        for measure, categories in PERCEIVED.items():
            for time_point, answered in zip(LATER, (0.84, 0.5), strict=True):
                parts = dict(zip(categories, (0.04, 0.08, 0.27, 0.42, 0.19), strict=True))
                key = {"time_point": time_point, "period": PERIOD}
                rows += shares_of(side, measure, parts, round(people * answered), **key)
    return cleared(rows, audience=audience)


def goals(*, own: int | None = 90, nation: int = 3000, unit: str = UNIT, audience="own_unit"):
    """How far goals were reached, step by step and together."""
    rows = []
    for side, people in sides(own, nation, unit):
        steps = shares_of(side, "goals_attained", GOALS, round(people * 0.9), period=PERIOD)
        reached = sum(row["numerator"] for row in steps[2:])
        share, low, high = wilson(reached, steps[0]["denominator"])
        numbers = {"estimate": share, "low": low, "high": high, "numerator": reached}
        rows += [*steps, steps[0] | numbers | {"measure": "goals_reached", "category": ""}]
    return cleared(rows, audience=audience)


def sick_leave(*, own: int | None = 90, nation: int = 3000, unit: str = UNIT, audience="own_unit"):
    """Categories at three times, and moves, of people who mostly get better."""
    rows = []
    for side, people in sides(own, nation, unit):
        walks = rng_of("sick_leave", side["group"], people).multinomial(
            people, [0.3, 0.1, 0.2, 0.1, 0.1, 0.1, 0.1]
        )
        paths = ("nnn", "npn", "pnn", "ppn", "fff", "fpn", "mmm")
        names = {"n": "none", "p": "partial", "f": "full", "m": "permanent", "-": ""}
        for pattern in _PATTERNS:
            so = sum(
                int(n)
                for path, n in zip(paths, walks, strict=True)
                if all(part in ("-", at) for part, at in zip(pattern, path, strict=True))
            )
            share, low, high = wilson(so, people)
            row = {"measure": "sick_leave_followed", "statistic": "share", "period": PERIOD}
            row |= {"time_point": "t1>t2>t3", "category": "|".join(names[p] for p in pattern)}
            row |= {"numerator": so, "denominator": people, "n": people, "method": "wilson"}
            rows.append({**side, **row, "estimate": share, "low": low, "high": high})
    return cleared(rows, audience=audience)


_PATTERNS = [
    "---",
    *(f"{'-' * at}{one}{'-' * (2 - at)}" for at in range(3) for one in "npfm"),
    *(f"{one}{other}-" for one in "npfm" for other in "npfm"),
    *(f"-{one}{other}" for one in "npfm" for other in "npfm"),
]


def programme(*, own: int | None = 90, nation: int = 3000, unit: str = UNIT, audience="own_unit"):
    """What happened in the programme."""
    rows = []
    for side, people in sides(own, nation, unit):
        rows += [
            a_share(side, measure, SHARES[measure], people, period=PERIOD)
            for measure in ("programme_completed", "goals_reached", "next_of_kin")
        ]
        for measure in ("wait_to_programme", "days_to_discharge"):
            centre = MEDIANS[measure]
            rows.append(a_mean(side, measure, "median", centre, 40.0, people, period=PERIOD))
    return cleared(rows, audience=audience)


def response(*, own: int | None = 90, nation: int = 3000, unit: str = UNIT, audience="own_unit"):
    """Response rates of the period."""
    rows = [
        a_share(side, measure, SHARES[measure], people, period=PERIOD)
        for side, people in sides(own, nation, unit)
        for measure in RESPONSES
    ]
    return cleared(rows, audience=audience)


def indicators(
    *,
    own: int | None = 90,
    nation: int = 3000,
    unit: str = UNIT,
    audience="own_unit",
    measures: Iterable[str] = INDICATORS,
    low: Mapping[str, float] | None = None,
):
    """Indicators in the period and in each of twelve quarters.

    ``low`` takes this much from the unit's own share of a measure in the last quarters.
    """
    rows = []
    for side, people in sides(own, nation, unit):
        for measure in measures:
            less = (low or {}).get(measure, 0.0) if side["scope"] == "own" else 0.0
            for place, period in enumerate((*QUARTERS, PERIOD)):
                n = people if period == PERIOD else round(people / 4)
                drift = -less * min(place, 11) / 11
                if measure in MEDIANS:
                    centre = MEDIANS[measure]
                    rows.append(a_mean(side, measure, "median", centre, 38.0, n, period=period))
                else:
                    share = SHARES[measure] + drift
                    rows.append(a_share(side, measure, share, n, period=period))
    return cleared(rows, audience=audience)


def over_time(
    *,
    own: int | None = 90,
    nation: int = 3000,
    unit: str = UNIT,
    audience="own_unit",
    measures: Iterable[str] = INDICATORS,
    shares: Iterable[float] = (0.4,) * 12 + (0.7,) * 8,
    few: Iterable[int] = (),
):
    """Twenty quarters of shares that do not vary but as ``shares`` say, and of waits that fall.

    In the quarters at the places ``few`` only a handful answered.
    """
    rows = []
    side, people = next(iter(sides(own, nation, unit)))
    for measure in measures:
        for place, (period, share) in enumerate(zip(LONG, shares, strict=True)):
            n = 4 if place in set(few) else people
            if measure in MEDIANS:
                key = {"period": period, "n": n, "estimate": 90.0 + place % 3 - 30 * (place > 11)}
                rows.append({**side, "measure": measure, "statistic": "median", **key})
                continue
            # A little up and down, as limits come from how neighbours differ.
            so = round(n * (share + 0.03 * (-1) ** place))
            estimate, low, high = wilson(so, n)
            key = {"period": period, "numerator": so, "denominator": n, "n": n}
            numbers = {"estimate": estimate, "low": low, "high": high, "method": "wilson"}
            rows.append({**side, "measure": measure, "statistic": "share", **key, **numbers})
    return cleared(rows, audience=audience)


def trend(*, own: int | None = 90, nation: int = 3000, unit: str = UNIT, audience="own_unit"):
    """Response rates in the period and in each of twelve quarters."""
    return indicators(own=own, nation=nation, unit=unit, audience=audience, measures=RESPONSES)


def units(
    *,
    own: int | None = 90,
    nation: int = 3000,
    unit: str = UNIT,
    audience="own_unit",
    others: int = 33,
    tiny: int = 5,
    measures: Iterable[str] = INDICATORS[:5],
):
    """One row per unit, ``tiny`` of the others with too few answers; the nation beside."""
    rows = []
    for measure in measures:
        rows += [
            a_share(side, measure, SHARES[measure], people, period=PERIOD)
            for side, people in sides(own, nation, unit)
        ]
        for place in range(others):
            rng = rng_of(measure, place)
            people = 4 if place < tiny else int(rng.integers(25, 240))
            share = float(np.clip(SHARES[measure] + rng.normal(0, 0.07), 0.05, 0.97))
            side = {"group": f"{100 + place}", "scope": "unit", "n_units": 1}
            rows.append(a_share(side, measure, share, people, period=PERIOD))
    return cleared(rows, audience=audience)


def funnel(
    *,
    own: int | None = 90,
    nation: int = 3000,
    unit: str = UNIT,
    audience="own_unit",
    others: int = 33,
    tiny: int = 5,
    far: int = 0,
    measures: Iterable[str] = ("improved_pain",),
    method: str = "binomial",
):
    """Units raw and adjusted, each with its limits, and the nation's limits by size.

    ``far`` of the others lie under both limits; ``method`` is that of the nation's limits.
    """
    rows = []
    for measure in measures:
        share = SHARES[measure]
        for side, people in sides(own, nation, unit):
            rows.append(a_share(side, measure, share, people, period=PERIOD))
            if side["scope"] == "own":
                rows += _adjusted(rows[-1], share)
            else:
                for size in (10, 50, 100, 250):
                    limits = _adjusted(rows[-1], share, size=size)
                    rows += [one | {"method": method} for one in limits]
        for place in range(others):
            people = 4 if place < tiny else 30 + 5 * place
            is_far = place >= others - far
            side = {"group": str(100 + place), "scope": "unit", "n_units": 1}
            raw = a_share(side, measure, 0.3 * share if is_far else share, people, period=PERIOD)
            rows += [raw, *_adjusted(raw, share)]
    return cleared(rows, audience=audience)


def _adjusted(raw: Row, share: float, *, size: int | None = None) -> list[Row]:
    """The value as if every unit had the same patients, and the limits for its size."""
    half = 2 * (share * (1 - share) / (size or max(raw["n"], 1))) ** 0.5
    base = raw | {"statistic": "adjusted"}
    rows = [] if size else [base | {"category": "standardised"}]
    ending = f":{size}" if size else ""
    for level, times in (("alert", 1.0), ("alarm", 1.6)):
        limits = {"low": max(0.0, share - times * half), "high": min(1.0, share + times * half)}
        rows.append(base | limits | {"category": f"limits_{level}{ending}"})
    return rows


FIELDS = ("episode.education", "episode.referral_date", "questionnaire.work_status")


def fields(*, own: int | None = 90, nation: int = 3000, unit: str = UNIT, audience="own_unit"):
    """How many have some fields filled in at the start."""
    rows = []
    for side, people in sides(own, nation, unit):
        for place, category in enumerate(FIELDS):
            key = {"time_point": "initial", "category": category, "period": PERIOD}
            rows.append(a_share(side, "field_filled", 0.6 + 0.1 * place, people, **key))
    return cleared(rows, audience=audience)


SECTIONS: Mapping[str, Callable[..., ClearedTable]] = {
    "funnel": funnel,
    "volume": volume,
    "flow": flow,
    "fields": fields,
    "portrait": portrait,
    "diagnoses": diagnoses,
    "start": start,
    "change": change,
    "responders": responders,
    "curves": curves,
    "perceived": perceived,
    "programme": programme,
    "goals": goals,
    "response": response,
    "sick_leave": sick_leave,
    "indicators": indicators,
    "over_time": over_time,
    "trend": trend,
    "units": units,
    "versions": versions,
}
