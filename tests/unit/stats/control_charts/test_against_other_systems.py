"""Limits and signals agree with qcc and qicharts2 on made-up series."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nrs_lib.contracts.control_chart_rules import read_control_chart_rules
from nrs_lib.stats.control_charts import control_chart
from nrs_lib.stats.control_charts.constants import d2

STORED = Path(__file__).resolve().parents[3] / "spec" / "stats" / "control_charts"
SERIES = pd.read_csv(STORED / "series.csv", comment="#")
LIMITS = pd.read_csv(STORED / "limits.csv", comment="#")
SIGNALS = pd.read_csv(STORED / "signals.csv", comment="#")
# Both write d2 as 1.128 and the limit of ranges as 3.267, so limits part in the fourth digit.
ROUNDED_FACTORS = 5e-4


def points_for(kind):
    columns = {
        "p": ["numerator", "denominator"],
        "u": ["events", "exposure"],
        "x": ["value"],
        "m": ["value"],
    }
    if kind in ("xbar", "s"):
        frame = SERIES[["period", "mean", "sd", "n"]]
        return frame.rename(columns={"mean": "value"})
    frame = SERIES[["period", *columns[kind[0]]]]
    return frame.rename(columns={"events": "numerator", "exposure": "denominator"})


@pytest.mark.parametrize(
    ("stored", "system"),
    [
        ("xmr", "qcc"),
        ("p", "qcc"),
        ("u", "qcc"),
        ("xbar", "qcc"),
        ("s", "qcc"),
        ("xmr", "qicharts2"),
        ("xmr_screened", "qicharts2"),
        ("mr", "qicharts2"),
        ("p_prime", "qicharts2"),
        ("p_prime_screened", "qicharts2"),
        ("u_prime", "qicharts2"),
    ],
)
def test_centre_and_limits(stored, system):
    expected = LIMITS[(LIMITS["chart"] == stored) & (LIMITS["system"] == system)]
    kind = stored.removesuffix("_screened")
    screening = "once" if stored != kind else "none"
    chart = control_chart(points_for(kind), kind=kind, screening=screening).points
    # Their chart of ranges draws its lines where the first point has no range.
    has = chart["value"].notna().to_numpy()
    exact = system == "qcc" and kind in ("p", "u", "xbar", "s")
    apart = (expected["upper"] - expected["centre"]).to_numpy()[has]
    assert has.sum() >= len(SERIES) - 1
    np.testing.assert_allclose(chart["value"][has], expected["value"][has], rtol=1e-6)
    for line in ("centre", "lower", "upper"):
        differs = np.abs(chart[line].to_numpy() - expected[line].to_numpy())[has]
        assert (differs <= (1e-5 if exact else ROUNDED_FACTORS) * apart).all(), line


def test_screening_changed_the_stored_limits():
    width = LIMITS.assign(width=LIMITS["upper"] - LIMITS["lower"])
    first = width[width["system"] == "qicharts2"].groupby("chart")["width"].first()
    assert first["xmr_screened"] < 0.9 * first["xmr"]


def completing(signal, rule):
    """Points at which a zone pattern is complete and which are themselves far out."""
    return {
        at
        for at in signal.points
        if sum(other in signal.points for other in range(at - rule.of + 1, at + 1)) >= rule.count
    }


def test_western_electric_signals_are_those_of_qcc():
    chart = control_chart(
        pd.DataFrame({"period": SIGNALS["at"], "value": SIGNALS["value"]}),
        kind="xmr",
        rules="western_electric",
    )
    rules = {r.code: r for r in read_control_chart_rules().rule_set("western_electric").rules}
    for code, rule in rules.items():
        mine = [signal for signal in chart.signals if signal.rule == code]
        found = set()
        for signal in mine:
            if rule.kind == "zone":
                found |= completing(signal, rule)
            elif rule.kind == "run":
                found |= set(signal.points[rule.length - 1 :])
            else:
                found |= set(signal.points)
        expected = set(np.flatnonzero(SIGNALS[code] == 1))
        assert found == expected, code
        assert expected, code


def test_their_factor_is_ours_rounded():
    assert round(d2(2), 3) == 1.128
