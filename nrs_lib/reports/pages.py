"""The pages that readers open: a report, and the index of a run.

A page is one file. Style and font lie inside it, and its content security policy forbids
everything else, so that it reads the same from a mail, a closed network or an archive.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from nrs_lib.errors import RunError
from nrs_lib.reports.page.documents import templates
from nrs_lib.reports.page.styling import page_style
from nrs_lib.reports.page.wording import WORDS
from nrs_lib.reports.scripts import slide_scripts, with_scripts

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_PAGE = Path(__file__).parent / "page"
_FEWEST_FOR_CONTENTS = 3
_ID = re.compile(r"^[a-z][a-z0-9_-]*$")


@dataclass(frozen=True)
class Section:
    """One part of a report.

    Attributes
    ----------
    id
        Anchor: small letters, digits, hyphen and underscore.
    heading
        Text of the heading; empty for the opening, which the title heads.
    fragments
        HTML that is safe already: sanitised prose, and the HTML of stamped outputs.
    label
        The chapter's number, or an appendix's letter; empty where chapters have none.
    """

    id: str
    heading: str
    fragments: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True)
class Numbered:
    """A figure or table of a book, with its number.

    Attributes
    ----------
    kind
        ``figure`` or ``table``.
    name
        Of the stamped output.
    label
        What it is called: ``Figur 3``.
    title
        What it says of itself.
    anchor
        Where it stands on the page.
    """

    kind: str
    name: str
    label: str
    title: str
    anchor: str


@dataclass(frozen=True)
class ReportPage:
    """A whole report.

    Attributes
    ----------
    title
        Subject and period in words.
    kicker
        The line above the title: the register in words.
    facts
        Lines under the title: day of the extract, audience in words.
    sections
        The parts, in order.
    footer
        Pairs of term and value: extract, code version, policy, checksum.
    is_synthetic
        Whether the numbers are nobody's; the page then says so at the top and on paper.
    is_large
        Whether it is set in large type and without a list of contents, to be read together.
    listed
        A book's figures and tables, which it lists at its end; a page that is no book has none.
    is_slides
        Whether each section is a slide, to be shown one at a time.
    """

    title: str
    sections: tuple[Section, ...]
    kicker: str = ""
    facts: tuple[str, ...] = ()
    footer: tuple[tuple[str, str], ...] = ()
    is_synthetic: bool = False
    language: str = "sv"
    is_large: bool = False
    listed: tuple[Numbered, ...] = ()
    is_slides: bool = False

    @property
    def is_book(self) -> bool:
        """Whether it has a title page, and numbers for chapters, figures and tables."""
        return bool(self.listed)

    @property
    def contents(self) -> tuple[Section, ...]:
        """Sections to list; none when a list would be longer than what it saves."""
        headed = tuple(section for section in self.sections if section.heading)
        is_long = self.is_book or len(headed) >= _FEWEST_FOR_CONTENTS
        is_listed = is_long and not self.is_large
        return headed if is_listed else ()


@dataclass(frozen=True)
class IndexEntry:
    """One report of a run: a link to it, or the reason why there is none.

    Attributes
    ----------
    name, report, id, region, period
        Words that identify the report: about whom and which; ``id`` and ``region`` may be empty.
    made
        What the report holds, in words: ``12 figurer, 9 tabeller``.
    href
        Path relative to the index; empty when the report could not be made.
    reason
        Why it could not be made.
    language
        Of the report that it leads to, where that is another than the page's.
    others
        The same report in other languages: language, words in it, and path.
    is_main
        Whether it is what its subject should read first.
    """

    name: str
    report: str
    period: str
    id: str = ""
    region: str = ""
    made: str = ""
    href: str = ""
    reason: str = ""
    language: str = ""
    others: tuple[tuple[str, str, str], ...] = ()
    is_main: bool = False


@dataclass(frozen=True)
class Shelf:
    """The reports of one register: the nation's on top, then the units'."""

    heading: str
    national: tuple[IndexEntry, ...]
    units: tuple[IndexEntry, ...]

    @property
    def n_units(self) -> int:
        """Units that have a report here, each once."""
        return len({entry.id or entry.name for entry in self.units})


@dataclass(frozen=True)
class IndexPage:
    """All reports of a run.

    Attributes
    ----------
    shelves
        One per register.
    summary
        Pairs of term and value that tell how the run ended.
    links
        Language, words in it, and path of pages that go with all of the reports, and of this
        page in the other language.
    """

    title: str
    shelves: tuple[Shelf, ...]
    kicker: str = ""
    facts: tuple[str, ...] = ()
    summary: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    footer: tuple[tuple[str, str], ...] = ()
    is_synthetic: bool = False
    language: str = "sv"


def render_report(page: ReportPage) -> str:
    """Write a report as one self-contained HTML document.

    Raises
    ------
    RunError
        A section's anchor is not one, or stands twice.
    """
    _check_anchors(page.sections)
    if page.is_slides:
        return with_scripts(_render("slides.html.j2", page), slide_scripts(), policy=POLICY)
    return _render("report.html.j2", page)


def render_index(index: IndexPage) -> str:
    """Write the index of a run as one self-contained HTML document.

    Raises
    ------
    RunError
        A link leads out of the folder of the index, or a report has neither link nor reason.
    """
    for shelf in index.shelves:
        for entry in (*shelf.national, *shelf.units):
            _check_entry(entry)
    return _render("index.html.j2", index)


def _render(template: str, page: ReportPage | IndexPage) -> str:
    words = WORDS[page.language]
    style = page_style(
        title=page.title,
        warning=words["synthetic"] if page.is_synthetic else "",
        is_slides=isinstance(page, ReportPage) and page.is_slides,
        language=page.language,
    )
    return (
        templates(_PAGE)
        .get_template(template)
        .render(page=page, policy=POLICY, words=words, style=Markup(style))
    )


def _check_anchors(sections: Sequence[Section]) -> None:
    anchors = Counter(section.id for section in sections if section.heading)
    for anchor, times in anchors.items():
        if times > 1 or not _ID.match(anchor):
            raise RunError(
                "A section's anchor stands twice or is not one.",
                where=anchor,
                remedy="Use small letters, digits, hyphen and underscore, and each anchor once.",
            )


def _check_entry(entry: IndexEntry) -> None:
    paths = [entry.href, *(path for _, _, path in entry.others)]
    leads_out = any(":" in one or one.startswith(("/", "\\")) or ".." in one for one in paths)
    if leads_out or not (entry.href or entry.reason):
        raise RunError(
            "A report in the index has a link that leads out of its folder, or none and no reason.",
            where=f"{entry.id or entry.name}, {entry.period}",
            remedy="Link with a path relative to the index, or say why the report was not made.",
        )
