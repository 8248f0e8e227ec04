"""A threshold stands in its instrument's file and nowhere else: code, pages and notebooks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nrs_lib.contracts.instruments import scale
from tests.support.threshold_literals import Literal, literals

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("nrs_lib", "notebooks")
# Definitions with words to readers; those that hold numbers of their own are left out.
WORDS = ("measures", "patient_profile", "cautions", "sick_leave", "outcome_domains")
_MADE_UP = "the true values of made-up people, on which statistics are graded"
ALLOWED = {
    ("nrs_lib/cohort/sick_leave/days.py", "change[rows, spells.quarters - 1] = 1"): (
        "a mark in a table of changes of extent"
    ),
    (
        "nrs_lib/disclosure/earlier.py",
        "moved = abs(both.estimate - both.estimate_then) > 1.5 * 10.0**-decimals",
    ): "how far two roundings of one number can lie apart",
    ("nrs_lib/disclosure/choosing.py", "_SIZE = 0.3"): ("how the solver weighs what it hides"),
    ("nrs_lib/figures/control_chart_drawing.py", "_DASH = (1.5, 1.8)"): (
        "lengths of strokes in points"
    ),
    (
        "nrs_lib/reports/locking.py",
        'return abs(process.create_time() - float(told["process_started"])) < 2',
    ): "seconds between two clocks",
    (
        "nrs_lib/stats/effect_formulas.py",
        "shared = (1 + r) * (r * squares - 2 * moments.start_sd * moments.later_sd)",
    ): "a constant of a variance formula",
    (
        "nrs_lib/stats/effect_formulas.py",
        "return (1 + r) ** 2 / 4 + 1 / 2 + shared / (2 * moments.change_sd**2)",
    ): "a constant of a variance formula",
    ("nrs_lib/stats/mixed/logistic_fit.py", "STARTS = (0.1, 0.3, 0.7, 1.5, 3.0)"): (
        "where the search for a variance begins"
    ),
    ("nrs_lib/stats/mixed/optimum.py", "STARTS = (1e-3, 1e-2, 0.1, 0.5, 2.0, 10.0)"): (
        "where the search for a variance begins"
    ),
    ("nrs_lib/stats/grading/losses.py", "START, DISCHARGE, YEAR = 7.0, 5.8, 6.2"): _MADE_UP,
    ("nrs_lib/stats/grading/losses.py", "LIMIT = 5.0"): _MADE_UP,
    (
        "nrs_lib/stats/grading/losses.py",
        "discharge = DISCHARGE + 0.5 * (start - START) + rng.normal(0, 1.5, n)",
    ): _MADE_UP,
    (
        "nrs_lib/stats/grading/losses.py",
        "year = 1.2 + 0.3 * start + 0.5 * discharge + rng.normal(0, LEFT, n)",
    ): _MADE_UP,
    (
        "nrs_lib/stats/grading/losses.py",
        "sd = math.hypot(0.55 * 1.5, 0.5 * 1.5, LEFT)",
    ): _MADE_UP,
    ("nrs_lib/stats/grading/models.py", "LEVEL, PERSONS, RESIDUAL = 6.9, 1.5, 1.3"): _MADE_UP,
    (
        "nrs_lib/stats/grading/models.py",
        "stays = rng.random(n) < expit(0.9 - 0.5 * (pain[1] - LEVEL))",
    ): _MADE_UP,
    (
        "nrs_lib/stats/grading/models.py",
        'treated = (unit % 2 if tau else rng.random(n) < 0.3).astype("float64")',
    ): _MADE_UP,
    (
        "nrs_lib/stats/grading/models.py",
        "pain = effect * treated + 0.3 * age + tau * rng.normal(size=units)[unit]",
    ): _MADE_UP,
    (
        "nrs_lib/stats/grading/units.py",
        "outcome = -0.8 - 0.5 * start + apart[unit] + rng.normal(0, sd, len(unit))",
    ): _MADE_UP,
    (
        "nrs_lib/stats/grading/units.py",
        "risk = float(logit(share)) + 0.6 * rng.normal(size=len(unit))",
    ): _MADE_UP,
    ("nrs_lib/stats/grading/units.py", "left = outcome + 0.5 * start"): _MADE_UP,
    (
        "nrs_lib/stats/grading/units.py",
        "left, sizes = outcome + 0.5 * start, np.bincount(unit)",
    ): _MADE_UP,
}
"""By file and line what is no threshold of a scale, and what it is."""


def found() -> list[Literal]:
    words = [f"data_contracts/{name}.yaml" for name in WORDS]
    return [*literals(ROOT, *FOLDERS), *literals(ROOT, *words)]


def test_no_threshold_stands_outside_the_instruments() -> None:
    strays = [one for one in found() if one.key not in ALLOWED]

    assert not strays, "write it in data_contracts/instruments, or say in ALLOWED what it is"


def test_every_exception_is_still_needed() -> None:
    assert set(ALLOWED) <= {one.key for one in found()}


PAIN, MPI = scale("nrs_pain").change_threshold, scale("mpi_interference").change_threshold
PLANTED = {
    "compared change": ("a.py", "improved = before - after >= 2"),
    "compared score": ("a.py", "is_case = answers.hads_depression > 11"),
    "part of the start": ("a.py", f"needed = {PAIN.size} * start"),
    "named size": ("a.py", "MCID = 6"),
    "size in a map": ("a.py", f'limits = {{"mpi_interference": {MPI.size}}}'),
    "default of an argument": ("a.py", "def improved(start, later, *, threshold=4): ..."),
    "default by place": ("a.py", f"def improved(start, later, size={MPI.size}): ..."),
    "argument": ("a.py", "show(cut_off=15)"),
    "words": ("a.py", 'text = {"sv": "minst 30\\u00a0% mindre smärta"}'),
    "words with points": ("a.py", 'say("at least 6 points lower")'),
    "words in pieces": ("a.py", 'say(f"{label}: gränsen är 9 poäng")'),
    "page": ("a.html.j2", "<p>Förbättrad: minst 0,6 steg.</p>"),
    "page in English": ("a.html.j2", "<p>Improved by 50 per cent.</p>"),
    "sidecar": ("a.yaml", "summary: {sv: Andel med minst 30 % mindre smärta}"),
    "script": ("a.js", "const label = 'at least 8.4 points';"),
    "prose of a notebook": ("a.ipynb", ["markdown", "Gränsen är 1,7 poäng."]),
    "code of a notebook": ("a.ipynb", ["code", "improved = change.gain >= 10"]),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_threshold_is_found(planted, tmp_path) -> None:
    name, text = PLANTED[planted]
    if name.endswith(".ipynb"):
        kind, source = text
        text = json.dumps({"cells": [{"cell_type": kind, "source": [source]}]})
    (tmp_path / "planted").mkdir()
    (tmp_path / "planted" / name).write_text(text, encoding="utf-8")

    assert literals(tmp_path, "planted")


@pytest.mark.parametrize(
    "text",
    [
        "if len(start) < 2: pass",
        "half = ndtri(0.5 + level / 2)",
        "for n, row in enumerate(rows, start=2): pass",
        '"""Improved by at least 30 %: a docstring is read by none who decides."""',
        "sheet.line(points, weight=0.6)",
    ],
)
def test_other_numbers_are_left_alone(text, tmp_path) -> None:
    (tmp_path / "a.py").write_text(text, encoding="utf-8")

    assert not literals(tmp_path, ".")
