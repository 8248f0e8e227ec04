"""The index of an extract: every release that stands there, and what could not be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.errors import DisclosureError
from nrs_lib.reports.catalog import catalog
from nrs_lib.reports.codebook import wording as codebook
from nrs_lib.reports.codebook.wording import codebook_name
from nrs_lib.reports.companions import write_companions
from nrs_lib.reports.findings import wording as findings
from nrs_lib.reports.findings.pages import page_name
from nrs_lib.reports.findings.writing import FOLDER as FINDINGS
from nrs_lib.reports.folders import PAGE, releases_in
from nrs_lib.reports.grades import wording as grades
from nrs_lib.reports.grades.record import cite_grades, grades_name
from nrs_lib.reports.index_page import IndexEntry, IndexPage, Shelf, render_index
from nrs_lib.reports.manifest import NAME, read_manifest
from nrs_lib.reports.orders import Outcome
from nrs_lib.reports.page.documents import LANGUAGES, REGISTRY, write_page
from nrs_lib.reports.running import RunSummary
from nrs_lib.reports.scoring_manual import wording as scoring
from nrs_lib.reports.scoring_manual.wording import manual_name
from nrs_lib.reports.site.holding import Held, by_language
from nrs_lib.reports.subjects import NATION, Subject
from nrs_lib.terms import NATIONAL, Register
from nrs_lib.text import sort_key, whole

INDEX = "index.html"
_MAIN = ("annual_report", "national_report", "unit_report")
"""The reports that a subject should read first; its others stand below them."""
Known = Mapping[tuple[Register, str], Subject]
_Placed = tuple[Register, int, IndexEntry]
"""A report of the index, with its register and the end of its period."""
_WORDS = {
    "sv": {
        "title": "Rapporter ur datauttaget {day}",
        "extract": "Uttag {id}",
        "here": "Rapporter här",
        "made": "Gjorda vid senaste körningen",
        "kept": "Oförändrade",
        "failed": "Gick inte att göra",
        "in_language": "På svenska",
    },
    "en": {
        "title": "Reports from the extract of {day}",
        "extract": "Extract {id}",
        "here": "Reports here",
        "made": "Made in the last run",
        "kept": "Unchanged",
        "failed": "Could not be made",
        "in_language": "In English",
    },
}


def index_name(language: str) -> str:
    """File name of the index; the readers' own language has none of its marks."""
    return INDEX if language == LANGUAGES[0] else f"index.{language}.html"


def write_index(
    home: Path, *, extract: object, subjects: Iterable[Subject], summary: RunSummary
) -> Path:
    """Write the page that leads to all releases of an extract, to what was found in its
    delivery, to how scores are computed and to the codebook, in Swedish and English.

    Parameters
    ----------
    home
        The extract's folder in outputs. The page stands in it and is for those who run the
        reports: it names every unit.
    extract
        With extract_id, as_of and synthetic.
    subjects
        The extract's units with name and region.
    summary
        How the last run ended; its failures are listed with their reasons.

    Returns
    -------
    Path
        The Swedish page, which links to the other.
    """
    known = {(subject.register, subject.subject_id): subject for subject in subjects}
    releases = list(_releases(home))
    write_companions(home)
    for language in LANGUAGES:
        page = _index(home, releases, known, extract, summary, language)
        write_page(home / index_name(language), render_index(page))
    return home / INDEX


def _index(
    home: Path,
    releases: Sequence[Held],
    known: Known,
    extract: object,
    summary: RunSummary,
    language: str,
) -> IndexPage:
    words = _WORDS[language]
    found = [*_made(home, releases, known, language), *_failed(summary.failed, language)]
    entries = sorted(found, key=_place)
    parts = read_codelist("register").labels(language)
    shelves = []
    for register in Register:
        own = [entry for at, _, entry in entries if at == register]
        if own:
            national = tuple(entry for entry in own if not entry.id)
            units = tuple(entry for entry in own if entry.id)
            shelves.append(Shelf(parts[str(register)], national, units))
    [other] = [one for one in LANGUAGES if one != language]
    return IndexPage(
        title=words["title"].format(day=f"{extract.as_of:%Y-%m-%d}"),
        kicker=REGISTRY[language],
        facts=(words["extract"].format(id=extract.extract_id),),
        shelves=tuple(shelves),
        summary=(
            (words["here"], str(len(releases))),
            (words["made"], str(summary.count("made"))),
            (words["kept"], str(summary.count("kept") + summary.count("reissued"))),
            (words["failed"], str(summary.count("failed"))),
        ),
        links=(*_links(home, language), (other, _WORDS[other]["in_language"], index_name(other))),
        is_synthetic=bool(extract.synthetic),
        language=language,
    )


