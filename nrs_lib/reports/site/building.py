"""The edition site: an index with search, a page per unit and nation, and the releases."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nrs_lib.errors import UsageError
from nrs_lib.reports.codebook import wording as codebook
from nrs_lib.reports.codebook.book import codebook_name, write_codebook
from nrs_lib.reports.folders import MANIFEST, exchanged, put_new, set_aside
from nrs_lib.reports.manifest import copy_release, verify_release
from nrs_lib.reports.packing import packed, write_figures
from nrs_lib.reports.page.documents import LANGUAGES
from nrs_lib.reports.scoring_manual import wording as scoring
from nrs_lib.reports.scoring_manual.manual import manual_name, write_manual
from nrs_lib.reports.site.holding import Held, Readers, held
from nrs_lib.reports.site.pages import SitePages
from nrs_lib.reports.site.wording import WORDS
from nrs_lib.reports.subjects import Subject

TABLES = "tables.zip"
FIGURES = "figures.zip"
_GRADES = "grades.{language}.html"


@dataclass(frozen=True)
class SiteContents:
    """What a site is made of.

    Attributes
    ----------
    releases
        The newest first.
    known
        Names and regions of units.
    findings
        What the check of each extract's delivery found, by extract; for the registry alone.
    """

    releases: Sequence[Held]
    known: Mapping[Subject, Subject] = field(default_factory=dict)
    findings: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)

    @property
    def by_subject(self) -> dict[Subject, list[Held]]:
        """Releases of each subject, the newest first; subjects as they are known."""
        found: dict[Subject, list[Held]] = {}
        for one in self.releases:
            subject = self.known.get(one.subject, one.subject)
            found.setdefault(subject, []).append(one)
        return found


def write_site(
    target: Path,
    *,
    outputs: Path,
    readers: Readers,
    units: Iterable[Subject] = (),
    findings: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
) -> int:
    """Write a site, whole or not at all; an older one in its place is replaced.

    Parameters
    ----------
    target
        The folder; it is the site's alone.
    outputs
        Where the releases of all extracts are.
    readers
        Whom it is for, which decides what it holds.
    units
        Units with name and region.
    findings
        Findings by extract; left out unless the site is the registry's own.

    Returns
    -------
    int
        How many releases it holds.

    Raises
    ------
    DisclosureError
        A release is not what its manifest says.
    UsageError
        There is nothing to show to these readers, or the folder holds something else.
    """
    releases = held(outputs, readers)
    if not releases:
        raise UsageError(
            "There is no release for these readers.",
            where=str(outputs),
            remedy="Make the reports first: nrs report, or nrs demo.",
        )
    _check_target(target)
    contents = SiteContents(
        releases,
        known={unit: unit for unit in units},
        findings=dict(findings or {}) if readers.is_registry else {},
    )
    with set_aside(target) as folder:
        for one in releases:
            _take(one, folder / one.place, _pack(folder, one, TABLES))
        packs = {_pack(folder, one, FIGURES): folder / one.place / "figures" for one in releases}
        older = {_pack(folder, one, FIGURES): _pack(target, one, FIGURES) for one in releases}
        write_figures(packs, older=older)
        methods = list(_methods(folder, outputs))
        for language in LANGUAGES:
            own = [(name, href) for at, name, href in methods if at == language]
            SitePages(contents, readers, language, own).write(folder)
        if target.exists():
            exchanged(folder, target)
        else:
            put_new(folder, target)
    return len(releases)


def _check_target(target: Path) -> None:
    is_ours = (target / "index.html").is_file() and (target / "releases").is_dir()
    if target.exists() and not is_ours and any(target.iterdir()):
        raise UsageError(
            "The folder holds something else than a site, and is not replaced.",
            where=str(target),
            remedy="Give a new folder, or one with an older site.",
        )


def _take(one: Held, folder: Path, pack: Path) -> None:
    """Copy a release that is whole, and pack its tables."""
    verify_release(one.folder)
    folder.mkdir(parents=True)
    copy_release(one.folder, folder)
    shutil.copyfile(one.folder / MANIFEST, folder / MANIFEST)
    pack.write_bytes(packed(sorted((folder / "tables").glob("*.csv"))))


def _pack(site: Path, one: Held, kind: str) -> Path:
    """Where a release's tables or figures lie packed in a site."""
    place = site / one.place
    return place.parent / f"{place.name}.{kind}"


def _methods(folder: Path, outputs: Path) -> Iterator[tuple[str, str, str]]:
    """Pages on how numbers are made: language, words and name of each."""
    write_manual(folder)
    write_codebook(folder)
    for language in LANGUAGES:
        yield language, scoring.WORDS[language]["link"], manual_name(language)
        yield language, codebook.WORDS[language]["link"], codebook_name(language)
        grades = outputs / _GRADES.format(language=language)
        if grades.is_file():
            shutil.copyfile(grades, folder / grades.name)
            yield language, WORDS[language]["grades"], grades.name
