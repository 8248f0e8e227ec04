"""What a page about data quality says of what the missing may do, by rules and with evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import scale
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.tables.cells import Find, finder, has_own, noting
from nrs_lib.tables.quality_words import told
from nrs_lib.tables.sentences import small
from nrs_lib.tables.standing import Standing, better_way, standing_to_zero
from nrs_lib.terms import Direction, Scope, Statistic
from nrs_lib.text import join_words, number

_TOGETHER = ("unshown_result", "untested")
"""What is said once of all results that it holds for."""


def write_sensitivity(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """What the missing may do to each main result, in a sentence.

    Parameters
    ----------
    cleared
        The section ``sensitivity``.
    """
    find, noted = noting(finder(cleared))
    mine = str(Scope.OWN if has_own(cleared) else Scope.NATIONAL)
    sentences, alike = [], {}
    for code in get("quality_results").value:
        key = _bearing(code, find, mine)
        if key in _TOGETHER:
            alike.setdefault(key, []).append(small(scale(code).label[language]))
        else:
            sentences.append(tested(code, find, mine, language))
    # Where nothing is tried, it would be said that it is in the line before it is said not to be.
    sentences = [told("several_ways", language), *sentences] if sentences else []
    sentences += [
        told(key, language, labels=join_words(labels, language=language))
        for key, labels in alike.items()
    ]
    return said(sentences, "sensitivity_words", cleared, noted)


def _bearing(measure: str, find: Find, mine: str) -> str:
    """Which sentence tells what the loss would do to a result."""
    key = {"measure": measure, "scope": mine}
    seen = find(category="observed", statistic=str(Statistic.CHANGE), **key)
    turns = find(category="tipping_shift", statistic=str(Statistic.DIFFERENCE), **key)
    imputed = find(category="imputed", statistic=str(Statistic.ADJUSTED), **key)
    if not is_known(seen):
        return "unshown_result" if seen is not None and seen.hidden else "untested"
    better = better_way(scale(measure))
    if standing_to_zero(seen) is Standing.ALIKE:
        return "open_but_imputed" if standing_to_zero(imputed) is better else "open"
    if standing_to_zero(seen) is not better:
        return "worse"
    if is_known(imputed) and standing_to_zero(imputed) is not better:
        return "turned"
    return "turns" if is_known(turns) else "untested"


def tested(measure: str, find: Find, mine: str, language: str) -> str:
    """What the loss would do to one result, if those who answered bear a conclusion at all."""
    one, key = scale(measure), _bearing(measure, find, mine)
    label = one.label[language]
    if key in _TOGETHER:
        return told(key, language, labels=small(label))
    if key not in ("turns", "open_but_imputed"):
        return told(key, language, label=label)
    turns = find(
        category="tipping_shift",
        statistic=str(Statistic.DIFFERENCE),
        measure=measure,
        scope=mine,
    )
    printed = number(turns.estimate, one.decimals, language=language) if is_known(turns) else ""
    is_none = printed in ("", number(0.0, one.decimals, language=language))
    way = "lower" if one.direction is Direction.HIGHER_WORSE else "higher"
    low, high = (number(end, language=language) for end in one.range)
    shift = {"shift": printed, "scale": told(f"scale_{way}", language, low=low, high=high)}
    if key == "open_but_imputed":
        what = "" if is_none else told("imputed_turns", language, **shift)
        return told(key, language, label=label, turns=what)
    if is_none:
        return told("turns_barely", language, label=label)
    return told(key, language, label=label, **shift)


def said(
    sentences: list[str],
    name: str,
    cleared: ClearedTable,
    noted: list[Any],
    *,
    kind: str = "",
    further: Sequence[str] = (),
) -> Stamped:
    """Sentences as a stamped paragraph, and what follows them as another.

    ``noted`` are the rows behind them.
    """
    frame = Markup('<p class="{}">').format(kind) if kind else Markup("<p>")
    html = frame + Markup("{}</p>").format(" ".join(sentences))
    html += Markup("<p>{}</p>").format(" ".join(further)) if further else ""
    return stamped(
        kind="text",
        name=name,
        html=str(html),
        plain=" ".join([*sentences, *further]),
        cleared=[cleared],
        sentences=noted,
    )


def is_known(row: Any) -> bool:
    """Whether a row is there and has its number."""
    return row is not None and not row.hidden and row.estimate == row.estimate
