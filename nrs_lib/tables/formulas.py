"""The formulas and the sources behind a report's numbers."""

from __future__ import annotations

from collections.abc import Sequence

from nrs_lib.contracts.conventions import read_conventions
from nrs_lib.contracts.outcome_domains import headings_of
from nrs_lib.contracts.references import work_of
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.defined import definitions_of
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.wording import word
from nrs_lib.terms import Statistic
from nrs_lib.text import sort_key
from nrs_lib.text.references import dois_in

_OF_WORKS = "en"
"""The language that every work cited was published in."""
_WORDS = {
    "sv": {
        "formulas": "Formler",
        "formulas_about": "p är en andel och n antalet bakom den, x̄ ett medelvärde, s en "
        "standardavvikelse, q en kvantils ordning (0,5 för medianen) och x(h) värdet på plats h; "
        "z och t är fördelningarnas gränser vid intervallens nivå.",
        "rounded": "Antal är avrundade till närmaste {base}: andelars intervall är räknade för "
        "alla antal som avrundas till de skrivna, och går från den lägsta gränsen till den "
        "högsta. De är därför vidare än vad formeln ger av de skrivna antalen.",
        "formula": "Formel",
        "headings": "Rubriker för skalor",
        "sources": "Källor",
        "sources_about": "Publicerade arbeten som definitionerna hänvisar till. Ett arbete kan "
        "nämnas för att definitionen gör annorlunda; det står då vid definitionen.",
        "unread": "Arbeten vars titel inte har kunnat kontrolleras står sist, med enbart DOI.",
        "work": "Verk",
        "for": "Nämns vid",
    },
    "en": {
        "formulas": "Formulas",
        "formulas_about": "p is a share and n the number behind it, x̄ a mean, s a standard "
        "deviation, q the order of a quantile (0.5 for the median) and x(h) the value in place h; "
        "z and t are the quantiles of their distributions at the level of the intervals.",
        "rounded": "Counts are rounded to the nearest {base}: intervals for shares are computed "
        "for every count that rounds to those printed, and go from the lowest limit to the "
        "highest. They are thus wider than the formula gives for the printed counts.",
        "formula": "Formula",
        "headings": "Headings of scales",
        "sources": "Sources",
        "sources_about": "Published works that the definitions refer to. A work may be cited "
        "because the definition departs from it; the definition then says so.",
        "unread": "Works whose title could not be checked are listed last, by DOI alone.",
        "work": "Work",
        "for": "Cited for",
    },
}


def show_formulas(cleared: Sequence[ClearedTable], *, language: str = "sv") -> Stamped:
    """The formulas of the definitions that a report's numbers rest on.

    Parameters
    ----------
    cleared
        Every table the report shows.
    """
    words, known = _WORDS[language], read_conventions()
    kind = "convention:"
    used = {
        one.key.removeprefix(kind): one
        for one in definitions_of(cleared, language=language)
        if one.key.startswith(kind)
    }
    rows = tuple(
        Row(one.text, (Cell(known[key].formula),))
        for key, one in used.items()
        if known[key].formula
    )
    base = max(
        (part.record.used.get("limits", {}).get("round_to", 1) for part in cleared), default=1
    )
    about = [words["formulas_about"], words["rounded"].format(base=base) if int(base) > 1 else ""]
    table = Table(
        caption=words["formulas"],
        about=" ".join(filter(None, about)),
        stub=word("definition", language),
        columns=(Column(words["formula"], is_text=True),),
        groups=(Group("", rows),),
    )
    return _stamped(table, "formulas", cleared, language)


def show_sources(cleared: Sequence[ClearedTable], *, language: str = "sv") -> Stamped:
    """Every published work that the definitions refer to, by author and year.

    A work that could not be looked up stands last, by its DOI.

    Parameters
    ----------
    cleared
        Every table the report shows.
    """
    words = _WORDS[language]
    found: dict[str, list[str]] = {}
    for one in definitions_of(cleared, language=language):
        for doi in dois_in(one.reference):
            told = found.setdefault(doi, [])
            if one.text not in told:
                told.append(one.text)
    # Headings are no definition of a number, but the tables of change name their source.
    for heading in headings_of(_changed(cleared)):
        for doi in dois_in(heading.reference[language]):
            told = found.setdefault(doi, [])
            if words["headings"] not in told:
                told.append(words["headings"])
    rows = tuple(
        Row(_told(doi), (Cell(_listed(found[doi])),), language=_spoken(doi, language))
        for doi in sorted(found, key=_place)
    )
    alone = any(work_of(doi) is None for doi in found)
    table = Table(
        caption=words["sources"],
        about=" ".join((words["sources_about"], *([words["unread"]] if alone else []))),
        stub=words["work"],
        columns=(Column(words["for"], is_text=True, muted=True),),
        groups=(Group("", rows),),
    )
    return _stamped(table, "sources", cleared, language)


def _changed(cleared: Sequence[ClearedTable]) -> list[str]:
    """Codes of the scales that tables of change show."""
    effect = str(Statistic.EFFECT)
    rows = (row for part in cleared for row in part.matching(statistic=effect))
    return list(dict.fromkeys(row.measure for row in rows))


def _told(doi: str) -> str:
    work = work_of(doi)
    return f"{work.citation} doi:{doi}" if work else f"doi:{doi}"


def _spoken(doi: str, language: str) -> str:
    """The language of a work's title, where it is not the page's."""
    return _OF_WORKS if work_of(doi) and language != _OF_WORKS else ""


def _place(doi: str) -> tuple[bool, str, int, str]:
    work = work_of(doi)
    if work is None:
        return (True, "", 0, doi)
    return (False, sort_key(work.authors), work.year, sort_key(work.title))


def _listed(texts: Sequence[str]) -> str:
    """Every definition of a source."""
    return ". ".join(text.rstrip(".") for text in texts) + "."


def _stamped(table: Table, name: str, cleared: Sequence[ClearedTable], language: str) -> Stamped:
    return stamp(table, name=name, cleared=list(cleared), language=language, shows_numbers=False)
