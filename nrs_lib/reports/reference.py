"""What is the same for every unit, computed once per register and period.

National values, and all units beside each other, are stored with the extract and read by
each report in milliseconds. They are not cleared: that happens in each report, for its own
reader, because what the nation gives away depends on who subtracts themselves from it.

They are made from the rows within reach of their period and no others, and the key of these
rows is stored with them; so an extract in which the rows are the same takes them over.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.util import hash_pandas_object

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.cautions import Caution
from nrs_lib.disclosure import read_policy
from nrs_lib.extract.freezing import read_table
from nrs_lib.places import code_checksum, outputs
from nrs_lib.reports.folders import set_aside
from nrs_lib.reports.sections import (
    MODELLED,
    SECTIONS,
    SENSITIVITY,
    UNITS,
    modelled_losses,
    reach_of,
)
from nrs_lib.reports.slices import Slices
from nrs_lib.stats.data_quality.sensitive import MODELLED as WAYS
from nrs_lib.stats.estimates import Estimates, combined
from nrs_lib.stats.shown_periods import COMPARED_DEFINITIONS, compared_period
from nrs_lib.stats.units.beside import units_beside
from nrs_lib.terms import Register, Scope

_FOLDER = Path("internal") / "reference"
_RESTS_ON = "rests_on.json"
_ROWS = "rows.txt"
_HELD: dict[Path, Mapping[str, Estimates]] = {}


def reference(
    extract: Extract, *, register: Register | str, period: Period, folder: Path | None = None
) -> dict[str, Estimates]:
    """National estimates by section, and ``units``: one row per unit and indicator.

    Computed and stored the first time, read afterwards; once, where a process holds them.
    The store lies inside the extract's own folder, whose name changes with data and
    definitions, under the checksum of the code: numbers that other code made are never read.
    """
    place = {"register": register, "period": period, "folder": folder or outputs()}
    home = store_of(place["folder"], extract.extract_id) / str(register) / period.code
    rows = ""
    if home not in _HELD and not (home / _RESTS_ON).is_file():
        rows = Slices(extract).within(reach_of(register, period)).all
        take_over_reference(extract, rows=rows, **place)
    return kept_estimates(home, lambda: _made(extract, register, period), rows=rows)


def store_reference(
    extract: Extract, *, register: Register | str, period: Period, folder: Path, rows: str
) -> None:
    """Compute national estimates that are stored nowhere, and store them.

    Parameters
    ----------
    rows
        As for `take_over_reference`.
    """
    home = store_of(folder, extract.extract_id) / str(register) / period.code
    made = _made(extract, register, period)
    if not (home / _RESTS_ON).is_file():
        shutil.rmtree(home, ignore_errors=True)
        _store(home, made, rows=rows)


def _made(extract: Extract, register: Register | str, period: Period) -> dict[str, Estimates]:
    population = Population(reach_of(register, period).cut(extract), register=register)
    found = {name: section(population, period) for name, section in SECTIONS.items()}
    # Kept as it is too, for the reports on data quality.
    found[MODELLED] = modelled_losses(population, period)
    modelled = found[MODELLED].where(category=WAYS)
    found[SENSITIVITY] = combined([found[SENSITIVITY], modelled])
    return found | {UNITS: _beside(population, period)}


def _beside(population: Population, period: Period) -> Estimates:
    """The units beside each other, over a time that most of them bear before any reader."""
    least = max(one.limits[Scope.UNIT].min_n for one in read_policy().audiences.values())
    found = units_beside(population, compared_period(population, period, least=least))
    return replace(found, definitions=(*found.definitions, *COMPARED_DEFINITIONS))


def take_over_reference(
    extract: Extract, *, register: Register | str, period: Period, folder: Path, rows: str
) -> bool:
    """Whether national estimates are stored, once those of another extract are taken over.

    Parameters
    ----------
    rows
        The key of the rows that they are made from; those of an extract with the same are the
        same.
    """
    home = store_of(folder, extract.extract_id) / str(register) / period.code
    if (home / _RESTS_ON).is_file():
        return True
    for mark in elsewhere(home / _ROWS, extract.extract_id, folder):
        if mark.read_text(encoding="utf-8") == rows:
            with _aside(home) as aside:
                for file in mark.parent.iterdir():
                    shutil.copyfile(file, aside / file.name)
            return True
    return False


def elsewhere(path: Path, extract_id: str, folder: Path) -> list[Path]:
    """What other extracts have in the place of one's own file, the newest first."""
    inside = path.relative_to(folder / extract_id).as_posix()
    found = [other for other in folder.glob(f"*/{inside}") if other != path]
    return sorted(found, key=lambda other: (-other.stat().st_mtime, other))


