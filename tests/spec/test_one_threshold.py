"""One threshold is changed in its own file, and every place that tells it has changed with it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nrs_lib.places import definitions
from tests.support.frozen import altered_definitions

ROOT = Path(__file__).resolve().parents[2]
FILE = "instruments/nrs_pain.yaml"
BEFORE, AFTER = 30, 40
TOLD = r"(?:[Mm]inst|[Aa]t least) {n}\s?%"
PLACES = {
    "responders table, threshold": TOLD,
    # Of fifty from 10 to 5, 6, 7, 8 and 9, ten each.
    "responders table, numbers": {BEFORE: r"\b30 (?:av|of) 50\b", AFTER: r"\b20 (?:av|of) 50\b"},
    "responders figure": TOLD,
    "slopes, band of meaningful change": r"minst {n} % minskning|decrease of at least {n}%",
    "curve, title": TOLD,
    # Forty per cent is a step of every curve, but no threshold.
    "curve, name of the mark": r"minst {n} % minskning|decrease of at least {n}%",
    "indicators figure": TOLD,
    "lead sentence": TOLD,
    "units figure": TOLD,
    "funnel": TOLD,
    "definitions table": TOLD,
    "why a number, threshold": TOLD,
    "why a number, measure": TOLD,
    "scoring manual": TOLD,
    "page of the unit": TOLD,
    "one person's profile": r"\b{n}\s?%",
    "same people at the door": r"\b{n} %",
    # A shift that counts as small is as large as the threshold, of a mean start of 10.
    "small shift of the lost": {BEFORE: r"\b3[,.]0\b", AFTER: r"\b4[,.]0\b"},
}


def told_under(folder: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.support.threshold_places", str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """What each place tells, under the definitions as they are and under the changed ones."""
    size = (f"size: {BEFORE / 100}", f"size: {AFTER / 100}")
    changed = altered_definitions(tmp_path_factory.mktemp("definitions") / "own", {FILE: size})
    running = {BEFORE: told_under(definitions()), AFTER: told_under(changed)}
    found = {}
    for size, process in running.items():
        out, _ = process.communicate(timeout=300)
        assert process.returncode == 0
        found[size] = {
            place: text.replace("\u00a0", " ") for place, text in json.loads(out).items()
        }
    return found


def times(text: str, place: str, size: int) -> int:
    pattern = PLACES[place]
    pattern = pattern[size] if isinstance(pattern, dict) else pattern.format(n=size)
    return len(re.findall(pattern, text))


def test_no_place_is_left_out(texts):
    assert set(texts[BEFORE]) == set(texts[AFTER]) == set(PLACES)


@pytest.mark.parametrize("place", PLACES)
def test_a_changed_threshold_is_changed_in_every_place(place, texts):
    before, after = texts[BEFORE][place], texts[AFTER][place]
    assert times(before, place, BEFORE) > 0
    assert times(before, place, AFTER) == 0
    assert times(after, place, AFTER) == times(before, place, BEFORE)
    assert times(after, place, BEFORE) == 0
