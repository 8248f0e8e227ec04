"""Whether the main results hold whoever did not answer: sentences with a brake.

A conclusion is named only where the interval of those who answered leaves out no change; what
it would take to turn it stands beside, and whether that is little.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.change_thresholds import PERCENT, amount_words
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.scales import Scale
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.tables.cells import Find, finder, has_own, noting
from nrs_lib.tables.quality_words import told
from nrs_lib.tables.sentences import small
from nrs_lib.tables.standing import Standing, better_way, standing_to_zero
from nrs_lib.terms import Scope, Statistic
from nrs_lib.text import join_words, number, of


def write_losses(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """For each main result, how much worse the lost must be before its conclusion turns.

    Parameters
    ----------
    cleared
        The section ``sensitivity``: the change observed, the shift of those lost that turns
        it, and where the nation's loss was modelled the shift beside what was imputed.
    """
    noted: list[Any] = []
    parts = [" ".join(part) for part in _of_each(cleared, noted, language)]
    return stamped(
        kind="text",
        name="losses",
        html=str(Markup("").join(Markup("<p>{}</p>").format(part) for part in parts)),
        plain="\n".join(parts),
        cleared=[cleared],
        sentences=noted,
    )


def conclusions(cleared: ClearedTable, noted: list[Any], language: str) -> list[str]:
    """On each main result whether it holds, and whether little would turn it."""
    return [one for part in _of_each(cleared, noted, language, briefly=True) for one in part]


def frail(cleared: ClearedTable, noted: list[Any], language: str) -> list[str]:
    """Of each main result that is sure of those who responded alone, what little undoes it."""
    find, seen = noting(finder(cleared))
    mine = str(Scope.OWN if has_own(cleared) else Scope.NATIONAL)
    noted += seen
    found = (_frail(scale(one), find, mine, language) for one in get("quality_results").value)
    return [sentence for sentence in found if sentence]


def tested(cleared: ClearedTable, noted: list[Any], language: str) -> list[str]:
    """Of which scales the loss is known to matter or not, and what withstands it well."""
    find, seen = noting(finder(cleared))
    mine = str(Scope.OWN if has_own(cleared) else Scope.NATIONAL)
    noted += seen
    every = [scale(code) for code in get("quality_results").value]
    tried = [one for one in every if _is_tried(one, find, mine)]
    key = "scales_tested" if tried else "scales_untested"
    labels = join_words([small(one.label[language]) for one in tried], language=language)
    return [told(key, language, labels=labels), *_firm(tried, find, mine, language)]


def _is_tried(one: Scale, find: Find, mine: str) -> bool:
    row = partial(_result, find, one, mine)
    seen, turns = row("observed", Statistic.CHANGE), row("shift_of_observed")
    is_known = None not in (seen, turns) and not (seen.hidden or turns.hidden)
    return is_known and standing_to_zero(seen) is not Standing.UNKNOWN


def _firm(tried: list[Scale], find: Find, mine: str, language: str) -> list[str]:
    """What is said of each improvement that more than a threshold's difference would turn."""
    firm = []
    for one in tried:
        row = partial(_result, find, one, mine)
        turns = row("shift_of_observed")
        is_better = standing_to_zero(row("observed", Statistic.CHANGE)) is better_way(one)
        is_turned = turns.estimate == turns.estimate and turns.denominator > turns.numerator
        if is_better and is_turned and _size(one, turns, row("small_shift"), language) == "well":
            firm += _holds(one, row, turns, language)
    return firm


def _frail(one: Scale, find: Find, mine: str, language: str) -> str:
    row = partial(_result, find, one, mine)
    seen, turns = row("observed", Statistic.CHANGE), row("shift_of_observed")
    if not (_is_shown(seen) and _is_shown(turns)) or turns.denominator == turns.numerator:
        return ""
    if standing_to_zero(seen) is not better_way(one):
        return ""
    size = _size(one, turns, row("small_shift"), language)
    key = {"small": "frail", "barely": "frail_barely"}.get(size)
    lost = of(turns.denominator - turns.numerator, turns.denominator, language=language)
    shift = _printed(turns, one, language)
    label = one.label[language]
    return told(key, language, label=label, lost=lost, shift=shift) if key else ""


