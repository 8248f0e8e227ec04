"""The numbers that an output may show: those it was cleared with, however they are written."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import combinations
from operator import itemgetter
from typing import NamedTuple

from nrs_lib.contracts import conventions
from nrs_lib.contracts.instruments import scales
from nrs_lib.contracts.measures import plain_name, read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.contracts.targets import read_targets
from nrs_lib.disclosure.describing import COLUMNS, NUMBERS, DescribedCell, decimals
from nrs_lib.disclosure.policy import AudiencePolicy, Policy
from nrs_lib.reports.audit.numbers import Number, numbers_in
from nrs_lib.terms import CURVES, PARTS, Statistic

_ROUNDING = 1e-9
_TARGET_ROUNDING = 0.05
_SHARES = frozenset(map(str, (*PARTS, *CURVES)))
# An adjusted value that has a numerator is an adjusted share, limits those of a share.
_SHARES_OF_SOME = frozenset(map(str, (Statistic.ADJUSTED, Statistic.PROCESS_LIMITS)))

_in_order = itemgetter(*COLUMNS)
# Each number is asked for its own outputs and for those that any may stand in; the nation's are
# in every unit's report.
_REMEMBERED = 1 << 12

Span = tuple[float, float]


class ClearedNumbers:
    """What may stand in an output.

    Attributes
    ----------
    counts
        Of people: n, numerator, denominator, those of the denominator who are not in the
        numerator, and those who are lost between the steps of a flow.
    pairs
        Numerator and denominator, as in ``12 of 40``.

    Parameters
    ----------
    tells_policy
        The account of the policy is among what it is asked of, as in a document that does not
        tell where its outputs begin.
    """

    def __init__(
        self,
        cells: Iterable[DescribedCell],
        rules: AudiencePolicy,
        policy: Policy,
        *,
        told: Iterable[Mapping[str, object]] = (),
        tells_policy: bool = False,
    ) -> None:
        cells = list(cells)
        shown = [cell for cell in cells if not cell["hidden"]]
        self.shown = len(shown)
        self.pairs: set[tuple[int, int]] = set()
        self.counts: set[int] = set()
        self._near: set[Span] = set()
        self._marks: set[Span] = set()
        for cell in shown:
            alone = _told_by(*_in_order(cell))
            self.counts.update(alone.counts)
            self.pairs.update(alone.pairs)
            self._near.update(alone.near)
            self._marks.update(alone.marks)
        self._take_flows(shown)
        self._take_categories(shown)
        self._take_definitions({str(cell["measure"]) for cell in cells})
        self.models = policy.models
        limits = rules.limits.values()
        self.limits = {limit for one in limits for limit in (one.min_n, one.min_count)}
        for output in told:
            self._take_record(output)
            if tells_policy or not cells:
                # What shows no numbers of people, as the account of the policy, tells its limits.
                forms, models = policy.forms, policy.models
                self.limits |= {one.width for one in limits}
                self.limits |= {forms.min_beyond, forms.min_step}
                self.limits |= {models.min_df, models.min_group, models.min_people_per_parameter}
        self._starts, self._ends = _united(self._near)
        self._mark_starts, self._mark_ends = _united(self._marks)

    def _take_flows(self, shown: list[DescribedCell]) -> None:
        flows: Mapping[tuple, list[int]] = defaultdict(list)
        for cell in shown:
            measure = read_measures().get(str(cell["measure"]))
            if measure is not None and measure.categories and cell["n"] is not None:
                key = tuple(str(cell[name]) for name in ("measure", "scope", "group", "period"))
                flows[key].append(cell["n"])
        for steps in flows.values():
            for one, other in combinations(sorted(steps), 2):
                self.counts.add(other - one)
                self.pairs |= {(one, other), (other - one, other)}
                if other:
                    self._near.add(_span(100 * one / other))
                    self._near.add(_span(100 * (other - one) / other))
            if any(steps):
                self._near.add(_span(100.0))
            self.pairs |= {(step, step) for step in steps}
            self.counts.add(0)

    def _take_categories(self, shown: list[DescribedCell]) -> None:
        """Neighbouring answers taken together: better or much better."""
        families: Mapping[tuple, dict[str, DescribedCell]] = defaultdict(dict)
        for cell in shown:
            if cell["category"] and cell["numerator"] is not None and cell["denominator"]:
                names = ("measure", "scope", "group", "time_point", "period")
                key = tuple(str(cell[name]) for name in names)
                families[key][str(cell["category"])] = cell
        for key, family in families.items():
            measure = read_measures().get(key[0])
            if measure is None or not measure.codelist:
                continue
            order = list(read_codelist(measure.codelist).labels("sv"))
            for first, last in combinations(range(len(order)), 2):
                run = [family.get(code) for code in order[first : last + 1]]
                if None in run or len({cell["denominator"] for cell in run}) > 1:
                    continue
                part, whole = sum(cell["numerator"] for cell in run), run[0]["denominator"]
                self.pairs.add((part, whole))
                self.counts |= {part, whole - part}
                self._near.add(_span(100 * part / whole))

    def _take_definitions(self, measures: set[str]) -> None:
        """Numbers that define what is counted: a threshold, the level of intervals."""
        self.level = 100 * float(conventions.get("confidence_level").value)
        self.defined = {self.level}
        for code in measures:
            self.defined |= {number.value for number in _defining(code)}
        # A level to reach is nobody's number; it stands in tables beside those of people.
        for one in read_targets():
            if one.measure in measures:
                share = read_measures()[one.measure].kind == Statistic.SHARE
                level = 100 * one.level if share else one.level
                self.defined.add(level)
                self._near.add(_span(level, _TARGET_ROUNDING))

    def _take_record(self, output: Mapping[str, object]) -> None:
        """How many numbers were hidden, and why: numbers of numbers, not of people."""
        hidden = dict(output.get("hidden", {}))
        self.pairs.add((sum(hidden.values()), int(output.get("rows", 0))))
        told = (*hidden.values(), sum(hidden.values()), int(output.get("rows", 0)))
        self._near.update(map(_span, told))

    def explains(self, number: Number) -> bool:
        """Whether a number is a cleared one, rounded as it is written."""
        if number.is_whole and not number.is_percent and int(number.value) in self.counts:
            return True
        if number.is_percent and number.value == self.level:
            return True
        if number.thousands is not None and self.explains(Number(number.thousands, 0)):
            return True
        half = 0.5 * 10**-number.decimals + _ROUNDING
        value = abs(number.value)
        place = bisect_right(self._starts, value + half) - 1
        return place >= 0 and self._ends[place] >= value - half

    def has_mark(self, value: float, slack: float) -> bool:
        """Whether a mark at a value, give or take, is that of a cleared estimate."""
        place = bisect_right(self._mark_starts, abs(value) + slack) - 1
        return place >= 0 and self._mark_ends[place] >= abs(value) - slack

    def explains_in_words(self, number: Number) -> bool:
        """The same in a sentence, where thresholds and the policy's limits are told too."""
        known = number.value in self.limits or number.value in self.defined
        return known or self.explains(number)

    def counts_people(self, count: int) -> bool:
        """Whether a count of people is a cleared one, or a limit of the policy."""
        return count in self.counts or count in self.limits

    def has_pair(self, part: int, whole: int) -> bool:
        """Whether a part and its whole were cleared together."""
        return (part, whole) in self.pairs


