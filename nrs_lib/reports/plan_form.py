"""The form of an action plan, to be filled in: commented, with the unit's present values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.measures import Measure, read_measures
from nrs_lib.contracts.plans import plan_path
from nrs_lib.contracts.shape import MARK
from nrs_lib.disclosure import ClearedTable
from nrs_lib.errors import ParameterError, UsageError
from nrs_lib.reports.desk import open_desk
from nrs_lib.reports.page.documents import write_text
from nrs_lib.reports.subjects import units_of
from nrs_lib.stats.indicators import INDICATORS
from nrs_lib.tables.cells import finder
from nrs_lib.tables.plan_sentences import value_words
from nrs_lib.terms import Audience, Direction, Scope, Statistic

_MOST = 3
_WORDS = {
    "sv": {
        "head": """# Handlingsplan för {unit} ({name}). Enhetens nästa rapport öppnar med den.
# Fyll i där det står {mark}. Skriv aldrig något om en patient: inga namn, inga personnummer
# och inga antal; rapporten räknar. Skriv roller, inte namn på medarbetare.
# Texter kan skrivas på svenska (sv), engelska (en) eller båda.
# Kontrollera med: nrs plan check {file}
""",
        "shown_to": "# Får andra läsa det ni skrivit? [other_units] (andra enheter), [public].",
        "now": "# {label} {period}: {value}.",
        "pooled": "# Perioden har få svar; värdet gäller {period}.",
        "definition": "# {definition}",
        "least": "minst så högt: högre är bättre",
        "most": "högst så högt: lägre är bättre",
        "percent": "i procent, 70 är 70 %",
        "goal": "# Nivån att nå ({unit}), {way}.",
        "why": "varför just detta?",
        "what": "vad ska ni göra annorlunda?",
        "who": "vilken roll gör det?",
        "starts": "# Dagen då det nya arbetssättet börjar; den märks ut i diagrammet.",
        "review": "# Dagen då ni ser hur det gick.",
        "status": "# planned (planerat), under_way (pågår), done (genomfört), stopped (avbrutet).",
        "learnt": "# När det är genomfört eller avbrutet: vad lärde ni er?",
    },
    "en": {
        "head": """# Action plan of {unit} ({name}). The unit's next report opens with it.
# Fill in where it says {mark}. Never write about a patient: no names, no personal identity
# numbers and no counts; the report counts. Write roles, not the names of colleagues.
# Texts may be in Swedish (sv), English (en) or both.
# Check with: nrs plan check {file}
""",
        "shown_to": "# May others read what you write? [other_units] or [public], which is all.",
        "now": "# {label} {period}: {value}.",
        "pooled": "# The period has few responses; the value is for {period}.",
        "definition": "# {definition}",
        "least": "at least so high: higher is better",
        "most": "at most so high: lower is better",
        "percent": "in per cent, 70 is 70%",
        "goal": "# The level to reach ({unit}), {way}.",
        "why": "why this?",
        "what": "what will you do differently?",
        "who": "which role does it?",
        "starts": "# The day on which the new way of working begins; the chart marks it.",
        "review": "# The day on which you look at how it went.",
        "status": "# planned, under_way, done or stopped.",
        "learnt": "# When it is done or stopped: what did you learn?",
    },
}


def write_form(
    extract: Extract,
    *,
    unit_id: str,
    measures: Sequence[str],
    period: str | None = None,
    language: str = "sv",
    replace: bool = False,
) -> Path:
    """Write the form of a unit's plan into the folder of plans, and return its path.

    Parameters
    ----------
    measures
        Codes of one to three indicators, the most important first.
    period
        Whose values stand in the form, cleared for the unit itself; the last whole year of the
        extract when not given.

    Raises
    ------
    UsageError
        The extract has no such unit, or the unit has a plan already.
    ParameterError
        A measure is not an indicator, or there are more than three.
    """
    [unit] = units_of(extract.units, unit_ids=[unit_id])
    strange = [one for one in measures if one not in INDICATORS]
    if strange or not 1 <= len(set(measures)) <= _MOST:
        raise ParameterError(
            "A plan is about one to three measures that are followed quarter by quarter.",
            where=", ".join(one[:40] for one in strange or measures),
            remedy=f"Choose among {', '.join(INDICATORS)}.",
        )
    path = plan_path(unit.subject_id)
    if path.exists() and not replace:
        raise UsageError(
            "The unit has a plan already, and it is not overwritten.",
            where=path.name,
            remedy="Write in it, or give --replace to begin anew.",
        )
    desk = open_desk(
        extract_id=extract.extract_id,
        register=str(unit.register),
        subject=unit.subject_id,
        period=period or str(extract.as_of.year - 1),
        audience=Audience.OWN_UNIT,
        language=language,
    )
    words = _WORDS[language]
    lines = [
        words["head"].format(unit=unit.subject_id, name=unit.label, mark=MARK, file=path),
        f"unit: {unit.subject_id}",
        f"register: {unit.register}",
        words["shown_to"],
        "# words_shown_to: [other_units]",
        "focuses:",
    ]
    if desk.asked is not None:
        lines.insert(1, words["pooled"].format(period=desk.period_label))
    for code in dict.fromkeys(measures):
        lines += _focus(desk.section("indicators"), code, desk.period, extract.as_of, language)
    return write_text(path, "\n".join(lines) + "\n")


def _focus(
    cleared: ClearedTable, code: str, period: Period, day: dt.date, language: str
) -> list[str]:
    measure, words = read_measures()[code], _WORDS[language]
    asked = {"measure": code, "scope": str(Scope.OWN), "period": period.code}
    value = value_words(finder(cleared)(**asked, category=""), measure, language)
    now = words["now"].format(
        label=measure.label[language], period=period.label(language), value=value
    )
    way = "most" if measure.direction is Direction.HIGHER_WORSE else "least"
    goal = words["goal"].format(unit=_unit(measure, language), way=words[way])
    starts, review = day, day + dt.timedelta(days=365)
    # In quotes, or a comma or colon in somebody's sentence would be one of YAML's.
    texts = [
        line
        for name in ("why", "what", "who")
        for line in (f"    {name}:", f'      {language}: "{MARK} {words[name]}"')
    ]
    return [
        f"  {now}",
        f"  {words['definition'].format(definition=measure.definition[language])}",
        f"  - measure: {code}",
        f"    {goal}",
        f"    goal: {MARK}",
        *texts,
        f"    {words['starts']}",
        f"    starts: {starts:%Y-%m-%d}",
        f"    {words['review']}",
        f"    review: {review:%Y-%m-%d}",
        f"    {words['status']}",
        "    status: planned",
        f"    {words['learnt']}",
        "    # learnt:",
        f'    #   {language}: "..."',
    ]


def _unit(measure: Measure, language: str) -> str:
    is_share = measure.kind == Statistic.SHARE
    return _WORDS[language]["percent"] if is_share else measure.unit[language]
