"""Notes under the categories of sick leave: what each is, and why shares may miss 100."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.sick_leave import read_sick_leave
from nrs_lib.tables.defined_sick_leave import benefits_in_words
from nrs_lib.tables.sick_leave_wording import WORDS
from nrs_lib.text import number
from nrs_lib.text.numbers import as_written


def least_days(language: str) -> str:
    """How many days in a row count as sick leave at all."""
    return number(get("sick_leave_min_days").value, language=language)


def category_notes(
    shares: Iterable[Sequence[Any]], *, is_national: bool, language: str
) -> Iterator[str]:
    """What the categories are, that rounded shares may miss 100 where some do, and who is not in.

    Parameters
    ----------
    shares
        For each side and time the rows of all categories.
    """
    text, rules = WORDS[language], read_sick_leave()
    yield text["kinds"].format(
        days=least_days(language),
        temporary=benefits_in_words(rules.temporary, language),
        permanent=benefits_in_words(rules.permanent, language),
    )
    if any(map(_misses_all, shares)):
        yield text["each_rounded"]
    yield text["others_untold" if is_national else "others"]


def _misses_all(rows: Sequence[Any]) -> bool:
    """Whether shares that are all shown do not add up to 100 as they are written."""
    if not all(row is not None and not row.hidden for row in rows):
        return False
    return sum(as_written(100 * row.numerator / row.denominator, 0) for row in rows) != 100