def kept_estimates(
    home: Path, make: Callable[[], dict[str, Estimates]], *, rows: str = ""
) -> dict[str, Estimates]:
    """Estimates by section that are stored in a folder; made and stored where they are not.

    Parameters
    ----------
    rows
        The key of the rows that they are made from, where other extracts may take them over.
    """
    if home in _HELD:
        return dict(_HELD[home])
    kept = _kept(home)
    if kept is None:
        # What is there all the same was cut short, or changed on the disk.
        shutil.rmtree(home, ignore_errors=True)
        made = make()
        _store(home, made, rows=rows)
        kept = _kept(home) or made
    return kept


def _kept(home: Path) -> dict[str, Estimates] | None:
    try:
        stored = read_sealed(home / _RESTS_ON)
        return {
            name: Estimates(
                read_unchanged(home / f"{name}.parquet", part["file"]),
                tuple(part["definitions"]),
                tuple(Caution.from_dict(one) for one in part["cautions"]),
            )
            for name, part in stored.items()
        }
    except (OSError, ValueError, LookupError, TypeError):
        return None


def sealed(told: Mapping[str, object]) -> str:
    """Some facts as JSON, with a checksum of them."""
    return json.dumps({"sha256": _seal(told), "told": told})


def read_sealed(path: Path) -> dict[str, dict]:
    """Read what `sealed` wrote; raises ValueError where it is not what was written."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    if set(stored) != {"sha256", "told"} or stored["sha256"] != _seal(stored["told"]):
        raise ValueError(path.name)
    return stored["told"]


def _seal(told: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def read_unchanged(path: Path, sha256: str) -> pd.DataFrame:
    """Read a Parquet file that has the checksum it was stored with; raises ValueError if not."""
    if checksum(path) != sha256:
        raise ValueError(path.name)
    return read_table(path)


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hold_reference(
    extract: Extract, *, register: Register | str, period: Period, folder: Path | None = None
) -> None:
    """Read stored national estimates once, for all that this process and its forks ask."""
    home = store_of(folder or outputs(), extract.extract_id) / str(register) / period.code
    if (home / _RESTS_ON).is_file():
        _HELD[home] = reference(extract, register=register, period=period, folder=folder)


def store_of(outputs: Path, extract_id: str) -> Path:
    """Where numbers that this code made of an extract are kept."""
    return outputs / extract_id / _FOLDER / code_checksum()[:12]


def reference_fingerprints(
    outputs: Path, *, extract_id: str, register: Register | str, period: Period
) -> dict[str, str] | None:
    """A checksum of each section of stored national estimates; None where none are stored."""
    path = store_of(outputs, extract_id) / str(register) / period.code / _RESTS_ON
    with suppress(OSError, ValueError):
        return {name: part["sha256"] for name, part in read_sealed(path).items()}
    return None


def in_one_table(sections: Mapping[str, Estimates]) -> pd.DataFrame:
    """The rows of some sections one after the other."""
    return pd.concat([one.table for one in sections.values()], ignore_index=True)


def fingerprints(
    sections: Mapping[str, Estimates], table: pd.DataFrame
) -> dict[str, dict[str, object]]:
    """What some sections rest on, and a checksum of all that each says.

    Parameters
    ----------
    table
        As `in_one_table`: a row's checksum is the same in whatever table it stands, and one
        large table is looked through faster than many small ones.
    """
    rows = hash_pandas_object(table, index=False).to_numpy()
    ends = np.cumsum([len(one.table) for one in sections.values()])[:-1]
    return {
        name: _fingerprint(estimates, mine)
        for (name, estimates), mine in zip(sections.items(), np.split(rows, ends), strict=True)
    }


def _fingerprint(estimates: Estimates, rows: np.ndarray) -> dict[str, object]:
    told = {
        "definitions": list(estimates.definitions),
        "cautions": [one.as_dict() for one in estimates.cautions],
    }
    seal = hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode())
    seal.update(rows.tobytes())
    return {**told, "sha256": seal.hexdigest()}


def _store(home: Path, sections: Mapping[str, Estimates], *, rows: str) -> None:
    with _aside(home) as aside:
        for name, estimates in sections.items():
            estimates.table.to_parquet(aside / f"{name}.parquet", index=False)
        if rows:
            (aside / _ROWS).write_text(rows, encoding="utf-8")
        told = {
            name: {**part, "file": checksum(aside / f"{name}.parquet")}
            for name, part in fingerprints(sections, in_one_table(sections)).items()
        }
        (aside / _RESTS_ON).write_text(sealed(told), encoding="utf-8")


@contextmanager
def _aside(home: Path) -> Iterator[Path]:
    """A folder to write in, which has its final name afterwards."""
    home.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with set_aside(home) as aside:
        yield aside
        try:
            aside.replace(home)
        except OSError:
            # Another worker stored the very same reference first; its copy serves.
            if not (home / _RESTS_ON).is_file():
                raise
