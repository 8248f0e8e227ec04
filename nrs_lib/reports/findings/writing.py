"""Writes what came of a delivery: pages and sheets for the registry and for every unit."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd

from nrs_lib.reports.findings.account import Account
from nrs_lib.reports.findings.pages import SHEET, UNITS, page_name, render_findings, render_unit
from nrs_lib.reports.folders import put, set_aside
from nrs_lib.reports.page.documents import LANGUAGES, write_page
from nrs_lib.reports.sheets import inert

FOLDER = Path("internal") / "findings"
"""Where the findings of a loaded delivery stand, under its extract."""


def stopped_folder(account: Account) -> Path:
    """Where the findings stand, under outputs, of a delivery that became no extract."""
    return Path("findings") / f"{account.as_of:%Y-%m-%d}-{account.fingerprint[:8]}"


def write_findings(account: Account, folder: Path) -> Path:
    """Write the findings of a delivery, whole or not at all.

    In the folder stand the registry's pages and ``findings.csv`` with every row; under
    ``units/<unit_id>/`` the same for one unit's own rows, for those that have a finding.

    Parameters
    ----------
    account
        What came of the delivery.
    folder
        Its final name; one that is there already is of an earlier run and gives way.

    Returns
    -------
    Path
        The registry's page in Swedish.
    """
    with set_aside(folder) as aside:
        for language in LANGUAGES:
            write_page(aside / page_name(language), render_findings(account, language))
        _write_sheet(aside / SHEET, account.every_row())
        for unit_id in account.units:
            if unit_id in account.by_unit:
                _write_unit(aside / UNITS / unit_id, account, unit_id)
        with tempfile.TemporaryDirectory(prefix=".older-", dir=folder.parent) as older:
            put(aside, folder, older_to=Path(older) / "findings")
    return folder / page_name(LANGUAGES[0])


def _write_unit(folder: Path, account: Account, unit_id: str) -> None:
    for language in LANGUAGES:
        write_page(folder / page_name(language), render_unit(account, unit_id, language))
    # Our own names say nothing to a unit, and the folder has its name.
    rows = account.rows_of_unit(unit_id)
    _write_sheet(folder / SHEET, rows.drop(columns=["unit_id", "count", "table", "column"]))


def _write_sheet(path: Path, rows: pd.DataFrame) -> None:
    """Write rows as Swedish spreadsheets read them; no cell is run as a formula."""
    path.parent.mkdir(parents=True, exist_ok=True)
    safe = {}
    for name, values in rows.items():
        codes, distinct = pd.factorize(values.astype("str"))
        safe[name] = pd.array([inert(text) for text in distinct], dtype="str").take(codes)
    pd.DataFrame(safe).to_csv(
        path, sep=";", index=False, lineterminator="\r\n", encoding="utf-8-sig"
    )