def _links(home: Path, language: str) -> Iterator[tuple[str, str, str]]:
    """Pages that go with all reports, in the page's own language; the other index has its own."""
    # The grades are of the program, not of an extract, so they stand beside all of them.
    if cite_grades(home.parent, language):
        yield language, grades.WORDS[language]["link"], f"../{grades_name(language)}"
    page = FINDINGS / page_name(language)
    if (home / page).is_file():
        yield language, findings.WORDS[language]["link"], page.as_posix()
    yield language, scoring.WORDS[language]["link"], manual_name(language)
    yield language, codebook.WORDS[language]["link"], codebook_name(language)


def _releases(home: Path) -> Iterator[Held]:
    for release in releases_in(home):
        try:
            yield Held(release, read_manifest(release))
        except DisclosureError:
            # A release that cannot be read is not offered.
            continue


def _made(home: Path, releases: Iterable[Held], known: Known, language: str) -> Iterator[_Placed]:
    """One entry for a report in all its languages; it leads to the page's own if it is there."""
    regions = read_codelist("region").labels(language)
    for first, *others in by_language(releases, language):
        manifest, register = first.manifest, first.subject.register
        subject = known.get((register, manifest["subject"]))
        report, variant = _named(manifest["report"], manifest["title"][language], language)
        yield (
            register,
            _end(manifest["period"]),
            IndexEntry(
                name=_name(manifest["subject"], subject, language),
                report=report,
                variant=variant,
                id="" if manifest["subject"] == NATIONAL else manifest["subject"],
                region=regions.get(subject.region, "") if subject else "",
                period=_period(manifest["period"], language),
                href=_page(first, home),
                language=first.language if first.language != language else "",
                is_main=manifest["report"] in _MAIN,
                others=tuple(
                    (one.language, _WORDS[one.language]["in_language"], _page(one, home))
                    for one in others
                ),
            ),
        )


def _named(report: str, title: str, language: str) -> tuple[str, str]:
    """What a report is called, and what its title adds to that."""
    known = catalog().get(report)
    if known is None:
        return title, ""
    name = known.title[language]
    return name, title.removeprefix(name).lstrip(":, ") if title.startswith(name) else ""


def _page(one: Held, home: Path) -> str:
    return (one.folder / PAGE).relative_to(home).as_posix()


def _failed(outcomes: Iterable[Outcome], language: str) -> Iterator[_Placed]:
    for outcome in outcomes:
        if (outcome.release / NAME).is_file():
            # An older release still stands and is listed as such.
            continue
        subject = outcome.subject
        yield (
            subject.register,
            _end(outcome.period),
            IndexEntry(
                name=_name(subject.subject_id, subject, language),
                report=_named(outcome.report, outcome.report, language)[0],
                id="" if subject.is_national else subject.subject_id,
                period=_period(outcome.period, language),
                reason=str(outcome.failure).splitlines()[0],
            ),
        )


def _place(one: _Placed) -> tuple[str, bool, str, int, str]:
    """By unit, then what it should read first, the newest on top."""
    _, end, entry = one
    return sort_key(entry.id), not entry.is_main, sort_key(entry.report), -end, entry.variant


def _end(code: str) -> int:
    """The last day of a period, as a number; 0 without one."""
    return Period.parse(code).end.toordinal() if code else 0


def _name(subject_id: str, subject: Subject | None, language: str) -> str:
    if subject_id == NATIONAL:
        return NATION[language]
    return whole(subject.label) if subject and subject.label else subject_id


def _period(code: str, language: str) -> str:
    return Period.parse(code).label(language) if code else ""
