"""Cleared tables as files, with the record of how they were cleared beside them.

A bundle carries national numbers that were cleared when it was built. They come back as
ClearedTable only if bytes and record are the ones that were stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.disclosure import ClearanceRecord, ClearedTable
from nrs_lib.errors import DisclosureError
from nrs_lib.extract.freezing import read_table
from nrs_lib.stats.estimates import COLUMNS, COUNT_COLUMNS, NUMBER_COLUMNS
from nrs_lib.terms import Audience

_SECTION = "section"
_REMEDY = "Build the bundle again from its extract; never edit its files."


def write_cleared(folder: Path, name: str, sections: Mapping[str, ClearedTable]) -> None:
    """Store cleared sections as ``<name>.parquet`` and their records as ``<name>.json``.

    Parameters
    ----------
    folder
        An existing folder.
    name
        File name without ending.
    sections
        Cleared tables by section; each row keeps the section it belongs to.
    """
    parts = [table.table.assign(**{_SECTION: key}) for key, table in sections.items()]
    path = folder / f"{name}.parquet"
    pd.concat(parts, ignore_index=True).to_parquet(path, index=False, compression="zstd")
    records = {key: table.record.as_dict() for key, table in sections.items()}
    cautions = {key: [one.as_dict() for one in table.cautions] for key, table in sections.items()}
    stored = {
        "records": records,
        "cautions": cautions,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    text = json.dumps(stored, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / f"{name}.json").write_text(text, encoding="utf-8")


def read_cleared(folder: Path, name: str) -> dict[str, ClearedTable]:
    """Read cleared sections back, as they were stored and in no other form.

    Raises
    ------
    DisclosureError
        A file is missing or was changed, its columns are not those of cleared numbers, a
        row that is marked hidden has a number, or the record does not fit the rows.
    """
    path = folder / f"{name}.parquet"
    try:
        stored = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise _refused(path.name, "Stored cleared numbers cannot be read.") from error
    if hashlib.sha256(content).hexdigest() != stored.get("sha256"):
        raise _refused(path.name, "Stored cleared numbers were changed.")
    table = read_table(path)
    if set(table.columns) != {*COLUMNS, "hidden", _SECTION}:
        raise _refused(path.name, "Stored cleared numbers have other columns than they should.")
    gone = table["hidden"] != ""
    if table.loc[gone, [*NUMBER_COLUMNS, *COUNT_COLUMNS]].notna().any(axis=None):
        raise _refused(path.name, f"{int(gone.sum())} hidden rows do not all lack numbers.")
    return {
        key: _restored(table, record, stored["cautions"][key], key, path.name)
        for key, record in stored["records"].items()
    }


def _restored(
    table: pd.DataFrame,
    stored: Mapping[str, object],
    cautions: Sequence[Mapping[str, object]],
    section: str,
    file: str,
) -> ClearedTable:
    rows = table[table[_SECTION] == section].drop(columns=_SECTION).reset_index(drop=True)
    record = ClearanceRecord(
        **{
            **stored,
            "audience": Audience(stored["audience"]),
            "definitions": tuple(stored["definitions"]),
            "steps": tuple({**one, "parts": tuple(one["parts"])} for one in stored["steps"]),
        }
    )
    hidden = int((rows["hidden"] != "").sum())
    if record.rows != len(rows) or sum(record.hidden.values()) != hidden:
        raise _refused(f"{file}: {section}", "The record does not fit the rows it stands for.")
    return ClearedTable(rows, record, tuple(Caution.from_dict(one) for one in cautions))


def _refused(where: str, what: str) -> DisclosureError:
    return DisclosureError(what, where=where, remedy=_REMEDY)
