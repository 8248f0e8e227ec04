"""What a funnel says, in Swedish and English."""

from __future__ import annotations

from collections.abc import Sequence

from nrs_lib.contracts.outlier_policy import OutlierLevel, read_outlier_policy
from nrs_lib.figures.funnel_places import Curve, Placed, drawn_beyond, stacked
from nrs_lib.figures.unit_names import Names, named_in_note
from nrs_lib.figures.values import Values
from nrs_lib.figures.wording import capital
from nrs_lib.terms import WIDENED_LIMITS
from nrs_lib.text import percent, spelled

TEXT = {
    "sv": {
        "what": "{definition} {time}Varje märke är en enhet: dess värde med hänsyn till "
        "patientsammansättningen, över antalet svar. {ring}{curves}",
        "ring": "Ring: värdet utan denna hänsyn; en ring som inte syns ligger bakom sitt märke. ",
        "ring_own": "Ring: {own} utan denna hänsyn; syns den inte ligger den bakom romben. ",
        "within": "{label}: {own} ligger inom gränserna med hänsyn till patientsammansättningen, "
        "{value} mot {reference}",
        "above": "{label}: {own} ligger över {limit} med hänsyn till "
        "patientsammansättningen, {value} mot {reference}",
        "below": "{label}: {own} ligger under {limit} med hänsyn till "
        "patientsammansättningen, {value} mot {reference}",
        "own_hidden": "{label}: {own} visas inte, {reason}",
        "all_within": "{label}: {all_lie} inom gränserna med hänsyn till patientsammansättningen",
        "none_surely": "{label}: {none} ligger säkert utanför gränserna med hänsyn till "
        "patientsammansättningen",
        "some": "{label}: {outside} med hänsyn till patientsammansättningen",
        "none": "{label}: inga enheter kan jämföras med hänsyn till patientsammansättningen i "
        "perioden",
        "chance": "Av {n} enheter väntas {k} hamna utanför gränsen för {alert} av en slump. "
        "Att ligga utanför är skäl att se efter, inget omdöme.",
        "rounded": "Antalen är avrundade till närmaste {base}, så en enhet räknas som utanför bara "
        "om den vore det med alla de antal som det avrundade kan stå för.{beyond} Att ligga "
        "utanför är skäl att se efter, inget omdöme.",
        "about": "ungefär {k}",
        "raw": "Utan justering",
        "adjusted": "Justerat",
        "limits": "Gränser, {level}",
        "limits_widened": "Gränser vidgade för avrundningen, {level}",
        "place": "Läge",
        "inside": "inom",
        "outside_above": "över {level}",
        "outside_below": "under {level}",
        "people": "Antal svar",
    },
    "en": {
        "what": "{definition} {time}Each mark is a unit: its value with adjustment for case mix, "
        "plotted against its number of responses. {ring}{curves}",
        "ring": "Ring: the value without adjustment; a ring that cannot be seen lies behind its "
        "mark. ",
        "ring_own": "Ring: {own} without adjustment; if it cannot be seen, it lies behind the "
        "diamond. ",
        "within": "{label}: {own} lies within the limits with adjustment for case mix, {value} "
        "against {reference}",
        "above": "{label}: {own} lies above {limit} with adjustment for case mix, {value} "
        "against {reference}",
        "below": "{label}: {own} lies below {limit} with adjustment for case mix, {value} "
        "against {reference}",
        "own_hidden": "{label}: {own} is not shown, {reason}",
        "all_within": "{label}: {all_lie} within the limits with adjustment for case mix",
        "none_surely": "{label}: {none} clearly outside the limits with adjustment for case mix",
        "some": "{label}: {outside} with adjustment for case mix",
        "none": "{label}: no units can be compared with adjustment for case mix in this period",
        "chance": "Of {n} units, {k} would be expected to lie outside the {alert} limit by "
        "chance. Lying outside is a reason to look closer, not a verdict.",
        "rounded": "Counts are rounded to the nearest {base}, so a unit counts as outside only if "
        "it would be for every true count that its rounded count can stand for.{beyond} Lying "
        "outside is a reason to look closer, not a verdict.",
        "about": "about {k}",
        "raw": "Unadjusted",
        "adjusted": "Adjusted",
        "limits": "Limits, {level}",
        "limits_widened": "Limits widened for rounding, {level}",
        "place": "Place",
        "inside": "within",
        "outside_above": "above {level}",
        "outside_below": "below {level}",
        "people": "Number of responses",
    },
}

