"""Imported by nurseries alone: what numbers are counted by, read before anybody is forked.

Definitions are read when first asked for; who is forked from here has them already, and the
functions that count with them.
"""

from __future__ import annotations

from nrs_lib.contracts.case_mix import read_case_mix
from nrs_lib.contracts.cautions import read_cautions
from nrs_lib.contracts.conventions import read_conventions
from nrs_lib.contracts.exported import read_exported
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.outlier_policy import read_outlier_policy
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.contracts.versions import read_families
from nrs_lib.disclosure import read_policy
from nrs_lib.reports import sections, sharing

TASKS = (sharing.ShownPeriods, sharing.NationalSections, sharing.OwnSections)
READ = (
    read_conventions(),
    [scale(code) for code in sections.scales()],
    read_contracts(),
    read_exported(),
    read_families(),
    read_cautions(),
    read_policy(),
    read_case_mix(),
    read_outlier_policy(),
)
