"""The appendix of methods: how scores are made, and how often intervals hold the truth.

All of it is rendered from definitions and from the record of grades; nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from nrs_lib.contracts.instruments import Scale, read_instruments
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.reports.grades.record import Citation
from nrs_lib.reports.scoring_manual import describing
from nrs_lib.tables.defined import scales_of
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.results import described
from nrs_lib.tables.wording import word

_WORDS = {
    "sv": {
        "scoring": "Så räknas poängen",
        "scoring_about": "Skalorna i rapporten, instrument för instrument, med vad som måste vara "
        "besvarat. Frågornas numrering är formulärets. En fråga räknas som det svar som är lagrat "
        "om raden inte säger annat. Saknas svar som får saknas är en summa medelvärdet av de "
        "besvarade gånger antalet frågor.",
        "how": "Poäng",
        "missing": "Besvarat",
        "cited": "{text} Tabellen över alla prövningar: {file}, i samma mapp som rapporternas "
        "förteckning.",
        "none": "Hur ofta intervallen täcker det sanna värdet har inte prövats på simulerade data "
        "för den programversion som gjort rapporten.",
    },
    "en": {
        "scoring": "How scores are calculated",
        "scoring_about": "The scales of the report, instrument by instrument, with what must be "
        "answered. Questions are numbered as in the questionnaire. A question counts as the "
        "stored answer unless its row says otherwise. Where questions that may be unanswered are, "
        "a sum is the mean of the answered ones times the number of questions.",
        "how": "Score",
        "missing": "Answered",
        "cited": "{text} The table of all trials: {file}, in the folder of the list of reports.",
        "none": "How often the intervals cover the true value has not been tested on simulated "
        "data for the version of the program that made this report.",
    },
}


def show_scoring(
    cleared: Sequence[ClearedTable], *, scales: Sequence[str], language: str = "sv"
) -> Stamped:
    """How the score of every scale of a report is made, and what must be answered for it.

    Parameters
    ----------
    cleared
        Every table the report shows; their definitions name the scales made from answers.
    scales
        Codes of the scales that the report shows.
    """
    words = _WORDS[language]
    keys = {key for part in cleared for key in part.record.definitions}
    by_instrument: dict[str, list[Scale]] = {}
    for one in scales_of(sorted(keys), "scale"):
        if one.code not in scales:
            continue
        by_instrument.setdefault(one.instrument, []).append(one)
    table = Table(
        caption=words["scoring"],
        about=words["scoring_about"],
        stub=word("scale", language),
        columns=(
            Column(words["how"], is_text=True),
            Column(words["missing"], is_text=True, muted=True),
        ),
        groups=tuple(
            Group(
                read_instruments()[code].name[language],
                tuple(_row(one, language) for one in found),
            )
            for code, found in by_instrument.items()
        ),
    )
    return stamp(
        table, name="scoring_rules", cleared=list(cleared), language=language, shows_numbers=False
    )


def _row(one: Scale, language: str) -> Row:
    instrument = read_instruments()[one.instrument]
    told = describing.how(one, instrument, language)
    # Weights and norms of a summary score stand on the page of scores.
    kept = told[:1] if one.component is not None else told
    how = ". ".join([*kept, *describing.recoded(one, instrument, language)])
    # The rules that may be chosen instead are for who scores tables of their own.
    needed, *_ = describing.unanswered(one, language)
    return Row(one.label[language], (Cell(how), Cell(needed)), beside=described(one, language))


def write_coverage(
    cleared: Sequence[ClearedTable], citation: Citation | None, *, language: str = "sv"
) -> Stamped:
    """How often the intervals of the report's methods were found to hold a known truth.

    Parameters
    ----------
    cleared
        Every table the report shows.
    citation
        What `nrs_lib.reports.grades.record.cite_grades` says; None where nothing was graded.
    """
    words = _WORDS[language]
    told = words["none"]
    if citation is not None:
        told = words["cited"].format(text=citation.text, file=citation.file)
    return stamped(
        kind="text",
        name="coverage_of_intervals",
        html=str(Markup("<p>{}</p>").format(told)),
        plain=told,
        cleared=list(cleared),
        shows_numbers=False,
    )
