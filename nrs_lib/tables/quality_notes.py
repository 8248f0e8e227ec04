"""What stands beneath units beside each other in how whole their data are, and of whole forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable
from nrs_lib.tables.cells import finder
from nrs_lib.tables.quality_lead_words import TEXT
from nrs_lib.tables.quality_sentences import is_known
from nrs_lib.tables.quality_words import told
from nrs_lib.tables.reasons import counts_who_answered
from nrs_lib.terms import NATIONAL, Scope, Statistic
from nrs_lib.text import of, percent

FORMS = "discharge_form_complete"
"""What a unit is told of itself and the nation alone: whether staff fill in everything."""
_WHOLE_FORM = "_form_complete"


def unit_notes(
    cleared: ClearedTable,
    share: Callable[[str, str], Any],
    language: str,
    *,
    measures: Sequence[str],
    rare: Sequence[str],
    filled: Sequence[str],
) -> Iterator[str]:
    """Which measures have no columns and why, and how those that have are to be read.

    Parameters
    ----------
    share
        A unit's row of a measure.
    measures, rare, filled
        Codes of those that have columns, those that too few units may show, and those in which
        all that can be shown is all.
    """
    label = {code: read_measures()[code].label[language] for code in (*measures, *rare, *filled)}
    for code in rare:
        if code not in measures:
            yield told("rare", language, label=label[code])
    for code in filled:
        if code not in measures:
            national = _all_national(share(NATIONAL, code), language)
            yield told("all_filled", language, label=label[code], national=national)
    for code in measures:
        if code.endswith(_WHOLE_FORM):
            yield told("whole_form", language, label=label[code])
    if _shows_few_answering(cleared, measures):
        yield told("few_answering", language)
    base = int(cleared.record.used.get("limits", {}).get("round_to", 1))
    if base > 1:
        yield told("units_rounded", language, base=str(base))


def _shows_few_answering(cleared: ClearedTable, measures: Sequence[str]) -> bool:
    """Whether a count of who answered is shown that is too small for other counts.

    Where numbers are hidden to protect small ones, what explains that says so too.
    """
    few = cleared.record.min_count
    key = {"scope": str(Scope.UNIT), "statistic": str(Statistic.SHARE)}
    units = [row for row in cleared.where(**key).rows if row.measure in measures]
    if not counts_who_answered([cleared]) or any(row.hidden == "protected" for row in units):
        return False
    smaller = (
        min(row.numerator, row.denominator - row.numerator) for row in units if not row.hidden
    )
    return any(0 < n < few for n in smaller)


def _all_national(row: Any, language: str) -> str:
    """The nation's numbers behind a share of all, where they may be shown."""
    if not is_known(row):
        return ""
    pair = (row.numerator, row.denominator)
    fills = {"numbers": of(*pair, language=language), "share": percent(*pair, language=language)}
    return told("all_national", language, **fills)


def whole_forms(
    forms: ClearedTable | None, noted: list[Any], mine: str, language: str
) -> list[str]:
    """In how many programmes staff filled in everything at discharge; of a unit beside the nation.

    That is fewer than fill in any one of the fields, which no table of fields tells.
    """
    if forms is None:
        return []
    find = finder(forms)
    key = {"measure": FORMS, "statistic": str(Statistic.SHARE)}
    rows = [find(scope=side, **key) for side in dict.fromkeys((mine, str(Scope.NATIONAL)))]
    if not is_known(rows[0]):
        return []
    shown = [row for row in rows if is_known(row)]
    noted += shown
    share, *national = (_share(row, language) for row in shown)
    words = TEXT["forms_beside"][language]
    beside = words.format(national=national[0]) if national else ""
    return [TEXT["forms"][language].format(share=share, beside=beside)]


def _share(row: Any, language: str) -> str:
    return TEXT["share"][language].format(
        numbers=of(row.numerator, row.denominator, language=language),
        share=percent(row.numerator, row.denominator, language=language),
    )
