"""Open a unit's bundle: check it first, then read numbers from it as from a report's desk."""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.instruments import scale
from nrs_lib.disclosure import ClearedTable, clear, read_policy
from nrs_lib.disclosure.coarsening import coarsened
from nrs_lib.disclosure.easing import apply
from nrs_lib.errors import DisclosureError, ParameterError
from nrs_lib.extract.freezing import read_table
from nrs_lib.reports.bundles import (
    AUDIENCE,
    CLEARED,
    MANIFEST,
    TABLES,
    Manifest,
    checksums,
    needed_columns,
    seal,
)
from nrs_lib.reports.cleared_files import read_cleared
from nrs_lib.reports.desk import Desk
from nrs_lib.reports.sections import CURVES, SECTIONS, UNITS, scales
from nrs_lib.stats.estimates import Estimates
from nrs_lib.terms import NATIONAL, Direction

VARIABLE = "NRS_BUNDLE"
LANGUAGE_VARIABLE = "NRS_LANGUAGE"
_UNNAMED = re.compile(r"unit_[0-9]+")
_REBUILD = "Remove the bundle's folder; `nrs view` then builds it again."


@dataclass(frozen=True)
class BundleDesk(Desk):
    """A report's desk over one bundle: the same sections, from one unit's rows.

    Own numbers are computed here and now from the bundle's rows; those about the nation
    and other units are the stored, already cleared ones.

    Attributes
    ----------
    manifest
        What the bundle says of itself.
    folder
        The bundle.
    """

    manifest: Manifest | None = None

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that the bundle can show."""
        return tuple(Period.parse(code) for code in self.manifest.periods)

    @property
    def scales(self) -> tuple[str, ...]:
        """The scales that have something to show in the period, in the reports' order."""
        return _answered(self.sections("start", "change"))

    @property
    def every_directed_scale(self) -> tuple[str, ...]:
        """Scales with something to show about the nation in any period, where one way is better.

        Versions of an instrument follow each other, so no single period has them all.
        """
        stored = [self.at(period)._stored["change"] for period in self.periods]
        return tuple(c for c in _answered(stored) if scale(c).direction != Direction.NEUTRAL)

    def at(self, period: Period | str) -> BundleDesk:
        """The same desk at another period.

        Raises
        ------
        ParameterError
            The bundle has no national numbers for the period.
        """
        code = period.code if isinstance(period, Period) else str(period)
        if code not in self.manifest.periods:
            raise ParameterError(
                "The bundle does not hold this period.",
                where="period",
                remedy=f"Choose one of {', '.join(self.manifest.periods)}.",
            )
        if code not in self._opened:
            moved = replace(self, period=Period.parse(code))
            # The rows are the same at every period; pairing them with answers once is enough.
            vars(moved).update(_population=self._population, _opened=self._opened)
            self._opened[code] = moved
        return self._opened[code]

    @cached_property
    def _opened(self) -> dict[str, BundleDesk]:
        return {self.period.code: self}

    @cached_property
    def _cleared(self) -> dict[str, ClearedTable]:
        return {}

    @cached_property
    def _reference(self) -> dict[str, Estimates]:
        raise DisclosureError(
            "A bundle has no numbers about the nation but the stored, cleared ones.",
            where=str(self.manifest.unit_id),
        )

    @cached_property
    def _stored(self) -> dict[str, ClearedTable]:
        return read_cleared(self.folder / CLEARED, self.period.code)

    def section(self, name: str) -> ClearedTable:
        """One section's numbers, own and national, cleared for the unit."""
        if name == UNITS:
            return self._stored[UNITS]
        if name not in self._cleared:
            own = SECTIONS[name](self._population, self.period)
            if name == CURVES:
                own = coarsened(own, audience=self.audience)
            steps = self._stored[name].record.steps
            for step in steps:
                if step["taken"]:
                    # What was put together for the nation is put together here as well.
                    own = apply(own, step)
            both = clear(own, audience=self.audience) + self._stored[name]
            # Steps were found with the nation beside, which a bundle has no counts of.
            self._cleared[name] = both.with_steps(steps)
        return self._cleared[name]


def _answered(sections: list[ClearedTable]) -> tuple[str, ...]:
    tables = [section.table for section in sections]
    known = {code for table in tables for code in table.loc[table["n"].fillna(0) > 0, "measure"]}
    return tuple(code for code in scales() if code in known)


