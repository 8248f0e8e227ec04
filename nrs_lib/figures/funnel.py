"""Units within the limits of chance: values adjusted for case mix over how many answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.contracts.measures import Measure
from nrs_lib.contracts.outlier_policy import read_outlier_policy
from nrs_lib.disclosure import ClearedTable, Stamped, Told
from nrs_lib.disclosure.chance import by_chance
from nrs_lib.figures.beyond_limits import beyond_limits
from nrs_lib.figures.data_rows import Row, told
from nrs_lib.figures.few_units import say_few_units
from nrs_lib.figures.frame import framed
from nrs_lib.figures.funnel_drawing import draw_limits
from nrs_lib.figures.funnel_places import (
    STANDARDISED,
    Curve,
    Placed,
    curves_of,
    drawn_beyond,
    placed,
)
from nrs_lib.figures.funnel_words import TEXT as _TEXT
from nrs_lib.figures.funnel_words import beyond_words, curve_words, limit_words
from nrs_lib.figures.unit_names import Names, all_lie, called, hidden_units, none_of, of_time
from nrs_lib.figures.values import NATIONAL, OWN, Value, Values
from nrs_lib.figures.wording import company, measure_of, phrases
from nrs_lib.terms import Statistic
from nrs_lib.text import number, percent_interval, share_percent, sort_key, spelled

_UNDRAWN = {"ring": "", "ring_own": "", "what": "{definition} {time}"}


def draw_funnel(
    cleared: ClearedTable,
    *,
    measure: str,
    own_name: str | None = None,
    names: Names = None,
    name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw every unit's adjusted share over its number of answers, within funnel limits.

    Parameters
    ----------
    cleared
        The section ``units``, with rows of `nrs_lib.stats.units.beside` of the measure.
    measure
        A share that is compared with regard to case mix.
    own_name
        What the unit is called, in place of "Vår enhet".
    names
        Name of each unit by its id, used where the policy shows them.
    name
        ``tratt_`` and the measure when not given.
    """
    name = name or f"tratt_{measure}"
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(_TEXT, language)
    what_is = measure_of(measure)
    every = [value for value in values.rows if value.measure == measure]
    units = [
        placed(value, every, named=values.record.names_units)
        for value in every
        if value.category == STANDARDISED
    ]
    shown = [unit for unit in units if unit.adjusted.is_shown]
    mine = next((unit for unit in units if unit.adjusted.scope == OWN), None)
    nation = values.one(NATIONAL, measure, str(Statistic.SHARE))
    alone = [unit.adjusted for unit in shown]
    few = say_few_units(values, what_is, alone, hidden=_gone(units), name=name)
    if few is not None:
        return few
    curves = curves_of(every)
    rows = _rows(values, what_is, shown, mine, nation, names, text)
    drawable = bool(shown) and all(len(curve) > 1 for curve in curves)
    return framed(
        values,
        name=name,
        finding=finding(values, what_is, units, mine, nation, names, text, curves=curves),
        what=_what(values, what_is, units, mine, curves, text if drawable else _UNDRAWN),
        sheets=[
            draw_limits(values, what_is, shown, curves, text["people"], narrow=narrow)
            for narrow in (False, True)
        ]
        if drawable
        else (),
        rows=rows,
        words=told(rows),
        notes=_notes(values, units, shown if drawable else [], curves, names, text),
        pairs=True,
    )


def finding(
    values: Values,
    measure: Measure,
    units: Sequence[Placed],
    mine: Placed | None,
    nation: Value | None,
    names: Names,
    text: Mapping[str, str],
    *,
    curves: Sequence[Curve] = (),
) -> str:
    """Where the unit, or how many units, lie from their limits.

    Where a mark is drawn beyond a curve that it is not counted outside of, nothing is said to
    lie within.
    """
    language = values.language
    shown = [unit for unit in units if unit.adjusted.is_shown]
    fills = {"label": measure.label[language], "own": values.in_sentence(OWN)}
    if mine is not None and not mine.adjusted.is_shown:
        return text["own_hidden"].format(reason=values.why_hidden(mine.adjusted), **fills)
    if not shown:
        return text["none"].format(**fills)
    if mine is not None and nation is not None and nation.is_shown:
        fills["value"] = share_percent(mine.adjusted.estimate, language=language)
        fills["reference"] = share_percent(nation.estimate, language=language)
        if mine.level is None:
            return text["within"].format(**fills)
        return text[mine.side].format(limit=limit_words(mine.level, language), **fills)
    if any(unit.level for unit in shown):
        outside = beyond_limits(values, shown, names, every=len(units))
        return text["some"].format(outside=outside, **fills)
    sizes = {"n": len(shown), "every": len(units), "language": language}
    if drawn_beyond(shown, curves):
        return text["none_surely"].format(none=none_of(**sizes), **fills)
    return text["all_within"].format(all_lie=all_lie(**sizes), **fills)


