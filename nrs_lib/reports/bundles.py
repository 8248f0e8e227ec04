"""One unit's bundle: all that the unit's own page can reach, and nothing else.

A page is served by a process that trusts nobody, so what protects other units is not a
filter in the page but what lies in its reach: this unit's rows under new keys, and numbers
about the nation that were cleared for this unit before they were stored.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from nrs_lib import __version__
from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import read_policy
from nrs_lib.errors import ParameterError
from nrs_lib.places import outputs
from nrs_lib.reports.cleared_files import write_cleared
from nrs_lib.reports.desk import Desk
from nrs_lib.reports.sections import SECTIONS, UNITS, scales
from nrs_lib.reports.subjects import path_part
from nrs_lib.stats.followup import PERCEIVED
from nrs_lib.terms import Audience, Register, Scope

FOLDER = "bundles"
FORMAT = 1
CLEARED = "cleared"
MANIFEST = "manifest.json"
AUDIENCE = Audience.OWN_UNIT
TABLES = ("episodes", "answers", "diagnoses")
YEARS_BACK = 3
_EPISODE_COLUMNS = (
    "episode_id",
    "unit_id",
    "register",
    "care_process",
    "referral_date",
    "first_visit_date",
    "program_start_date",
    "discharge_date",
    "followup_due_date",
    "deceased",
    "consent_withdrawn",
)
_ANSWER_COLUMNS = ("episode_id", "time_point", "answered_date", *PERCEIVED)
_DIAGNOSIS_COLUMNS = ("episode_id", "time_point", "position", "icd10_se")
_PRIVATE = 0o700


def needed_columns() -> dict[str, tuple[str, ...]]:
    """The columns that sections read, by table; a bundle holds no other."""
    rules = [measure.rule for measure in read_measures().values() if measure.rule]
    episode = [rule.column for rule in rules if rule.table == "episode"]
    answer = [rule.column for rule in rules if rule.table != "episode"]
    return {
        "episodes": tuple(dict.fromkeys((*_EPISODE_COLUMNS, *episode))),
        "answers": tuple(dict.fromkeys((*_ANSWER_COLUMNS, *answer, *scales()))),
        "diagnoses": _DIAGNOSIS_COLUMNS,
    }


@dataclass(frozen=True)
class Manifest:
    """What a bundle says of itself.

    Attributes
    ----------
    counts
        Rows by table.
    files
        SHA-256 by file, for every file but the manifest.
    policy_sha256
        The disclosure policy that its national numbers were cleared under.
    """

    extract_id: str
    as_of: dt.date
    synthetic: bool
    unit_id: str
    unit_name: str
    register: Register
    periods: tuple[str, ...]
    sections: tuple[str, ...]
    counts: dict[str, int]
    files: dict[str, str]
    policy_sha256: str
    code_version: str

    def as_dict(self) -> dict[str, object]:
        """Plain form, as it is stored."""
        return {
            "format": FORMAT,
            **vars(self),
            "as_of": self.as_of.isoformat(),
            "register": str(self.register),
            "periods": list(self.periods),
            "sections": list(self.sections),
        }

    @classmethod
    def from_dict(cls, stored: dict[str, object]) -> Manifest:
        """Rebuild from the plain form; raises KeyError, TypeError or ValueError if it is not."""
        stored = dict(stored)
        if stored.pop("format") != FORMAT:
            raise ValueError("format")
        return cls(
            **stored
            | {
                "as_of": dt.date.fromisoformat(stored["as_of"]),
                "register": Register(stored["register"]),
                "periods": tuple(stored["periods"]),
                "sections": tuple(stored["sections"]),
            }
        )


def seal(stored: dict[str, object]) -> str:
    """SHA-256 of a manifest's plain form, by which an edited manifest is known."""
    canonical = json.dumps(stored, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def build_bundle(
    extract: Extract,
    *,
    unit_id: str,
    register: Register | str,
    periods: Iterable[Period | str] | None = None,
    folder: Path | None = None,
    tell: Callable[[str], None] | None = None,
) -> Path:
    """Write one unit's bundle in place of an earlier one.

    Parameters
    ----------
    extract
        The whole analysis-ready extract. This is the only step that sees it; the bundle is
        all that a page's process is ever given.
    unit_id, register
        The unit and the register it is in.
    periods
        Periods that the page can show; `recent_periods` when not given.
    folder
        Where outputs go; ``outputs/`` by default.
    tell
        Called with each period's code before its numbers are made: the first bundle of an
        extract computes the nation for all periods and takes a minute or two.

    Returns
    -------
    Path
        ``<outputs>/<extract_id>/bundles/<unit_id>``, readable by its owner alone: episodes,
        answers and diagnoses of this unit, one row each as in the extract, without patients
        who have withdrawn consent; ``cleared/<period>``; and the manifest.

    Raises
    ------
    ParameterError
        The unit is not in the register, a period is not one, or no period has a patient.
    """
    register = Register(register)
    population = Population(extract, register=register, unit_id=unit_id)
    chosen = [p if isinstance(p, Period) else Period.parse(p) for p in periods or ()]
    if periods is None:
        chosen = recent_periods(population)
    if not chosen:
        raise ParameterError(
            "The bundle would have no period to show.",
            where=f"unit {unit_id}",
            remedy="Name a period that has registered patients, such as --period 2022.",
        )
    target = (folder or outputs()) / extract.extract_id / FOLDER / path_part(unit_id, where="unit")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(_PRIVATE)
    # Made with mode 0700, so that nobody can look in before it is finished either.
    aside = Path(tempfile.mkdtemp(prefix=f".{unit_id}-", dir=target.parent))
    try:
        counts = _write_own(aside, extract, population)
        (aside / CLEARED).mkdir()
        for period in chosen:
            if tell:
                tell(period.code)
            desk = Desk(
                extract=extract,
                register=register,
                subject=unit_id,
                period=period,
                audience=AUDIENCE,
                folder=folder,
            )
            # The rows are the same at every period; pairing them with answers once is enough.
            vars(desk)["_population"] = population
            # The next period is cleared with this one in mind.
            known, cleared = desk.ledger.last(), _not_own(desk)
            desk.enter(cleared.values(), report=FOLDER, known=known)
            write_cleared(aside / CLEARED, period.code, cleared)
        names = extract.units.set_index("unit_id")["unit_name"]
        manifest = Manifest(
            extract_id=extract.extract_id,
            as_of=extract.as_of,
            synthetic=bool(extract.synthetic),
            unit_id=unit_id,
            unit_name=str(names[unit_id]),
            register=register,
            periods=tuple(period.code for period in chosen),
            sections=(*SECTIONS, UNITS),
            counts=counts,
            files=checksums(aside),
            policy_sha256=read_policy().sha256,
            code_version=__version__,
        )
        _write_manifest(aside / MANIFEST, manifest)
        for path in aside.rglob("*"):
            path.chmod(_PRIVATE if path.is_dir() else 0o600)
        # An earlier bundle of this unit holds patients' rows: it is replaced, never kept.
        shutil.rmtree(target, ignore_errors=True)
        aside.replace(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def recent_periods(population: Population) -> list[Period]:
    """Years, half-years and quarters that end in the three years before the extract.

    Only whole periods, and only those in which the unit has a registered patient; years
    first, then the last four quarters, half-years and quarters, each with the newest first.
    """
    last = population.as_of
    years = range(last.year, last.year - YEARS_BACK - 1, -1)
    first = last.replace(year=last.year - YEARS_BACK, day=min(last.day, 28))
    parts = ([""], ["H2", "H1"], ["Q4", "Q3", "Q2", "Q1"])
    candidates = [
        Period.parse(f"{year}{part}") for family in parts for year in years for part in family
    ]
    visits = population.episodes["first_visit_date"]
    rolling = next(p for p in candidates if p.months == 3 and p.end <= last).rolling(4)
    candidates = list(dict.fromkeys([*candidates[: len(years)], rolling, *candidates]))
    return [p for p in candidates if first <= p.end <= last and p.holds(visits).any()]


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a bundle but its manifest, by path within the bundle."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST
    }


def _write_own(folder: Path, extract: Extract, population: Population) -> dict[str, int]:
    """Write this unit's rows under keys that lead nowhere; how many rows by table.

    The secret is never stored, so the keys cannot be made again from the registry's own
    and two bundles cannot be joined on them.
    """
    secret = os.urandom(32)
    kept = set(population.episodes["episode_id"])
    frames = {
        "episodes": population.episodes,
        "answers": extract.answers[extract.answers["episode_id"].isin(kept)],
        "diagnoses": extract.diagnoses[extract.diagnoses["episode_id"].isin(kept)],
    }
    for name, columns in needed_columns().items():
        frame = frames[name].loc[:, list(columns)].copy()
        frame["episode_id"] = [_pseudonym(secret, key) for key in frame["episode_id"]]
        for column in frame.select_dtypes("category"):
            # Categories nobody here has would carry other units' values along.
            frame[column] = frame[column].cat.remove_unused_categories()
        # The registry's order of rows is a key too.
        frame = frame.sort_values(list(columns)[:2], kind="stable", ignore_index=True)
        frame.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
    return {name: len(frame) for name, frame in frames.items()}


def _pseudonym(secret: bytes, key: object) -> str:
    return hmac.new(secret, str(key).encode(), hashlib.sha256).hexdigest()[:20]


def _not_own(desk: Desk) -> dict:
    """Everything about the nation and other units, cleared beside the unit's own numbers."""
    sections = {name: desk.section(name).where(scope=str(Scope.NATIONAL)) for name in SECTIONS}
    return sections | {UNITS: desk.section(UNITS)}


def _write_manifest(path: Path, manifest: Manifest) -> None:
    stored = manifest.as_dict()
    text = json.dumps(stored | {"seal": seal(stored)}, ensure_ascii=False, indent=1)
    path.write_text(text, encoding="utf-8")