_MOST_NAMED = 3
_CURVES = {
    "sv": {
        "limits": "Kurvorna är gränserna för vad slumpen ger{whose}: {levels}.",
        "level": "{name} ({level})",
        "and": " och ",
        "raw": " en enhet med rikets patienter",
        "widened": " Gränserna är vidgade, då spridningen mellan enheter skattas, osäkert, vara "
        "större än slumpens.",
        "square": " Fyrkant: en enhet utanför {alert}{filled}.",
        "filled": "; fylld: utanför {alarm}",
        "limit": "gränsen för {level}",
        "beyond_one": "Ett märke{names} ligger bortom en kurva utan att räknas som utanför den: "
        "{why}.",
        "beyond": "{k} märken{names} ligger bortom en kurva utan att räknas som utanför den: "
        "{why}.",
        "rounded_one": "Ett märke{names} är ritat bortom en kurva men räknas därför inte som "
        "utanför.",
        "rounded": "{k} märken{names} är ritade bortom en kurva men räknas därför inte som "
        "utanför.",
        "own_limits": "det är varje enhets egna gränser i hela procent som räknas, och de skiljer "
        "sig något från kurvorna",
        "whole": "värden och gränser jämförs i hela procent",
        "stacked": " Siffran vid ett märke är antalet enheter på samma plats.",
    },
    "en": {
        "limits": "The curves are the limits of chance variation{whose}: {levels}.",
        "level": "{name} ({level})",
        "and": " and ",
        "raw": " for a unit with the national case mix",
        "widened": " The limits are widened, as the spread between units is estimated, with "
        "uncertainty, to be larger than that of chance.",
        "square": " Square: a unit outside {alert}{filled}.",
        "filled": "; filled: outside {alarm}",
        "limit": "the {level} limit",
        "beyond_one": "One mark{names} lies beyond a curve without being counted as outside it: "
        "{why}.",
        "beyond": "{k} marks{names} lie beyond a curve without being counted as outside it: {why}.",
        "rounded_one": "One mark{names} is drawn beyond a curve but therefore does not count as "
        "outside.",
        "rounded": "{k} marks{names} are drawn beyond a curve but therefore do not count as "
        "outside.",
        "own_limits": "each unit's own limits in whole per cent count, and they differ slightly "
        "from the curves",
        "whole": "values and limits are compared in whole per cent",
        "stacked": " The number at a mark is how many units are in the same place.",
    },
}


def limit_words(level: OutlierLevel, language: str) -> str:
    """What a limit is called inside a sentence."""
    return _CURVES[language]["limit"].format(level=level.label[language])


def curve_words(
    values: Values,
    shown: Sequence[Placed],
    curves: Sequence[Curve],
    *,
    others_outside: bool,
    raw: bool = False,
) -> str:
    """How curves and marks are read: levels, squares, and marks in one place.

    ``others_outside`` says that some unit is drawn as a square; ``raw`` that no value is
    adjusted.
    """
    language = values.language
    text, levels = _CURVES[language], read_outlier_policy().levels
    told = text["limits"].format(
        whose=text["raw"] if raw else "",
        levels=text["and"].join(
            text["level"].format(name=level.label[language], level=_level(level, language))
            for level in levels
        ),
    )
    if any(value.method == WIDENED_LIMITS for curve in curves for _, value in curve):
        told += text["widened"]
    if others_outside:
        # A filled square is explained only where one is drawn: other marks are filled too.
        is_severe = any(unit.level == levels[-1] for unit in shown)
        fills = {level.code: limit_words(level, language) for level in levels}
        filled = text["filled"].format(**fills) if is_severe else ""
        told += text["square"].format(filled=filled, **fills)
    return told + (text["stacked"] if stacked(shown) else "")


def beyond_words(
    values: Values,
    shown: Sequence[Placed],
    curves: Sequence[Curve],
    names: Names,
    *,
    raw: bool = False,
) -> str:
    """Which marks lie beyond a curve of units not counted as outside it, and why; empty of none.

    Of few the units are named, where the policy names them. Where counts are rounded it goes on
    after what it then takes to count as outside.
    """
    beyond = drawn_beyond(shown, curves)
    if not beyond:
        return ""
    language, text = values.language, _CURVES[values.language]
    marks = len(stacked(beyond, least=1))
    key = "rounded" if values.rounded_to > 1 else "beyond"
    return text[f"{key}_one" if marks == 1 else key].format(
        k=capital(spelled(marks, language)),
        names=named_in_note(values, [unit.adjusted for unit in beyond], names, most=_MOST_NAMED),
        why=text["whole" if raw else "own_limits"],
    )


def _level(level: OutlierLevel, language: str) -> str:
    inside = round(1000 * level.level)
    return percent(inside, 1000, 1 if inside % 10 else 0, language=language)
