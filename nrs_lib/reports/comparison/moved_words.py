"""A split change in words: its parts, a sentence about it, and the check of the sum."""

from __future__ import annotations

from nrs_lib.figures.moved import PARTS
from nrs_lib.stats.moved.figures import Figure
from nrs_lib.stats.moved.why import Moved
from nrs_lib.terms import NATIONAL
from nrs_lib.text import NBSP, change, count, join_words, number, of

_TEXT = {
    "sv": {
        "part": "Del",
        "size": "Bidrag",
        "episodes": "Vårdförlopp",
        "questionnaires": "Enkäter",
        "remark": "Anmärkning",
        "total": "Hela ändringen",
        "same_extract": "0: det är samma datauttag",
        "no_such_records": "0: inga sådana uppgifter i gruppen",
        "same_definitions": "0: samma definitioner",
        "same_period": "0: samma period",
        "no_other_patients": "0: inga andra patienter",
        "no_mix_kind": "0: räknas inte för måttet",
        "no_mix_declared": "0: ingen patientsammansättning är bestämd för måttet",
        "no_mix_variables": "0: måttet justeras inte för något",
        "no_mix_columns": "0: uttaget saknar något att justera för",
        "no_mix_model": "0: för få patienter för en modell",
        "national": "Riket",
        "points": "procentenheter",
        "moved": "{label}, {group}: från {before} ({when_before}) till {after} ({when_after}), "
        "{change}.",
        "mostly": "Ändringen består av {parts}.",
        "unchanged": "Ingen del är så stor att den syns.",
        "sum": "Delarna summerar till {sum}; ändringen är {change}; avvikelse {error}.",
        "files": "Definitioner som skiljer sig: {files}. Det som definitioner gör vid inläsningen "
        "(tillåtna värden, värdelistor) räknas till rättade uppgifter.",
        "read": "läst {day}",
    },
    "en": {
        "part": "Part",
        "size": "Adds",
        "episodes": "Episodes",
        "questionnaires": "Questionnaires",
        "remark": "Remark",
        "total": "The whole change",
        "same_extract": "0: it is the same extract",
        "no_such_records": "0: no such records in the group",
        "same_definitions": "0: the same definitions",
        "same_period": "0: the same period",
        "no_other_patients": "0: no other patients",
        "no_mix_kind": "0: not computed for the measure",
        "no_mix_declared": "0: no case mix is declared for the measure",
        "no_mix_variables": "0: the measure is adjusted for nothing",
        "no_mix_columns": "0: the extract lacks something to adjust for",
        "no_mix_model": "0: too few patients for a model",
        "national": "National",
        "points": "percentage points",
        "moved": "{label}, {group}: from {before} ({when_before}) to {after} ({when_after}), "
        "{change}.",
        "mostly": "The change is made of {parts}.",
        "unchanged": "No part is large enough to be seen.",
        "sum": "The parts add up to {sum}; the change is {change}; difference {error}.",
        "files": "Definitions that differ: {files}. What definitions do when a delivery is read "
        "(allowed values, code lists) counts among corrected records.",
        "read": "read {day}",
    },
}

MOVED: dict[str, dict[str, str]] = {
    "sv": {
        "title": "Varför har siffran ändrats? {label}",
        "steps": "Steg för steg",
        "parts": "Delarna",
        "how": "Vad delarna betyder",
        "extracts": "Datauttag",
        "internal": "Sidan är intern: tabellen räknar poster utan nedre gräns.",
        "new": "Nya patienter: det som hänt efter den dag då det förra uttaget lästes, också "
        "uppföljningar som hunnit falla ut.",
        "late": "Sena registreringar: det som hade hänt då men inte var registrerat.",
        "corrected": "Rättade uppgifter: det som var registrerat och nu säger något annat, eller "
        "är borta; hit räknas återkallat deltagande.",
        "definition": "Ändrad definition: samma svar, räknade med det andra uttagets egna "
        "definitioner.",
        "case_mix": "Annan patientsammansättning: hur mycket mer eller mindre som en modell av "
        "hela delregistret väntar sig av de nya patienterna, eller av den andra periodens.",
        "rest": "Övrigt, mellan två perioder: vad andra patienter nådde utöver det.",
        "shapley": "Delen är orsakens effekt i medeltal över alla ordningar som orsakerna kan ha "
        "kommit i (Shapleyvärde); därför blir summan exakt ändringen.",
    },
    "en": {
        "title": "Why did the figure move? {label}",
        "steps": "Step by step",
        "parts": "The parts",
        "how": "What the parts mean",
        "extracts": "Extracts",
        "internal": "The page is internal: the table counts records without a lower limit.",
        "new": "New patients: what happened after the day the earlier extract was read, follow-ups "
        "that have fallen due among it.",
        "late": "Late registrations: what had happened then and was not registered.",
        "corrected": "Corrected records: what was registered and says something else now, or is "
        "gone; withdrawn consent is counted here.",
        "definition": "Changed definition: the same answers by the other extract's own "
        "definitions.",
        "case_mix": "Different case mix: how much more or less a model of the whole register "
        "expects of the new patients, or those of the other period.",
        "rest": "The rest, between two periods: what other patients reached beyond that.",
        "shapley": "A part is the cause's effect on average over all orders in which the causes "
        "may have come (Shapley value); therefore the sum is exactly the change.",
    },
}


