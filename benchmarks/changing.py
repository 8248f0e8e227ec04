"""What changes at one unit between two runs of the report factory."""

from __future__ import annotations

from pathlib import Path

import yaml

CHANGED_UNIT = "SV001"


def with_one_row_changed(outputs: Path, extract_id: str, name: str, *, year: int) -> str:
    """Another extract: one discharge score of one unit is another, of a discharge that year."""
    from nrs_lib.cohort.extracts import FOLDER
    from nrs_lib.extract.freezing import freeze, thaw

    tables, passport = thaw(outputs / extract_id / FOLDER)
    episodes, answers = tables["episode"], tables["answers"]
    there = (episodes["unit_id"] == CHANGED_UNIT) & (episodes["discharge_date"].dt.year == year)
    rows = answers.index[
        answers["episode_id"].isin(episodes[there]["episode_id"])
        & (answers["time_point"] == "discharge")
        & answers["nrs_pain"].notna()
    ]
    answers.loc[rows[0], "nrs_pain"] = (answers.loc[rows[0], "nrs_pain"] + 3) % 11
    changed = f"{extract_id[:11]}{name}"
    told = {**passport, "extract_id": changed, "fingerprint": name * 8}
    freeze(outputs / changed / FOLDER, tables, told)
    return changed


def write_plan(folder: Path) -> Path:
    """The action plan of the one unit that changes."""
    focus = {
        "measure": "response_12m",
        "goal": 70,
        "what": {"sv": "Koordinatorn ringer."},
        "who": {"sv": "Koordinatorn"},
        "starts": "2021-10-01",
        "review": "2022-10-01",
        "status": "under_way",
    }
    folder.mkdir(exist_ok=True)
    told_plan = {"unit": CHANGED_UNIT, "register": "NRSsv", "focuses": [focus]}
    path = folder / f"{CHANGED_UNIT}.yaml"
    path.write_text(yaml.safe_dump(told_plan, allow_unicode=True), encoding="utf-8")
    return path
