"""How patients themselves judge the change, at discharge and after one year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.figures.stacks import Stack
from nrs_lib.figures.steps import best_of, draw_steps
from nrs_lib.figures.values import Values
from nrs_lib.figures.wording import measure_of, phrases, small
from nrs_lib.terms import TimePoint
from nrs_lib.text import join_words

_LATER = (str(TimePoint.DISCHARGE), str(TimePoint.FOLLOWUP_12M))
_TEXT = {
    "sv": {
        "what": "{definition}",
        "bars": "Varje stapel är alla svar i procent, centrerad kring "
        "mittsteget; summan av stegen på var sida står vid stapelns ändar och antalet svar längst "
        "till höger.",
        "bar": "Stapeln är alla svar i procent; summan av stegen på var sida om mittsteget står "
        "vid dess ändar och antalet svar längst till höger.",
        "finding": "{label}: {answers} för {parts}",
        "part": "{share} ({n}) {when}",
        "or": "eller",
        "few": "{label}: för få svar för att visas",
        "hidden": "{label} visas inte: {{reason}}",
        "answer": "Bedömning",
        "heading_discharge": "Vid avslut",
        "heading_followup_12m": "Efter ett år",
    },
    "en": {
        "what": "{definition}",
        "bars": "Each bar shows all responses in per cent, centred on the middle step; the "
        "sum of the steps on either side is given at its ends and the number of "
        "responses at the far right.",
        "bar": "The bar shows all responses in per cent; the sum of the steps on either side of "
        "the middle one is given at its ends and the number of responses at the far right.",
        "finding": "{label}: {answers} for {parts}",
        "part": "{share} ({n}) {when}",
        "or": "or",
        "few": "{label}: too few responses to be shown",
        "hidden": "{label} is not shown: {{reason}}",
        "answer": "Judgement",
        "heading_discharge": "At discharge",
        "heading_followup_12m": "After one year",
    },
}


def draw_perceived(
    cleared: ClearedTable,
    *,
    measure: str,
    period: str | None = None,
    name: str | None = None,
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw the patients' own judgement as bars centred on the middle answer.

    Parameters
    ----------
    cleared
        The section ``perceived``.
    measure
        ``change_pain`` or ``change_life_situation``, whose code list runs from worst to best;
        it also names the figure when no name is given.

    Raises
    ------
    ParameterError
        The measure has not as many answers as the figure has colours.
    """
    text = phrases(_TEXT, language)
    label = measure_of(measure).label[language]
    text |= {key: text[key].format(label=label) for key in ("few", "hidden")}
    return draw_steps(
        cleared,
        measure=measure,
        time_points=_LATER,
        title=_title,
        text=text,
        period=period,
        name=name,
        own_name=own_name,
        language=language,
    )


def _title(values: Values, shown: Sequence[Stack], best: str, text: Mapping[str, str]) -> str:
    """How many gave one of the two best answers."""
    parts = [
        text["part"].format(when=text[f"at_{stack.time_point}"], **best_of(values, stack))
        for stack in shown
    ]
    label = measure_of(shown[0].parts[-1].measure).label[values.language]
    told = join_words(parts, language=values.language)
    return text["finding"].format(label=label, answers=small(best), parts=told)
