"""Every notebook of the project is a narrative, stripped, canonical, with its sidecar."""

from __future__ import annotations

from pathlib import Path

import pytest

from nrs_lib.places import templates, views
from nrs_lib.reports.catalog import catalog
from nrs_lib.reports.hygiene import faults_in
from nrs_lib.terms import Audience

STUDIES = Path(__file__).resolve().parents[2] / "notebooks" / "studies"
SIDECARS = [*catalog(templates()).values(), *catalog(views()).values()]


@pytest.mark.parametrize("sidecar", SIDECARS, ids=lambda sidecar: sidecar.name)
def test_a_template_or_view_breaks_no_rule(sidecar) -> None:
    assert list(map(str, faults_in(sidecar.notebook, sidecar))) == []


def test_no_study_breaks_a_rule() -> None:
    assert [
        str(fault) for path in sorted(STUDIES.glob("*.ipynb")) for fault in faults_in(path)
    ] == []


def test_units_see_their_own_and_the_register_its_whole() -> None:
    readers = {sidecar.name: (sidecar.subject, sidecar.audience) for sidecar in SIDECARS}

    assert readers["unit_report"] == ("unit", Audience.OWN_UNIT)
    assert readers["national_report"] == ("national", Audience.REGISTER)
