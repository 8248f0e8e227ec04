"""Phrases of what is drawn and said about one person, for the person and the care team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import Scale, scale
from nrs_lib.terms import Direction
from nrs_lib.text import number

LATER = ("discharge", "followup_12m")
POINTS = ("initial", *LATER)
SHAPES = {"initial": "ring", "discharge": "dot", "followup_12m": "diamond"}

PERSON: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "initial": "Start",
        "discharge": "Avslut",
        "followup_12m": "Ett år",
        "at_initial": "vid start",
        "at_discharge": "vid avslut",
        "at_followup_12m": "efter ett år",
        "at_both": "vid avslut och efter ett år",
        "ends_neutral": "{ends}, ingen riktning är bättre",
        "ends_lower": "{ends}, lägre är bättre",
        "ends_higher": "{ends}, högre är bättre",
        "worse_end": "← sämre",
        "better_end": "bättre →",
        "less_end": "← mindre",
        "more_end": "mer →",
        "better": "bättre",
        "worse": "sämre",
        "same": "ungefär som tidigare",
        "unjudged": "kan inte bedömas",
        "missing": "inget svar",
        "no_start": "kan inte jämföras, för svar vid start saknas",
        "other_version": "kan inte jämföras, för formuläret är ett annat än vid start",
        "other_form": "annat formulär",
        "older": "{what} (äldre formulär)",
        "only_start": "bara svar vid start",
        "no_answers": "Inga svar finns om: {what}.",
        "no_answers_optional": "Inga svar finns om: {what}. Mottagningen kan ha valt att inte "
        "ställa de frågorna.",
        "no_answers_group": "Inga svar finns.",
        "band": "senaste nivån: {band}",
        "data": "Siffrorna i en tabell",
        "scroll": "Bilden går att rulla i sidled",
        "what": "Vad",
        "when": "När",
        "answered": "Besvarad",
        "score": "Svar i poäng",
        "verdict": "Jämfört med start",
        "middle": "Hälften i landet svarade",
        "to": "{low} till {high}",
        "hidden": "visas inte",
        "figure": "Profilen, område för område. Sämre till vänster, bättre till höger. Ring: "
        "start. Punkt: avslut. Romb: ett år. Grått: mittersta hälften av dem som började i "
        "samma delregister under {period}, strecket är den mittersta.",
        "drawing": "{group}: svar på en linje från sämre till bättre",
        "said": "{what} – {parts}.",
        "named": "”{name}”",
        "no_spread": "För få svar i landet för att visa hur andra svarade om: {what}.",
        "no_spread_older": "Hur andra svarade visas inte för {what}: få eller inga av dem fick det "
        "formuläret.",
        "large": "Alla svarstillfällen för {what}",
    },
    "en": {
        "initial": "Start",
        "discharge": "Discharge",
        "followup_12m": "One year",
        "at_initial": "at the start",
        "at_discharge": "at discharge",
        "at_followup_12m": "after one year",
        "at_both": "at discharge and after one year",
        "ends_neutral": "{ends}, no direction is better",
        "ends_lower": "{ends}, lower is better",
        "ends_higher": "{ends}, higher is better",
        "worse_end": "← worse",
        "better_end": "better →",
        "less_end": "← less",
        "more_end": "more →",
        "better": "better",
        "worse": "worse",
        "same": "about as before",
        "unjudged": "cannot be judged",
        "missing": "no answer",
        "no_start": "cannot be compared, as there is no answer at the start",
        "other_version": "cannot be compared, as the form is not the same as at the start",
        "other_form": "a different form",
        "older": "{what} (older form)",
        "only_start": "answered at the start only",
        "no_answers": "There are no answers about: {what}.",
        "no_answers_optional": "There are no answers about: {what}. The clinic may have chosen not "
        "to ask these questions.",
        "no_answers_group": "There are no answers.",
        "band": "latest level: {band}",
        "data": "The numbers in a table",
        "scroll": "The picture can be scrolled sideways",
        "what": "What",
        "when": "When",
        "answered": "Answered",
        "score": "Answer in points",
        "verdict": "Compared with the start",
        "middle": "Half in the country answered",
        "to": "{low} to {high}",
        "hidden": "not shown",
        "figure": "The profile, area by area. Worse to the left, better to the right. Ring: "
        "start. Dot: discharge. Diamond: one year. Grey: the middle half of those who "
        "began in the same sub-registry in {period}; the line is the one in the middle.",
        "drawing": "{group}: answers on a line from worse to better",
        "said": "{what} – {parts}.",
        "named": "“{name}”",
        "no_spread": "Too few answers in the country to show how others answered about: {what}.",
        "no_spread_older": "How others answered is not shown for {what}: few or none of them were "
        "given that form.",
        "large": "All occasions answered for {what}",
    },
}


_ENDS = {
    Direction.HIGHER_WORSE: "ends_lower",
    Direction.HIGHER_BETTER: "ends_higher",
    Direction.NEUTRAL: "ends_neutral",
}


def ends_in_words(one: Scale, language: str) -> str:
    """From where to where a scale goes, and which way is better."""
    low, high = (points(end, one.code, language) for end in one.range)
    # A dash after a minus would read as another one.
    is_below_zero = one.range[0] < 0
    ends = PERSON[language]["to"].format(low=low, high=high) if is_below_zero else f"{low}–{high}"
    return PERSON[language][_ENDS[one.direction]].format(ends=ends)


def quoted(names: Iterable[str], language: str) -> list[str]:
    """Names of rows as they stand in the picture, each kept together among other words.

    Some are several words (”Att leva med smärtan”), and in a row of such nobody could tell where
    one ends.
    """
    return [PERSON[language]["named"].format(name=name) for name in names]


def points(score: float, code: str, language: str) -> str:
    """A score as people read it: whole where it is whole, else with the scale's decimals."""
    tolerance = get("threshold_tolerance").value
    is_whole = abs(score - round(score)) <= tolerance
    return number(score, 0 if is_whole else scale(code).decimals, language=language)