def _what(
    values: Values,
    measure: Measure,
    units: Sequence[Placed],
    mine: Placed | None,
    curves: Sequence[Curve],
    text: Mapping[str, str],
) -> str:
    language = values.language
    shown = [unit for unit in units if unit.adjusted.is_shown]
    squares = any(unit.level and unit is not mine for unit in shown)
    own = values.in_sentence(OWN)
    ringed = [unit for unit in shown if unit.raw and unit.raw.is_shown]
    ring = text["ring_own" if ringed == [mine] else "ring"].format(own=own) if ringed else ""
    return (
        text["what"]
        .format(
            definition=measure.definition[language],
            time=of_time([unit.adjusted for unit in units], language),
            ring=ring,
            curves=curve_words(values, shown, curves, others_outside=squares),
        )
        .strip()
    )


def _notes(
    values: Values,
    units: Sequence[Placed],
    shown: Sequence[Placed],
    curves: Sequence[Curve],
    names: Names,
    text: Mapping[str, str],
) -> list[str]:
    language = values.language
    notes = []
    beyond = beyond_words(values, shown, curves, names) if shown else ""
    if shown and values.rounded_to > 1:
        # How many chance would set outside holds of limits that are no wider than chance's.
        base = spelled(values.rounded_to, language)
        notes.append(text["rounded"].format(base=base, beyond=f" {beyond}" if beyond else ""))
        return [*notes, *_hidden(values, units, names)]
    if len(shown) > 1:
        mild = read_outlier_policy().levels[0]
        expected = by_chance(len(shown), language=language, miss=1 - mild.level)
        notes.append(
            text["chance"].format(
                n=spelled(len(shown), language),
                k=text["about"].format(k=expected),
                alert=mild.label[language],
            )
        )
    told = " ".join(filter(None, [*notes, beyond]))
    return [*([told] if told else []), *_hidden(values, units, names)]


def _hidden(values: Values, units: Sequence[Placed], names: Names) -> list[str]:
    hidden = sorted(_gone(units), key=lambda value: sort_key(called(values, value, names)))
    return hidden_units(values, hidden, names)


def _gone(units: Sequence[Placed]) -> list[Value]:
    return [unit.adjusted for unit in units if not unit.adjusted.is_shown]


def _rows(
    values: Values,
    measure: Measure,
    shown: Sequence[Placed],
    mine: Placed | None,
    nation: Value | None,
    names: Names,
    text: Mapping[str, str],
) -> list[Row]:
    language = values.language
    label = measure.label[language]
    with_raw = any(unit.raw is not None for unit in shown)
    rows = []
    # The own unit first; the others by how many answered, which tells nothing of results.
    others = sorted(
        (unit for unit in shown if unit.adjusted.scope != OWN), key=lambda unit: unit.adjusted.n
    )
    for unit in [*([mine] if mine else []), *others]:
        is_own = unit.adjusted.scope == OWN
        row = {
            text["measure"]: label,
            text["who"]: values.name_of(OWN) if is_own else called(values, unit.adjusted, names),
            **_numbers(values, unit.adjusted, text),
        }
        if with_raw:
            is_there = unit.raw is not None and unit.raw.is_shown
            row[text["raw"]] = Told(company(unit.raw, language), unit.raw) if is_there else ""
        for level, limits in zip(read_outlier_policy().levels, unit.limits, strict=True):
            key = "limits_widened" if values.rounded_to > 1 else "limits"
            head = text[key].format(level=level.label[language])
            is_there = limits is not None and limits.has_interval
            row[head] = (
                Told(percent_interval(limits.low, limits.high, language=language), limits)
                if is_there
                else ""
            )
        side = text[f"outside_{unit.side}"] if unit.level else text["inside"]
        place = side.format(level=unit.level.label[language]) if unit.level else side
        row[text["place"]] = place if unit.adjusted.is_shown else ""
        rows.append(row)
    if nation is not None:
        row = {
            text["measure"]: label,
            text["who"]: values.name_of(NATIONAL),
            **_numbers(values, nation, text),
        }
        rows.append(dict.fromkeys(rows[0] if rows else row, "") | row)
    return rows


def _numbers(values: Values, value: Value, text: Mapping[str, str]) -> dict[str, str]:
    if not value.is_shown:
        return {text["adjusted"]: Told(values.why_hidden(value), value), text["answers"]: ""}
    return {
        text["adjusted"]: Told(share_percent(value.estimate, language=values.language), value),
        text["answers"]: Told(number(value.n, language=values.language), value),
    }
