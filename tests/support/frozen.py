"""Extracts made by hand and frozen, by the definitions in force or by altered ones."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from nrs_lib.cohort.extracts import FOLDER
from nrs_lib.extract.freezing import freeze
from nrs_lib.extract.kept_definitions import ARCHIVE
from nrs_lib.places import DEFINITION_ENDINGS, checksum, definitions
from tests.support.extracts import an_answer, an_episode, an_extract

EARLIER, LATER = "2022-09-01-aaaaaaaa", "2023-09-01-bbbbbbbb"
DAYS = {EARLIER: "2022-09-01", LATER: "2023-09-01"}


def altered_definitions(folder: Path, changes: Mapping[str, tuple[str, str]]) -> Path:
    """A copy of the definitions with one text in each of some files replaced by another."""
    shutil.copytree(definitions(), folder)
    for name, (old, new) in changes.items():
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def packed(folder: Path) -> bytes:
    """A folder of definitions as it is kept with an extract."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.suffix in DEFINITION_ENDINGS:
                archive.write(path, path.relative_to(folder).as_posix())
    return held.getvalue()


def frozen(
    outputs: Path,
    name: str,
    episodes: list[dict],
    answers: list[dict],
    *,
    as_of: str,
    scales: tuple[str, ...] = ("nrs_pain",),
    items: pd.DataFrame | None = None,
    by: Path | None = None,
) -> str:
    """Freeze a small extract; its scores come from items where there are any."""
    made = an_extract(episodes, answers, scales=scales)
    folder = by or definitions()
    tables = {
        "unit": made.units.assign(region="01"),
        "episode": made.episodes,
        "answers": made.answers,
        "diagnosis": made.diagnoses,
        "intervention": pd.DataFrame({"episode_id": pd.Series([], dtype="str")}),
        "sick_leave": pd.DataFrame({"patient_id": pd.Series([], dtype="str")}),
    }
    if items is not None:
        tables["item"] = items
    passport = {
        "extract_id": name,
        "as_of": as_of,
        "synthetic": True,
        "fingerprint": name,
        "definitions_sha256": checksum(folder, DEFINITION_ENDINGS),
        "scoring": {"sources": dict.fromkeys(scales, "items" if items is not None else "registry")},
    }
    freeze(outputs / name / FOLDER, tables, passport, beside={ARCHIVE: packed(folder)})
    return name


def a_course(number: int, start: float, later: float, **changes) -> tuple[dict, list[dict]]:
    """An episode answered at start and discharge."""
    episode = an_episode(f"e{number}", **changes)
    day = episode["discharge_date"]
    return episode, [
        an_answer(f"e{number}", "initial", nrs_pain=start, answered_date="2022-01-20"),
        an_answer(f"e{number}", "discharge", nrs_pain=later, answered_date=day),
    ]


def held(outputs: Path, name: str, courses, **kind) -> str:
    episodes = [episode for episode, _ in courses]
    answers = [answer for _, mine in courses for answer in mine]
    return frozen(outputs, name, episodes, answers, as_of=DAYS[name], **kind)


def old_courses() -> list:
    """Twelve of SV001, every third improved by at least 30 %."""
    return [a_course(number, 8, 4 if number % 3 == 0 else 7) for number in range(12)]
