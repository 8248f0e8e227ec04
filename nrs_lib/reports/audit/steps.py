"""Counts that nobody prints: who lies between two shown steps, or two points of a curve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from nrs_lib.disclosure.describing import DescribedCell
from nrs_lib.disclosure.policy import AudiencePolicy, Policy
from nrs_lib.reports.audit.curves import Curve, curves_in
from nrs_lib.reports.audit.described import Described, Key, number_of
from nrs_lib.terms import ARM, CURVES, NATIONAL, Scope

_STEP = "step_of_few"


def steps_of_few(
    described: Sequence[Described], rules: AudiencePolicy, policy: Policy
) -> Iterator[tuple[str, str]]:
    """Rules that two numbers of the same people break together: the rule and the place.

    Parameters
    ----------
    described, rules, policy
        As `nrs_lib.reports.audit.policing.broken_rules` takes them.
    """
    yield from _of_steps(described, rules, policy)
    for one in described:
        if one.cell["statistic"] in CURVES and number_of(one.cell["category"]) is None:
            yield "contradiction", one.place
    curves = curves_in(described, policy.same_people)
    parts: dict[Key, list[Curve]] = defaultdict(list)
    for curve in curves:
        if curve.scope != Scope.NATIONAL and ARM not in curve.group:
            parts[curve.place].append(curve)
    for curve in curves:
        limits = rules.limits[curve.scope].drawn(policy.forms)
        # Rounded counts may lie further apart than they show.
        slack = 2 * (rules.round_to // 2)
        yield from _between(_followed(curve, ()), limits.min_count - slack)
        units = parts[curve.place] if curve.group == NATIONAL else ()
        if units:
            slack *= 1 + len(units)
            yield from _between(_followed(curve, units), limits.min_count - slack)


def _of_steps(
    described: Iterable[Described], rules: AudiencePolicy, policy: Policy
) -> Iterator[tuple[str, str]]:
    """Counts of people who are left, step by step: the difference is a count too."""
    steps = policy.same_people.steps
    places: dict[Key, dict[str, Described]] = {}
    for one in described:
        cell = one.cell
        if cell["measure"] in steps and not one.is_hidden and cell["n"] is not None:
            key = tuple(str(cell[name]) for name in ("measure", "scope", "group", "period"))
            places.setdefault(key, {})[str(cell["category"])] = one
    for key, shown in places.items():
        limits = rules.limits[Scope(key[1])]
        if not limits.min_count:
            continue
        order = [shown[step] for step in steps[key[0]] if step in shown]
        for before, after in pairwise(order):
            least = policy.forms.min_step
            if key[0] in policy.answering.steps and before.cell["n"] >= limits.min_n:
                # Who is lost there has not answered.
                least = min(least, rules.answered_from)
            if 0 < before.cell["n"] - after.cell["n"] < least:
                yield _STEP, after.place


def _between(
    followed: Iterable[tuple[Described, Key, Sequence[int]]], least: int
) -> Iterator[tuple[str, str]]:
    """Neighbours of which fewer than so many lie between."""
    before: dict[Key, Sequence[int]] = {}
    for point, people, counts in followed:
        steps = zip(counts, before.get(people, counts), strict=False)
        if any(0 < abs(one - other) < least for one, other in steps):
            yield _STEP, point.place
        before[people] = counts


def _followed(
    curve: Curve, units: Sequence[Curve]
) -> Iterator[tuple[Described, Key, Sequence[int]]]:
    """Of each shown point those to whom it has happened, is yet to happen, and who are gone.

    Less those of the units that show the point as well. Beside them who is counted: where
    that differs between two points, what lies between them is nobody's number.
    """
    for at, point in curve.points.items():
        if not _is_told(point):
            continue
        others = [unit for unit in units if at in unit.points and _is_told(unit.points[at])]
        counts = _counts(point.cell)
        people = [str(point.cell["denominator"])]
        for unit in others:
            mine = unit.points[at].cell
            counts = [whole - part for whole, part in zip(counts, _counts(mine), strict=False)]
            people += [unit.group, str(mine["denominator"])]
        if others or not units:
            yield point, tuple(people), counts


def _is_told(point: Described) -> bool:
    return not point.is_hidden and point.cell["numerator"] is not None


def _counts(cell: DescribedCell) -> list[int]:
    if cell["at_risk"] is None:
        return [cell["numerator"]]
    gone = cell["denominator"] - cell["numerator"] - cell["at_risk"]
    return [cell["numerator"], cell["at_risk"], gone]
