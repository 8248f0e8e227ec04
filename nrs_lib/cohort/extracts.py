"""Analysis-ready extracts: what is loaded, and how it is opened.

Apart from `nrs_lib.cohort.preparing`, because every notebook opens an extract and none of
them should pay for importing what reads and checks deliveries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

import pandas as pd

from nrs_lib.errors import ExtractError
from nrs_lib.extract.freezing import read_passport_record, thaw
from nrs_lib.places import outputs

FOLDER = Path("internal") / "analysis_ready"
_TABLES = ("unit", "episode", "answers", "diagnosis", "intervention", "sick_leave")


_HELD: dict[Path, Extract] = {}


@dataclass(frozen=True)
class Extract:
    """An analysis-ready extract.

    Attributes
    ----------
    extract_id
        Date of the extract and the first signs of its content key.
    as_of
        The day the registry was read; nothing after it is known.
    synthetic
        Whether the people in it are made up.
    units, episodes, answers, diagnoses, interventions, sick_leave
        One row per unit; per episode, with ``register``; per episode and time point, with
        the questionnaire's columns and one float column per scale; per diagnosis; per
        intervention; per patient and benefit period.
    passport
        Where it came from: files and checksums, findings, rows in, analysed and set
        aside, how it was scored.
    """

    extract_id: str
    as_of: dt.date
    synthetic: bool
    units: pd.DataFrame
    episodes: pd.DataFrame
    answers: pd.DataFrame
    diagnoses: pd.DataFrame
    interventions: pd.DataFrame
    sick_leave: pd.DataFrame
    passport: Mapping[str, object]


def open_extract(extract_id: str, *, folder: Path | None = None) -> Extract:
    """Read an analysis-ready extract.

    Raises
    ------
    ExtractError
        No extract has this id, or its files were changed after they were stored.
    """
    home = (folder or outputs()) / extract_id / FOLDER
    if not home.is_dir():
        raise ExtractError(
            "There is no extract with this id.",
            where=extract_id,
            remedy="Load the delivery with `nrs load PATH`; `nrs list` shows what is loaded.",
        )
    if home in _HELD:
        return _shared(_HELD[home])
    # Answers to single items are kept for scoring anew, and are too many to read in passing.
    tables, passport = thaw(home, only=_TABLES)
    return extract_of(tables, passport)


def extract_of(tables: Mapping[str, pd.DataFrame], passport: Mapping[str, object]) -> Extract:
    """An extract from its tables and passport, whether they are stored or not."""
    return Extract(
        extract_id=str(passport["extract_id"]),
        as_of=dt.date.fromisoformat(passport["as_of"]),
        synthetic=passport["synthetic"],
        units=tables["unit"],
        episodes=tables["episode"],
        answers=tables["answers"],
        diagnoses=tables["diagnosis"],
        interventions=tables["intervention"],
        sick_leave=tables["sick_leave"],
        passport=passport,
    )


def loaded_before(fingerprint: str, *, folder: Path | None = None) -> list[str]:
    """Extracts made of the same files, whatever the files are called, oldest first."""
    home = folder or outputs()
    return [
        extract_id
        for extract_id in extract_ids(folder=folder)
        if read_passport_record(home / extract_id / FOLDER)["passport"]["fingerprint"]
        == fingerprint
    ]


def hold(extract_id: str, *, folder: Path | None = None) -> None:
    """Read an extract once for all that this process and its forks open later.

    Its name is a content key and its files are never changed, so it cannot become outdated.

    Raises
    ------
    ExtractError
        As `open_extract`.
    """
    home = (folder or outputs()) / extract_id / FOLDER
    _HELD[home] = open_extract(extract_id, folder=folder)


def _shared(held: Extract) -> Extract:
    """The same, with frames that can be changed without changing the held ones."""
    frames = {part.name: getattr(held, part.name) for part in fields(held)}
    return replace(
        held,
        **{
            name: frame.copy(deep=False)
            for name, frame in frames.items()
            if isinstance(frame, pd.DataFrame)
        },
    )


def latest_extract_id(*, folder: Path | None = None) -> str:
    """The extract that was loaded last.

    Raises
    ------
    ExtractError
        Nothing has been loaded.
    """
    loaded = extract_ids(folder=folder)
    if not loaded:
        raise ExtractError(
            "No extract has been loaded.",
            remedy="Load one with `nrs load PATH`, or try `nrs demo`.",
        )
    return loaded[-1]


def extract_ids(*, folder: Path | None = None) -> list[str]:
    """All loaded extracts, the one loaded last at the end."""
    home = folder or outputs()
    passports = home.glob(f"*/{FOLDER.as_posix()}/passport.json")
    by_time = sorted(passports, key=lambda path: path.stat().st_mtime)
    return [path.parents[2].name for path in by_time]
