"""What a unit without an action plan could choose from, and how it writes its plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.measures import Measure, read_measures
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.tables.cells import finder, level, measured_cells
from nrs_lib.tables.layout import Column, Group, Row, Table, stamp
from nrs_lib.tables.sentences import capital
from nrs_lib.tables.wording import word
from nrs_lib.terms import Scope, Statistic
from nrs_lib.text import count

_RESPONSE = "response_"
_ENDINGS = (("form", "bare"), ("then", "few"))
CHOSEN, UNCHOSEN, UNPLANNED = "chosen", "topic_unchosen", "topic_unplanned"
"""Names of texts by which slides leave parts out: of what to choose from where something is
chosen; of a measure and its change where nothing is; of a change where nobody plans one."""
_TEXT = {
    "sv": {
        "chosen": "Måttet är valt.",
        "none": "Enheten har ingen handlingsplan ännu.",
        "begin": "Välj ett mått som ni vill förbättra, bestäm hur långt och vad ni ska göra "
        "annorlunda, och sätt en dag då det börjar.",
        "caption": "Enhetens värden",
        "about": "{period}. Koden efter måttet skrivs i planen.",
        "pooled": "{asked} har ensamt för få svar; talen gäller {period}. Koden efter måttet "
        "skrivs i planen.",
        "measure": "Mått",
        "few": "Enheten har för få patienter för att något av måtten ska kunna visas: tal visas "
        "från {n} patienter. En plan kan ändå skrivas, och följas upp när patienterna blivit "
        "fler.",
        "few_answers": "Enheten har för få svar för att visa något av måtten ännu. Svaren är då "
        "det första att förbättra.",
        "can": "Med de här måtten kan en plan följas upp; hur de räknas står på sista bilden:",
        "steps": (
            "Välj ett till tre mått. Ett mått som gäller många patienter, och som ni själva kan "
            "påverka, är lättast att följa.",
            "{form}",
            "Fyll i målet, varför, vad ni gör annorlunda, vilken roll som gör det, dagen då det "
            "börjar och dagen då ni ser efter. Skriv aldrig om en patient.",
            "Kontrollera att allt är ifyllt, eller låt registret göra det.",
        ),
        "form": "Be registret om ett formulär med enhetens värde nu, om det kan visas.",
        "form_bare": "Be registret om ett formulär.",
        "commands": "Den som själv kör programmet gör formuläret med {init} och kontrollerar det "
        "med {check}.",
        "then": "Enhetens nästa rapport öppnar med planen, och dessa bilder visar då målet, "
        "måttet över tid och värdet före och efter.",
        "then_few": "Enhetens nästa rapport öppnar med planen, och dessa bilder visar då målet; "
        "måttet visas när patienterna räcker.",
        "median": "{label}, median i {unit}",
        "code": "MÅTTETS_KOD",
    },
    "en": {
        "chosen": "The measure is chosen.",
        "none": "The unit has no action plan yet.",
        "begin": "Choose a measure that you want to improve, decide how far you want to get and "
        "what you will do differently, and set a day on which it begins.",
        "caption": "The unit's values",
        "about": "{period}. The code after each measure is written in the plan.",
        "pooled": "{asked} alone has too few responses; the numbers are for {period}. The "
        "code after each measure is written in the plan.",
        "measure": "Measure",
        "few": "The unit has too few patients for any of the measures to be shown: numbers need at "
        "least {n} patients. A plan can be written all the same, and followed up when there are "
        "more patients.",
        "few_answers": "The unit has too few responses to show any of the measures yet. Improve "
        "the response rate first.",
        "can": "A plan can be followed up with these measures; the last slide says how they are "
        "calculated:",
        "steps": (
            "Choose one to three measures. A measure that applies to many patients, and that "
            "you can influence yourselves, is the easiest to follow.",
            "{form}",
            "Fill in the goal, why, what you will do differently, which role does it, the "
            "day on which it begins and the day on which you will review it. Never write "
            "about a patient.",
            "Check that everything is filled in, or let the registry do it.",
        ),
        "form": "Ask the registry for a form with the unit's value now, if it can be shown.",
        "form_bare": "Ask the registry for a form.",
        "commands": "Those who run the program themselves make the form with {init} and check it "
        "with {check}.",
        "then": "The unit's next report opens with the plan, and these slides then show the goal, "
        "the measure over time, and the value before and after.",
        "then_few": "The unit's next report opens with the plan, and these slides then show the "
        "goal; the measure is shown when there are enough patients.",
        "median": "{label}, median in {unit}",
        "code": "CODE_OF_MEASURE",
    },
}


@dataclass(frozen=True)
class Choices:
    """The indicators of a unit without a plan.

    Attributes
    ----------
    cleared
        Their rows in one period, the unit's and the nation's.
    measures
        Their codes, in order.
    unit_id
        Whose they are.
    period, asked
        The period in words, and the one asked for where that has too few responses; else empty.
    """

    cleared: ClearedTable
    measures: tuple[str, ...]
    unit_id: str
    period: str
    asked: str = ""


def write_choices_lead(choices: Choices, *, language: str = "sv") -> Stamped:
    """Say that there is no plan, and what is to be decided; named `UNCHOSEN`."""
    text = _TEXT[language]
    html = Markup('<p class="nrs-lead">{}</p><p>{}</p>').format(text["none"], text["begin"])
    return slide_text(UNCHOSEN, html, [text["none"], text["begin"]], choices.cleared)


def show_choices(
    choices: Choices | None, *, instead: ClearedTable, language: str = "sv"
) -> Stamped:
    """The unit's indicators with the nation's; in words where nothing can be shown.

    Parameters
    ----------
    choices
        None where something is chosen already: then the text has the name `CHOSEN`, and the
        slides leave their part out.
    instead
        What is shown then.
    """
    if choices is None:
        return _chosen(instead, language)
    text = _TEXT[language]
    find = finder(choices.cleared)
    own = _own(choices)
    if not _is_any_shown(choices):
        return _listed(choices, language)
    rows = []
    for code, row in zip(choices.measures, own, strict=True):
        measure = read_measures()[code]
        nation = find(measure=code, scope=str(Scope.NATIONAL), category="")
        cells = (
            *measured_cells(row, measure.decimals, language),
            *measured_cells(nation, measure.decimals, language)[:2],
        )
        head = _head(measure, language)
        rows.append(Row(head, cells, beside=code))
    unit, nations = word("unit", language), word("nation", language)
    table = Table(
        caption=text["caption"],
        about=text["pooled" if choices.asked else "about"].format(
            period=choices.period if choices.asked else capital(choices.period),
            asked=capital(choices.asked),
        ),
        stub=text["measure"],
        columns=(
            Column(word("value", language), group=unit),
            Column(word("based_on", language), group=unit, muted=True),
            Column(word("interval", language, level=level(language)), group=unit, muted=True),
            Column(word("value", language), group=nations),
            Column(word("based_on", language), group=nations, muted=True),
        ),
        groups=(Group("", tuple(rows)),),
    )
    return stamp(table, name="choices", cleared=[choices.cleared], language=language)


def write_first_steps(
    choices: Choices | None, *, instead: ClearedTable, language: str = "sv"
) -> Stamped:
    """How a plan is written, step by step; as `show_choices` where something is chosen."""
    if choices is None:
        return _chosen(instead, language)
    text = _TEXT[language]
    init = ("nrs plan init", f"--unit {choices.unit_id}", f"--measure {text['code']}")
    commands = {"init": init, "check": ("nrs plan check",)}
    coded = {name: _command(parts) for name, parts in commands.items()}
    is_shown = _is_any_shown(choices)
    form, then = (text[key if is_shown else f"{key}_{end}"] for key, end in _ENDINGS)
    steps = [step.format(form=form) for step in text["steps"]]
    items = Markup("").join(Markup("<li>{}</li>").format(step) for step in steps)
    html = Markup('<ol>{}</ol><p>{}</p><p class="note">{}</p>').format(
        items, then, Markup(text["commands"]).format(**coded)
    )
    spoken = {name: " ".join(parts) for name, parts in commands.items()}
    plain = [*steps, then, text["commands"].format(**spoken)]
    return slide_text("first_steps", html, plain, choices.cleared)


def _own(choices: Choices) -> list[Any]:
    """The unit's value of each measure, in their order."""
    find = finder(choices.cleared)
    return [find(measure=code, scope=str(Scope.OWN), category="") for code in choices.measures]


