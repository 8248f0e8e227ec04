"""The numbers that an output may show: those it was cleared with, however they are written."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from itertools import combinations
from operator import itemgetter

from nrs_lib.contracts import conventions
from nrs_lib.contracts.instruments import scales
from nrs_lib.contracts.measures import plain_name, read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.contracts.targets import read_targets
from nrs_lib.disclosure.describing import DescribedCell
from nrs_lib.disclosure.policy import AudiencePolicy, Policy
from nrs_lib.reports.audit.cleared_alone import Span, span
from nrs_lib.reports.audit.described import Described
from nrs_lib.reports.audit.numbers import Number, numbers_in
from nrs_lib.terms import Statistic

_ROUNDING = 1e-9
_TARGET_ROUNDING = 0.05

_family = itemgetter("measure", "scope", "group", "time_point", "period")
# The nation's answers are in every unit's report, and a unit's in several outputs.
_REMEMBERED = 1 << 10


class ClearedNumbers:
    """What may stand in an output.

    Attributes
    ----------
    counts
        Of people: n, numerator, denominator, those of the denominator who are not in the
        numerator, and those who are lost between the steps of a flow.
    pairs
        Numerator and denominator, as in ``12 of 40``.
    right
        Cells of tables that were found to show no other number; filled by who asks.

    Parameters
    ----------
    tells_policy
        The account of the policy is among what it is asked of, as in a document that does not
        tell where its outputs begin.
    """

    def __init__(
        self,
        described: Iterable[Described],
        rules: AudiencePolicy,
        policy: Policy,
        *,
        told: Iterable[Mapping[str, object]] = (),
        tells_policy: bool = False,
    ) -> None:
        described = list(described)
        not_hidden = [one for one in described if not one.is_hidden]
        alone, shown = [one.alone for one in not_hidden], [one.cell for one in not_hidden]
        self.shown = len(shown)
        self.counts: set[int] = set().union(*(one.counts for one in alone))
        self.pairs: set[tuple[int, int]] = set().union(*(one.pairs for one in alone))
        self._near: set[Span] = set().union(*(one.near for one in alone))
        self._alone = alone
        if shown:
            # Not where there is nothing: what they are told by is read from every scale's file.
            self._take_flows(shown)
            self._take_categories(shown)
        self._take_definitions({one.cell["measure"] for one in described})
        self.models = policy.models
        limits = rules.limits.values()
        self.limits = {limit for one in limits for limit in (one.min_n, one.min_count)}
        for output in told:
            self._take_record(output)
            if tells_policy or not described:
                # What shows no numbers of people, as the account of the policy, tells its limits.
                forms, models = policy.forms, policy.models
                self.limits |= {one.width for one in limits}
                self.limits |= {forms.min_beyond, forms.min_step}
                self.limits |= {models.min_df, models.min_group, models.min_people_per_parameter}
        self._starts, self._ends = _united(self._near)
        self.right: set[str] = set()

    @cached_property
    def _marks(self) -> tuple[list[float], list[float]]:
        """Where marks may be; asked of drawings alone."""
        return _united(set().union(*(one.marks for one in self._alone)))

    def _take_flows(self, shown: list[DescribedCell]) -> None:
        flows: Mapping[tuple, list[int]] = defaultdict(list)
        steps_of = _with_steps()
        for cell in shown:
            if cell["measure"] in steps_of and cell["n"] is not None:
                key = tuple(str(cell[name]) for name in ("measure", "scope", "group", "period"))
                flows[key].append(cell["n"])
        for steps in flows.values():
            for one, other in combinations(sorted(steps), 2):
                self.counts.add(other - one)
                self.pairs |= {(one, other), (other - one, other)}
                if other:
                    self._near.add(span(100 * one / other))
                    self._near.add(span(100 * (other - one) / other))
            if any(steps):
                self._near.add(span(100.0))
            self.pairs |= {(step, step) for step in steps}
            self.counts.add(0)

    def _take_categories(self, shown: list[DescribedCell]) -> None:
        """Neighbouring answers taken together: better or much better."""
        families: Mapping[tuple, dict[str, tuple[int, int]]] = defaultdict(dict)
        orders = _with_order()
        for cell in shown:
            if cell["measure"] in orders and cell["category"] and cell["denominator"]:
                part, whole = cell["numerator"], cell["denominator"]
                if part is not None:
                    families[_family(cell)][str(cell["category"])] = part, whole
        for (measure, *_), family in families.items():
            pairs = _neighbours(tuple(map(family.get, orders[measure])))
            self.pairs |= pairs
            for part, whole in pairs:
                self.counts |= {part, whole - part}
                self._near.add(span(100 * part / whole))

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
                self._near.add(span(level, _TARGET_ROUNDING))

    def _take_record(self, output: Mapping[str, object]) -> None:
        """How many numbers were hidden, and why: numbers of numbers, not of people."""
        hidden = dict(output.get("hidden", {}))
        self.pairs.add((sum(hidden.values()), int(output.get("rows", 0))))
        told = (*hidden.values(), sum(hidden.values()), int(output.get("rows", 0)))
        self._near.update(map(span, told))

    def explains(self, number: Number) -> bool:
        """Whether a number is a cleared one, rounded as it is written."""
        value, decimals, is_percent, thousands = number
        # Without decimals and sign, as counts are written.
        if decimals == 0 and not is_percent and value >= 0 and value in self.counts:
            return True
        if is_percent and value == self.level:
            return True
        if thousands is not None and self.explains(Number(thousands, 0)):
            return True
        half, value = 0.5 * 10**-decimals + _ROUNDING, abs(value)
        place = bisect_right(self._starts, value + half) - 1
        return place >= 0 and self._ends[place] >= value - half

    def has_mark(self, value: float, slack: float) -> bool:
        """Whether a mark at a value, give or take, is that of a cleared estimate."""
        starts, ends = self._marks
        place = bisect_right(starts, abs(value) + slack) - 1
        return place >= 0 and ends[place] >= abs(value) - slack

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
def _with_steps() -> frozenset[str]:
    """Measures that count who is left, step by step."""
    return frozenset(code for code, measure in read_measures().items() if measure.categories)


@cache
def _with_order() -> Mapping[str, tuple[str, ...]]:
    """The answers to each question, in order."""
    return {
        code: tuple(read_codelist(measure.codelist).labels("sv"))
        for code, measure in read_measures().items()
        if measure.codelist
    }


@lru_cache(_REMEMBERED)
def _neighbours(answers: tuple[tuple[int, int] | None, ...]) -> frozenset[tuple[int, int]]:
    """Pairs of two answers or more that follow one another, of the same people.

    Parameters
    ----------
    answers
        Of a question, in order: numerator and denominator, or None.
    """
    found = set()
    for first, last in combinations(range(len(answers)), 2):
        run = answers[first : last + 1]
        if None not in run and len({whole for _, whole in run}) == 1:
            found.add((sum(part for part, _ in run), run[0][1]))
    return frozenset(found)


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
