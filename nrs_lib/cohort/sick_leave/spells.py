"""Periods of benefit as whole numbers that can be added: patient, first and last day, extent.

Days are counted from 1970-01-01 and extents in quarters of full time, so that net days come
out exact: no day is lost to binary fractions, leap days or clock changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.sick_leave import read_sick_leave
from nrs_lib.errors import DefinitionError, ExtractError

QUARTERS = 4
"""Quarters of full time."""
NO_DAY = np.iinfo("int64").min
"""Stands for an unknown day."""
OPEN_END = int(np.datetime64("9999-12-31", "D").astype("int64"))
"""Last day of a period that has no end."""
_COLUMNS = ("patient_id", "benefit", "extent", "start_date", "end_date")


@dataclass(frozen=True)
class Spells:
    """Periods in which each patient had a benefit, each once, none without days.

    Attributes
    ----------
    patients
        Everybody with a period, usable or not; ``patient`` points into it.
    patient, first, last, quarters
        One entry per period: whose it is, its first and last day (both included; days from
        1970-01-01), and its extent in quarters of full time, 1 to 4.
    is_permanent
        Whether the benefit is one of the permanent ones.
    unplaceable
        Patients with a period whose days or extent are unknown or impossible. How long they
        were on sick leave is unknown, so no window of theirs may be counted.
    n_open, n_doubled
        Periods without an end, and copies that were left out.
    """

    patients: pd.Index
    patient: np.ndarray
    first: np.ndarray
    last: np.ndarray
    quarters: np.ndarray
    is_permanent: np.ndarray
    unplaceable: frozenset
    n_open: int
    n_doubled: int

    def __len__(self) -> int:
        return len(self.patient)

    def only(self, keep: np.ndarray) -> Spells:
        """The periods that a mask keeps, of the same patients."""
        return Spells(
            self.patients,
            self.patient[keep],
            self.first[keep],
            self.last[keep],
            self.quarters[keep],
            self.is_permanent[keep],
            self.unplaceable,
            self.n_open,
            self.n_doubled,
        )


def days_of(dates: pd.Series) -> np.ndarray:
    """Dates as days from 1970-01-01; unknown dates as `NO_DAY`."""
    days = pd.to_datetime(dates).to_numpy().astype("datetime64[D]")
    return days.astype("int64")


def dates_of(days: np.ndarray) -> np.ndarray:
    """Days from 1970-01-01 as datetime64[s], which reaches past the year 9999."""
    return np.asarray(days, dtype="int64").astype("datetime64[D]").astype("datetime64[s]")


def read_spells(table: pd.DataFrame) -> Spells:
    """Read the periods of a linkage.

    Parameters
    ----------
    table
        One row per patient, benefit, extent and first day, as in the contract
        ``sick_leave``: ``patient_id``, ``benefit``, ``extent`` (share of full time),
        ``start_date``, ``end_date``. A period without end date is taken to go on; the end of
        the data cuts it.

    Returns
    -------
    Spells
        Copies of a row are counted once. A row without first day or extent, with an extent
        that is not a quarter of full time or one that ends before it begins is left out,
        and its patient listed as unplaceable.

    Raises
    ------
    DefinitionError
        A column is missing, or a benefit is neither temporary nor permanent.
    ExtractError
        A row has no patient.
    """
    absent = [column for column in _COLUMNS if column not in table]
    if absent:
        raise DefinitionError(
            "Periods of sick leave lack a column.",
            where=", ".join(absent),
            remedy="Give the columns of data_contracts/sick_leave.odcs.yaml.",
        )
    if table["patient_id"].isna().any():
        raise ExtractError(
            f"{int(table['patient_id'].isna().sum())} periods of sick leave have no patient.",
            where="sick_leave: patient_id",
            remedy="Have them delivered with a pseudonym, or leave the rows out.",
        )
    rules = read_sick_leave()
    benefits = table["benefit"].astype("object")
    strange = set(benefits.dropna()) - {*rules.temporary, *rules.permanent}
    if strange:
        raise DefinitionError(
            f"{len(strange)} benefits are neither temporary nor permanent.",
            where="sick_leave.yaml: benefits",
            remedy="Add them to the code list sick_leave_benefit and to one of the groups.",
        )
    owner, patients = pd.factorize(table["patient_id"].astype("object"), sort=True)
    first, end = days_of(table["start_date"]), days_of(table["end_date"])
    extent = pd.to_numeric(table["extent"]).to_numpy(dtype="float64", na_value=np.nan)
    scaled = extent * QUARTERS
    quarters = np.where(np.isfinite(scaled), scaled, 0).round().astype("int64")
    is_open = end == NO_DAY
    last = np.where(is_open, OPEN_END, end if rules.is_last_day_included else end - 1)
    usable = (
        (first != NO_DAY)
        & (last >= first)
        & benefits.notna().to_numpy()
        & (quarters == scaled)
        & (quarters >= 1)
        & (quarters <= QUARTERS)
    )
    unplaceable = frozenset(patients[np.unique(owner[~usable])])
    placed = pd.DataFrame(
        {
            "patient": owner,
            "first": first,
            "last": last,
            "quarters": quarters,
            "benefit": benefits.to_numpy(),
        }
    )[usable]
    each = placed.drop_duplicates()
    return Spells(
        patients=pd.Index(patients),
        patient=each["patient"].to_numpy(dtype="int64"),
        first=each["first"].to_numpy(dtype="int64"),
        last=each["last"].to_numpy(dtype="int64"),
        quarters=each["quarters"].to_numpy(dtype="int64"),
        is_permanent=each["benefit"].isin(rules.permanent).to_numpy(dtype=bool),
        unplaceable=unplaceable,
        n_open=int((each["last"] == OPEN_END).sum()),
        n_doubled=len(placed) - len(each),
    )
