"""All tables of a report in one workbook: numbers as numbers, reasons as text, one sheet each.

Made from stamped outputs alone. Nothing is hidden in it: no sheet, column or comment that is
not seen, no formula, and no date but the extract's.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import xlsxwriter

from nrs_lib.figures import theme
from nrs_lib.reports.assembling import READERS
from nrs_lib.reports.content import Block, Content
from nrs_lib.reports.pages import ReportPage
from nrs_lib.reports.spelled_numbers import Part, parts_of
from nrs_lib.reports.surroundings import Surroundings, surroundings
from nrs_lib.tables.sentences import small
from nrs_lib.terms import Audience, Statistic

WORKBOOK = "report.xlsx"
_LONGEST_NAME = 31
_WIDEST = 60
_TOP = 3
_WORDS = {
    "sv": {
        "contents": "Innehåll",
        "sheet": "Blad",
        "shows": "Visar",
        "back": "Till innehållet",
        "clearance": "Röjandekontroll: {policy} {version}, {audience}; {hidden} av "
        "{rows} tal dolda. Där ett tal är dolt står skälet i dess ställe.",
        "numerator": "täljare",
        "denominator": "nämnare",
        "low": "lägre",
        "high": "övre",
        "beside": "i parentes",
        "all": "Alla tabeller i rapporten. Talen är de som står i rapporten, varken fler eller "
        "noggrannare.",
    },
    "en": {
        "contents": "Contents",
        "sheet": "Sheet",
        "shows": "Shows",
        "back": "To the contents",
        "clearance": "Disclosure control: {policy} {version}, {audience}; {hidden} of {rows} "
        "numbers hidden. Where a number is hidden, the reason is given in its place.",
        "numerator": "numerator",
        "denominator": "denominator",
        "low": "lower",
        "high": "upper",
        "beside": "in parentheses",
        "all": "All tables of the report. The numbers are those in the report, neither more nor "
        "finer.",
    },
}


CONTENTS = frozenset(words["contents"] for words in _WORDS.values())
"""Names of the first sheet, which leads to the others."""
Looks = Callable[[str], object]


def workbook_of(content: Content, page: ReportPage, *, day: dt.date) -> bytes:
    """Write every table of a report, and the numbers behind every figure, as XLSX.

    Parameters
    ----------
    content
        The report, read from its stamped outputs.
    page
        The report's page, whose title, facts and footer the first sheet repeats.
    day
        Day of the extract, by which the file is dated.

    Returns
    -------
    bytes
        The same for the same report, whenever and wherever it is made.
    """
    file = io.BytesIO()
    told = [block for block in content.outputs if block.rows]
    book = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    moment = dt.datetime.combine(day, dt.time())
    # No title: what a file says of itself holds no number, and a title has a period.
    book.set_properties({"created": moment})
    names = _sheet_names([block.name for block in told])
    looks = _looks(book)
    labels = {one.name: one.label for one in page.listed}
    texts = [_around(block, labels.get(block.name, "")) for block in told]
    _contents(book, page, names, texts, looks)
    for name, block, around in zip(names, told, texts, strict=True):
        _sheet(book, name, block, around, looks, language=page.language)
    book.close()
    return file.getvalue()


def _looks(book: xlsxwriter.Workbook) -> Looks:
    """Formats by name, or by the number format they are; each is made once."""
    head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}
    quiet = {"font_color": theme.THEME.muted}
    named = {
        "title": {"bold": True, "font_size": 14},
        "quiet": quiet,
        "head": head,
        "number_head": head | {"align": "right"},
        "reason": quiet | {"italic": True, "align": "right"},
        "link": {"font_color": theme.THEME.subject, "underline": 1},
    }

    @cache
    def look(name: str) -> object:
        return book.add_format(named.get(name) or {"num_format": name})

    return look


def _around(block: Block, label: str) -> Surroundings:
    """The words around the numbers, which begin with the number that the page gives them."""
    around = surroundings(block.html)
    return replace(around, title=f"{label}. {around.title}") if label else around


def _sheet_names(names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        short, number = name[:_LONGEST_NAME], 1
        while short.casefold() in {one.casefold() for one in found}:
            number += 1
            ending = f"_{number}"
            short = name[: _LONGEST_NAME - len(ending)] + ending
        found.append(short)
    return found


def _contents(
    book: xlsxwriter.Workbook,
    page: ReportPage,
    names: Sequence[str],
    texts: Sequence[Surroundings],
    looks: Looks,
) -> None:
    words = _WORDS[page.language]
    sheet = book.add_worksheet(words["contents"])
    sheet.write_string(0, 0, page.title, looks("title"))
    lines = [" · ".join(page.facts), words["all"]]
    for line, text in enumerate(lines, start=1):
        sheet.write_string(line, 0, text, looks("quiet"))
    top = len(lines) + 2
    for place, key in enumerate(("sheet", "shows")):
        sheet.write_string(top, place, words[key], looks("head"))
    for line, (name, around) in enumerate(zip(names, texts, strict=True), top + 1):
        sheet.write_url(line, 0, f"internal:'{name}'!A1", looks("link"), name)
        sheet.write_string(line, 1, around.title)
    for line, (term, value) in enumerate(page.footer, top + len(names) + 2):
        sheet.write_string(line, 0, term, looks("quiet"))
        sheet.write_string(line, 1, value, looks("quiet"))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 80)


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    block: Block,
    around: Surroundings,
    looks: Looks,
    *,
    language: str,
) -> None:
    words = _WORDS[language]
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, around.title, looks("title"))
    sheet.write_string(1, 0, around.about, looks("quiet"))
    place = 0
    for head, columns in _columns(block, language):
        for kind, parts in columns.items():
            _column(sheet, place, _head(head, kind, words), parts, looks)
            place += 1
    sheet.freeze_panes(_TOP + 1, 1)
    end = _TOP + len(block.rows) + 2
    notes = [*around.notes, _clearance(block, words, language)]
    for line, note in enumerate(notes, start=end):
        sheet.write_string(line, 0, note, looks("quiet"))
    sheet.write_url(
        end + len(notes) + 1, 0, f"internal:'{words['contents']}'!A1", looks("link"), words["back"]
    )


def _columns(block: Block, language: str) -> Iterator[tuple[str, dict[str, list[Part | None]]]]:
    """Each head with the columns beneath it: by kind, every cell's part of that kind."""
    are_shares = [one["statistic"] == Statistic.SHARE for one in block.origins.get("origins", ())]
    traced = block.origins.get("cells") or [{}] * len(block.rows)
    lines = list(zip(block.rows, traced, strict=True))
    for head in dict.fromkeys(head for row in block.rows for head in row):
        columns: dict[str, list[Part | None]] = {}
        for line, (row, places) in enumerate(lines):
            text, found = str(row.get(head, "")), places.get(head)
            if found:
                is_share = all(are_shares[place] for place in found)
                parts = parts_of(text, language, is_share=is_share)
            else:
                # What prints no result is words, whatever it looks like.
                parts = (Part("", text),)
            for part in parts:
                if part.kind not in columns:
                    columns[part.kind] = [None] * len(lines)
                columns[part.kind][line] = part
        yield head, columns or {"": [None] * len(lines)}


