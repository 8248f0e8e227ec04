"""Units within the limits of chance before anything is known of their patients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.contracts.outlier_policy import OutlierLevel, read_outlier_policy
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.disclosure.rounding import shares_that_round_so
from nrs_lib.figures.beyond_limits import beyond_limits
from nrs_lib.figures.data_rows import data_row, told
from nrs_lib.figures.few_units import say_few_units
from nrs_lib.figures.frame import framed
from nrs_lib.figures.funnel_drawing import draw_limits
from nrs_lib.figures.funnel_places import (
    Curve,
    Placed,
    curves_of,
    drawn_beyond,
    limits_at,
    side_of_limits,
)
from nrs_lib.figures.funnel_words import beyond_words, curve_words
from nrs_lib.figures.unit_names import Names, all_lie, called, hidden_units, none_of
from nrs_lib.figures.values import NATIONAL, OWN, UNIT, Value, Values
from nrs_lib.figures.wording import figure_name, measure_of, phrases
from nrs_lib.terms import Statistic
from nrs_lib.text import sort_key, spelled

_TEXT = {
    "sv": {
        "what": "{definition} Varje märke är en enhet: dess värde utan hänsyn till "
        "patientsammansättningen, över antalet svar. {curves}",
        "all_within": "{label}: {all_lie} inom gränserna utan hänsyn till patientsammansättningen",
        "none_surely": "{label}: {none} ligger säkert utanför gränserna utan hänsyn till "
        "patientsammansättningen",
        "some": "{label}: {beyond} utan hänsyn till patientsammansättningen",
        "none": "{label}: inga enheter kan visas över antalet svar",
        "no_limits": "{label}: gränserna kan inte visas, så ingen enhet kan jämföras med dem",
        "note": "En enhet utanför kan ha andra patienter än riket; se figuren med hänsyn till "
        "patientsammansättningen.",
        "rounded": "Antalen är avrundade till närmaste {base}, så en enhet räknas som utanför bara "
        "om den vore det med alla de antal som det avrundade kan stå för.",
        "people": "Antal svar",
    },
    "en": {
        "what": "{definition} Each mark is a unit: its value without adjustment for case mix, "
        "plotted against its number of responses. {curves}",
        "all_within": "{label}: {all_lie} within the limits without adjustment for case mix",
        "none_surely": "{label}: {none} clearly outside the limits without adjustment for case mix",
        "some": "{label}: {beyond} without adjustment for case mix",
        "none": "{label}: no units can be plotted against their number of responses",
        "no_limits": "{label}: the limits cannot be shown, so no unit can be compared with them",
        "note": "A unit outside may have a different case mix; see the figure with adjustment "
        "for case mix.",
        "rounded": "Counts are rounded to the nearest {base}, so a unit counts as outside only "
        "if it would be for every true count that its rounded count can stand for.",
        "people": "Number of responses",
    },
}


def draw_raw_funnel(
    cleared: ClearedTable,
    *,
    measure: str,
    names: Names = None,
    name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw every unit's own share over its number of answers, within funnel limits.

    The limits are the curves of `nrs_lib.figures.draw_funnel`, those of a unit with the
    nation's case mix; between two sizes they are taken as straight.

    Parameters
    ----------
    cleared
        The section ``units``, with rows of `nrs_lib.stats.units.beside` of the measure.
    measure
        A share that is compared with regard to case mix.
    names
        Name of each unit by its id, used where the policy shows them.
    name
        By the measure when not given.
    """
    name = name or figure_name(f"raw_{measure}", language)
    values = Values(cleared, name=name, language=language)
    text, what_is = phrases(_TEXT, language), measure_of(measure)
    every = [value for value in values.rows if value.measure == measure]
    curves = curves_of(every)
    units = [
        value
        for value in every
        if value.statistic == Statistic.SHARE and value.scope in (UNIT, OWN)
    ]
    base = values.rounded_to
    shown = [placed_raw(value, curves, base=base) for value in units if value.is_shown]
    hidden = sorted(
        (value for value in units if not value.is_shown),
        key=lambda value: sort_key(called(values, value, names)),
    )
    label = what_is.label[language]
    alone = [unit.adjusted for unit in shown]
    few = say_few_units(values, what_is, alone, hidden=hidden, name=name)
    if few is not None:
        return few
    rows = [
        data_row(values, unit.adjusted, label=label, scope=NATIONAL, measure=what_is)
        | {text["who"]: called(values, unit.adjusted, names)}
        for unit in sorted(shown, key=lambda unit: unit.adjusted.n)
    ]
    outside = any(unit.level for unit in shown)
    drawable = bool(shown) and all(len(curve) > 1 for curve in curves)
    within = "none_surely" if drawn_beyond(shown, curves) else "all_within"
    key = "some" if outside else within if drawable else "no_limits" if shown else "none"
    return framed(
        values,
        name=name,
        finding=text[key].format(
            label=label,
            all_lie=all_lie(len(shown), len(units), language),
            none=none_of(len(shown), len(units), language),
            beyond=beyond_limits(values, shown, names, every=len(units)) if outside else "",
        ),
        what=text["what"].format(
            definition=what_is.definition[language],
            curves=curve_words(values, shown, curves, others_outside=outside, raw=True),
        )
        if drawable
        else what_is.definition[language],
        sheets=[
            draw_limits(values, what_is, shown, curves, text["people"], narrow=narrow)
            for narrow in (False, True)
        ]
        if drawable
        else (),
        rows=rows,
        words=told(rows),
        notes=[
            *(_notes(values, shown, curves, names, text) if drawable else []),
            *hidden_units(values, hidden, names),
        ],
        pairs=True,
    )


def _notes(
    values: Values,
    shown: Sequence[Placed],
    curves: Sequence[Curve],
    names: Names,
    text: Mapping[str, str],
) -> list[str]:
    base, beyond = values.rounded_to, beyond_words(values, shown, curves, names, raw=True)
    rounded = text["rounded"].format(base=spelled(base, values.language)) if base > 1 else ""
    return [" ".join(filter(None, [text["note"], rounded, beyond]))]


def placed_raw(value: Value, curves: Sequence[Curve], *, base: int = 1) -> Placed:
    """A unit with the severest limit that its own value is outside of, if any.

    Of counts rounded to ``base`` all that round so must be.
    """
    shares = {value.estimate}
    if base > 1:
        shares |= {*shares_that_round_so((value.numerator, value.denominator), base)}
    outside: OutlierLevel | None = None
    side = ""
    for level, curve in zip(read_outlier_policy().levels, curves, strict=True):
        ends = limits_at(value.n, curve)
        sides = (
            {side_of_limits(share, ends["low"], ends["high"]) for share in shares} if ends else {""}
        )
        if len(sides) == 1 and (found := sides.pop()):
            outside, side = level, found
    return Placed(value, None, (), outside, side)
