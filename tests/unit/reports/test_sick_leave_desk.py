"""Which period a unit's report on sick leave shows."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from nrs_lib.reports import desk as desks
from nrs_lib.reports.sick_leave_desk import open_sick_leave_desk
from nrs_lib.terms import NATIONAL
from tests.support.extracts import an_answer, an_episode, an_extract

YEARS = {2020: 4, 2021: 7, 2022: 6}


@pytest.fixture
def open_desk(monkeypatch, tmp_path):
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path))

    def opened(sizes=YEARS, *, register="NRSsv", fetched="2025-12-31", subject="SV001"):
        episodes = [
            an_episode(
                f"{year}-{k}",
                first_visit_date=f"{year}-02-01",
                program_start_date=f"{year}-04-01",
                discharge_date=f"{year}-06-15",
            )
            for year, n in sizes.items()
            for k in range(n)
        ]
        extract = an_extract(episodes, [an_answer("2022-0", "initial")])
        period = {"patient_id": "p-2022-0", "benefit": "sickness_benefit", "extent": 1.0}
        days = {"start_date": "2022-03-01", "end_date": "2022-03-31", "linkage_date": fetched}
        told = pd.DataFrame([period | {name: pd.Timestamp(day) for name, day in days.items()}])
        monkeypatch.setattr(desks, "open_extract", lambda _: replace(extract, sick_leave=told))
        return open_sick_leave_desk(
            extract_id="x",
            register=register,
            subject=subject,
            period="2022",
            audience="own_unit",
        )

    return opened


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({2022: 10, 2021: 7}, "2022"),
        (YEARS, "2022Q4-8Q"),
        ({2020: 4, 2021: 1, 2022: 6}, "2022Q4-12Q"),
    ],
)
def test_the_shortest_period_is_shown_in_which_enough_are_followed(open_desk, sizes, shown):
    desk = open_desk(sizes)

    assert desk.pooling == {"shown": shown, "asked": "" if shown == "2022" else "2022"}
    [n] = set(desk.followed.where(scope="own", measure="sick_leave_followed").table["n"])
    assert n >= 10
    assert set(desk.followed.table["period"]) == {shown}
    assert ("convention:pooled_quarters" in desk.followed.record.definitions) == (shown != "2022")


def test_where_nobody_can_be_followed_yet_the_year_before_decides_the_period(open_desk):
    desk = open_desk(fetched="2022-12-31")

    assert desk.pooling == {"shown": "2022Q4-8Q", "asked": "2022"}
    assert desk.followed.table.empty
    before = desk.days.where(measure="sick_leave_net_days", statistic="mean", scope="own")
    assert set(before.table["time_point"]) == {"year_before"}
    assert before.table["n"].min() >= 10
    # What nobody is counted in is not defined either.
    told = {key for part in desk.told for key in part.record.definitions}
    assert "measure:sick_leave_net_days" in told
    assert "measure:sick_leave_followed" not in told


@pytest.mark.parametrize(
    "asked",
    [
        {"sizes": {2020: 2, 2021: 2, 2022: 2}},
        {"subject": NATIONAL},
        {"subject": "PV001", "register": "NRSpv"},
    ],
)
def test_what_no_longer_period_would_help_is_shown_for_the_one_asked_for(open_desk, asked):
    assert open_desk(**asked).pooling == {"shown": "2022", "asked": ""}