def _of_each(
    cleared: ClearedTable, noted: list[Any], language: str, *, briefly: bool = False
) -> list[list[str]]:
    find, seen = noting(finder(cleared))
    mine = str(Scope.OWN if has_own(cleared) else Scope.NATIONAL)
    told_of = {row.measure for row in cleared.matching(scope=mine)}
    every = [
        conclusion(scale(measure), find, mine, language, briefly=briefly)
        if measure in told_of
        else [told("unknown", language, label=scale(measure).label[language])]
        for measure in get("quality_results").value
    ]
    noted += seen
    return _together(every, language)


def _together(every: list[list[str]], language: str) -> list[list[str]]:
    """The results of which too little is known to try them, in one sentence for all."""
    names = [scale(measure).label[language] for measure in get("quality_results").value]
    alone = [told("unknown", language, label=name) for name in names]
    untried = [name for name, part, one in zip(names, every, alone, strict=True) if part == [one]]
    if len(untried) < 2:
        return every
    label = join_words(untried, language=language)
    rest = [part for part, one in zip(every, alone, strict=True) if part != [one]]
    return [*rest, [told("unknown", language, label=label)]]


def conclusion(
    one: Scale, find: Find, mine: str, language: str, *, briefly: bool = False
) -> list[str]:
    """What is said of one main result; an improvement only where the interval bears it.

    ``briefly`` without what imputation says.
    """

    row = partial(_result, find, one, mine)
    label = one.label[language]
    seen, turns = row("observed", Statistic.CHANGE), row("shift_of_observed")
    if seen is None or seen.hidden or turns is None or turns.hidden:
        return [told("unknown", language, label=label)]
    stands = standing_to_zero(seen)
    if stands is Standing.UNKNOWN:
        return [told("unknown", language, label=label)]
    if stands is Standing.ALIKE:
        return [told("open", language, label=label)]
    if stands is not better_way(one):
        return [told("worse", language, label=label)]
    return _holds(one, row, turns, language) + ([] if briefly else _imputed(one, row, language))


def _result(
    find: Find,
    one: Scale,
    mine: str,
    category: str,
    statistic: Statistic = Statistic.DIFFERENCE,
) -> Any:
    return find(measure=one.code, scope=mine, category=category, statistic=str(statistic))


def _holds(one: Scale, row: Any, turns: Any, language: str) -> list[str]:
    """The conclusion, what turns it, and whether that is little."""
    label = one.label[language]
    lost = turns.denominator - turns.numerator
    words = of(lost, turns.denominator, language=language)
    if lost == 0:
        return [told("holds_whole", language, label=label)]
    if turns.estimate != turns.estimate:
        return [told("holds_always", language, label=label, lost=words)]
    shift, least = _printed(turns, one, language), row("small_shift")
    size = _size(one, turns, least, language)
    if size == "barely":
        return [told("holds_barely", language, label=label, lost=words)]
    sentences = [told("holds", language, label=label, lost=words, shift=shift)]
    if size:
        part = part_of_start(one, language)
        part = f", {part}" if part else ""
        printed = _printed(least, one, language)
        sentences.append(told(f"holds_{size}", language, small=printed, part=part))
    return sentences


def _size(one: Scale, turns: Any, least: Any, language: str) -> str:
    """Whether the shift that turns a conclusion is hardly any (``barely``), small, or not."""
    shift = _printed(turns, one, language)
    if shift == number(0.0, one.decimals, language=language):
        return "barely"
    # As they are printed they may be alike, and then neither can be said.
    if not _is_shown(least) or _printed(least, one, language) == shift:
        return ""
    return "small" if turns.estimate < least.estimate else "well"


def _printed(row: Any, one: Scale, language: str) -> str:
    return number(row.estimate, one.decimals, language=language)


def part_of_start(one: Scale, language: str) -> str:
    """What a scale's threshold for improvement is a part of; empty where it is points."""
    threshold = one.change_threshold
    if threshold is None or threshold.unit != PERCENT:
        return ""
    size = amount_words(threshold.amount, threshold.unit, language)
    return told("part_of_start", language, size=size)


def _imputed(one: Scale, row: Any, language: str) -> list[str]:
    """What imputation says of the same conclusion, where it was made."""
    imputed, turns = row("imputed", Statistic.ADJUSTED), row("tipping_shift")
    if not _is_shown(imputed):
        return []
    if standing_to_zero(imputed) is not better_way(one):
        return [told("open_imputed", language)]
    if not _is_shown(turns):
        return []
    shift = number(turns.estimate, one.decimals, language=language)
    return [told("holds_imputed", language, shift=shift)]


def _is_shown(row: Any) -> bool:
    return row is not None and not row.hidden and row.estimate == row.estimate
