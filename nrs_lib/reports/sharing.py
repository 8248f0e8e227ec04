"""What several reports read is computed once, before the first of them is made."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.cohort.extracts import open_extract
from nrs_lib.cohort.periods import Period
from nrs_lib.errors import NrsError
from nrs_lib.reports.forking import hold
from nrs_lib.reports.orders import Failure, Order
from nrs_lib.reports.own_sections import OwnSections, missing, slice_keys
from nrs_lib.reports.pooling import hold_shown, shown_of
from nrs_lib.reports.reference import reference, reference_fingerprints
from nrs_lib.reports.workshops import READY, Workshop, reads_desk
from nrs_lib.terms import Audience, Register

_UNITS_AT_A_TIME = 9


@dataclass(frozen=True)
class NationalSections:
    """The task of computing the national numbers of one register and period."""

    extract_id: str
    register: Register
    period: str
    outputs: Path
    limit: float = 600

    def do(self, scratch: Path) -> None:
        """Compute and store them; what fails is left to the reports to tell."""
        with contextlib.suppress(Exception):
            reference(
                open_extract(self.extract_id, folder=self.outputs),
                register=self.register,
                period=Period.parse(self.period),
                folder=self.outputs,
            )

    def failed(self, failure: Failure) -> None:
        """Nothing to tell: each report computes what is not stored."""

    def is_worth_another(self, outcome: None) -> bool:
        """Never: see `failed`."""
        return False


@dataclass(frozen=True)
class ShownPeriods:
    """The task of deciding which period each unit of one register shows."""

    extract_id: str
    register: Register
    period: str
    audience: Audience
    outputs: Path
    limit: float = 600

    def do(self, scratch: Path) -> None:
        """Decide and store it; what fails is left to the reports to tell."""
        with contextlib.suppress(Exception):
            hold_shown(
                open_extract(self.extract_id, folder=self.outputs),
                register=self.register,
                period=Period.parse(self.period),
                audience=self.audience,
                folder=self.outputs,
            )

    def failed(self, failure: Failure) -> None:
        """Nothing to tell: each report decides what is not stored."""

    def is_worth_another(self, outcome: None) -> bool:
        """Never: see `failed`."""
        return False


def share(
    orders: Iterable[Order],
    *,
    extract: object,
    outputs: Path,
    workshop: Workshop | None,
    do: Callable[[Iterable[object]], Iterator[object]],
) -> None:
    """Compute what the orders have in common, and have the nursery hold the nation's part.

    Parameters
    ----------
    orders
        Those that read numbers through a desk have something in common; others have not.
    extract
        The extract that they are made from.
    outputs
        Where it is, and where the numbers are stored.
    workshop
        Whose nursery holds them; None where others do the tasks.
    do
        Does tasks side by side.
    """
    orders = [one for one in orders if reads_desk(one.sidecar.notebook) and one.period]
    if not orders:
        return
    keys = slice_keys(extract)
    asked = {
        (one.subject.register, one.period, one.sidecar.audience)
        for one in orders
        if not one.subject.is_national
    }
    for _ in do([ShownPeriods(extract.extract_id, *one, outputs) for one in sorted(asked)]):
        pass
    places: dict[tuple[Register, str], set[str]] = {}
    for order in orders:
        # What was asked for is read as well, for its volume.
        places.setdefault((order.subject.register, order.period), set())
        if not order.subject.is_national and order.subject.subject_id in keys:
            with contextlib.suppress(Exception):
                period = shown_of(order, extract, outputs).period
                place = (order.subject.register, period.code)
                places.setdefault(place, set()).add(order.subject.subject_id)
    tasks = list(_tasks(places, keys, extract, outputs))
    for _ in do(tasks):
        pass
    if workshop and workshop.nursery:
        for register, period in places:
            settings = {
                "extract_id": extract.extract_id,
                "register": str(register),
                "period": period,
            }
            # Without it each kernel reads them, in a tenth of a second.
            with contextlib.suppress(NrsError):
                hold(workshop.nursery.address, f"{READY}:hold_reference", settings=settings)


def _tasks(places, keys, extract, outputs) -> Iterator[object]:
    for register, code in places:
        period = Period.parse(code)
        stored = reference_fingerprints(
            outputs, extract_id=extract.extract_id, register=register, period=period
        )
        if stored is None:
            yield NationalSections(extract.extract_id, register, code, outputs)
    for (register, code), units in places.items():
        left = missing(
            extract,
            register=register,
            period=Period.parse(code),
            unit_ids=sorted(units),
            keys=keys,
            folder=outputs,
        )
        names = list(left)
        for start in range(0, len(names), _UNITS_AT_A_TIME):
            part = {name: left[name] for name in names[start : start + _UNITS_AT_A_TIME]}
            yield OwnSections(extract.extract_id, register, code, part, outputs)
