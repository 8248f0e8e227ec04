from __future__ import annotations

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def came(registry, episodes, forms) -> pd.DataFrame:
    """Programme episodes whose follow-up was due well before the delivery, and who answered."""
    settled = pd.Timestamp(registry.as_of) - pd.Timedelta(days=240)
    given = episodes[episodes["followup_due_date"] < settled].copy()
    given["came"] = given.index.isin(forms.loc["followup_12m"].index)
    start = forms.loc["initial", "exported_hads_depression"]
    given["depression"] = start.reindex(given.index).astype(float)
    return given


def test_share_of_answers(came, episodes, forms, registry):
    assert came["came"].mean() == pytest.approx(0.55, abs=0.04)
    settled = pd.Timestamp(registry.as_of) - pd.Timedelta(days=120)
    closed = episodes[(episodes["care_process"] == "mmr") & (episodes["discharge_date"] < settled)]
    assert closed.index.isin(forms.loc["discharge"].index).mean() == pytest.approx(0.85, abs=0.03)


def test_units_differ_widely(came):
    per_unit = came.groupby("unit_id")["came"].agg(["mean", "count"])
    large = per_unit.loc[per_unit["count"] >= 25, "mean"]
    assert large.min() < 0.4
    assert large.max() > 0.65


def test_missing_follows_background_and_depression(came):
    share = came.groupby(came["education"] == "university")["came"].mean()
    assert share[True] > share[False]
    share = came.groupby(came["country_of_birth_group"] == "outside_europe")["came"].mean()
    assert share[True] < share[False]
    # Depression as a mean: those who answered had less of it at start.
    depression = came.groupby("came")["depression"].mean()
    assert depression[True] < depression[False] - 0.2


def test_nobody_answers_after_death_or_withdrawal(came):
    gone = came["deceased"] | came["consent_withdrawn"]
    assert gone.any()
    assert not came.loc[gone, "came"].any()


def test_answers_come_around_their_day(episodes, forms):
    for point, anchor, low, high in (
        ("initial", "first_visit_date", -30, 0),
        ("discharge", "discharge_date", -12, 17),
        ("followup_12m", "followup_due_date", -25, 115),
    ):
        answered = forms.loc[point, "answered_date"]
        days = (answered - episodes[anchor].reindex(answered.index)).dt.days
        assert days.between(low, high).all()
