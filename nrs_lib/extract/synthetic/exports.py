"""Scores that the registry itself exports, computed by its own plain sums.

This is the registry's arithmetic, not the project's: `scoring` is a layer above and must be
able to disagree with it. A sum needs every answer; a mean may lack one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.contracts import conventions, instruments
from nrs_lib.extract.synthetic.assumptions import Assumptions
from nrs_lib.extract.synthetic.sheets import BLANK, Sheets
from nrs_lib.terms import TimePoint

_SUMS = {
    "exported_hads_anxiety": "hads_anxiety",
    "exported_hads_depression": "hads_depression",
    "exported_cpaq8_activity_engagement": "cpaq8_activity_engagement",
    "exported_cpaq8_pain_willingness": "cpaq8_pain_willingness",
    "exported_cpaq8_total": "cpaq8_total",
    "exported_tsk": "tsk17_total",
    "exported_isi": "isi_total",
}
_MEANS = {
    f"exported_{scale}": scale
    for scale in (
        "mpi_pain_severity",
        "mpi_interference",
        "mpi_life_control",
        "mpi_affective_distress",
        "mpi_support",
        "mpi_punishing",
        "mpi_solicitous",
        "mpi_distracting",
        "mpi_general_activity",
    )
}
_SINGLE = {"exported_nrs_7d": "nrs_7d", "exported_eq_vas": "eq_vas"}
_LISAT = (
    "life",
    "work",
    "economy",
    "leisure",
    "friends",
    "sex_life",
    "adl",
    "family",
    "partner",
    "somatic_health",
    "psychological_health",
)
_EQ5D = {
    "3L": ("eq5d3l", "eq5d3l_value_set"),
    "5L": ("eq5d5l", "eq5d5l_value_set"),
}
_DIMENSIONS = ("mo", "sc", "ua", "pd", "ad")
_PROFILE_SCALES = (
    "exported_mpi_pain_severity",
    "exported_mpi_interference",
    "exported_mpi_life_control",
    "exported_mpi_affective_distress",
    "exported_mpi_support",
    "exported_mpi_punishing",
    "exported_mpi_solicitous",
    "exported_mpi_distracting",
)


def _turn(items: np.ndarray, reverse: list[tuple[bool, int, int]]) -> np.ndarray:
    """Turn reversed answers round; ``reverse`` holds whether, lowest and highest."""
    turned = items.copy()
    for column, (is_reversed, low, high) in enumerate(reverse):
        if is_reversed:
            turned[:, column] = low + high - turned[:, column]
    return turned


def export(
    assumptions: Assumptions, *, sheets: Sheets, questionnaires: pd.DataFrame
) -> pd.DataFrame:
    """Compute the exported scores of every questionnaire.

    ``questionnaires`` has one row per row of the sheets, with ``time_point`` and
    ``eq5d_version``.

    Returns
    -------
    pandas.DataFrame
        One row per questionnaire, one column per exported score of the contract, the MPI
        profile (at start only) among them. SF-36 is not exported: RAND-36 took its place
        before the period began.
    """
    columns: dict[str, np.ndarray] = {}
    for name, scale in _SUMS.items():
        columns[name] = _turned(sheets, scale).sum(axis=1)
    for name, scale in _MEANS.items():
        columns[name] = _mean(_turned(sheets, scale)).round(2)
    for name, item in _SINGLE.items():
        columns[name] = sheets.answers([item])[:, 0]
    for number, domain in enumerate(_LISAT, start=1):
        columns[f"exported_lisat_{domain}"] = sheets.answers([f"lisat_{number:02d}"])[:, 0]
    regions = sheets.values[:, sheets.of_instrument("pri")]
    count = (regions == 1).sum(axis=1).astype(float)
    columns["exported_pain_region_index"] = np.where((regions == BLANK).all(axis=1), np.nan, count)
    columns["exported_eq5d_index"] = _index(sheets, questionnaires["eq5d_version"].to_numpy())
    frame = pd.DataFrame(columns)
    frame["eq5d_version"] = questionnaires["eq5d_version"].to_numpy()
    start = (questionnaires["time_point"] == str(TimePoint.INITIAL)).to_numpy()
    profile = _profile(assumptions, frame, start)
    frame["mpi_profile"] = profile
    for code, column in (("AC", "ac"), ("DYS", "dys"), ("ID", "ip")):
        known = np.not_equal(profile, None)
        frame[f"exported_mpi_{column}"] = np.where(known, profile == code, None)
    return frame


def depression(sheets: Sheets) -> np.ndarray:
    """HADS depression of every questionnaire, points; not-a-number when not whole."""
    return _turned(sheets, "hads_depression").sum(axis=1)


def _turned(sheets: Sheets, scale: str) -> np.ndarray:
    found = instruments.scale(scale)
    instrument = instruments.read_instruments()[found.instrument]
    codes = [code for part in found.parts for code in instrument.scale(part).items] or found.items
    items = [instrument.item(code) for code in codes]
    keys = [(item.reversed, item.minimum, item.maximum) for item in items]
    return _turn(sheets.answers(codes), keys)


def _mean(items: np.ndarray) -> np.ndarray:
    answered = (~np.isnan(items)).sum(axis=1)
    total = np.nansum(items, axis=1)
    enough = answered >= items.shape[1] - 1
    return np.where(enough & (answered > 0), total / np.maximum(answered, 1), np.nan)


def _index(sheets: Sheets, version: np.ndarray) -> np.ndarray:
    index = np.full(len(version), np.nan)
    for name, (instrument, convention) in _EQ5D.items():
        levels = sheets.values[:, sheets.places([f"{instrument}_{d}" for d in _DIMENSIONS])]
        whole = np.flatnonzero((version == name) & (levels != BLANK).all(axis=1))
        value_set = instruments.read_instruments()[instrument].value_sets[
            conventions.get(convention).value
        ]
        place = np.zeros(len(whole), dtype=int)
        for column in range(len(_DIMENSIONS)):
            place = place * value_set.levels + levels[whole, column] - 1
        index[whole] = value_set.values[place]
    return index.round(4)


def _profile(assumptions: Assumptions, scores: pd.DataFrame, start: np.ndarray) -> np.ndarray:
    cuts = assumptions.background.mpi_profile_cuts
    mine = scores[list(_PROFILE_SCALES)]
    z = (mine - mine[start].mean()) / mine[start].std()
    z.columns = [name.removeprefix("exported_mpi_") for name in _PROFILE_SCALES]
    alone = (z["punishing"] - z["support"]) / 2
    burden = z["pain_severity"] + z["interference"] + z["affective_distress"]
    worse = (burden - z["life_control"]) / 4
    profile = np.where(
        alone > cuts["interpersonal"], "ID", np.where(worse > cuts["dysfunctional"], "DYS", "AC")
    ).astype(object)
    # The classes need all eight scales, and are exported at start only.
    profile[~start | mine.isna().any(axis=1).to_numpy()] = None
    return profile
