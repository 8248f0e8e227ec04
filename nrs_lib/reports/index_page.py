"""The index of a run as a page: a row for each unit, a column for each report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nrs_lib.errors import RunError
from nrs_lib.reports.pages import render
from nrs_lib.text import sort_key


@dataclass(frozen=True)
class IndexEntry:
    """One report of a run: a link to it, or the reason why there is none.

    Attributes
    ----------
    name, id, region
        Whom it is about; the nation has no ``id``, and ``region`` may be empty.
    report, period
        Which it is; reports of one name stand in one column.
    variant
        What tells it from others of its name about the same period: its measure, or its readers.
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
    variant: str = ""
    href: str = ""
    reason: str = ""
    language: str = ""
    others: tuple[tuple[str, str, str], ...] = ()
    is_main: bool = False

    @property
    def told(self) -> str:
        """What its link says: the period, and what tells it from others of its name."""
        return f"{self.period}, {self.variant}" if self.variant else self.period


@dataclass(frozen=True)
class UnitRow:
    """One unit's reports: those of each column, which may be none."""

    name: str
    id: str
    region: str
    cells: tuple[tuple[IndexEntry, ...], ...]


@dataclass(frozen=True)
class Shelf:
    """The reports of one register: the nation's on top, then the units'."""

    heading: str
    national: tuple[IndexEntry, ...]
    units: tuple[IndexEntry, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the units' reports: first what a unit should read first."""
        named = {entry.report: not entry.is_main for entry in self.units}
        return tuple(sorted(named, key=lambda report: (named[report], sort_key(report))))

    @property
    def rows(self) -> tuple[UnitRow, ...]:
        """The units in the order of their identifiers, each once."""
        of_unit: dict[str, list[IndexEntry]] = {}
        for entry in self.units:
            of_unit.setdefault(entry.id or entry.name, []).append(entry)
        return tuple(
            UnitRow(
                found[0].name,
                found[0].id,
                next((entry.region for entry in found if entry.region), ""),
                tuple(
                    tuple(entry for entry in found if entry.report == column)
                    for column in self.columns
                ),
            )
            for _, found in sorted(of_unit.items(), key=lambda one: sort_key(one[0]))
        )


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

    @property
    def failed(self) -> tuple[IndexEntry, ...]:
        """What could not be made, with the reasons."""
        return tuple(entry for entry in self.entries if not entry.href)

    @property
    def entries(self) -> Iterator[IndexEntry]:
        """Every report, the nation's first in each register."""
        for shelf in self.shelves:
            yield from shelf.national
            yield from shelf.units


def render_index(index: IndexPage) -> str:
    """Write the index of a run as one self-contained HTML document.

    Raises
    ------
    RunError
        A link leads out of the folder of the index, or a report has neither link nor reason.
    """
    for entry in index.entries:
        _check_entry(entry)
    return render("index.html.j2", index)


def _check_entry(entry: IndexEntry) -> None:
    paths = [entry.href, *(path for _, _, path in entry.others)]
    leads_out = any(":" in one or one.startswith(("/", "\\")) or ".." in one for one in paths)
    if leads_out or not (entry.href or entry.reason):
        raise RunError(
            "A report in the index has a link that leads out of its folder, or none and no reason.",
            where=f"{entry.id or entry.name}, {entry.period}",
            remedy="Link with a path relative to the index, or say why the report was not made.",
        )
