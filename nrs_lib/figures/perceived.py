"""How patients themselves judge the change, at discharge and after one year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.disclosure import ClearedTable, Stamped, Told
from nrs_lib.errors import ParameterError
from nrs_lib.figures.data_rows import Row, data_row, told
from nrs_lib.figures.frame import framed
from nrs_lib.figures.stacks import SIDES, Stack, draw_stacks
from nrs_lib.figures.theme import THEME
from nrs_lib.figures.values import Values
from nrs_lib.figures.wording import (
    capital,
    category_labels,
    figure_name,
    measure_of,
    phrases,
    small,
)
from nrs_lib.terms import TimePoint
from nrs_lib.text import join_words, of, percent

_LATER = (str(TimePoint.DISCHARGE), str(TimePoint.FOLLOWUP_12M))
_TEXT = {
    "sv": {
        "what": "{label}. {definition} Varje stapel är alla svar i procent, centrerad kring "
        "mittsteget; summan av stegen på var sida står vid stapelns ändar och antalet svar längst "
        "till höger.",
        "finding": "{answers}: {parts}",
        "part": "{share} ({n}) {when}",
        "or": "eller",
        "few": "För få svar för att visa patienternas egen bedömning",
        "hidden": "Patienternas egen bedömning visas inte: {reason}",
        "answer": "Bedömning",
        "heading_discharge": "Vid avslut",
        "heading_followup_12m": "Efter ett år",
    },
    "en": {
        "what": "{label}. {definition} Every bar is all responses in per cent, centred on the "
        "middle step; the sum of the steps on either side stands at its ends and the number of "
        "responses at the far right.",
        "finding": "{answers}: {parts}",
        "part": "{share} ({n}) {when}",
        "or": "or",
        "few": "Too few responses to show the patients' own judgement",
        "hidden": "The patients' own judgement is not shown: {reason}",
        "answer": "Judgement",
        "heading_discharge": "At discharge",
        "heading_followup_12m": "After one year",
    },
}
_BEST = SIDES[1]


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

    A bar of which one step is hidden is not drawn at all, for its gap would tell the step.

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
        The measure has not five answers.
    """
    name = name or figure_name(measure, language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(_TEXT, language)
    what_is = measure_of(measure)
    labels = category_labels(what_is, language)
    if len(labels) != len(THEME.answers):
        raise ParameterError(
            f"The measure has {len(labels)} answers where the figure has five.",
            where=f"{name}: {measure}",
            remedy="Use a measure whose code list has five steps from worst to best.",
        )
    stacks = _stacks(values, measure, list(labels), period)
    rows = [row for stack in stacks for row in _data(values, stack, list(labels.values()), text)]
    mine = [stack for stack in stacks if stack.scope == values.subject]
    few = any(s.reason is not None and s.reason.hidden == "few" for s in mine)
    shown = list(labels.values())
    return framed(
        values,
        name=name,
        finding=_finding(values, mine, shown, text),
        what=text["what"].format(
            label=what_is.label[language], definition=what_is.definition[language]
        ),
        sheets=[draw_stacks(values, stacks, shown, text, narrow=narrow) for narrow in (False, True)]
        if stacks
        else (),
        rows=rows,
        words=told(rows),
        notes=[text["help"].format(n=values.least(values.subject))] if few else [],
        texts=3,
    )


def _stacks(values: Values, measure: str, codes: Sequence[str], period: str | None) -> list[Stack]:
    found = []
    for point in _LATER:
        for scope in values.scopes:
            parts = tuple(
                values.one(scope, measure, "share", time_point=point, category=code, period=period)
                for code in codes
            )
            if any(part is not None for part in parts):
                found.append(Stack(scope, point, parts))
    return found


def _data(
    values: Values, stack: Stack, labels: Sequence[str], text: Mapping[str, str]
) -> list[Row]:
    """Every answer, and where all may be shown the sums that stand at the bar's ends."""
    kind = {
        "scope": stack.scope,
        "head": "answer",
        "words": text,
        "further": {text["when"]: text[stack.time_point]},
    }
    rows = [
        data_row(values, part, label=label, **kind)
        for label, part in zip(labels, stack.parts, strict=True)
    ]
    if not stack.is_shown:
        return rows
    for side in SIDES:
        pair = (stack.together(side), stack.answered)
        parts = stack.parts[side]
        rows.append(
            {
                **data_row(values, None, label=_either(labels[side], text), **kind),
                text["value"]: Told(percent(*pair, language=values.language), *parts),
                text["answers"]: Told(of(*pair, language=values.language), *parts),
            }
        )
    return rows


def _either(labels: Sequence[str], text: Mapping[str, str]) -> str:
    return capital(f" {text['or']} ".join(small(label) for label in labels))


def _finding(
    values: Values, mine: Sequence[Stack], labels: Sequence[str], text: Mapping[str, str]
) -> str:
    """How many gave one of the two best answers."""
    language = values.language
    shown = [stack for stack in mine if stack.is_shown]
    if not shown:
        reasons = [stack.reason for stack in mine if stack.reason is not None]
        if not reasons or reasons[0].hidden == "few":
            return text["few"]
        return text["hidden"].format(reason=values.reason(reasons[0]))
    parts = [
        text["part"].format(
            share=percent(stack.together(_BEST), stack.answered, language=language),
            n=of(stack.together(_BEST), stack.answered, language=language),
            when=text[f"at_{stack.time_point}"],
        )
        for stack in shown
    ]
    return text["finding"].format(
        answers=_either(labels[_BEST], text), parts=join_words(parts, language=language)
    )
