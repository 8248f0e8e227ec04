"""Editions: which reports are made about whom, for which periods, as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError, UsageError
from nrs_lib.places import definitions
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.folders import folders_of
from nrs_lib.reports.orders import Order
from nrs_lib.reports.producing import subjects_for
from nrs_lib.reports.rebuilding import known_of, why
from nrs_lib.reports.standing import Mark, mark_of, stands
from nrs_lib.reports.stored_templates import named_template
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import NATIONAL, Register

_MEMORY_MIB = 2048


@dataclass(frozen=True)
class Part:
    """One report about some subjects, for some periods.

    Attributes
    ----------
    subjects
        Units' ids, or None for all that the report can be about.
    languages
        Those that it is made in; each is a report of its own.
    """

    sidecar: Sidecar
    subjects: tuple[str, ...] | None
    register: Register | None
    periods: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """What is made together.

    Attributes
    ----------
    name
        The file's name without ending.
    title
        By language.
    extract_id
        None for the extract that was loaded last.
    workers
        How many reports at a time; None for one on each core.
    memory
        The most that one report may take, in bytes.
    parts
        In the file's order.
    """

    name: str
    title: Mapping[str, str]
    extract_id: str | None
    workers: int | None
    memory: int
    parts: tuple[Part, ...]

    def reports(self, extract: Extract) -> list[tuple[Sidecar, Subject, str]]:
        """Each template with its subject and period, the nation's first.

        The nation's take longest, so they do not come last.

        Raises
        ------
        UsageError
            A unit is not in the extract, or two parts ask for the same report.
        """
        asked = [
            (part.sidecar.in_language(language), subject, period)
            for part in self.parts
            for language in part.languages
            for period in part.periods
            for subject in subjects_for(
                part.sidecar, extract, register=part.register, unit_ids=part.subjects
            )
        ]
        names = [(sidecar.folder, subject, period) for sidecar, subject, period in asked]
        twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        if twice:
            name, subject, period = twice[0]
            raise UsageError(
                "An edition asks for the same report twice.",
                where=f"{self.name}: {name} {subject.folder} {period}",
                remedy="Leave it out of one of the two parts.",
            )
        return sorted(asked, key=lambda one: not one[1].is_national)

    def releases(self, extract: Extract, outputs: Path) -> list[Path]:
        """Where the release of each report stands, or would stand.

        Raises
        ------
        UsageError
            As `reports`.
        """
        return [
            folders_of(
                outputs,
                extract_id=extract.extract_id,
                sidecar=sidecar,
                period=Period.parse(period).code,
                subject=subject,
            ).release
            for sidecar, subject, period in self.reports(extract)
        ]


def read_edition(path: Path) -> Edition:
    """Read an edition's file.

    Raises
    ------
    DefinitionError
        A key is missing, unknown or ill-typed, or a report cannot be about what it says, or is
        not in a language: names file and key.
    UsageError
        A report is not known.
    """
    told = read_definition(path, schema=definitions() / "edition.schema.json")
    limits = told.get("limits", {})
    extract_id = told.get("extract", "latest")
    return Edition(
        name=path.stem,
        title=told["title"],
        extract_id=None if extract_id == "latest" else extract_id,
        workers=told.get("workers"),
        memory=limits.get("memory_mib", _MEMORY_MIB) * 2**20,
        parts=tuple(
            _part(part, limits, where=f"{path.name}: reports[{place}]")
            for place, part in enumerate(told["reports"])
        ),
    )


def _part(told: Mapping[str, object], limits: Mapping[str, int], *, where: str) -> Part:
    sidecar = named_template(told["report"])
    is_national = sidecar.subject == NATIONAL
    if (told["subjects"] == NATIONAL) != is_national:
        raise DefinitionError(
            f"The report is about {'the nation' if is_national else 'units'}.",
            where=f"{where}.subjects",
            remedy=f"Write {'national' if is_national else 'all, or a list of units'}.",
        )
    languages = tuple(told.get("languages", sidecar.languages[:1]))
    for language in languages:
        if language not in sidecar.languages:
            raise DefinitionError(
                f"The report is not written in {language}.",
                where=f"{where}.languages: {sidecar.name}",
                remedy=f"It is there in {' and '.join(sidecar.languages)}.",
            )
    chosen = told["subjects"]
    return Part(
        sidecar=replace(
            sidecar,
            timeout=limits.get("seconds_per_report", sidecar.timeout),
            cell_timeout=limits.get("seconds_per_cell"),
        ),
        subjects=tuple(chosen) if isinstance(chosen, list) else None,
        register=Register(told["register"]) if "register" in told else None,
        periods=tuple(Period.parse(code).code for code in told["periods"]),
        languages=languages,
    )


class Planned(NamedTuple):
    """What would become of an order.

    Attributes
    ----------
    fate
        ``keep`` or ``make``.
    reason
        Why, in words.
    mark
        Of the release that is kept, as it was looked at.
    """

    fate: str
    reason: str
    order: Order
    mark: Mark | None = None


def plan(orders: Iterable[Order], outputs: Path) -> Iterator[Planned]:
    """What would become of each order, and why, as far as is known before anything runs."""
    for order in orders:
        # Before it is read, so that a release that takes its place meanwhile has another.
        mark = mark_of(order.places, order.key)
        if order.older != "remake" and stands(order.places, order.key):
            yield Planned("keep", "stands, made from the same inputs", order, mark)
        else:
            reason = why(replace(order, made_from=known_of(order)), outputs)
            yield Planned("make", reason, order)
