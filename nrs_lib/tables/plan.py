"""A unit's action plan at the head of its report: what was wanted, done, and came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.measures import Measure, read_measures
from nrs_lib.contracts.plans import Focus, Plan
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.disclosure.windows import period_of
from nrs_lib.tables.cells import finder, level, share_cells, withheld
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.plan_sentences import in_language, is_moved, is_rounded_apart, sides, told_of
from nrs_lib.tables.sentences import capital
from nrs_lib.tables.wording import word
from nrs_lib.terms import Statistic
from nrs_lib.text import change, count, interval, iso_date, number
from nrs_lib.text.numbers import MISSING

NO_PLAN = "no_plan"
"""The name of the text in the place of a plan, where a unit has none."""
STATES = {
    "planned": {"sv": "planerat", "en": "planned"},
    "under_way": {"sv": "pågår", "en": "under way"},
    "done": {"sv": "genomfört", "en": "done"},
    "stopped": {"sv": "avbrutet", "en": "stopped"},
}
_TERMS = {
    "why": {"sv": "Varför", "en": "Why"},
    "what": {"sv": "Vad vi gör", "en": "What we do"},
    "who": {"sv": "Vem", "en": "Who"},
    "starts": {"sv": "Från", "en": "From"},
    "ordered": {"sv": "Förändringens dag", "en": "Day of the change"},
    "status": {"sv": "Läge", "en": "Status"},
    "review": {"sv": "Uppföljning", "en": "Review"},
    "learnt": {"sv": "Vad vi lärde oss", "en": "What we learnt"},
}
_FACTS = ("who", "starts", "ordered", "status", "review")
"""Short ones, which stand beside each other."""
_WORDS = {
    "none": {"sv": "Enheten har ingen handlingsplan.", "en": "The unit has no action plan."},
    "caption": {"sv": "Före och efter förändringen", "en": "Before and after the change"},
    "caption_now": {"sv": "Värdet nu", "en": "The value now"},
    "about": {
        "sv": "Olika patienter före och efter. En skillnad säger att något har ändrats, inte "
        "varför.",
        "en": "Different patients before and after. A difference says that something has "
        "changed, not why.",
    },
    "about_alone": {
        "sv": "Olika patienter före och efter.",
        "en": "Different patients before and after.",
    },
    "unrounded": {
        "sv": "Skillnaden är räknad före avrundning.",
        "en": "The difference is calculated before rounding.",
    },
    "when": {"sv": "När", "en": "When"},
    "before": {"sv": "Före", "en": "Before"},
    "now": {"sv": "Nu", "en": "Now"},
    "difference": {"sv": "Skillnad", "en": "Difference"},
    "points": {"sv": "procentenheter", "en": "percentage points"},
    "on_order": {
        "sv": "{day} (angiven när bilderna beställdes)",
        "en": "{day} (given when the slides were ordered)",
    },
}


def write_plan(
    cleared: ClearedTable,
    focuses: Sequence[ClearedTable],
    *,
    plan: Plan | None,
    language: str = "sv",
) -> Stamped:
    """Open with the unit's plan: for each focus what the numbers say, and what the unit does.

    Parameters
    ----------
    cleared
        Any section of the report.
    focuses
        The numbers of each focus, in the plan's order.
    plan
        None where the unit has none: then the text has the name `NO_PLAN`, and the report
        leaves its part out.
    """
    if plan is None:
        return _none(cleared, language)
    parts, plain, rows = [], [], []
    for numbers, focus in zip(focuses, plan.focuses, strict=True):
        told = told_of(numbers, focus, language=language)
        rows += told.rows
        goal, *sentences = told
        parts.append(
            Markup("<h3>{}</h3><p>{}</p>{}").format(
                goal.rstrip("."), " ".join(sentences), terms_of(focus, language)
            )
        )
        plain += [goal, *sentences]
    return stamped(
        kind="text",
        name="plan",
        html=str(Markup("").join(parts)),
        plain=" ".join(plain),
        cleared=list(focuses),
        sentences=rows,
    )


def terms_of(focus: Focus, language: str, *, only: Sequence[str] = tuple(_TERMS)) -> Markup:
    """What the unit says of a focus, as a list of terms; nothing that it does not say."""
    said: dict[str, Any] = {
        name: in_language(texts, language)
        for name in ("why", "what", "who", "learnt")
        if (texts := getattr(focus, name))
    }
    said |= {name: iso_date(day) for name in ("starts", "review") if (day := getattr(focus, name))}
    if focus.day_ordered:
        said["ordered"] = _say("on_order", language).format(day=said.pop("starts"))
    if focus.status:
        said["status"] = STATES[focus.status][language]
    items = Markup("").join(
        Markup('<div class="nrs-{}"><dt>{}</dt><dd>{}</dd></div>').format(
            "fact" if name in _FACTS else "term", _TERMS[name][language], said[name]
        )
        for name in _TERMS
        if name in said and name in only
    )
    return Markup('<dl class="nrs-terms">{}</dl>').format(items) if items else Markup("")


def show_plan(
    cleared: ClearedTable,
    focuses: Sequence[ClearedTable],
    *,
    plan: Plan | None,
    language: str = "sv",
) -> Stamped:
    """The values before and after each change as a table; as `write_plan` without a plan."""
    if plan is None:
        return _none(cleared, language)
    return before_after_table(focuses, plan.focuses, name="plan_values", language=language)


def before_after_table(
    cleared: Sequence[ClearedTable], focuses: Sequence[Focus], *, name: str, language: str
) -> Stamped:
    """Each focus's value before and now, and the difference, with what they rest on."""
    groups, has_before, is_apart, is_unrounded = [], False, False, False
    for numbers, focus in zip(cleared, focuses, strict=True):
        measure = read_measures()[focus.measure]
        rows = sides(finder(numbers), focus)
        has_before |= rows[0] is not None
        is_compared = rows[2] is not None and not rows[2].hidden
        is_apart |= is_compared and is_moved(rows[2], measure)
        is_unrounded |= is_compared and is_rounded_apart(*rows, measure)
        shown = [
            Row(
                _say(key, language),
                _cells(row, measure, language),
                beside=_beside(row, measure, language),
            )
            for key, row in zip(("before", "now", "difference"), rows, strict=True)
            if row is not None
        ]
        heading = ", ".join(filter(None, (measure.label[language], measure.unit[language])))
        groups.append(Group(heading, tuple(shown)))
    head = word("interval", language, level=level(language))
    table = Table(
        caption=_say("caption" if has_before else "caption_now", language),
        about=_about(has_before, is_apart, is_unrounded, language),
        stub=_say("when", language),
        columns=(
            Column(word("value", language)),
            Column(word("based_on", language), muted=True),
            Column(head, muted=True),
        ),
        groups=tuple(groups),
    )
    return stamp(table, name=name, cleared=list(cleared), language=language)


