"""From a delivery to the analysis-ready extract: load, check, score, freeze.

This is the one place where the steps are put together. The result is stored once under a
content key and read by every notebook in milliseconds.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pandas as pd

from nrs_lib import __version__
from nrs_lib.cohort.extracts import FOLDER, Extract, open_extract
from nrs_lib.contracts.versions import read_families
from nrs_lib.extract.declared import NOTHING_DECLARED, Declared
from nrs_lib.extract.freezing import freeze
from nrs_lib.extract.loading import Delivery, Progress, load, silent
from nrs_lib.places import definitions_checksum, outputs
from nrs_lib.scoring import score
from nrs_lib.scoring.exported import (
    agreement,
    choose_source,
    exported_scores,
    instruments_held,
)


def prepare(
    path: str | Path,
    *,
    as_of: dt.date | None = None,
    folder: Path | None = None,
    declared: Declared = NOTHING_DECLARED,
    progress: Progress = silent,
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
    declared
        How the text files are written, where they do not show it.
    progress
        Called with the name of each step before it begins.

    Raises
    ------
    ExtractError
        The delivery cannot be read or has findings that stop it. Nothing is written.
    """
    delivery = load(path, as_of=as_of, declared=declared, progress=progress)
    key = hashlib.sha256(
        f"{delivery.fingerprint} {definitions_checksum()} {__version__}".encode()
    ).hexdigest()
    extract_id = f"{delivery.note.as_of:%Y-%m-%d}-{key[:8]}"
    progress("scores")
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
    progress("stored tables")
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
    exported = exported_scores(questionnaires, items=items)
    scoring: dict[str, object] = {"definitions": [], "methods": [], "marked": []}
    ours, with_items = None, frozenset()
    if items is not None and len(items):
        scored = score(items)
        ours, with_items = scored.scores, frozenset(items["instrument"].unique())
        scoring = {
            "definitions": list(scored.definitions),
            "methods": scored.methods.to_dict("records"),
            "marked": scored.marks.to_dict("records"),
            "agreement": agreement(ours, exported),
            "versions": _versions(questionnaires, items),
        }
    chosen = choose_source(ours, exported, with_items=with_items)
    scores, scoring["sources"] = chosen.scores, dict(chosen.sources)
    own = [column for column in questionnaires if not column.startswith("exported_")]
    key = ["episode_id", "time_point"]
    answers = questionnaires[own].merge(scores, on=key, how="outer", validate="1:1")
    tables |= {"episode": episodes, "answers": answers}
    if items is not None:
        tables["item"] = items
    return tables, scoring


def _versions(questionnaires: pd.DataFrame, items: pd.DataFrame) -> list[dict[str, object]]:
    """How many questionnaires hold each version, and how many held it outside its days.

    Those outside are kept, under their own version's scales; the count tells that the dates
    in ``instrument_versions.yaml`` and the delivery do not agree.
    """
    key = ["episode_id", "time_point"]
    held = instruments_held(items)
    found = []
    for family in read_families().values():
        expected = questionnaires[key].assign(expected=family.version_of(questionnaires))
        for version in family.versions:
            is_held = held.get(version.instrument, pd.Series(False, index=held.index))
            answered = held.loc[is_held, key]
            both = answered.merge(expected, on=key, how="left")
            differs = both["expected"].notna() & (both["expected"] != version.instrument)
            found.append(
                {
                    "family": family.family,
                    "instrument": version.instrument,
                    "questionnaires": len(answered),
                    "outside": int(differs.sum()),
                }
            )
    return found
