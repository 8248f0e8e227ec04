"""The formulas and the sources behind a report's numbers."""

from __future__ import annotations

from collections.abc import Sequence

from nrs_lib.contracts.conventions import read_conventions
from nrs_lib.contracts.references import work_of
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.defined import definitions_of
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.wording import word
from nrs_lib.text import sort_key
from nrs_lib.text.references import dois_in

_OF_WORKS = "en"
"""The language that every work cited was published in."""
_WORDS = {
    "sv": {
        "formulas": "Formler",
        "formulas_about": "p är en andel och n antalet bakom den, x̄ ett medelvärde, s en "
        "standardavvikelse; z och t är fördelningarnas gränser vid intervallens nivå.",
        "formula": "Formel",
        "sources": "Källor",
        "sources_about": "Publicerade arbeten som definitionerna hänvisar till, med vad de är "
        "källa till.",
        "unread": "Arbeten vars titel inte har kunnat kontrolleras står sist, med enbart DOI.",
        "work": "Verk",
        "for": "Källa till",
    },
    "en": {
        "formulas": "Formulas",
        "formulas_about": "p is a share and n the number behind it, x̄ a mean, s a standard "
        "deviation; z and t are the quantiles of their distributions at the level of the "
        "intervals.",
        "formula": "Formula",
        "sources": "Sources",
        "sources_about": "Published works that the definitions refer to, and what each is "
        "the source of.",
        "unread": "Works whose title could not be checked are listed last, by DOI alone.",
        "work": "Work",
        "for": "Source of",
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
    table = Table(
        caption=words["formulas"],
        about=words["formulas_about"],
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
