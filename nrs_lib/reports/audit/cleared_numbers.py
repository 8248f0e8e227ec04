"""The numbers that an output may show: those it was cleared with, however they are written."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations

from nrs_lib.contracts import conventions
from nrs_lib.contracts.instruments import scales
from nrs_lib.contracts.measures import plain_name, read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.contracts.targets import read_targets
from nrs_lib.disclosure.describing import NUMBERS, DescribedCell, decimals
from nrs_lib.disclosure.policy import AudiencePolicy, Policy
from nrs_lib.reports.audit.numbers import Number, numbers_in
from nrs_lib.terms import CURVES, PARTS, Statistic

_ROUNDING = 1e-9
_TARGET_ROUNDING = 0.05
_SHARES = frozenset(map(str, (*PARTS, *CURVES)))
# An adjusted value that has a numerator is an adjusted share, limits those of a share.
_SHARES_OF_SOME = frozenset(map(str, (Statistic.ADJUSTED, Statistic.PROCESS_LIMITS)))


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
        self._near: list[tuple[float, float]] = []
        self._marks: list[tuple[float, float]] = []
        for cell in shown:
            self._take(cell)
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

    def _take(self, cell: DescribedCell) -> None:
        n, part, whole = cell["n"], cell["numerator"], cell["denominator"]
        left = cell["at_risk"]
        self.counts |= {count for count in (n, part, whole, left) if count is not None}
        if left is not None:
            self.counts.add(whole - part - left)
        # Of a model its parameters are told, and that its smallest group is large enough.
        told = (cell["parameters"], cell["smallest_n"])
        self._near += [(number, 0.0) for number in told if number is not None]
        if cell["n_units"] is not None:
            self._near.append((cell["n_units"], 0.0))
        if part is not None and whole:
            self.counts.add(whole - part)
            self.pairs |= {(part, whole), (whole - part, whole)}
            self._near.append((100 * part / whole, 0.0))
            self._marks.append((100 * part / whole, 0.0))
        measure, statistic = str(cell["measure"]), str(cell["statistic"])
        rounding = _half_of_last(measure, statistic)
        is_share = statistic in _SHARES or (statistic in _SHARES_OF_SOME and part is not None)
        span = _span(measure) if not is_share else None
        for name in NUMBERS:
            value = cell[name]
            if value is None:
                continue
            factor = 100.0 if is_share else 1.0
            self._near.append((factor * value, factor * rounding))
            if statistic == Statistic.DIFFERENCE and part is not None:
                # Of two shares: in percentage points for readers, from -1 to 1 for programs.
                self._near.append((100 * value, 100 * rounding))
            if span is not None:
                low, width = span
                at = 100 * (value - low) / width
                stretched = [(at, 100 * rounding / width), (100 - at, 100 * rounding / width)]
                self._near += stretched
                self._marks += stretched if name == "estimate" else []
            if name == "estimate":
                self._marks.append((factor * value, factor * rounding))

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
                    self._near.append((100 * one / other, 0.0))
                    self._near.append((100 * (other - one) / other, 0.0))
            if any(steps):
                self._near.append((100.0, 0.0))
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
                self._near.append((100 * part / whole, 0.0))

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
                self._near.append((level, _TARGET_ROUNDING))

    def _take_record(self, output: Mapping[str, object]) -> None:
        """How many numbers were hidden, and why: numbers of numbers, not of people."""
        hidden = dict(output.get("hidden", {}))
        self.pairs.add((sum(hidden.values()), int(output.get("rows", 0))))
        self._near += [(count, 0.0) for count in (*hidden.values(), sum(hidden.values()))]
        self._near.append((int(output.get("rows", 0)), 0.0))

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


def _united(near: Iterable[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Values with their rounding as intervals that do not meet: starts and ends, in order."""
    starts: list[float] = []
    ends: list[float] = []
    # The same number stands in many rows.
    for value, rounding in sorted((abs(one) - rounding, rounding) for one, rounding in set(near)):
        end = value + 2 * rounding
        if ends and value <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(value)
            ends.append(end)
    return starts, ends


@cache
def _half_of_last(measure: str, statistic: str) -> float:
    """Half a step of the last decimal that a number is written with."""
    return 0.5 * 10 ** -decimals(measure, statistic)


@cache
def _span(measure: str) -> tuple[float, float] | None:
    """Where a scale begins and how long it is, to show it from 0 to 100."""
    known = read_measures().get(measure)
    code = known.scale if known is not None and known.scale else measure
    if code not in scales():
        return None
    low, high = scales()[code].range
    return low, high - low
