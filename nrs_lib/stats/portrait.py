"""Who the patients are, and what they come with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import MappingProxyType

import pandas as pd

from nrs_lib.cohort.selection import Cohort
from nrs_lib.contracts.measures import Measure, read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.contracts.shape import read_yaml
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import (
    MEAN_DEFINITIONS,
    MEDIAN_DEFINITIONS,
    SHARE_DEFINITIONS,
    Group,
    category_rows,
    counted_share_row,
    mean_row,
    median_row,
    share_row,
)
from nrs_lib.terms import TimePoint

MEASURES = (
    "age",
    "women",
    "university",
    "born_outside_europe",
    "working_or_studying",
    "believes_recovery",
    "physician_visits_many",
    "pain_persistent",
    "pain_duration_months",
)
DISTRIBUTIONS = ("education",)


def answer(cohort: Cohort, episodes: pd.DataFrame, measure: Measure) -> pd.Series:
    """The answer that a measure's rule points at, one per episode in the order given.

    Codes that mean "not recorded" or that the rule leaves out become missing.
    """
    rule = measure.rule
    if rule is None:
        raise DefinitionError(
            "The measure has no rule that says where its answer stands.",
            where=f"measures.yaml: {measure.code}",
            remedy="Add rule with table and column.",
        )
    if rule.table == "episode":
        values = episodes[rule.column].reset_index(drop=True)
    else:
        point = TimePoint(rule.table)
        values = cohort.answers(episodes, point)[rule.column].reset_index(drop=True)
    if rule.not_counted:
        values = values.mask(values.isin(rule.not_counted))
    return values


def measured(
    cohort: Cohort, episodes: pd.DataFrame, measures: Sequence[str], **place: str
) -> list[dict[str, object]]:
    """One row per measure over some episodes, by the kind and rule of each."""
    group = Group.of(cohort.group)
    units = episodes["unit_id"].reset_index(drop=True)
    whose = units.to_numpy()
    rows = []
    for code in measures:
        measure = read_measures()[code]
        values = answer(cohort, episodes, measure)
        if measure.kind == "share":
            known, is_so = values.notna().to_numpy(), values.isin(measure.rule.codes).to_numpy()
            rows.append(counted_share_row(group, code, whose[known & is_so], whose[known], **place))
            continue
        numbers = values.astype("Float64") / measure.rule.per_unit
        if measure.kind == "mean":
            numbers = numbers.to_numpy(dtype="float64", na_value=float("nan"))
            rows.append(mean_row(group, code, numbers, whose, **place))
        else:
            rows.append(median_row(group, code, numbers, units, **place))
    return rows


def definitions_of(measures: Sequence[str]) -> tuple[str, ...]:
    """Keys of some measures, and of the conventions that their rules follow."""
    known = [read_measures()[code] for code in measures]
    followed = {one.rule.convention for one in known if one.rule and one.rule.convention}
    return (
        *(f"measure:{one.code}" for one in known),
        *(f"convention:{key}" for key in sorted(followed)),
    )


def portrait(cohort: Cohort) -> Estimates:
    """Describe those registered in the period.

    Returns
    -------
    Estimates
        Means, medians and shares of the measures in `MEASURES`, of those who answered,
        and the distribution of education.
    """
    period = cohort.period.code
    episodes = cohort.registered
    rows = measured(cohort, episodes, MEASURES, period=period)
    group = Group.of(cohort.group)
    for code in DISTRIBUTIONS:
        measure = read_measures()[code]
        values = answer(cohort, episodes, measure)
        rows += category_rows(
            group,
            code,
            values,
            episodes["unit_id"].reset_index(drop=True),
            categories=[c.code for c in read_codelist(measure.codelist).codes if not c.missing],
            period=period,
        )
    return from_rows(
        rows,
        definitions=(
            *definitions_of((*MEASURES, *DISTRIBUTIONS)),
            *SHARE_DEFINITIONS,
            *MEAN_DEFINITIONS,
            *MEDIAN_DEFINITIONS,
        ),
    )


@cache
def _groups() -> MappingProxyType:
    path = definitions() / "diagnosis_groups.yaml"
    raw = read_yaml(path)
    labels = {code.code for code in read_codelist("diagnosis_group").codes}
    strange = sorted(set(raw["groups"]) - labels)
    if strange:
        raise DefinitionError(
            "A diagnosis group has no label.",
            where=f"{path.name}: {strange[0]}",
            remedy="Add it to codelists/diagnosis_group.csv.",
        )
    prefixes = {p.replace(".", ""): name for name, part in raw["groups"].items() for p in part}
    return MappingProxyType({"prefixes": prefixes, "mental": tuple(raw["mental_comorbidity"])})


def diagnosis_group(codes: pd.Series) -> pd.Series:
    """Group ICD-10-SE codes by their longest known prefix; what fits none is ``other``.

    The code may be written with or without its dot; missing stays missing.
    """
    groups = {code: _group_of(code) for code in codes.dropna().unique()}
    found = [groups.get(code, pd.NA) for code in codes]
    return pd.Series(found, index=codes.index, dtype="string")


def _group_of(code: str) -> str:
    plain, prefixes = code.replace(".", "").upper(), _groups()["prefixes"]
    known = (plain[:length] for length in range(len(plain), 0, -1))
    return next((prefixes[prefix] for prefix in known if prefix in prefixes), "other")


def diagnoses(cohort: Cohort) -> Estimates:
    """First diagnoses in groups, and depression or anxiety at any place.

    Returns
    -------
    Estimates
        Shares of the registered episodes that have a diagnosis recorded.
    """
    episodes = cohort.registered
    recorded = cohort.population.diagnoses
    recorded = recorded[recorded["episode_id"].isin(episodes["episode_id"])]
    # Both forms have a first position; the one of the start comes first, whatever the rows' order.
    order = recorded["time_point"].astype("object").map(list(TimePoint).index)
    first = recorded.assign(order=order).sort_values(["order", "position"])
    first = first.drop_duplicates("episode_id")
    groups = diagnosis_group(first["icd10_se"]).set_axis(first["episode_id"])
    groups = groups.reindex(episodes["episode_id"]).reset_index(drop=True)
    units = episodes["unit_id"].reset_index(drop=True)
    mental = recorded[recorded["icd10_se"].str.startswith(_groups()["mental"])]["episode_id"]
    has_mental = episodes["episode_id"].isin(mental).astype("boolean").reset_index(drop=True)
    group = Group.of(cohort.group)
    period = cohort.period.code
    rows = category_rows(
        group,
        "diagnosis_group",
        groups,
        units,
        categories=[code.code for code in read_codelist("diagnosis_group").codes],
        period=period,
    )
    has_mental = has_mental.mask(groups.isna())
    rows.append(share_row(group, "mental_comorbidity", has_mental, units, period=period))
    return from_rows(
        rows,
        definitions=(
            "measure:diagnosis_group",
            "measure:mental_comorbidity",
            "diagnosis_groups",
            *SHARE_DEFINITIONS,
        ),
    )
