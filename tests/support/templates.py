"""Throw-away templates: a notebook of a few cells with its sidecar, and an extract to run on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import nbformat
import yaml

from nrs_lib.reports.catalog import Sidecar, read_sidecar

PARAMETERS = {
    "extract_id": {"type": "string", "pattern": "^[a-z0-9-]+$", "default": "none"},
    "register": {"type": "string", "enum": ["NRSsv", "NRSpv"], "default": "NRSsv"},
    "subject": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,16}$", "default": "U1"},
    "period": {"type": "string", "pattern": "^[0-9]{4}$", "default": "2022"},
}
LANGUAGES = {"language": {"type": "string", "enum": ["sv", "en"], "default": "sv"}}
"""A further parameter, of a notebook that is written in both."""
LOAD = "from tests.support.stamps import a_cleared, a_figure, a_text"


def a_sidecar(**changed: object) -> dict[str, object]:
    """What a sidecar of a unit report holds."""
    return {
        "title": {"sv": "Prov", "en": "Trial"},
        "summary": {"sv": "Ett prov.", "en": "A trial."},
        "audience": "own_unit",
        "language": "sv",
        "subject": "unit",
        "published": True,
        "timeout": 60,
        "parameters": PARAMETERS,
    } | changed


def a_template(folder: Path, name: str, *cells: str, **changed: object) -> Sidecar:
    """Write a template whose code cells are `cells`, and read its sidecar.

    Cell ids are ``parameters``, ``load`` and ``cell-1``, ``cell-2`` ...
    """
    folder.mkdir(parents=True, exist_ok=True)
    declared = a_sidecar(**changed)
    lines = [f'{key}: str = "{rule["default"]}"' for key, rule in declared["parameters"].items()]
    code = nbformat.v4.new_code_cell
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# Prov\n\nFungerar det?", id="title"),
            code("\n".join(lines), id="parameters", metadata={"tags": ["parameters"]}),
            code(LOAD, id="load"),
            nbformat.v4.new_markdown_cell("## Svar\n\nVi ser på *ett* tal.", id="answers"),
            *(code(cell, id=f"cell-{number}") for number, cell in enumerate(cells, start=1)),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, folder / f"{name}.ipynb")
    sidecar = folder / f"{name}.yaml"
    sidecar.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    return read_sidecar(sidecar)


def an_extract(extract_id: str = "2023-09-01-abc", fingerprint: str = "f" * 64):
    """What the runner asks of an extract; no data."""
    return SimpleNamespace(
        extract_id=extract_id,
        as_of=dt.date(2023, 9, 1),
        synthetic=True,
        passport={"fingerprint": fingerprint, "files": []},
    )