def _head(head: str, kind: str, words: Mapping[str, str]) -> str:
    ending = words.get(kind, kind)
    return ", ".join(filter(None, (head.strip(), ending)))


def _column(
    sheet: xlsxwriter.worksheet.Worksheet,
    place: int,
    head: str,
    parts: Sequence[Part | None],
    looks: Looks,
) -> None:
    told = [(line, part) for line, part in enumerate(parts, start=_TOP + 1) if part is not None]
    is_number = any(part.number is not None for _, part in told)
    sheet.write_string(_TOP, place, head, looks("number_head" if is_number else "head"))
    for line, part in told:
        if part.number is not None:
            sheet.write_number(line, place, part.number, looks(part.form))
        elif part.text:
            # As text, whatever it begins with: a spreadsheet runs none of it.
            sheet.write_string(line, place, part.text, looks("reason") if is_number else None)
    texts = [*head.split(), *(part.text for _, part in told)]
    width = max(map(len, texts), default=0)
    sheet.set_column(place, place, min(width + 2, _WIDEST))


def _clearance(block: Block, words: Mapping[str, str], language: str) -> str:
    first = block.records[0]
    return words["clearance"].format(
        policy=first["policy"],
        version=first["policy_version"],
        audience=small(READERS[Audience(first["audience"])][language]),
        hidden=sum(sum(record["hidden"].values()) for record in block.records),
        rows=sum(record["rows"] for record in block.records),
    )
