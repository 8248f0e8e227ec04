"""The numbers drawn, as the rows of the table behind a figure and of its text alternative."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nrs_lib.contracts.measures import Measure
from nrs_lib.disclosure import Told
from nrs_lib.figures.values import Value, Values
from nrs_lib.figures.wording import SHARED, amount, company, level, share, span
from nrs_lib.terms import Statistic
from nrs_lib.text import number

Row = dict[str, str]
_NUMBERS = "0123456789+\N{MINUS SIGN}"


def data_row(
    values: Values,
    value: Value | None,
    *,
    label: str,
    scope: str,
    measure: Measure | None = None,
    head: str = "measure",
    words: Mapping[str, str] | None = None,
    further: Mapping[str, str] | None = None,
) -> Row:
    """One number as text: what, whose, value, what it rests on, interval.

    A hidden number gives the reason in the place of its value. ``further`` columns stand
    after whose; ``head`` is the phrase over the first column, looked up in ``words`` or among
    the shared ones.
    """
    text = words or SHARED[values.language]
    language = values.language
    row = {text[head]: label, text["who"]: values.name_of(scope), **(further or {})}
    interval_head = text["interval"].format(level=level(language))
    if value is None or not value.is_shown:
        return {
            **row,
            text["value"]: Told(values.why_hidden(value), value),
            text["answers"]: "",
            interval_head: "",
        }
    shown = amount(value, measure, language) if measure else share(value, language)
    is_share = value.statistic == Statistic.SHARE
    rests_on = company(value, language) if is_share else number(value.n, language=language)
    between = span(value, measure, language) if value.has_interval else ""
    return {
        **row,
        text["value"]: Told(shown, value),
        text["answers"]: Told(rests_on, value),
        interval_head: Told(between, value),
    }


def told(rows: Iterable[Mapping[str, str]]) -> list[str]:
    """Rows as sentences: every number with its head and its company."""
    sentences = []
    for row in rows:
        (_, first), *others = row.items()
        cells = [
            f"{head[:1].lower()}{head[1:]} {cell}" if cell[0] in _NUMBERS and place else cell
            for place, (head, cell) in enumerate(others)
            if cell
        ]
        sentences.append(f"{first}: {'; '.join(cells)}.")
    return sentences
