"""All units beside each other: sorted dots with intervals, never a rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from nrs_lib.contracts.measures import Measure
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.disclosure.chance import by_chance, is_beyond_chance
from nrs_lib.disclosure.standing import Standing, standing_of
from nrs_lib.errors import ParameterError
from nrs_lib.figures.comparison_drawing import draw_sorted, have_room
from nrs_lib.figures.comparison_words import TEXT as _TEXT
from nrs_lib.figures.contrasts import with_company
from nrs_lib.figures.data_rows import Row, data_row, told
from nrs_lib.figures.few_units import say_few_units
from nrs_lib.figures.frame import framed
from nrs_lib.figures.judgement import against_nation, is_apart
from nrs_lib.figures.unit_names import (
    Names,
    called,
    hidden_units,
    named_in_title,
    of_shown,
    of_time,
)
from nrs_lib.figures.values import NATIONAL, OWN, UNIT, Value, Values
from nrs_lib.figures.wording import figure_name, level, measure_of, phrases
from nrs_lib.terms import Statistic
from nrs_lib.text import sort_key, spelled

_MOST_NAMED = 3


def draw_units(
    cleared: ClearedTable,
    *,
    measure: str,
    period: str | None = None,
    own: str | None = None,
    own_name: str | None = None,
    names: Mapping[str, str] | None = None,
    name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw every unit's value with its interval, sorted, with the nation as a line.

    Units that are not shown are never silently gone: where the policy names units they are
    listed by name, each with its reason; where it does not they are counted by reason.

    Parameters
    ----------
    cleared
        The section ``units``: one row per unit, the own unit's with scope ``own``, and the
        nation's.
    own
        The unit_id that the table is expected to be for, as a safeguard.
    own_name
        What the unit is called, in place of "Vår enhet".
    names
        Name of each unit by its id, for readers who may see it; the id stands where a name is
        missing.
    name
        By the measure when not given.

    Raises
    ------
    ParameterError
        The table is another unit's than ``own``.
    """
    name = name or figure_name(measure, language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(_TEXT, language)
    what_is = measure_of(measure)
    mine, nation = (
        values.one(scope, measure, what_is.kind, period=period) for scope in (OWN, NATIONAL)
    )
    if own is not None and mine is not None and mine.group != own:
        raise ParameterError(
            "The table is another unit's than the one that is asked for.",
            where=f"{name}: own",
            remedy="Clear the section units for this unit, or leave own out.",
        )
    others = [
        value
        for value in values.rows
        if (value.scope, value.measure, value.statistic) == (UNIT, measure, what_is.kind)
        and period in (None, value.period)
    ]
    units = [*others, *([mine] if mine is not None else [])]
    shown = sorted(
        (value for value in units if value.is_shown),
        key=lambda value: (-value.estimate, -(value.n or 0), value.group),
    )
    hidden = sorted(
        (value for value in units if not value.is_shown),
        key=lambda value: sort_key(called(values, value, names)),
    )
    few = say_few_units(values, what_is, shown, hidden=hidden, name=name)
    if few is not None:
        return few
    rows = _rows(values, what_is, [*shown, *hidden], mine, nation, names, text)
    is_named = values.record.names_units
    labels = [called(values, value, names) for value in shown] if is_named else []
    return framed(
        values,
        name=name,
        finding=finding(values, what_is, shown, mine, nation, text, names, every=len(units)),
        what=_what(values, what_is, mine, nation, units, shown, text),
        sheets=[
            draw_sorted(values, what_is, shown, nation, labels=labels, narrow=narrow)
            for narrow in (False, True)
        ]
        if shown
        else (),
        rows=rows,
        words=told(rows),
        notes=_notes(values, what_is, hidden, shown, nation, names, text),
        # With names above their dots it is twice as tall.
        pairs=not labels or have_room(values, what_is, shown, labels),
    )


def _what(
    values: Values,
    measure: Measure,
    mine: Value | None,
    nation: Value | None,
    units: Sequence[Value],
    shown: Sequence[Value],
    text: Mapping[str, str],
) -> str:
    """What is counted; and how it is drawn, where anything is."""
    others = [value for value in shown if value is not mine]
    marks = [text["marks"].format(level=level(values.language))]
    marks += [text["dark"]] if any(is_apart(value, nation) for value in others) else []
    marks += [text["own"].format(own=values.in_sentence(OWN))] if mine and mine.is_shown else []
    marks += [text["nation"]] if nation is not None and nation.is_shown else []
    return (
        text["what"]
        .format(
            definition=measure.definition[values.language],
            time=of_time(units, values.language),
            marks=" ".join(marks) if shown else "",
        )
        .strip()
    )


def finding(
    values: Values,
    measure: Measure,
    shown: Sequence[Value],
    mine: Value | None,
    nation: Value | None,
    text: Mapping[str, str],
    names: Names = None,
    *,
    every: int = 0,
) -> str:
    """How the unit, or how many units, stand to the nation, as far as intervals bear it.

    ``every`` is how many units there are, shown or not.
    """
    language = values.language
    fills = {"label": measure.label[language], "own": values.in_sentence(OWN)}
    if mine is not None and not mine.is_shown:
        return text["own_hidden"].format(reason=values.why_hidden(mine), **fills)
    if mine is not None:
        fills["value"] = with_company(mine, measure, language)
        verdict = against_nation(mine, nation)
        if verdict is Standing.UNKNOWN:
            return text["alone"].format(**fills)
        return text[verdict].format(reference=with_company(nation, measure, language), **fills)
    verdicts = Counter(against_nation(value, nation) for value in shown)
    n = len(shown) - verdicts[Standing.UNKNOWN]
    if not n:
        is_alone = shown and (nation is None or not nation.is_shown)
        return text["no_nation" if is_alone else "none"].format(**fills)
    if verdicts[Standing.ALIKE] == n:
        units = of_shown(n, every, language)
        return text["spread_all" if n > 1 else "spread_one"].format(units=units, **fills)
    is_sure = is_beyond_chance(n - verdicts[Standing.ALIKE], n)
    units = of_shown(n, every, language)
    some = _apart(values, shown, nation, names, text, units=units, is_sure=is_sure)
    return text["told"].format(some=some, **fills)


def _apart(
    values: Values,
    shown: Sequence[Value],
    nation: Value | None,
    names: Names,
    text: Mapping[str, str],
    *,
    units: str,
    is_sure: bool,
) -> str:
    """A clause on the units that differ from the nation, and to which side; at least one does.

    ``units`` are those compared, in words; ``is_sure`` says that more differ than by chance.
    """
    language = values.language
    sides = {
        side: [value for value in shown if against_nation(value, nation) is side]
        for side in (Standing.HIGHER, Standing.LOWER)
    }
    found = {side: apart for side, apart in sides.items() if apart}
    first = "first_" if is_sure else "chance_"
    parts = []
    for side, apart in found.items():
        key = ("then_" if parts else first) + side + ("" if len(apart) > 1 else "_one")
        parts.append(
            text[key].format(
                k=spelled(len(apart), language),
                units=units,
                names=named_in_title(values, apart, names, most=_MOST_NAMED),
            )
        )
    some = text["and"].join(parts)
    return some if is_sure else text["may_be_chance"].format(some=some)


def _notes(
    values: Values,
    measure: Measure,
    hidden: Sequence[Value],
    shown: Sequence[Value],
    nation: Value | None,
    names: Mapping[str, str] | None,
    text: Mapping[str, str],
) -> list[str]:
    language = values.language
    notes = []
    compared = sum(against_nation(value, nation) is not Standing.UNKNOWN for value in shown)
    base = values.rounded_to
    if compared and base > 1:
        # How many chance would give holds of intervals that are no wider than chance's.
        has_funnel = any(
            (value.measure, value.statistic) == (measure.code, Statistic.ADJUSTED)
            for value in values.rows
        )
        key = "widened_funnel" if has_funnel else "widened"
        notes.append(text[key].format(base=spelled(base, language)))
    elif compared > 1:
        k = text["about"].format(k=by_chance(compared, language=language))
        notes.append(text["chance"].format(n=spelled(compared, language), k=k))
    if compared and measure.kind == Statistic.SHARE:
        clears = any(_barely_clears(value, nation) for value in shown)
        notes.append(text["whole_clear" if clears else "whole"])
    said = [" ".join(notes)] if notes else []
    return [*said, *hidden_units(values, hidden, names)]


def _barely_clears(value: Value, nation: Value | None) -> bool:
    """Whether an interval is drawn clear of the nation's line and yet covers it in print."""
    if nation is None or against_nation(value, nation) is not Standing.ALIKE:
        return False
    return standing_of(value.low, value.high, nation.estimate) is not Standing.ALIKE


def _rows(
    values: Values,
    measure: Measure,
    units: Sequence[Value],
    mine: Value | None,
    nation: Value | None,
    names: Mapping[str, str] | None,
    text: Mapping[str, str],
) -> list[Row]:
    label = measure.label[values.language]
    first = [value for value in (mine, nation) if value is not None]
    rows = [
        data_row(values, value, label=label, scope=value.scope, measure=measure) for value in first
    ]
    for value in units:
        # Those without a name are counted where they are hidden; a row would tell no more.
        if value.scope == UNIT and (value.is_shown or values.record.names_units):
            row = data_row(values, value, label=label, scope=NATIONAL, measure=measure)
            rows.append(row | {text["who"]: called(values, value, names)})
    return rows
