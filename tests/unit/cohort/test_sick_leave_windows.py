"""Who was linked, until when, and which windows of an episode may be counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nrs_lib.cohort.sick_leave.at_risk import at_risk, earliest_birth
from nrs_lib.cohort.sick_leave.linkage import Linkage
from nrs_lib.cohort.sick_leave.spells import NO_DAY, days_of
from nrs_lib.cohort.sick_leave.windows import measure_windows
from nrs_lib.errors import DefinitionError, ParameterError
from tests.support.extracts import an_answer, an_episode, an_extract

# The episodes of tests/support start on 2022-04-01 and end on 2022-06-15, first visit
# 2022-02-01 at the age of 45.
FETCHED = "2024-12-31"


def a_period(who, first, last, benefit="sickness_benefit", extent=1.0, fetched=FETCHED):
    return {
        "patient_id": who,
        "benefit": benefit,
        "extent": extent,
        "start_date": pd.Timestamp(first),
        "end_date": pd.Timestamp(last) if last else pd.NaT,
        "linkage_date": pd.Timestamp(fetched) if fetched else pd.NaT,
    }


def extract_of(episodes, periods):
    extract = an_extract(episodes, [an_answer(episodes[0]["episode_id"], "initial")])
    return replace(extract, sick_leave=pd.DataFrame(periods))


def measured(episodes, periods, *, window_set="study", overlap=None, **linkage):
    extract = extract_of(episodes, periods)
    windows = measure_windows(
        extract.episodes, Linkage.of(extract, **linkage), window_set=window_set, overlap=overlap
    )
    return windows.set_index(["episode_id", "window"])


# Somebody else's period, so that the register is linked and its day known.
OTHER = a_period("somebody", "2015-01-01", "2015-02-01")


def test_windows_lie_where_the_convention_says():
    found = measured([an_episode("e1")], [OTHER]).loc["e1"]
    edges = found[["first_day", "last_day"]].apply(lambda days: days.dt.strftime("%Y-%m-%d"))
    assert edges.loc["t0"].tolist() == ["2021-04-01", "2021-07-02"]
    assert edges.loc["t1"].tolist() == ["2022-01-01", "2022-04-01"]
    assert edges.loc["t2"].tolist() == ["2023-05-01", "2023-07-30"]
    assert edges.loc["t3"].tolist() == ["2024-04-30", "2024-07-29"]
    assert found["days"].tolist() == [93, 91, 91, 91]
    assert found["is_complete"].all()
    assert (found["net_days"] == 0).all()


def test_net_days_and_categories_by_window():
    found = measured(
        [an_episode("e1")],
        [
            a_period("p-e1", "2021-04-01", "2021-04-10"),
            a_period("p-e1", "2022-03-01", "2022-05-31", extent=0.5),
            a_period("p-e1", "2023-01-01", "2023-12-31", "rehabilitation_benefit"),
            a_period("p-e1", "2024-01-01", None, "sickness_compensation"),
        ],
    ).loc["e1"]
    assert found["net_days"].tolist() == [10, 16, 91, 91]
    assert found["gross_days"].tolist() == [10, 32, 91, 91]
    assert found["category"].tolist() == ["none", "partial", "full", "permanent"]


def test_the_overlap_rule_may_be_named():
    periods = [
        a_period("p-e1", "2022-01-01", "2022-04-01", extent=0.5),
        a_period("p-e1", "2022-01-01", "2022-04-01", "preventive", extent=0.75),
    ]
    by_rule = {
        rule: measured([an_episode("e1")], periods, overlap=rule).loc[("e1", "t1"), "net_days"]
        for rule in ("sum_capped", "largest")
    }
    assert by_rule == {"sum_capped": 91.0, "largest": 68.25}


def test_a_register_without_any_period_was_not_linked():
    extract = extract_of([an_episode("e1")], [OTHER | {"patient_id": "p-e1"}])
    linkage = Linkage.of(extract)
    assert linkage.covers("NRSsv")
    assert not linkage.covers("NRSpv")


def test_without_periods_nobody_is_linked_and_nothing_is_counted():
    extract = an_extract([an_episode("e1")], [an_answer("e1", "initial")])
    linkage = Linkage.of(extract)
    found = measure_windows(extract.episodes, linkage)
    assert not linkage.covers("NRSsv")
    assert (found["left_out"] == "not_linked").all()
    assert found[["net_days", "gross_days", "category"]].isna().all(axis=None)


def test_whose_programme_began_after_the_fetching_was_not_linked():
    late = an_episode("late", program_start_date="2025-01-01", discharge_date="2025-03-01")
    found = measured([an_episode("e1"), late], [OTHER])
    assert (found.loc["late", "left_out"] == "not_linked").all()
    assert (found.loc["e1", "left_out"] == "").all()


def test_a_list_of_who_was_linked_settles_it():
    episodes = [an_episode("e1"), an_episode("e2")]
    found = measured(episodes, [OTHER], linked=["p-e1"])
    assert (found.loc["e1", "left_out"] == "").all()
    assert (found.loc["e2", "left_out"] == "not_linked").all()
    assert found.loc["e2", "net_days"].isna().all()


def test_without_a_day_of_fetching_nothing_is_counted():
    found = measured([an_episode("e1")], [a_period("p-e1", "2022-01-01", "2022-02-01", fetched="")])
    assert (found["left_out"] == "no_end").all()
    assert found["net_days"].isna().all()
    assert not found["is_complete"].any()


def test_windows_past_the_fetching_are_cut_or_left_out():
    found = measured(
        [an_episode("e1")], [a_period("p-e1", "2022-01-01", "2023-06-30", fetched="2023-06-30")]
    ).loc["e1"]
    assert found["at_risk_days"].tolist() == [93, 91, 61, 0]
    assert found["cut_by"].tolist() == ["", "", "end_of_data", "end_of_data"]
    assert found["left_out"].tolist() == ["", "", "", "too_short"]
    assert found["net_days"].tolist()[:3] == [0, 91, 61]
    assert np.isnan(found["net_days"].iloc[3])


def test_a_window_needs_half_its_days_at_risk():
    def left_out(fetched):
        period = a_period("p-e1", "2022-01-01", "2022-01-31", fetched=fetched)
        return measured([an_episode("e1")], [period]).loc[("e1", "t2"), "left_out"]

    # t2 begins on 2023-05-01 and has 91 days: 45 are too few, 46 are enough.
    assert left_out("2023-06-14") == "too_short"
    assert left_out("2023-06-15") == ""


def test_who_has_no_period_is_known_until_the_first_fetching_after_the_start():
    periods = [
        a_period("p-old", "2018-01-01", "2018-02-01", fetched="2019-12-31"),
        a_period("p-e1", "2018-01-01", "2018-02-01", fetched="2023-12-31"),
        a_period("p-e1", "2018-03-01", "2018-03-05", fetched="2019-12-31"),
    ]
    early = {
        "program_start_date": "2019-01-01",
        "discharge_date": "2019-03-01",
        "first_visit_date": "2018-11-01",
    }
    episodes = [
        an_episode("e1", **early),
        an_episode("silent", **early),
        an_episode("later", program_start_date="2020-01-01"),
        an_episode("same_day", program_start_date="2019-12-31"),
    ]
    extract = extract_of(episodes, periods)
    ends = Linkage.of(extract).end_of_data(extract.episodes)
    expected = days_of(pd.Series(["2023-12-31", "2019-12-31", "2023-12-31", "2019-12-31"]))
    assert ends.tolist() == expected.tolist()


def test_a_death_without_date_leaves_out_what_came_after_the_discharge():
    found = measured([an_episode("e1", deceased=True)], [OTHER]).loc["e1"]
    assert found["left_out"].tolist() == ["", "", "too_short", "too_short"]
    assert found["cut_by"].tolist() == ["", "", "death", "death"]
    assert found["net_days"].isna().tolist() == [False, False, True, True]


def test_dates_of_people_cut_their_windows():
    people = pd.DataFrame(
        {
            "patient_id": ["p-dead", "p-abroad", "p-old"],
            "death_date": pd.to_datetime(["2023-07-01", None, None]),
            "emigration_date": pd.to_datetime([None, "2023-07-01", None]),
            "birth_date": pd.to_datetime([None, None, "1957-07-20"]),
        }
    )
    episodes = [an_episode(code) for code in ("dead", "abroad", "old", "well")]
    found = measured(episodes, [OTHER], people=people)
    at_risk_days = found["at_risk_days"].unstack()
    assert at_risk_days.loc["dead"].tolist() == [93, 91, 62, 0]
    assert at_risk_days.loc["abroad"].tolist() == [93, 91, 61, 0]
    assert at_risk_days.loc["old"].tolist() == [93, 91, 0, 0]
    assert at_risk_days.loc["well"].tolist() == [93, 91, 91, 91]
    assert found["cut_by"].unstack()["t3"].to_dict() == {
        "abroad": "emigration",
        "dead": "death",
        "old": "pension",
        "well": "",
    }


def test_a_birth_year_is_taken_as_its_first_day():
    people = pd.DataFrame({"patient_id": ["p-e1"], "birth_year": [1957]})
    found = measured([an_episode("e1")], [OTHER], people=people).loc["e1"]
    # Pension may have begun on 2022-01-01, the first day of t1.
    assert found["at_risk_days"].tolist() == [93, 0, 0, 0]


def test_an_age_alone_gives_the_earliest_pension():
    # 64 on 2022-02-01: born 1957-02-02 at the earliest, so pension from 2022-02-01 at 65.
    found = measured([an_episode("e1", age=64)], [OTHER]).loc["e1"]
    assert found["at_risk_days"].tolist() == [93, 31, 0, 0]
    assert found["cut_by"].tolist() == ["", "pension", "pension", "pension"]


def test_without_a_date_there_is_no_window_and_it_says_so():
    found = measured(
        [an_episode("e1", program_start_date=None)], [a_period("p-e1", "2022-01-01", "2022-01-31")]
    )
    assert found.loc["e1", "left_out"].tolist() == ["no_date", "no_date", "", ""]
    assert found.loc[("e1", "t0"), ["first_day", "days", "net_days"]].isna().all()


def test_a_patient_with_an_unknown_period_is_left_out():
    found = measured(
        [an_episode("e1")],
        [a_period("p-e1", None, "2022-01-31"), a_period("p-e1", "2022-01-01", "2022-04-01")],
    )
    assert (found["left_out"] == "missing_period").all()
    assert found["net_days"].isna().all()


def test_each_window_has_a_reason_or_days_and_never_both():
    episodes = [
        an_episode("e1"),
        an_episode("e2", deceased=True),
        an_episode("e3", age=66),
        an_episode("e4", discharge_date=None),
    ]
    for window_set in ("study", "years", "three_months"):
        found = measured(episodes, [OTHER], window_set=window_set)
        assert ((found["left_out"] == "") == found["net_days"].notna()).all()
        assert ((found["left_out"] == "") == found["category"].notna()).all()
        assert (found["net_days"].fillna(0) <= found["at_risk_days"].fillna(0)).all()


@pytest.mark.parametrize(
    "people",
    [
        pd.DataFrame({"patient_id": ["p"], "died": ["2022-01-01"]}),
        pd.DataFrame({"patient_id": ["p", "p"]}),
        pd.DataFrame({"birth_year": [1950]}),
    ],
    ids=["column", "twice", "no_patient"],
)
def test_a_table_of_people_with_other_columns_is_refused(people):
    with pytest.raises(ParameterError, match="people"):
        Linkage.of(extract_of([an_episode("e1")], [OTHER]), people=people)


def test_an_unknown_limit_is_refused():
    with pytest.raises(DefinitionError, match="marriage"):
        at_risk(np.array([0]), np.array([1]), {"marriage": np.array([NO_DAY])})


@pytest.mark.parametrize(
    ("day", "age", "earliest"),
    [
        ("2022-03-01", 63, "1958-03-02"),
        ("2020-02-29", 62, "1957-03-01"),
        ("2020-02-29", 63, "1956-03-01"),
        ("2022-12-31", 64, "1958-01-01"),
    ],
)
def test_the_earliest_birthday_of_an_age(day, age, earliest):
    found = earliest_birth(np.array([day], dtype="datetime64[D]"), np.array([age]))
    assert str(found[0]) == earliest


def test_an_unknown_age_has_no_birthday():
    day = np.array(["2022-01-01", "NaT"], dtype="datetime64[D]")
    assert np.isnat(earliest_birth(day, np.array([np.nan, 40]))).all()
