"""From a delivery to the analysis-ready extract: load, check, score, freeze.

This is the one place where the steps are put together. The result is stored once under a
content key and read by every notebook in milliseconds.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from nrs_lib import __version__
from nrs_lib.cohort.extracts import FOLDER, Extract, open_extract
from nrs_lib.contracts.exported import read_exported
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.review import Review
from nrs_lib.contracts.versions import read_families
from nrs_lib.extract.checked import Checked
from nrs_lib.extract.declared import NOTHING_DECLARED, Declared
from nrs_lib.extract.freezing import freeze
from nrs_lib.extract.kept_definitions import ARCHIVE, checksums_of_definitions, pack_definitions
from nrs_lib.extract.loading import Progress, check, silent
from nrs_lib.places import definitions_checksum, outputs
from nrs_lib.scoring import score
from nrs_lib.scoring.exported import (
    Compared,
    choose_source,
    differences,
    exported_scores,
    instruments_held,
)

_REGIONS = "exported_pain_region_index"


@dataclass(frozen=True)
class Scored:
    """A checked delivery with its scores, not yet stored.

    Attributes
    ----------
    checked
        The delivery; what was found in it includes how the registry's own scores compare.
    tables
        What is analysed, by name.
    scoring
        How it was scored, for the passport.
    """

    checked: Checked
    tables: Mapping[str, pd.DataFrame]
    scoring: Mapping[str, object]


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
    checked = check(path, as_of=as_of, declared=declared, progress=progress)
    progress("scores")
    scored = score_checked(checked)
    progress("stored tables")
    return store(scored, folder=folder)


def score_checked(checked: Checked) -> Scored:
    """Score a checked delivery, and find where the registry's own scores differ from ours.

    What stops the delivery does not stop this, so that everything is found at once.
    """
    tables, scoring = _analysis_ready(checked.review)
    return Scored(checked, tables, scoring)


def store(scored: Scored, *, folder: Path | None = None) -> Extract:
    """Store the analysis-ready form of a delivery that nothing stops.

    Raises
    ------
    ExtractError
        A finding stops the delivery. Nothing is written.
    """
    ready = make_ready(scored)
    target = (folder or outputs()) / ready.extract_id / FOLDER
    freeze(target, ready.tables, ready.passport, beside={ARCHIVE: pack_definitions()})
    return open_extract(ready.extract_id, folder=folder)


@dataclass(frozen=True)
class Ready:
    """A delivery in its analysis-ready form, stored nowhere yet.

    Attributes
    ----------
    tables
        Frames by name, as they are frozen: ``unit``, ``episode``, ``answers``, ``item`` and
        the rest.
    passport
        What is remembered of them.
    """

    tables: Mapping[str, pd.DataFrame]
    passport: Mapping[str, object]

    @property
    def extract_id(self) -> str:
        """The id that it has once it is stored."""
        return str(self.passport["extract_id"])


def make_ready(scored: Scored) -> Ready:
    """The tables and passport of a delivery that nothing stops.

    Raises
    ------
    ExtractError
        A finding stops the delivery.
    """
    delivery = scored.checked.delivery()
    key = hashlib.sha256(
        f"{delivery.fingerprint} {definitions_checksum()} {__version__}".encode()
    ).hexdigest()
    extract_id = f"{delivery.note.as_of:%Y-%m-%d}-{key[:8]}"
    passport = {
        "extract_id": extract_id,
        "as_of": f"{delivery.note.as_of:%Y-%m-%d}",
        "synthetic": bool(delivery.note.synthetic),
        "source": delivery.note.source,
        "fingerprint": delivery.fingerprint,
        "definitions_sha256": definitions_checksum(),
        "definitions": checksums_of_definitions(),
        "code_version": __version__,
        "files": [file.as_dict() for file in delivery.files],
        "findings": delivery.findings.frame.to_dict("records"),
        "findings_by_unit": delivery.findings.by_unit().to_dict("records"),
        "rows": delivery.row_counts(),
        "log": delivery.log.to_dict("records"),
        "filled": _filled(delivery.tables),
        "scoring": dict(scored.scoring),
    }
    return Ready(scored.tables, passport)


def _filled(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, int]]:
    """Per table and column, cells that hold something; questionnaires by time point too."""
    found = {}
    for name, table in tables.items():
        parts = {"": table}
        if name == "questionnaire":
            parts = {
                f"{point}.": part for point, part in table.groupby("time_point", observed=True)
            }
        found[name] = {
            f"{prefix}{column}": int(n)
            for prefix, part in parts.items()
            for column, n in part.notna().sum().items()
        }
    return found


def _analysis_ready(review: Review) -> tuple[dict[str, pd.DataFrame], dict[str, object]]:
    tables = dict(review.tables)
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
            "agreement": _agreement(review, differences(ours, exported)),
            "versions": _versions(review, items),
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


def _agreement(review: Review, compared: Mapping[str, Compared]) -> dict[str, dict[str, int]]:
    """How often the registry's scores differ from ours, by scale; where is a finding."""
    counts = {}
    for code, found in compared.items():
        differ, column = len(found.differ), read_exported().column_of(code)
        counts[code] = {"compared": found.compared, "differ": differ}
        # The number of pain regions is compared with the drawing already.
        if column == _REGIONS:
            continue
        instrument = scale(code).instrument
        review.note(
            "questionnaire",
            column,
            "exported_score_differs",
            found.differ,
            detail_sv=f"Skala {code}, instrument {instrument}: {differ} av {found.compared}.",
            detail_en=f"Scale {code}, instrument {instrument}: {differ} of {found.compared}.",
        )
    return counts


def _versions(review: Review, items: pd.DataFrame) -> list[dict[str, object]]:
    """How many questionnaires hold each version, and how many held it outside its days.

    Those outside are kept, under their own version's scales; that they are there tells that
    the dates in ``instrument_versions.yaml`` and the delivery do not agree, and is a finding.
    """
    key = ["episode_id", "time_point"]
    questionnaires = review.tables["questionnaire"]
    numbered = questionnaires[key].assign(position=range(len(questionnaires)))
    held = instruments_held(items)
    found = []
    for family in read_families().values():
        expected = numbered.assign(expected=family.version_of(questionnaires))
        for version in family.versions:
            is_held = held.get(version.instrument, pd.Series(False, index=held.index))
            answered = held.loc[is_held, key]
            both = answered.merge(expected, on=key, how="left")
            differs = both["expected"].notna() & (both["expected"] != version.instrument)
            review.note(
                "questionnaire",
                ", ".join(filter(None, (family.form_column, "answered_date"))),
                "instrument_not_in_force",
                np.sort(both.loc[differs, "position"].to_numpy(dtype="int64")),
                detail_sv=f"Instrument {version.instrument}.",
                detail_en=f"Instrument {version.instrument}.",
            )
            found.append(
                {
                    "family": family.family,
                    "instrument": version.instrument,
                    "questionnaires": len(answered),
                    "outside": int(differs.sum()),
                }
            )
    return found
