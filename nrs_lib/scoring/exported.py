"""The registry's own scores: beside ours where items exist, in their place where not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.exported import read_exported
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.versions import Family

KEY = ["episode_id", "time_point"]
OURS, REGISTRY = "items", "registry"


@dataclass(frozen=True)
class Chosen:
    """Scores to analyse, each column from one source.

    Attributes
    ----------
    scores
        One row per questionnaire: ``episode_id``, ``time_point`` and one column per scale.
    sources
        By scale: ``items`` (ours, from answers) or ``registry`` (as exported).
    """

    scores: pd.DataFrame
    sources: Mapping[str, str]


def exported_scores(
    questionnaires: pd.DataFrame, *, items: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Scores that the registry computed, under the scale codes that ours have.

    Parameters
    ----------
    questionnaires
        One row per questionnaire, with the columns of its contract.
    items
        One row per answered item with the key and ``instrument``; a questionnaire with
        answers to one version is of that version, whatever form or date say.

    Returns
    -------
    pandas.DataFrame
        The key and one float column per scale that was exported. A score whose version is
        not known from form or date is left out.
    """
    named = read_exported()
    held = None
    if items is not None:
        beside = questionnaires[KEY].merge(instruments_held(items), on=KEY, how="left")
        held = beside.drop(columns=KEY).fillna(False).astype(bool)
    scores = {
        code: _floats(questionnaires[column])
        for code, column in named.columns.items()
        if column in questionnaires
    }
    for part in named.versioned:
        if part.column not in questionnaires:
            continue
        version = _with_items(part.family, questionnaires, held)
        points = _floats(questionnaires[part.column])
        for instrument, code in part.scales.items():
            is_this = (version == instrument).fillna(False).to_numpy(dtype=bool)
            scores[code] = np.where(is_this, points, np.nan)
    return pd.DataFrame(
        {**{key: questionnaires[key] for key in KEY}, **scores}, index=questionnaires.index
    )


def _with_items(
    family: Family, questionnaires: pd.DataFrame, held: pd.DataFrame | None
) -> pd.Series:
    """Version of each questionnaire, by its items first, then by form and date."""
    version = family.version_of(questionnaires)
    for one in family.versions:
        if held is not None and one.instrument in held:
            version[held[one.instrument].to_numpy()] = one.instrument
    return version


def instruments_held(items: pd.DataFrame) -> pd.DataFrame:
    """Which instruments each questionnaire has an answer to.

    Parameters
    ----------
    items
        One row per answered item, with the key and ``instrument``.

    Returns
    -------
    pandas.DataFrame
        The key, and one column of yes and no per instrument; one row per questionnaire with
        an answer.
    """
    parts = [pd.Categorical(items[column]) for column in (*KEY, "instrument")]
    episodes, points, instruments = parts
    slot = episodes.codes.astype("int64") * len(points.categories) + points.codes
    shape = (len(episodes.categories) * len(points.categories), len(instruments.categories))
    is_held = np.zeros(shape, dtype=bool)
    is_held[slot, instruments.codes] = True
    used = np.flatnonzero(is_held.any(axis=1))
    place, point = np.divmod(used, max(len(points.categories), 1))
    keys = {
        KEY[0]: episodes.categories.astype("str").take(place),
        KEY[1]: pd.Categorical.from_codes(point, dtype=points.dtype),
    }
    held = pd.DataFrame(is_held[used], columns=list(instruments.categories))
    return pd.concat([pd.DataFrame(keys), held], axis="columns")


def _floats(column: pd.Series) -> np.ndarray:
    return column.astype("Float64").to_numpy(dtype="float64", na_value=np.nan)


def choose_source(
    ours: pd.DataFrame | None, exported: pd.DataFrame, *, with_items: Collection[str]
) -> Chosen:
    """Take each scale from our own scoring, or from the registry where we have no items.

    A scale is ours as soon as the delivery has an answer to its instrument. The two sources
    are never mixed in one column.

    Parameters
    ----------
    ours
        Scores from items; missing when the delivery has no items.
    exported
        From `exported_scores`.
    with_items
        Ids of the instruments that the delivery has answers to.
    """
    if ours is None:
        ours = exported[KEY].iloc[:0]
    own = [code for code in ours.columns if code not in KEY]
    taken = [
        code
        for code in exported.columns
        if code not in KEY
        and scale(code).instrument not in with_items
        and exported[code].notna().any()
    ]
    kept = [code for code in own if code not in taken]
    scores = ours[KEY + kept].merge(exported[KEY + taken], on=KEY, how="outer", validate="1:1")
    sources = dict.fromkeys(kept, OURS) | dict.fromkeys(taken, REGISTRY)
    return Chosen(scores, sources)


@dataclass(frozen=True)
class Compared:
    """One scale in two sources: how many were compared, and positions where they differ."""

    compared: int
    differ: np.ndarray


def differences(ours: pd.DataFrame, exported: pd.DataFrame) -> dict[str, Compared]:
    """Where our scores and the exported ones differ by more than rounding, by scale.

    Parameters
    ----------
    ours, exported
        One row per episode and time point, one column per scale. Where either score is
        missing nothing is compared.

    Returns
    -------
    dict of Compared
        By scale; positions are rows of ``exported``.
    """
    allowed = get("exported_score_tolerance").value + get("threshold_tolerance").value
    numbered = exported.assign(_position=np.arange(len(exported)))
    both = ours.merge(numbered, on=KEY, suffixes=("", "_exported"))
    position = both["_position"].to_numpy()
    found = {}
    for column in [c for c in both if c.endswith("_exported")]:
        code = column.removesuffix("_exported")
        mine, theirs = both[code], both[column]
        compared = mine.notna() & theirs.notna()
        differ = (compared & ((mine - theirs).abs() > allowed)).to_numpy(dtype=bool)
        found[code] = Compared(int(compared.sum()), np.sort(position[differ]))
    return found
