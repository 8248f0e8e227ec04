"""Answers in steps from worst to best as a figure: centred bars, their table and their title."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from nrs_lib.contracts.reading import read_codelist
from nrs_lib.disclosure import ClearedTable, Stamped, Told
from nrs_lib.errors import ParameterError
from nrs_lib.figures.data_rows import Row, data_row, told
from nrs_lib.figures.frame import framed
from nrs_lib.figures.stacks import COLOURS, Stack, draw_stacks, ends, untold
from nrs_lib.figures.values import Values
from nrs_lib.figures.wording import capital, category_labels, figure_name, measure_of, small
from nrs_lib.text import join_words, of, percent

Title = Callable[[Values, Sequence[Stack], str, Mapping[str, str]], str]
"""Makes the figure's title of the subject's bars that may be shown and the best answers' names."""


_NOT_DRAWN = {
    "sv": "Staplarna visas inte, eftersom tal är dolda för {steps} ({reasons}).",
    "en": "The bars are not shown, as numbers are hidden for {steps} ({reasons}).",
}


_MOST_TOLD = 4
"""Narrow steps that are named one by one; more make a note that nobody reads."""
_UNTOLD = {
    "sv": {
        "told": "Smala steg: {steps}.",
        "step": "{label} {share} ({n})",
        "many": "Steg utan tal står i webbsidans tabell.",
        "nation": "Rikets tal för varje steg står i webbsidans tabell.",
    },
    "en": {
        "told": "Narrow steps: {steps}.",
        "step": "{label} {share} ({n})",
        "many": "Steps without a number are in the web page's table.",
        "nation": "National numbers for each step are in the web page's table.",
    },
}


_ROUNDED = {
    "sv": "Stegens antal är avrundade vart för sig till närmaste {base}, så andelarna behöver inte "
    "bli precis 100 procent tillsammans.",
    "en": "The counts of the steps are each rounded to the nearest {base}, so shares need not add "
    "up to exactly 100 per cent.",
}


_EACH_ROUNDED = {
    "sv": "Andelarna är avrundade var för sig till hela procent, så stegen ger inte alltid summan "
    "vid stapelns ände, och tillsammans inte alltid 100.",
    "en": "Shares are each rounded to whole per cent, so the steps do not always add up to the sum "
    "at the end of their bar, nor all of them to 100.",
}


