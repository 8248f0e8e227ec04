"""The same report in two languages: its numbers, and words that are of the other language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from pathlib import Path

from openpyxl import load_workbook

from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.contracts.references import read_references

_SPELLED = {
    "sv": "noll en två tre fyra fem sex sju åtta nio tio elva tolv",
    "en": "no one two three four five six seven eight nine ten eleven twelve",
}
# Zero and one are also plain words; the others are numbers wherever they stand.
_WORDS = {
    language: {word: str(n) for n, word in enumerate(words.split()) if n > 1}
    for language, words in _SPELLED.items()
}
_NUMBER = {
    # Codes and versions, as M53.2, have the same dots in both.
    "sv": re.compile(r"(?<![\w.])\d{1,3}(?:\u00a0\d{3})+(?:,\d+)?|\d+(?:\.\d+)*(?:,\d+)?"),
    "en": re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*"),
}
_FUNCTION_WORDS = {
    "sv": """
        och är av att som det för till med på inte vid eller från antal andel riket enheten
        enheter svar svarat tal har hade visas över mer mindre bättre sämre samma varje efter
        innan före när där vem vilka inga ingen dem deras andra också bara mot bland mellan utan
        ur sedan kan ska skulle blir finns skala mått figur tabell uttag datauttag datum kvartal
        år månader dagar patienter kvinnor män
    """,
    "en": """
        the and are was were with which who or their those these this that not than has have been
        answers answered share number numbers units unit shown between each only more less better
        worse same when where after before other others scale measure figure table extract
    """,
}
"""Common words of each language that are no words of the other."""
# Which quarter of a year is spelled in running Swedish, and a number in English.
_PART_OF_YEAR = re.compile(r"\b(?:[QH]|kv\s|halvår\s)[1-4](?=\s\d{4}\b)", re.IGNORECASE)
# Style is for machines, and a formula's index is part of its name.
_UNREAD = {"style", "script", "sub"}
_WHOLE = re.compile(r'<span class="nrs-whole">([^<]*)</span>')
_VOID = {"meta", "br", "img", "input", "hr", "link", "col"}
_SPOKEN = {"aria-label", "title", "alt"}


class _Reader(HTMLParser):
    """Texts of a page with the output that each stands in and whether it is in the page's
    language."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.texts: list[tuple[str, str, bool]] = []
        self._open: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag, attributes) -> None:
        told = dict(attributes)
        output, language = self._open[-1][1:] if self._open else ("", "")
        output, language = told.get("data-output", output), told.get("lang", language)
        self.language = self.language or language
        if tag not in _VOID:
            self._open.append((tag, output, language))
        is_own = language == self.language
        self.texts += [(output, told[name], is_own) for name in _SPOKEN & set(told) if told[name]]

    def handle_endtag(self, tag) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data) -> None:
        tag, output, language = self._open[-1] if self._open else ("", "", "")
        if tag not in _UNREAD and data.strip():
            self.texts.append((output, data, language == self.language))


def _read(page: str) -> list[tuple[str, str, bool]]:
    reader = _Reader()
    # What is kept on one line is still a part of its sentence.
    reader.feed(_WHOLE.sub(r"\1", page))
    reader.close()
    return reader.texts


def texts_of(page: str) -> list[tuple[str, str]]:
    """Every text of a page that is said to be in the page's own language, with its output."""
    return [(output, text) for output, text, is_own in _read(page) if is_own]


def numbers_in(text: str, language: str) -> Counter[str]:
    """Every number of a text without its notation, also those that are spelled out."""
    text = _PART_OF_YEAR.sub("", text)
    found = [_plain(one, language) for one in _NUMBER[language].findall(text)]
    words = re.findall(r"[^\W\d_]+", text.casefold())
    found += [_WORDS[language][word] for word in words if word in _WORDS[language]]
    return Counter(found)


def _plain(number: str, language: str) -> str:
    if language == "sv":
        return number.replace("\u00a0", "").replace(",", ".")
    return number.replace(",", "")


def numbers_of(page: str, language: str) -> list[Counter[str]]:
    """Numbers of a page, output by output in the page's order; those around them first."""
    found: dict[str, Counter[str]] = {"": Counter()}
    other = {"sv": "en", "en": "sv"}[language]
    for output, text, is_own in _read(page):
        found.setdefault(output, Counter()).update(numbers_in(text, language if is_own else other))
    return list(found.values())


def foreign_words(text: str, language: str, *, names: Collection[str] = ()) -> Iterator[str]:
    """Words of a text that are of the other language.

    Parameters
    ----------
    names
        Proper names, which are the same in every language.
    """
    # A name that stands in a list is kept on one line.
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    other = {"sv": "en", "en": "sv"}[language]
    for word in re.findall(r"[^\W\d_]+", text):
        is_other = word.casefold() in _FUNCTION_WORDS[other].split()
        if is_other or (language == "en" and set(word.casefold()) & set("åäö")):
            yield word


def workbook_numbers(path: Path) -> list[Counter[float]]:
    """The numbers in a workbook's cells, sheet by sheet."""
    return [
        Counter(cell for row in sheet.values for cell in row if isinstance(cell, int | float))
        for sheet in load_workbook(path).worksheets
    ]


def every_text(release: Path) -> Iterator[tuple[str, str]]:
    """Everything that a release says to its readers, and where; sources as they were published
    are left out, as they are in the language of their authors."""
    page = (release / "report.html").read_text(encoding="utf-8")
    for output, text in texts_of(page):
        yield f"page {output}", text
    for sheet in load_workbook(release / "report.xlsx").worksheets:
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
        yield "sheet", sheet.title.replace("_", " ")
        for row in rows:
            told = row[:2] if sheet.title == "definitions" else row
            yield f"sheet {sheet.title}", " ; ".join(told)
    for path in sorted(release.rglob("*.csv")):
        if path.name not in ("definitions.csv", "cells.csv"):
            yield path.name, path.read_text(encoding="utf-8-sig")
    for path in sorted(release.rglob("*.svg")):
        yield path.name, " ".join(re.findall(r">([^<]+)<", path.read_text(encoding="utf-8")))
    for path in sorted(release.glob("*/*")):
        yield "name", path.stem.replace("_", " ")


TITLES = (
    "The Health Care Data Guide",
    "Introduction to Statistical Quality Control",
    "Statistical Quality Control Handbook",
    "SF-36 Physical and Mental Health Summary Scales",
    "Hospital Anxiety and Depression Scale",
    "Patient Global Impression of Change",
    "Tampa Scale of Kinesiophobia",
)
"""Of works and of questionnaires, which keep their language."""


def proper_names(extract) -> set[str]:
    """Names that are the same in both languages: of units, regions, instruments, works, formulas,
    and of the program's own parts."""
    found = set(extract.units["unit_name"]) | set(read_codelist("region").labels("sv").values())
    for one in read_instruments().values():
        found |= set(one.name.values()) & {one.name["sv"]}
    return {
        *found,
        *TITLES,
        *(work.citation for work in read_references().values()),
        "d_av",
        "unit_report",
        "national_report",
        "sick_leave_unit",
        "sick_leave_national",
        "Försäkringskassan",
        "responses_by_unit",
        "responses by unit",
    }
