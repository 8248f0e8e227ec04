"""How many units lie beyond a funnel's limits, beyond which, and which they are."""

from __future__ import annotations

from collections.abc import Sequence

from nrs_lib.contracts.outlier_policy import read_outlier_policy
from nrs_lib.figures.funnel_places import Placed
from nrs_lib.figures.unit_names import Names, named_in_title, of_shown
from nrs_lib.figures.values import Values
from nrs_lib.text import spelled

_MOST_NAMED = 2
_TEXT = {
    "sv": {
        "told": "{k} av {units}{names} ligger {side} {limit}",
        "limit": "gränsen för {level}",
        "none_severe": ", ingen utanför {limit},",
        "some_severe": ", varav {m} även {side} {limit},",
        "above": "över",
        "below": "under",
        "": "utanför",
    },
    "en": {
        "told": "{k} of {units}{names} {lie} {side} {limit}",
        "limit": "the {level} limit",
        "none_severe": ", none outside {limit},",
        "some_severe": ", {m} of them {side} {limit} too,",
        "above": "above",
        "below": "below",
        "": "outside",
    },
}


def beyond_limits(values: Values, shown: Sequence[Placed], names: Names, *, every: int) -> str:
    """A clause on the units beyond a limit, to be gone on with; ``shown`` has at least one.

    ``every`` is how many units there are, shown or not.

    Two limits are drawn, and a unit beyond the mild one only is told as no more than that.
    Where the policy names units, few enough are named.
    """
    language = values.language
    text = _TEXT[language]
    levels = read_outlier_policy().levels
    limits = [text["limit"].format(level=level.label[language]) for level in levels]
    mild, severe = limits[0], limits[-1]
    beyond = [unit for unit in shown if unit.level is not None]
    worst = [unit for unit in beyond if unit.level == levels[-1]]
    all_worst = len(worst) == len(beyond)
    named = named_in_title(values, [unit.adjusted for unit in beyond], names, most=_MOST_NAMED)
    told = text["told"].format(
        k=spelled(len(beyond), language),
        units=of_shown(len(shown), every, language),
        names=named,
        lie="lies" if len(beyond) == 1 else "lie",
        side=text[_side(beyond)],
        limit=severe if all_worst else mild,
    )
    if all_worst:
        return told
    if not worst:
        return told + text["none_severe"].format(limit=severe)
    fills = {"m": spelled(len(worst), language), "side": text[_side(worst)], "limit": severe}
    return told + text["some_severe"].format(**fills)


def _side(units: Sequence[Placed]) -> str:
    """The side that all are on; empty where they are on both."""
    sides = {unit.side for unit in units}
    return sides.pop() if len(sides) == 1 else ""
