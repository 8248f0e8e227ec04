"""From a delivery to the analysis-ready extract: load, check, score, freeze.

This is the one place where the steps are put together. The result is stored once under a
content key and read by every notebook in milliseconds.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from nrs_lib import __version__
from nrs_lib.cohort.extracts import FOLDER, Extract, open_extract
from nrs_lib.contracts.conventions import get
from nrs_lib.extract.freezing import freeze
from nrs_lib.extract.loading import Delivery, load
from nrs_lib.places import definitions, definitions_checksum, outputs
from nrs_lib.scoring import score


def prepare(
    path: str | Path, *, as_of: dt.date | None = None, folder: Path | None = None
) -> Extract:
    """Load a delivery, check it, score it and store the analysis-ready form.

    Parameters
    ----------
    path
        A folder or file as the registry delivers it.
    as_of
        The day the registry was read; from the delivery note when there is one.
    folder
        Where outputs go; ``outputs/`` by default.

    Raises
    ------
    ExtractError
        The delivery cannot be read or has findings that stop it. Nothing is written.
    """
    delivery = load(path, as_of=as_of)
    key = hashlib.sha256(
        f"{delivery.fingerprint} {definitions_checksum()} {__version__}".encode()
    ).hexdigest()
    extract_id = f"{delivery.note.as_of:%Y-%m-%d}-{key[:8]}"
    tables, scoring = _analysis_ready(delivery)
    passport = {
        "extract_id": extract_id,
        "as_of": f"{delivery.note.as_of:%Y-%m-%d}",
        "synthetic": bool(delivery.note.synthetic),
        "source": delivery.note.source,
        "fingerprint": delivery.fingerprint,
        "definitions_sha256": definitions_checksum(),
        "code_version": __version__,
        "files": [file.as_dict() for file in delivery.files],
        "findings": delivery.findings.frame.to_dict("records"),
        "rows": delivery.row_counts(),
        "scoring": scoring,
    }
    target = (folder or outputs()) / extract_id / FOLDER
    freeze(target, tables, passport)
    return open_extract(extract_id, folder=folder)


def _analysis_ready(
    delivery: Delivery,
) -> tuple[dict[str, pd.DataFrame], dict[str, object]]:
    tables = dict(delivery.tables)
    episodes = tables["episode"].merge(
        tables["unit"][["unit_id", "register"]], on="unit_id", how="left", validate="m:1"
    )
    questionnaires = tables.pop("questionnaire")
    items = tables.pop("item", None)
    exported = _exported_scores(questionnaires)
    if items is not None and len(items):
        scored = score(items)
        scores = scored.scores
        scoring = {
            "source": "items",
            "definitions": list(scored.definitions),
            "marked": scored.marks.to_dict("records"),
            "agreement": agreement(scores, exported),
        }
    else:
        # Never mixed: where there are items every score is ours, else every one is exported.
        scores, scoring = exported, {"source": "registry", "definitions": []}
    own = [column for column in questionnaires if not column.startswith("exported_")]
    key = ["episode_id", "time_point"]
    answers = questionnaires[own].merge(scores, on=key, how="outer", validate="1:1")
    tables |= {"episode": episodes, "answers": answers}
    if items is not None:
        tables["item"] = items
    return tables, scoring


def _exported_scores(questionnaires: pd.DataFrame) -> pd.DataFrame:
    """Scores that the registry computed, under the scale codes that ours have."""
    named = yaml.safe_load((definitions() / "exported_scores.yaml").read_text(encoding="utf-8"))
    scores = questionnaires[["episode_id", "time_point"]].copy()
    for scale, column in named["scales"].items():
        if column in questionnaires:
            scores[scale] = questionnaires[column].astype("Float64").astype("float64")
    for version, rule in named["by_version"].items():
        value_set = get(rule["convention"]).value
        index = questionnaires[rule["column"]].astype("Float64").astype("float64")
        is_version = (questionnaires[rule["version_column"]] == version).fillna(False)
        scores[rule["scale"].format(value_set=value_set)] = index.where(is_version.astype(bool))
    return scores


def agreement(ours: pd.DataFrame, exported: pd.DataFrame) -> dict[str, dict[str, int]]:
    """How often our scores and the exported ones differ by more than rounding, by scale.

    Parameters
    ----------
    ours, exported
        One row per episode and time point, one column per scale. Where either score is
        missing nothing is compared.
    """
    allowed = get("exported_score_tolerance").value + get("threshold_tolerance").value
    both = ours.merge(exported, on=["episode_id", "time_point"], suffixes=("", "_exported"))
    found = {}
    for column in [c for c in both if c.endswith("_exported")]:
        mine, theirs = both[column.removesuffix("_exported")], both[column]
        compared = mine.notna() & theirs.notna()
        differ = compared & ((mine - theirs).abs() > allowed)
        found[column.removesuffix("_exported")] = {
            "compared": int(np.sum(compared)),
            "differ": int(np.sum(differ)),
        }
    return found