def part_rows(moved: Moved, language: str) -> list[dict[str, str]]:
    """One row per part under readable heads, and the whole change last."""
    text = _TEXT[language]

    def row(label: str, size: float, *counts: int | None, remark: str = "") -> dict[str, str]:
        told = ["" if n is None else count(n, language=language) for n in counts]
        return {
            text["part"]: label,
            text["size"]: size_of(moved, size, language),
            text["episodes"]: told[0],
            text["questionnaires"]: told[1],
            text["remark"]: remark,
        }

    rows = [
        row(
            PARTS[language][part.code],
            part.size,
            part.episodes,
            part.questionnaires,
            remark=text.get(part.not_applicable, ""),
        )
        for part in moved.parts
    ]
    return [*rows, row(text["total"], moved.change, None, None)]


def size_of(moved: Moved, size: float, language: str) -> str:
    """A part in the figure's own unit, shares in percentage points."""
    is_share = moved.name.kind == "share"
    return change(size * (100 if is_share else 1), moved.name.decimals, language=language)


def figure_words(moved: Moved, found: Figure, language: str) -> str:
    """The figure with its company."""
    if moved.name.kind == "share":
        sign = {"sv": f"{NBSP}%", "en": "%"}[language]
        company = of(found.numerator, found.denominator, language=language)
        return f"{number(100 * found.estimate, 1, language=language)}{sign}, {company}"
    if moved.name.kind == "count":
        return count(found.n, language=language)
    written = number(found.estimate, moved.name.decimals, language=language)
    return f"{written}, n{NBSP}={NBSP}{count(found.n, language=language)}"


def when(moved: Moved, place: int, language: str) -> str:
    """Which of the two it is: the period, and the day the extract was read if they differ."""
    day = moved.extracts[place][:10]
    read = _TEXT[language]["read"].format(day=day)
    periods = len(set(moved.periods)) > 1
    extracts = len(set(moved.extracts)) > 1
    words = [moved.periods[place]] if periods or not extracts else []
    return ", ".join([*words, *([read] if extracts else [])])


def group_of(moved: Moved, language: str) -> str:
    """The unit, or the nation in its register."""
    if moved.group != NATIONAL:
        return moved.group
    return f"{_TEXT[language]['national']} ({moved.register})"


def summary(moved: Moved, language: str) -> str:
    """What happened, in two sentences."""
    text = _TEXT[language]
    unit = f" {text['points']}" if moved.name.kind == "share" else ""
    first = text["moved"].format(
        label=moved.name.label(language),
        group=group_of(moved, language),
        before=figure_words(moved, moved.before, language),
        after=figure_words(moved, moved.after, language),
        when_before=when(moved, 0, language),
        when_after=when(moved, 1, language),
        change=size_of(moved, moved.change, language) + unit,
    )
    parts = sorted(moved.parts, key=lambda part: -abs(part.size))
    told = [
        f"{PARTS[language][part.code].lower()} ({size_of(moved, part.size, language)})"
        for part in parts
        if size_of(moved, part.size, language) != size_of(moved, 0.0, language)
    ]
    if not told:
        return f"{first} {text['unchanged']}"
    return f"{first} {text['mostly'].format(parts=join_words(told, language=language))}"


def sum_check(moved: Moved, language: str) -> str:
    """The sum of the parts beside the change."""
    return _TEXT[language]["sum"].format(
        sum=size_of(moved, sum(part.size for part in moved.parts), language),
        change=size_of(moved, moved.change, language),
        error=f"{moved.error:.0e}" if moved.error else "0",
    )


def definition_note(moved: Moved, language: str) -> str:
    """Which definitions differ, and what of them cannot be told apart; empty when none do."""
    if not moved.definitions:
        return ""
    files = join_words(moved.definitions, language=language)
    return _TEXT[language]["files"].format(files=files)
