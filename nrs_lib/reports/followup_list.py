"""Whom a unit should ask for the one-year follow-up: a list of persons, for that unit alone.

It is made on demand into a private folder and is no release: no report, site, outbox or ledger
knows of it. Persons stand as the registry's pseudonyms, which the unit can look up.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from nrs_lib import __version__
from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.selection import Population
from nrs_lib.errors import ParameterError
from nrs_lib.reports.assembling import register_words
from nrs_lib.reports.folders import owner_only
from nrs_lib.reports.on_demand import refuse_among_outputs
from nrs_lib.reports.page.documents import templates, write_page, write_text
from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.stats.data_quality.followup_states import OVERDUE, open_followups
from nrs_lib.terms import Register
from nrs_lib.text import count, iso_date, whole

_COLUMNS = ("episode_id", "patient_id", "discharge_date", "due_date", "last_day", "days_left")
_WORDS = {
    "sv": {
        "title": "Ettårsuppföljningar att göra, {unit}",
        "file": "uppfoljningar",
        "readers": "Bara för enhetens egen personal",
        "as_of": "Datauttag {day}",
        "lead": "Ettårsuppföljningar som fortfarande kan besvaras: {n}. Försenade: {overdue}. "
        "Den som har kortast tid kvar står först.",
        "none": "Ingen ettårsuppföljning väntar på svar.",
        "persons": "Listan gäller personer. Lägg den där bara vårdteamet kommer åt den, och ta "
        "bort den när den har använts.",
        "later": "Det som registrerats efter uttagets dag syns inte här: kontrollera i registret "
        "innan någon kontaktas.",
        "overdue": "Försenade",
        "waiting": "Inom tiden",
        "episode_id": "Vårdförlopp",
        "patient_id": "Patient (pseudonym)",
        "discharge_date": "Avslut",
        "due_date": "Uppföljning",
        "last_day": "Sista dag för svar",
        "days_left": "Dagar kvar",
        "state": "Läge",
    },
    "en": {
        "title": "One-year follow-ups to make, {unit}",
        "file": "followups",
        "readers": "For the unit's own staff only",
        "as_of": "Data as of {day}",
        "lead": "One-year follow-ups that can still be answered: {n}. Overdue: {overdue}. "
        "Whoever has the least time left comes first.",
        "none": "No one-year follow-up awaits an answer.",
        "persons": "The list is about persons. Keep it where only the care team can reach it, and "
        "remove it when it has been used.",
        "later": "What was registered after the day of the extract is not seen here: check the "
        "registry before anybody is contacted.",
        "overdue": "Overdue",
        "waiting": "In time",
        "episode_id": "Episode",
        "patient_id": "Patient (pseudonym)",
        "discharge_date": "Discharge",
        "due_date": "Follow-up",
        "last_day": "Last day to answer",
        "days_left": "Days left",
        "state": "State",
    },
}


def write_followup_list(
    extract: Extract, *, unit_id: str, to: Path, language: str = "sv"
) -> tuple[Path, Path]:
    """Write a unit's list as a page and as a sheet; return both files.

    Parameters
    ----------
    to
        A private folder outside the outputs; made for its owner only where it is not there.

    Raises
    ------
    ParameterError
        The extract has no such unit.
    UsageError
        The folder lies among the outputs, where releases are handed on.
    """
    to = to.absolute()
    refuse_among_outputs(to)
    units = extract.units.set_index("unit_id")
    if unit_id not in units.index:
        raise ParameterError(
            "There is no such unit.",
            where=f"--unit {unit_id[:40]}",
            remedy="See `nrs list --units`.",
        )
    unit = units.loc[unit_id]
    population = Population(extract, register=Register(unit["register"]), unit_id=unit_id)
    found, words = open_followups(population), _WORDS[language]
    page = _page(extract, found, str(unit["unit_name"]), Register(unit["register"]), language)
    with owner_only():
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
        stem = to / f"{words['file']}-{unit_id}"
        return (
            write_page(stem.with_suffix(".html"), page),
            write_text(stem.with_suffix(".csv"), _sheet(found, language), encoding="utf-8-sig"),
        )


def _lines(found: pd.DataFrame) -> list[list[str]]:
    return [
        [
            str(row[key].date()) if isinstance(row[key], pd.Timestamp) else str(row[key])
            for key in _COLUMNS
        ]
        for row in found.to_dict("records")
    ]


def _page(
    extract: Extract, found: pd.DataFrame, unit: str, register: Register, language: str
) -> str:
    words = _WORDS[language]
    overdue = found["state"] == OVERDUE
    counts = {"n": len(found), "overdue": int(overdue.sum())}
    lead = words["lead"] if len(found) else words["none"]
    told = {key: count(n, language=language) for key, n in counts.items()}
    given = {"words": words, "lead": lead.format(**told), "columns": _COLUMNS}
    groups = {"overdue": _lines(found[overdue]), "waiting": _lines(found[~overdue])}
    html = templates(Path(__file__).parent / "page").get_template("followups.html.j2")
    return render_report(
        ReportPage(
            title=words["title"].format(unit=whole(unit)),
            kicker=register_words(register, language),
            facts=(words["as_of"].format(day=iso_date(extract.as_of)), words["readers"]),
            sections=(Section("list", "", (html.render(groups=groups, **given),)),),
            footer=(("nrs", __version__),),
            is_synthetic=extract.synthetic,
            language=language,
        )
    )


def _sheet(found: pd.DataFrame, language: str) -> str:
    words, text = _WORDS[language], io.StringIO()
    sheet = csv.writer(text, delimiter=";", lineterminator="\n")
    sheet.writerow([*(words[key] for key in _COLUMNS), words["state"]])
    for line, state in zip(_lines(found), found["state"], strict=True):
        # A spreadsheet runs what begins so; a pseudonym is text, whatever it looks like.
        cells = [f"'{cell}" if cell.startswith(tuple("=+-@")) else cell for cell in line]
        sheet.writerow([*cells, words[state]])
    return text.getvalue()