def _about(has_before: bool, is_apart: bool, is_unrounded: bool, language: str) -> str:
    if not has_before:
        return ""
    about = _say("about" if is_apart else "about_alone", language)
    return f"{about} {_say('unrounded', language)}" if is_unrounded else about


def _cells(row: Any, measure: Measure, language: str) -> tuple[Cell, ...]:
    """Value, what it rests on, interval."""
    is_difference = row.statistic == Statistic.DIFFERENCE
    if (gone := withheld(row, language)) is not None:
        return (gone, gone, gone)
    if row.statistic == Statistic.SHARE:
        return share_cells(row, language)
    is_share = measure.kind == Statistic.SHARE
    factor, decimals = (100, 0) if is_share else (1, measure.decimals)
    span = interval(factor * row.low, factor * row.high, decimals, language=language)
    if is_difference:
        value = change(factor * row.estimate, decimals, language=language)
        rests_on = Cell(MISSING)
    else:
        value = number(row.estimate, decimals, language=language)
        rests_on = Cell(count(row.n, language=language), rows=(row,))
    return (Cell(value, rows=(row,)), rests_on, Cell(span, rows=(row,)))


def _beside(row: Any, measure: Measure, language: str) -> str:
    """The period of a value, or the unit of a difference between shares."""
    if row.statistic != Statistic.DIFFERENCE:
        return capital(period_of(row.period).brief(language))
    return _say("points", language) if measure.kind == Statistic.SHARE else ""


def _none(cleared: ClearedTable, language: str) -> Stamped:
    told = _say("none", language)
    return stamped(
        kind="text",
        name=NO_PLAN,
        html=str(Markup("<p>{}</p>").format(told)),
        plain=told,
        cleared=[cleared],
        shows_numbers=False,
    )


def _say(key: str, language: str) -> str:
    return _WORDS[key][language]
