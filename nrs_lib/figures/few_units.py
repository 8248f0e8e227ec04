"""A sentence in place of a comparison of so few units that one or two would be held up alone."""

from __future__ import annotations

from collections.abc import Sequence

from nrs_lib.contracts import conventions
from nrs_lib.contracts.measures import Measure
from nrs_lib.disclosure import Stamped
from nrs_lib.figures.frame import framed
from nrs_lib.figures.unit_names import hidden_units
from nrs_lib.figures.values import OWN, Value, Values
from nrs_lib.text import spelled

_TEXT = {
    "sv": {
        "few": "{label}: av {n} enheter kan bara {k} visas, så enheterna jämförs inte",
        "few_all": "{label}: antalet enheter är bara {n}, så enheterna jämförs inte",
        "least": "Enheter jämförs när minst {least} kan visas, så att ingen hålls fram ensam.",
    },
    "en": {
        "few": "{label}: of {n} units only {k} can be shown, so units are not compared",
        "few_all": "{label}: the number of units is only {n}, so units are not compared",
        "least": "Units are compared when at least {least} can be shown, so that none is singled "
        "out.",
    },
}


def say_few_units(
    values: Values,
    measure: Measure,
    shown: Sequence[Value],
    *,
    hidden: Sequence[Value],
    name: str,
) -> Stamped | None:
    """How many of the units can be shown, where they are too few to be compared; else None.

    A unit's own report always shows that unit. Where no unit can be shown the figure itself
    says so.

    Parameters
    ----------
    shown
        The units that can be shown.
    hidden
        Those that cannot be shown. They are not named: the one that is left out of such a list
        would be held up all the same.
    """
    least = int(conventions.get("comparison_least_units").value)
    if not 0 < len(shown) < least or any(value.scope == OWN for value in shown):
        return None
    language, text = values.language, _TEXT[values.language]
    units = len(shown) + len(hidden)
    gone = hidden_units(values, hidden, None, is_named=False)
    fills = {"k": spelled(len(shown), language), "n": spelled(units, language)}
    key = "few_all" if len(shown) == units else "few"
    return framed(
        values,
        name=name,
        finding=text[key].format(label=measure.label[language], **fills),
        what=measure.definition[language],
        rows=(),
        words=(),
        notes=[text["least"].format(least=spelled(least, language)), *gone],
    )