def _is_any_shown(choices: Choices) -> bool:
    return any(row is not None and not row.hidden for row in _own(choices))


def _why_none(choices: Choices, language: str) -> str:
    """Whether patients or responses are too few: of how many respond, all patients are counted."""
    counted = [
        row
        for code, row in zip(choices.measures, _own(choices), strict=True)
        if code.startswith(_RESPONSE) and row is not None
    ]
    is_of_answers = counted and not any(row.hidden == "few" for row in counted)
    n = count(choices.cleared.record.min_n_own, language=language)
    return _TEXT[language]["few_answers" if is_of_answers else "few"].format(n=n)


def _head(measure: Measure, language: str) -> str:
    """A measure's label, with what its value is where that is not a per cent."""
    label, unit = measure.label[language], measure.unit[language]
    if measure.kind == Statistic.MEDIAN:
        return _TEXT[language]["median"].format(label=label, unit=unit)
    return ", ".join(filter(None, (label, unit)))


def _command(parts: Sequence[str]) -> Markup:
    """A command in which no line ends between an option's dashes and its value."""
    whole = [Markup('<span class="nrs-whole">{}</span>').format(part) for part in parts]
    return Markup("<code>{}</code>").format(Markup(" ").join(whole))


def _listed(choices: Choices, language: str) -> Stamped:
    """The measures and their codes, where the unit has no value of any.

    What they are stands on the last slide; here it filled more than a sheet.
    """
    text = _TEXT[language]
    known = [read_measures()[code] for code in choices.measures]
    items = Markup("").join(
        Markup("<li><strong>{}</strong> <code>{}</code></li>").format(one.label[language], one.code)
        for one in known
    )
    why = _why_none(choices, language)
    html = Markup('<p class="nrs-lead">{}</p><p>{}</p><ul>{}</ul>').format(why, text["can"], items)
    told = [f"{one.label[language]} ({one.code})." for one in known]
    return slide_text("choices", html, [why, text["can"], *told], choices.cleared)


def _chosen(cleared: ClearedTable, language: str) -> Stamped:
    told = _TEXT[language]["chosen"]
    return slide_text(CHOSEN, Markup("<p>{}</p>").format(told), [told], cleared)


def slide_text(
    name: str,
    html: Markup,
    plain: Sequence[str],
    cleared: ClearedTable,
    rows: Sequence[Any] | None = None,
) -> Stamped:
    """Words of a slide; ``rows`` are those behind its numbers, None where it tells none."""
    return stamped(
        kind="text",
        name=name,
        html=str(html),
        plain=" ".join(plain),
        cleared=[cleared],
        sentences=rows or (),
        shows_numbers=rows is not None,
    )
