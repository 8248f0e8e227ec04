"""Two small extracts that differ in one row of one unit, frozen as loaded ones are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nrs_lib.cohort.extracts import FOLDER, Extract, open_extract
from nrs_lib.extract.freezing import freeze
from tests.support.extracts import an_answer, an_episode, an_extract

FIRST, SECOND = "2023-09-01-00000001", "2023-09-01-00000002"
SIZES = {"SV001": 14, "SV002": 16, "SV003": 18}
_KNOWN = {"work_status": "working", "nrs_pain": 7.0}


def two_extracts(outputs: Path, *, changed: str, **change: object) -> tuple[Extract, Extract]:
    """Freeze both; in the second the discharge answer of the episode `changed` is changed."""
    answers = [
        an_answer(f"{unit}-{n}", point, nrs_pain=8.0 - (n % 5 if point == "discharge" else 0))
        for unit, size in SIZES.items()
        for n in range(size)
        for point in ("initial", "discharge")
    ]
    first = _frozen(outputs, FIRST, answers)
    altered = [
        answer | change
        if (answer["episode_id"], answer["time_point"]) == (changed, "discharge")
        else answer
        for answer in answers
    ]
    return first, _frozen(outputs, SECOND, altered)


def _frozen(outputs: Path, extract_id: str, answers: list[dict[str, object]]) -> Extract:
    from nrs_lib.reports.sections import scales

    episodes = [
        # Half of them in the year before, which reports of a quarter do not show.
        an_episode(f"{unit}-{n}", unit_id=unit)
        for unit, size in SIZES.items()
        for n in range(size)
    ]
    made = replace(
        an_extract(episodes, answers, scales=scales()),
        extract_id=extract_id,
    )
    tables = {
        "unit": made.units.assign(region="01"),
        "episode": made.episodes,
        "answers": made.answers,
        "diagnosis": made.diagnoses,
        "intervention": made.diagnoses.iloc[:0],
        "sick_leave": made.diagnoses.iloc[:0],
    }
    passport = {
        "extract_id": extract_id,
        "fingerprint": extract_id[-8:] * 8,
        "as_of": f"{made.as_of}",
        "synthetic": True,
        "rows": {},
        "files": [],
        "findings": [],
    }
    freeze(outputs / extract_id / FOLDER, tables, passport)
    return open_extract(extract_id, folder=outputs)
