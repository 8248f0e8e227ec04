"""A small unit's report shows a longer period, for the unit and the nation alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.reports import desk as desks
from nrs_lib.reports.desk import open_desk
from nrs_lib.reports.pooling import hold_shown, shown_period, take_over_shown
from nrs_lib.reports.sections import SECTIONS, UNITS, scales
from nrs_lib.terms import Audience, Register
from tests.unit.stats.test_shown_periods import ASKED, a_register

FLOWS = {"SV001": (30, 40, 40, 40), "SV002": (6, 6, 6), "SV003": (40, 40, 40, 40)}
COURSES = {"over_time", "indicators", "course", "versions"}


@pytest.fixture(scope="module")
def extract():
    return a_register(FLOWS, scales=scales())


@pytest.fixture
def opened(extract, tmp_path, monkeypatch):
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path))
    monkeypatch.setattr(desks, "open_extract", lambda extract_id: extract)

    def _open(subject="SV002", period=ASKED.code, audience="own_unit"):
        place = {"register": "NRSsv", "subject": subject, "period": period}
        return open_desk(extract_id=extract.extract_id, audience=audience, **place)

    return _open


def test_a_pooled_report_is_known_again_by_the_period_that_was_asked_for(opened, monkeypatch):
    """As it is entered; by the pooled one its second language would be cleared as if new."""
    entries = []

    def cleared_alike(clear, sections, *, ledger, entry):
        entries.append(entry)
        return clear(earlier=None)

    monkeypatch.setattr(desks, "cleared_alike", cleared_alike)
    desk = opened()
    assert desk.cleared
    assert [entry.period for entry in entries] == [ASKED.code] != [desk.period.code]


def test_a_number_is_never_pooled_for_the_unit_and_not_for_the_nation(opened):
    desk = opened()
    assert (desk.period.code, desk.asked) == ("2022H1", ASKED)
    for name in (*SECTIONS, UNITS):
        table = desk.section(name).table
        periods = table.groupby("scope")["period"].agg(set).to_dict()
        if "own" in periods and "national" in periods:
            assert periods["own"] == periods["national"], name
        if name not in {*COURSES, "volume"} and len(table):
            assert set(table["period"]) == {"2022H1"}, name


def test_where_most_units_have_too_few_they_are_compared_over_a_longer_time(opened):
    desk = opened("SV001")
    table = desk.section(UNITS).table
    assert desk.period == ASKED
    assert set(table["period"]) == {"2022H1"}
    assert {"own", "unit", "national"} == set(table["scope"])
    assert "convention:compared_part" in desk.section(UNITS).record.definitions
    shown = table[(table["scope"] == "unit") & (table["hidden"] == "")]
    assert "response_discharge" in set(shown["measure"])


def test_the_volume_of_the_quarter_itself_stands_beside(opened):
    desk = opened()
    visits = desk.section("volume").where(measure="first_visits", scope="own").table
    counted = visits.set_index("period")["n"].to_dict()
    assert counted == {"2022Q2": 6, "2022H1": 12, "2021H1": 0}
    assert "convention:pooled_quarters" in desk.section("volume").record.definitions


def test_a_large_unit_and_the_nation_show_what_was_asked_for(opened):
    assert (opened("SV001").period, opened("SV001").asked) == (ASKED, None)
    nation = opened("national", audience="register")
    assert (nation.period, nation.asked) == (ASKED, None)


def test_the_choice_is_the_same_stored_or_not(extract, tmp_path):
    place = {"register": Register.NRSSV, "period": ASKED, "audience": Audience.OWN_UNIT}
    before = {u: shown_period(extract, subject=u, folder=tmp_path, **place) for u in FLOWS}
    hold_shown(extract, folder=tmp_path, rows="key", **place)
    stored = next(tmp_path.rglob("*-shown-*.json"))
    after = {u: shown_period(extract, subject=u, folder=tmp_path, **place) for u in FLOWS}
    assert (stored.is_file(), after) == (True, before)
    assert before["SV002"].period == Period.parse("2022H1")


def test_another_extract_takes_the_choice_over_where_the_rows_are_the_same(extract, tmp_path):
    place = {"register": Register.NRSSV, "period": ASKED, "audience": Audience.OWN_UNIT}
    place |= {"folder": tmp_path}
    other = replace(extract, extract_id="another")
    assert not take_over_shown(other, rows="key", **place)
    hold_shown(extract, rows="key", **place)

    assert not take_over_shown(other, rows="another key", **place)
    assert take_over_shown(other, rows="key", **place)
    first, second = (path.read_bytes() for path in tmp_path.rglob("*-shown-*.json"))
    assert first == second
