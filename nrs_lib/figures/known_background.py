"""Whom a comparison of units counts, where that is not everybody who answered."""

from __future__ import annotations

from collections.abc import Sequence

from nrs_lib.disclosure import ClearedTable
from nrs_lib.figures.values import NATIONAL, OWN, Value, Values
from nrs_lib.terms import ARM, Statistic
from nrs_lib.text import count

_TEXT = {
    "sv": {
        "told": "Räknat på dem vars bakgrund är känd{counts}, så talen kan skilja sig från "
        "rapportens övriga. ",
        "counts": " ({who}: {of} har svarat, {n} räknas här)",
        "every_one": " ({who}: alla {n} som har svarat)",
    },
    "en": {
        "told": "Counted among those whose background is known{counts}, so numbers may differ "
        "from the report's others. ",
        "counts": " ({who}: {of} have responded, {n} are counted here)",
        "every_one": " ({who}: all {n} who have responded)",
    },
}


def of_known_background(
    values: Values, shown: Sequence[Value], answered: ClearedTable | None
) -> str:
    """A sentence on who is counted, for the line under the title; empty where all are.

    Two numbers of one measure stand in a report, and who meets the second must be told why
    before it is read, not in small print beneath.

    Parameters
    ----------
    shown
        Values of the measure that are drawn.
    answered
        The section that counts all who answered, for how many are left out; their number is
        told where it is of the same time.
    """
    if not any(ARM in value.group for value in shown):
        return ""
    text = _TEXT[values.language]
    return text["told"].format(counts=_counts(values, shown[0].measure, answered, text))


def _counts(
    values: Values, measure: str, answered: ClearedTable | None, text: dict[str, str]
) -> str:
    scope = OWN if values.has_own else NATIONAL
    here = next(
        (
            value
            for value in values.rows
            if (value.scope, value.measure, value.statistic, value.category)
            == (scope, measure, Statistic.SHARE, "")
        ),
        None,
    )
    if answered is None or here is None or not here.is_shown or ARM not in here.group:
        return ""
    every = Values(answered, name=measure, language=values.language).one(
        scope, measure, str(Statistic.SHARE), period=here.period
    )
    if every is None or not every.is_shown or every.n < here.n:
        return ""
    n, of = (count(value.n, language=values.language) for value in (here, every))
    key = "every_one" if every.n == here.n else "counts"
    return text[key].format(who=values.in_sentence(scope), n=n, of=of)
