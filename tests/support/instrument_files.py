"""A folder of instrument files, for tests that add one or break one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import yaml

TWO_SCALES = {
    "id": "mood3",
    "version": "1",
    "name": {"sv": "Påhittat formulär", "en": "Made-up form"},
    "evidence": "assumed",
    "reference": "Made up for tests",
    "licence": "None",
    "registry_use": {
        "status": "not_found",
        "evidence": "assumed",
        "reference": "Made up for tests",
    },
    "items": [
        {"code": "mood3_1", "min": 0, "max": 4},
        {"code": "mood3_2", "min": 0, "max": 4, "reversed": True},
        {"code": "mood3_3", "min": 0, "max": 4},
    ],
    "scales": [
        {
            "code": "mood3_total",
            "label": {"sv": "Summa", "en": "Sum"},
            "short": {"sv": "Summa", "en": "Sum"},
            "unit": "0–12",
            "method": "sum",
            "items": ["mood3_1", "mood3_2", "mood3_3"],
            "range": [0, 12],
            "direction": "higher_worse",
            "decimals": 1,
            "missing": {
                "default": "half",
                "allowed": ["half", "complete"],
                "evidence": "assumed",
                "reference": "Made up for tests",
            },
            "icf": {"component": "function", "code": "b152"},
            "immpact": "none",
            "bands": [
                {
                    "scheme": "halves",
                    "default": True,
                    "evidence": "assumed",
                    "reference": "Made up for tests",
                    "bands": [
                        {"code": "low", "lower": 0, "label": {"sv": "Låg", "en": "Low"}},
                        {"code": "high", "lower": 6, "label": {"sv": "Hög", "en": "High"}},
                    ],
                }
            ],
            "change_thresholds": [
                {
                    "code": "points_3",
                    "kind": "absolute",
                    "size": 3,
                    "default": True,
                    "meaning": {"sv": "minst {size} lägre", "en": "at least {size} lower"},
                    "evidence": "assumed",
                    "reference": "Made up for tests",
                }
            ],
        },
        {
            "code": "mood3_first",
            "label": {"sv": "Första", "en": "First"},
            "short": {"sv": "Första", "en": "First"},
            "unit": "0–4",
            "method": "item",
            "items": ["mood3_1"],
            "reuses_items": "Shown by itself too",
            "range": [0, 4],
            "direction": "neutral",
            "decimals": 0,
            "missing": {
                "default": "complete",
                "allowed": ["complete"],
                "evidence": "assumed",
                "reference": "One question",
            },
            "icf": {"component": "function"},
            "immpact": "none",
        },
    ],
}
"""A correct instrument of three items: their sum with one reversed, and the first alone."""


def instrument_folder(home: Path, change: Callable[[dict], object] | None = None) -> Path:
    """Write the made-up instrument, changed by ``change``, and return its folder."""
    raw = copy.deepcopy(TWO_SCALES)
    if change is not None:
        change(raw)
    folder = home / "instruments"
    folder.mkdir()
    text = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False)
    (folder / "mood3.yaml").write_text(text, encoding="utf-8")
    return folder
