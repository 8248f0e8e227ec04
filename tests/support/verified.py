"""Releases of a throw-away report about several units of one small extract, to verify."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd

from nrs_lib.cohort.extracts import FOLDER, open_extract
from nrs_lib.extract.freezing import freeze
from nrs_lib.extract.kept_definitions import checksums_of_definitions
from nrs_lib.places import definitions_checksum
from nrs_lib.reports.manifest import NAME
from nrs_lib.reports.running import run
from nrs_lib.reports.subjects import units_of
from tests.support.editions import FIRST, two_extracts
from tests.support.templates import a_template

EXTRACT = "2023-09-01-00000003"
PERIOD = "2022"


def checksums(folder: Path) -> dict[str, str]:
    """Every file in a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Releases:
    """One release for each of some units, made by the runner.

    Parameters
    ----------
    cells
        Of the report; they may ask for ``subject``.
    """

    def __init__(self, folder: Path, units: list[str], *cells: str) -> None:
        self.outputs = folder / "outputs"
        two_extracts(self.outputs, changed="SV001-3", nrs_pain=1.0)
        made = open_extract(FIRST, folder=self.outputs)
        names = pd.DataFrame({"unit_id": units, "unit_name": units, "register": "NRSsv"})
        passport = {
            **made.passport,
            "extract_id": EXTRACT,
            "definitions": checksums_of_definitions(),
            "definitions_sha256": definitions_checksum(),
        }
        tables = {
            "unit": names.assign(region="01"),
            "episode": made.episodes,
            "answers": made.answers,
            "diagnosis": made.diagnoses,
            "intervention": made.interventions,
            "sick_leave": made.sick_leave,
        }
        freeze(self.outputs / EXTRACT / FOLDER, tables, passport)
        self.extract = open_extract(EXTRACT, folder=self.outputs)
        self.sidecar = a_template(folder / "templates", "prov", *cells)
        self.summary = run(
            self.sidecar,
            units_of(self.extract.units),
            extract=self.extract,
            period=PERIOD,
            outputs=self.outputs,
            progress=False,
        )
        self.folders = {one.subject.subject_id: one.release for one in self.summary.outcomes}

    @property
    def sidecars(self) -> dict[str, object]:
        """By report."""
        return {self.sidecar.name: self.sidecar}


def with_facts(release: Path, change) -> None:
    """Change a release's manifest."""
    told = json.loads((release / NAME).read_text(encoding="utf-8"))
    change(told)
    (release / NAME).write_text(json.dumps(told), encoding="utf-8")