def open_bundle(path: str | Path | None = None, *, language: str | None = None) -> BundleDesk:
    """Check a bundle and open it at its first period.

    Parameters
    ----------
    path
        The bundle; from the environment variable ``NRS_BUNDLE`` when not given.
    language
        Of its labels; from ``NRS_LANGUAGE`` when not given, and else Swedish.

    Raises
    ------
    DisclosureError
        There is no bundle, or it is not safe to show from; see `check_bundle`.
    """
    path = Path(path or os.environ.get(VARIABLE) or "")
    manifest = check_bundle(path)
    tables = {name: read_table(path / f"{name}.parquet") for name in TABLES}
    unit = {
        "unit_id": manifest.unit_id,
        "unit_name": manifest.unit_name,
        "register": str(manifest.register),
    }
    extract = Extract(
        extract_id=manifest.extract_id,
        as_of=manifest.as_of,
        synthetic=manifest.synthetic,
        units=pd.DataFrame([unit]),
        interventions=pd.DataFrame(),
        sick_leave=pd.DataFrame(),
        passport={},
        **tables,
    )
    return BundleDesk(
        extract=extract,
        register=manifest.register,
        subject=manifest.unit_id,
        period=Period.parse(manifest.periods[0]),
        audience=AUDIENCE,
        folder=path,
        language=language or os.environ.get(LANGUAGE_VARIABLE) or "sv",
        manifest=manifest,
    )


def check_bundle(path: str | Path) -> Manifest:
    """Refuse a bundle that is not exactly one unit's, whole and private.

    Returns
    -------
    Manifest
        What the bundle says of itself, found to be so.

    Raises
    ------
    DisclosureError
        It is missing or not whole, another user may read it, a file was changed, added or
        removed, it has another unit's rows or an uncalled-for column, or its numbers were
        cleared under an earlier policy. The message names files and columns, never a value.
    """
    path = Path(path)
    if not path.is_dir() or path.is_symlink() or not (path / MANIFEST).is_file():
        raise _refused("There is no bundle here.", str(path))
    _check_private(path)
    manifest = _read_manifest(path)
    found = checksums(path)
    odd = sorted(found.keys() ^ manifest.files.keys())
    both = sorted(found.keys() & manifest.files.keys())
    odd += [name for name in both if found[name] != manifest.files[name]]
    if odd:
        raise _refused("Files of the bundle were changed, added or removed.", ", ".join(odd[:5]))
    _check_rows(path, manifest)
    _check_cleared(path, manifest)
    return manifest


def _check_private(path: Path) -> None:
    for part in [path, *path.rglob("*")]:
        state = part.lstat()
        if stat.S_ISLNK(state.st_mode):
            raise _refused("The bundle holds a link out of itself.", part.name)
        if state.st_mode & 0o077 or state.st_uid != os.geteuid():
            raise DisclosureError(
                "The bundle can be read by others than the user who serves it.",
                where=part.name,
                remedy="Give it to that user alone: chmod -R go-rwx, and chown if needed.",
            )


def _read_manifest(path: Path) -> Manifest:
    try:
        stored = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        given = stored.pop("seal")
        manifest = Manifest.from_dict(stored)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refused("The bundle's manifest cannot be read.", MANIFEST) from error
    if given != seal(stored):
        raise _refused("The bundle's manifest was changed.", MANIFEST)
    if manifest.policy_sha256 != read_policy().sha256:
        raise _refused("The disclosure policy has changed since the bundle was built.", MANIFEST)
    return manifest


def _check_rows(path: Path, manifest: Manifest) -> None:
    allowed = needed_columns()
    tables = {name: read_table(path / f"{name}.parquet") for name in TABLES}
    for name, frame in tables.items():
        extra = sorted(set(frame.columns) - set(allowed[name]))
        if extra:
            raise _refused("A table has columns that no section reads.", f"{name}: {extra[0]}")
    episodes = tables["episodes"]
    n_units = episodes["unit_id"].nunique()
    is_own = (episodes["unit_id"] == manifest.unit_id) & (
        episodes["register"] == str(manifest.register)
    )
    if not is_own.all():
        n_others = int((~is_own).sum())
        what = f"{n_others} rows are not the unit's own; the table has {n_units} units."
        raise _refused(what, "episodes: unit_id, register")
    for name in ("answers", "diagnoses"):
        strangers = int((~tables[name]["episode_id"].isin(episodes["episode_id"])).sum())
        if strangers:
            raise _refused(f"{strangers} rows belong to no episode of the unit.", name)


def _check_cleared(path: Path, manifest: Manifest) -> None:
    for code in manifest.periods:
        for section, cleared in read_cleared(path / CLEARED, code).items():
            groups = set(cleared.table["group"]) - {NATIONAL, manifest.unit_id}
            named = [group for group in groups if not _UNNAMED.fullmatch(group)]
            if named or cleared.record.audience != AUDIENCE:
                raise _refused(
                    "National numbers name another unit, or were cleared for someone else.",
                    f"{code}: {section}",
                )


def _refused(what: str, where: str) -> DisclosureError:
    return DisclosureError(what, where=where, remedy=_REBUILD)
