"""Action plans in words, as a unit would write them."""

from __future__ import annotations

from pathlib import Path

import yaml


def a_focus(**changed: object) -> dict[str, object]:
    """A focus on who answers after a year, from the first of October 2021."""
    return {
        "measure": "response_12m",
        "goal": 70,
        "what": {"sv": "Koordinatorn ringer.", "en": "The coordinator phones."},
        "who": {"sv": "Koordinatorn", "en": "The coordinator"},
        "starts": "2021-10-01",
        "review": "2022-10-01",
        "status": "under_way",
    } | changed


def write_plan(
    folder: Path, *focuses: dict[str, object], unit: str = "SV001", register: str = "NRSsv"
) -> Path:
    """Write a unit's plan into a folder, by default with the one focus."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{unit}.yaml"
    plan = {"unit": unit, "register": register, "focuses": list(focuses or [a_focus()])}
    path.write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")
    return path