def draw_steps(
    cleared: ClearedTable,
    *,
    measure: str,
    time_points: Sequence[str],
    title: Title,
    text: Mapping[str, str],
    period: str | None,
    name: str | None,
    own_name: str | None,
    language: str,
) -> Stamped:
    """Draw a measure's steps, worst to the left, as bars centred on the middle of the steps.

    A bar of which one step is hidden is not drawn at all, for its gap would tell the step.

    Parameters
    ----------
    measure
        A share whose code list runs from worst to best, in four or five steps; it also names
        the figure when no name is given.
    text
        The figure's words: ``what``, ``bars`` and ``bar`` for how several or one are read,
        ``answer``, ``few``, ``hidden`` and a heading for each time point.

    Raises
    ------
    ParameterError
        The measure has neither four nor five steps.
    """
    name = name or figure_name(measure, language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    what_is = measure_of(measure)
    known = category_labels(what_is, language)
    codes = [one.code for one in read_codelist(what_is.codelist).codes if not one.missing]
    labels = {code: known[code] for code in codes}
    if len(labels) not in COLOURS:
        raise ParameterError(
            f"The measure has {len(labels)} steps where the figure has four or five.",
            where=f"{name}: {measure}",
            remedy="Use a measure whose code list has four or five steps from worst to best.",
        )
    shown = list(labels.values())
    stacks = [
        stack
        for point in time_points
        for scope in values.scopes
        if (stack := _stack(values, scope, measure, point, codes, period)) is not None
    ]
    rows = [row for stack in stacks for row in _data(values, stack, shown, text)]
    mine = [stack for stack in stacks if stack.scope == values.subject]
    is_drawn = any(stack.is_shown for stack in stacks)
    # A lone bar is centred on nothing.
    bars = text["bar" if sum(stack.is_shown for stack in stacks) == 1 else "bars"]
    best_steps = ends(len(shown))[1]
    best = _either(shown[best_steps], text)
    gone = [stack.reason for stack in mine if stack.reason is not None]
    few = any(reason.hidden == "few" for reason in gone)
    notes = [text["help"].format(n=values.least(values.subject))] if few else []
    if not is_drawn and not few and any(stack.tells(best_steps) for stack in mine):
        notes = [_not_drawn(values, mine, shown)]
    notes += _without_number(values, stacks, shown, text) if is_drawn else []
    if any(stack.is_shown and stack.together(slice(None)) != stack.answered for stack in stacks):
        base = values.record.used["limits"]["round_to"]
        notes.append(_ROUNDED[language].format(base=base))
    elif any(stack.is_shown and not stack.adds_up for stack in mine):
        notes.append(_EACH_ROUNDED[language])
    return framed(
        values,
        name=name,
        finding=_finding(values, mine, best, text, title),
        what=text["what"].format(
            label=what_is.label[language], definition=what_is.definition[language]
        )
        + (f" {bars}" if is_drawn else ""),
        sheets=[draw_stacks(values, stacks, shown, text, narrow=narrow) for narrow in (False, True)]
        if is_drawn
        else (),
        rows=rows,
        words=told(rows),
        notes=notes,
        texts=3,
    )


def _stack(
    values: Values,
    scope: str,
    measure: str,
    time_point: str,
    codes: Sequence[str],
    period: str | None,
) -> Stack | None:
    key = {"time_point": time_point, "period": period}
    parts = tuple(values.one(scope, measure, "share", category=code, **key) for code in codes)
    return Stack(scope, time_point, parts) if any(part is not None for part in parts) else None


def _data(
    values: Values, stack: Stack, labels: Sequence[str], text: Mapping[str, str]
) -> list[Row]:
    """Every answer, and the sums that stand at the bar's ends where their steps may be shown."""
    further = {text["when"]: text[stack.time_point]} if stack.time_point else {}
    kind = {"scope": stack.scope, "head": "answer", "words": text, "further": further}
    rows = [
        data_row(values, part, label=label, **kind)
        for label, part in zip(labels, stack.parts, strict=True)
    ]
    for side in filter(stack.tells, ends(len(labels))):
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


def _without_number(
    values: Values, stacks: Sequence[Stack], labels: Sequence[str], text: Mapping[str, str]
) -> list[str]:
    """The numbers of steps too narrow for them: a few by themselves, since paper has no table."""
    language, found, told = values.language, untold(values, stacks), []
    words = _UNTOLD[language]
    steps = [
        words["step"].format(
            label=" ".join(
                filter(None, (small(labels[place]), text.get(f"at_{stack.time_point}")))
            ),
            share=percent(part.numerator, stack.answered, language=language),
            n=of(part.numerator, stack.answered, language=language),
        )
        for stack, place in found
        if (part := stack.parts[place]) is not None
    ]
    has_nation = values.has_own and any(s.is_shown and s.scope != values.subject for s in stacks)
    if len(steps) > _MOST_TOLD:
        # It holds of the nation's bars too, whose steps have no numbers at all.
        return [words["many"]]
    if steps:
        told.append(words["told"].format(steps=join_words(steps, language=language)))
    return (
        [" ".join([*told, words["nation"]] if has_nation else told)] if has_nation or told else []
    )


def _not_drawn(values: Values, mine: Sequence[Stack], labels: Sequence[str]) -> str:
    """Which of the steps are hidden, and every reason why."""
    hidden = [
        (label, values.reason(part))
        for stack in mine
        for label, part in zip(labels, stack.parts, strict=True)
        if part is not None and not part.is_shown
    ]
    return _NOT_DRAWN[values.language].format(
        steps=join_words([small(label) for label in dict(hidden)], language=values.language),
        reasons="; ".join(dict.fromkeys(reason for _, reason in hidden)),
    )


def _either(labels: Sequence[str], text: Mapping[str, str]) -> str:
    return capital(f" {text['or']} ".join(small(label) for label in labels))


def _finding(
    values: Values, mine: Sequence[Stack], best: str, text: Mapping[str, str], title: Title
) -> str:
    told = [stack for stack in mine if stack.tells(ends(len(stack.parts))[1])]
    if told:
        return title(values, told, best, text)
    reasons = [stack.reason for stack in mine if stack.reason is not None]
    if not reasons or reasons[0].hidden == "few":
        return text["few"]
    return text["hidden"].format(reason=values.reason(reasons[0]))


def best_of(values: Values, stack: Stack) -> dict[str, str]:
    """How many gave one of the best answers: per cent, and numerator of denominator."""
    pair = (stack.together(ends(len(stack.parts))[1]), stack.answered)
    return {
        "share": percent(*pair, language=values.language),
        "n": of(*pair, language=values.language),
    }
