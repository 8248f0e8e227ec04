"""Imported by nurseries alone: the data that all reports read, read before anybody is forked."""

from __future__ import annotations

import contextlib

import pandas as pd
import pyarrow

from nrs_lib.cohort import extracts
from nrs_lib.cohort.periods import Period
from nrs_lib.errors import ExtractError
from nrs_lib.reports import reference

# A report is many small tables. Texts that Arrow holds are faster in large ones only; here every
# choice of some rows would cost more in Arrow's own ways than in copying.
pd.set_option("mode.string_storage", "python")


def hold_extract(extract_id: str) -> None:
    """Keep an extract in memory, for every kernel that is forked from here.

    One that cannot be read is left to the notebook, whose cell then tells why.
    """
    with contextlib.suppress(ExtractError):
        extracts.hold(extract_id)
    _let_go()


def hold_latest() -> None:
    """Keep the extract that was loaded last, where there is one."""
    with contextlib.suppress(ExtractError):
        extracts.hold(extracts.latest_extract_id())
    _let_go()


def _let_go() -> None:
    """Give back what Arrow has read by, a fifth of what each fork would share and give up."""
    pyarrow.default_memory_pool().release_unused()


def hold_reference(extract_id: str, register: str, period: str) -> None:
    """Keep a register's national estimates in memory too, where they are stored."""
    with contextlib.suppress(ExtractError):
        extract = extracts.open_extract(extract_id)
        reference.hold_reference(extract, register=register, period=Period.parse(period))
