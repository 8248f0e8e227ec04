from __future__ import annotations

import pandas as pd

from nrs_lib.extract.synthetic.assumptions import read_assumptions


def test_only_linked_patients_have_periods(registry, programme):
    periods = registry.tables["sick_leave"]
    assert set(periods["patient_id"]) <= set(programme["patient_id"])
    linkage = pd.Timestamp(read_assumptions().sick_leave.linkage_date)
    assert (periods["linkage_date"] == linkage).all()
    assert (periods["end_date"] <= linkage).all()


def test_days_are_counted(registry):
    periods = registry.tables["sick_leave"]
    assert (periods["start_date"] <= periods["end_date"]).all()
    gross = (periods["end_date"] - periods["start_date"]).dt.days + 1
    assert (periods["gross_days"] == gross).all()
    assert (periods["net_days"] == periods["gross_days"] * periods["extent"]).all()


def test_nobody_has_more_than_full_time(registry):
    periods = registry.tables["sick_leave"]
    begin = periods[["patient_id", "start_date", "extent"]].set_axis(["who", "day", "part"], axis=1)
    end = periods[["patient_id", "end_date", "extent"]].set_axis(["who", "day", "part"], axis=1)
    end = end.assign(day=end["day"] + pd.Timedelta(days=1), part=-end["part"])
    steps = pd.concat([begin, end]).groupby(["who", "day"])["part"].sum()
    assert steps.groupby(level="who").cumsum().max() <= 1


def test_permanent_stays_permanent(registry):
    periods = registry.tables["sick_leave"]
    permanent = periods[
        periods["benefit"].isin(["sickness_compensation", "activity_compensation"])
        & (periods["extent"] == 1)
    ]
    start = permanent.groupby("patient_id")["start_date"].min()
    others = periods[~periods.index.isin(permanent.index)]
    after = others["start_date"] > others["patient_id"].map(start)
    assert not after.any()
