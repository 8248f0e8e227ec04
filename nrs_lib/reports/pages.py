"""The page that readers open: a report.

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
    """A figure or table with its number.

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

    @property
    def link(self) -> str:
        """A link that says what it is called."""
        return str(Markup('<a href="#{}">{}</a>').format(self.anchor, self.label))


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
        The figures and tables that have numbers; a book lists them at its end.
    is_book
        Whether it has a title page, numbers for chapters, and lists of figures and tables.
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
    is_book: bool = False
    is_slides: bool = False

    @property
    def contents(self) -> tuple[Section, ...]:
        """Sections to list; none when a list would be longer than what it saves."""
        headed = tuple(section for section in self.sections if section.heading)
        is_long = self.is_book or len(headed) >= _FEWEST_FOR_CONTENTS
        is_listed = is_long and not self.is_large
        return headed if is_listed else ()


def render_report(page: ReportPage) -> str:
    """Write a report as one self-contained HTML document.

    Raises
    ------
    RunError
        A section's anchor is not one, or stands twice.
    """
    _check_anchors(page.sections)
    if page.is_slides:
        return with_scripts(
            render("slides.html.j2", page, is_slides=True), slide_scripts(), policy=POLICY
        )
    return render("report.html.j2", page)


def render(template: str, page: object, *, is_slides: bool = False) -> str:
    """Fill a template of pages: with title, language and whether its numbers are nobody's."""
    words = WORDS[page.language]
    style = page_style(
        title=page.title,
        warning=words["synthetic"] if page.is_synthetic else "",
        is_slides=is_slides,
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
