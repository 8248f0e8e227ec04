"""Which releases a site may hold: those of its readers and no others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.cohort.periods import Period
from nrs_lib.errors import DisclosureError
from nrs_lib.reports.folders import releases_in
from nrs_lib.reports.manifest import read_manifest
from nrs_lib.reports.sidecar_form import LANGUAGE
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import Audience, Register

OPEN_TO_UNITS = frozenset({Audience.OTHER_UNITS, Audience.PUBLIC})
"""Audiences that every unit belongs to, so what is made for them may go to any unit."""


@dataclass(frozen=True)
class Readers:
    """Whom a site is for; exactly one of the three kinds.

    Attributes
    ----------
    unit
        One unit: its own reports, and what is made for all units or for everybody.
    audience
        One audience: the releases made for it. All units' own reports side by side are
        read by the registry alone, so this is never `own_unit`.
    """

    unit: Subject | None = None
    audience: Audience | None = None

    def __post_init__(self) -> None:
        if self.audience in (Audience.OWN_UNIT, Audience.CARE_TEAM):
            raise DisclosureError(
                "Reports for single units are not put side by side for units.",
                where=str(self.audience),
                remedy="Make a site for one unit, or the registry's own, which is internal.",
            )

    @property
    def is_registry(self) -> bool:
        """Whether it is the registry's own site, which holds every unit's reports."""
        return self.unit is None and self.audience is None

    def may_read(self, audience: Audience, subject: Subject) -> bool:
        """Whether a release for an audience about a subject is for these readers."""
        if self.unit is not None:
            if audience in OPEN_TO_UNITS:
                return True
            return audience is Audience.OWN_UNIT and subject == self.unit
        if self.audience is not None:
            return audience is self.audience
        return audience is not Audience.CARE_TEAM


@dataclass(frozen=True)
class Held:
    """One release as a site knows it."""

    folder: Path
    manifest: Mapping[str, object]

    @property
    def subject(self) -> Subject:
        """The unit or the nation that it is about, without its name."""
        return Subject(Register(self.manifest["register"]), str(self.manifest["subject"]))

    @property
    def audience(self) -> Audience:
        """Whom it was made for."""
        return Audience(self.manifest["audience"])

    @property
    def period(self) -> Period | None:
        """The period that it is about, where it has one."""
        code = str(self.manifest["period"])
        return Period.parse(code) if code else None

    @property
    def as_of(self) -> str:
        """Day of its extract."""
        return str(self.manifest["extract"]["as_of"])

    @property
    def language(self) -> str:
        """The language that it is written in; Swedish where it has no such parameter."""
        return str(self.manifest["parameters"].get("language", "sv"))

    @property
    def place(self) -> str:
        """Its folder in a site: by extract, audience, report, period and subject."""
        return "/".join(("releases", str(self.manifest["extract"]["id"]), *self.folder.parts[-4:]))

    @property
    def files(self) -> Mapping[str, object]:
        """Its files by relative path."""
        return self.manifest["files"]


def held(outputs: Path, readers: Readers) -> list[Held]:
    """Every release in outputs that a site for these readers holds, the newest first.

    A release that cannot be read is not offered.
    """
    found = [one for one in _all(outputs) if readers.may_read(one.audience, one.subject)]
    return sorted(found, key=_newest, reverse=True)


def by_language(releases: Iterable[Held], language: str) -> list[list[Held]]:
    """Releases that differ in language alone, together: the one in a language first.

    In the order of the first of each.
    """
    alike: dict[tuple[str, ...], list[Held]] = {}
    for one in releases:
        told = one.manifest
        place = (str(told["report"]), str(told["period"]), one.subject.folder)
        chosen = sorted((name, str(value)) for name, value in told["parameters"].items())
        others = (f"{name} {value}" for name, value in chosen if name != LANGUAGE)
        key = (str(told["extract"]["id"]), str(one.audience), *place, *others)
        alike.setdefault(key, []).append(one)
    return [
        sorted(found, key=lambda one: (one.language != language, one.language))
        for found in alike.values()
    ]


def _all(outputs: Path) -> Iterator[Held]:
    for home in sorted(path for path in outputs.iterdir() if path.is_dir()):
        for release in releases_in(home):
            try:
                manifest = read_manifest(release)
            except DisclosureError:
                continue
            one = Held(release, manifest)
            # What a folder says and what its manifest says must be the same reader.
            if (release.parts[-4], release.name) == (str(one.audience), one.subject.folder):
                yield one


def _newest(one: Held) -> tuple[str, str, str]:
    end = one.period.end.isoformat() if one.period else ""
    return end, one.as_of, str(one.manifest["report"])
