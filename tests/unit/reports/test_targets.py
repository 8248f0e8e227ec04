"""A target set in one file is seen wherever its measure is held against one."""

from __future__ import annotations

import datetime as dt
import re
import shutil

import pytest

from nrs_lib import figures, places, tables
from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.plans import Focus
from nrs_lib.contracts.targets import FILE, read_targets, targets_on
from nrs_lib.reports.charts import charts_of
from nrs_lib.reports.desk import Desk
from nrs_lib.reports.improvement_desk import ImprovementDesk
from nrs_lib.reports.sections import scales
from nrs_lib.terms import Audience, Register
from tests.support.extracts import an_answer, an_episode, an_extract

YEAR = Period.parse("2022")
SET = [
    ("NRSsv", 0.123, "2020-01-01", "published"),
    ("NRSsv", 0.371, "2022-01-01", "assumed"),
    ("NRSsv", 0.999, "2023-01-01", "published"),
    ("NRSpv", 0.777, "2020-01-01", "published"),
]
TARGETS = "version: 1\ntargets:\n" + "\n".join(
    f"- {{register: {register}, measure: improved_pain, level: {level}, from: {day}, "
    f"evidence: {evidence}, reference: Minutes}}"
    for register, level, day, evidence in SET
)


@pytest.fixture(scope="module")
def extract():
    episodes, answers = [], []
    for number in range(20 * 3 * 12):
        name = f"e{number:03d}"
        day = dt.date(2017, 12, 1) + dt.timedelta(days=number * 2.5)
        days = {
            "first_visit_date": day,
            "program_start_date": day + dt.timedelta(days=20),
            "discharge_date": day + dt.timedelta(days=40),
        }
        episodes.append(an_episode(name, unit_id=f"SV00{1 + number % 3}", **days))
        answers.append(an_answer(name, "initial", nrs_pain=8))
        answers.append(an_answer(name, "discharge", nrs_pain=4 if number % 7 < 3 else 8))
    return an_extract(episodes, answers, scales=scales())


@pytest.fixture
def set_targets(tmp_path, monkeypatch):
    """The project's definitions with targets in the one file of targets."""
    shutil.copytree(places.definitions(), tmp_path / "definitions")
    (tmp_path / "definitions" / FILE).write_text(TARGETS, encoding="utf-8")
    monkeypatch.setattr(places, "_in_force", tmp_path / "definitions")
    read_targets.cache_clear()
    yield
    read_targets.cache_clear()


def seen(extract, folder, subject, audience):
    """Everything that reports show of the indicators, as pages and as words."""
    desk = Desk(extract, Register.NRSSV, subject, YEAR, audience, folder)
    charts = charts_of(desk)
    indicators = desk.section("indicators")
    shown = {"period": YEAR.code, "quarters": desk.quarters, "charts": charts}
    return {
        "first page": figures.draw_indicators(indicators, measures=["improved_pain"], **shown),
        "control chart": figures.draw_control_chart(charts["improved_pain"]),
        "definitions": tables.show_definitions([one.cleared for one in charts.values()]),
    }


def on_slides(extract, folder, goal=None):
    """The chart on slides of a unit's improvement work."""
    desk = Desk(extract, Register.NRSSV, "SV001", YEAR, Audience.OWN_UNIT, folder)
    chart = ImprovementDesk(desk, Focus("improved_pain", goal)).chart
    return figures.draw_control_chart(chart).plain


def test_slides_without_a_goal_are_held_against_the_registry_s(extract, tmp_path, set_targets):
    assert "Mål: minst 37,1\u00a0% (antaget)" in on_slides(extract, tmp_path)
    assert "37,1" not in on_slides(extract, tmp_path, goal=0.5)


def test_slides_without_any_goal_say_that_there_is_none(extract, tmp_path):
    assert "Registret har inte satt något mål." in on_slides(extract, tmp_path)


READERS = [("SV001", Audience.OWN_UNIT), ("national", Audience.REGISTER)]


@pytest.mark.parametrize(("subject", "audience"), READERS)
def test_a_target_in_the_file_is_in_every_place(extract, tmp_path, set_targets, subject, audience):
    for place, shown in seen(extract, tmp_path, subject, audience).items():
        for text in (shown.html, shown.plain):
            assert "minst 37,1\u00a0% (antaget)" in text.replace("&nbsp;", "\u00a0"), place
            # Neither one that has ended or not begun, nor the other register's.
            assert not re.search(r"\b(12,3|99,9|77,7)\b", text), place


@pytest.mark.parametrize(("subject", "audience"), READERS)
def test_without_a_target_no_place_has_one(extract, tmp_path, subject, audience):
    for place, shown in seen(extract, tmp_path, subject, audience).items():
        assert not re.search(r"[Mm]ål (minst|högst|för)", shown.html + shown.plain), place


def test_the_latest_target_in_force_holds(set_targets):
    known = {
        day: targets_on("NRSsv", day)
        for day in map(dt.date, (2019, 2021, 2024), (1,) * 3, (1,) * 3)
    }
    levels = [found["improved_pain"].level if found else None for found in known.values()]
    assert levels == [None, 0.123, 0.999]