@cache
def _defining(code: str) -> tuple[Number, ...]:
    texts: list[str] = []
    if code in read_measures():
        measure = read_measures()[code]
        texts += [*measure.definition.values(), *measure.label.values()]
        code = measure.scale or code
    found = [number for text in texts for number in numbers_in(text)]
    # A curve is named after its scale, and what it says in words is said at its thresholds.
    code = plain_name(code)
    if code in scales():
        thresholds = scales()[code].change_thresholds
        found += [Number(size, 2) for one in thresholds for size in (one.size, one.amount)]
        found += [Number(end, 4) for end in scales()[code].range]
    return tuple(found)


def _span(value: float, rounding: float = 0.0) -> Span:
    """What may stand for a value, whatever its sign."""
    start = abs(value) - rounding
    return start, start + 2 * rounding


class _Told(NamedTuple):
    """What one number clears: counts, pairs, values and places of marks."""

    counts: frozenset[int]
    pairs: frozenset[tuple[int, int]]
    near: frozenset[Span]
    marks: frozenset[Span]


@lru_cache(_REMEMBERED)
def _told_by(*row: object) -> _Told:
    """What a number clears by itself: in its own outputs, and where any output's may stand."""
    cell = dict(zip(COLUMNS, row, strict=True))
    n, part, whole, left = (cell[name] for name in ("n", "numerator", "denominator", "at_risk"))
    counts = {count for count in (n, part, whole, left) if count is not None}
    if left is not None:
        counts.add(whole - part - left)
    # Of a model its parameters are told, and that its smallest group is large enough.
    told = (cell["parameters"], cell["smallest_n"], cell["n_units"])
    near = [_span(number) for number in told if number is not None]
    marks, pairs = [], set()
    if part is not None and whole:
        counts.add(whole - part)
        pairs = {(part, whole), (whole - part, whole)}
        near.append(_span(100 * part / whole))
        marks.append(near[-1])
    measure, statistic = str(cell["measure"]), str(cell["statistic"])
    rounding = _half_of_last(measure, statistic)
    is_share = statistic in _SHARES or (statistic in _SHARES_OF_SOME and part is not None)
    scale = _scale(measure) if not is_share else None
    factor = 100.0 if is_share else 1.0
    for name in NUMBERS:
        value = cell[name]
        if value is None:
            continue
        spans = [_span(factor * value, factor * rounding)]
        if scale is not None:
            low, width = scale
            at = 100 * (value - low) / width
            spans += [_span(one, 100 * rounding / width) for one in (at, 100 - at)]
        near += spans
        marks += spans if name == "estimate" else []
        if statistic == Statistic.DIFFERENCE and part is not None:
            # Of two shares: in percentage points for readers, from -1 to 1 for programs.
            near.append(_span(100 * value, 100 * rounding))
    return _Told(frozenset(counts), frozenset(pairs), frozenset(near), frozenset(marks))


def _united(near: Iterable[Span]) -> tuple[list[float], list[float]]:
    """Spans as some that do not meet: starts and ends, in order."""
    starts: list[float] = []
    ends: list[float] = []
    last = -math.inf
    for start, end in sorted(near):
        if start > last:
            starts.append(start)
            ends.append(end)
            last = end
        elif end > last:
            ends[-1] = last = end
    return starts, ends


@cache
def _half_of_last(measure: str, statistic: str) -> float:
    """Half a step of the last decimal that a number is written with."""
    return 0.5 * 10 ** -decimals(measure, statistic)


@cache
def _scale(measure: str) -> tuple[float, float] | None:
    """Where a scale begins and how long it is, to show it from 0 to 100."""
    known = read_measures().get(measure)
    code = known.scale if known is not None and known.scale else measure
    if code not in scales():
        return None
    low, high = scales()[code].range
    return low, high - low
