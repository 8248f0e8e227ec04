"""What several reports read is computed once, before the first of them is made.

What another extract has of it is taken over, where the rows that it is made from are the same;
so after a small correction there may be nothing to compute, and no worker to hire.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from nrs_lib.cohort.extracts import Extract, open_extract
from nrs_lib.cohort.periods import Period
from nrs_lib.errors import NrsError
from nrs_lib.reports.forking import hold
from nrs_lib.reports.orders import Failure, Order
from nrs_lib.reports.own_sections import OwnSections, missing
from nrs_lib.reports.pooling import hold_shown, shown_of, take_over_shown
from nrs_lib.reports.reference import store_reference, take_over_reference
from nrs_lib.reports.sections import reach_of
from nrs_lib.reports.slices import Slices
from nrs_lib.reports.workshops import HOLDING, Workshop, reads_desk
from nrs_lib.terms import Audience, Register

_UNITS_AT_A_TIME = 9
_AT_HAND = 4
"""So many decisions are made sooner than a worker is ready to make them."""

Place = tuple[Register, str]
"""A register and a period of it."""


@dataclass(frozen=True)
class NationalSections:
    """The task of computing the national numbers of one register and period.

    Attributes
    ----------
    rows
        The key of the rows that they are made from.
    """

    extract_id: str
    register: Register
    period: str
    outputs: Path
    rows: str
    limit: float = 600
    line: ClassVar[None] = None

    def do(self, scratch: Path) -> Place:
        """Compute and store them; what fails is left to the reports to tell."""
        with contextlib.suppress(Exception):
            store_reference(
                open_extract(self.extract_id, folder=self.outputs),
                register=self.register,
                period=Period.parse(self.period),
                folder=self.outputs,
                rows=self.rows,
            )
        return self.register, self.period

    def failed(self, failure: Failure) -> None:
        """Nothing to tell: each report computes what is not stored."""

    def is_worth_another(self, outcome: Place | None) -> bool:
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
    rows: str
    limit: float = 600
    line: ClassVar[None] = None

    def do(self, scratch: Path) -> None:
        """Decide and store it; what fails is left to the reports to tell."""
        with contextlib.suppress(Exception):
            self.decide(open_extract(self.extract_id, folder=self.outputs))

    def decide(self, extract: Extract) -> None:
        """The same from the extract as it has been read, by who lets an error out."""
        hold_shown(
            extract,
            register=self.register,
            period=Period.parse(self.period),
            audience=self.audience,
            folder=self.outputs,
            rows=self.rows,
        )

    def failed(self, failure: Failure) -> None:
        """Nothing to tell: each report decides what is not stored."""

    def is_worth_another(self, outcome: None) -> bool:
        """Never: see `failed`."""
        return False


def share(
    orders: Iterable[Order],
    *,
    extract: Extract,
    outputs: Path,
    slices: Slices,
    do: Callable[[Iterable[object]], Iterator[object]],
    counted: Callable[[Place], object],
) -> list[Place]:
    """Have ready what the orders have in common; return the registers and periods it is for.

    Parameters
    ----------
    orders
        Those that read numbers through a desk have something in common; others have not.
    extract
        The extract that they are made from.
    outputs
        Where it is, and where the numbers are stored.
    slices
        Keys of the extract's rows.
    do
        Does tasks side by side; called only where there is something to compute.
    counted
        Called with each place whose national numbers have been computed, while others, and
        those of units, still are.
    """
    orders = [one for one in orders if reads_desk(one.sidecar.notebook) and one.period]
    if not orders:
        return []
    asked = {
        (one.subject.register, one.period, one.sidecar.audience)
        for one in orders
        if not one.subject.is_national
    }
    undecided = list(_undecided(sorted(asked), extract, outputs, slices))
    if len(undecided) <= _AT_HAND:
        for task in undecided:
            with contextlib.suppress(Exception):
                task.decide(extract)
    else:
        for _ in do(undecided):
            pass
    places = _places(orders, extract, outputs)
    uncounted = list(_uncounted(places, extract, outputs, slices))
    for place in do(uncounted) if uncounted else ():
        if place is not None:
            counted(place)
    return list(places)


def _undecided(asked, extract, outputs, slices) -> Iterator[ShownPeriods]:
    for register, code, audience in asked:
        period = Period.parse(code)
        rows = slices.within(reach_of(register, period)).all
        place = {"register": register, "period": period, "audience": audience, "folder": outputs}
        if not take_over_shown(extract, rows=rows, **place):
            yield ShownPeriods(extract.extract_id, register, code, audience, outputs, rows)


def _places(orders, extract, outputs) -> dict[Place, set[str]]:
    """The registers and periods whose numbers are read, with the units whose own are."""
    here = set(extract.units["unit_id"])
    places: dict[Place, set[str]] = {}
    for order in orders:
        # What was asked for is read as well, for its volume.
        places.setdefault((order.subject.register, order.period), set())
        if not order.subject.is_national and order.subject.subject_id in here:
            with contextlib.suppress(Exception):
                period = shown_of(order, extract, outputs).period
                place = (order.subject.register, period.code)
                places.setdefault(place, set()).add(order.subject.subject_id)
    return places


def _uncounted(places, extract, outputs, slices) -> Iterator[NationalSections | OwnSections]:
    keys = {
        (register, code): slices.within(reach_of(register, Period.parse(code)))
        for register, code in places
    }
    for (register, code), found in keys.items():
        place = {"register": register, "period": Period.parse(code), "folder": outputs}
        if not take_over_reference(extract, rows=found.all, **place):
            yield NationalSections(extract.extract_id, register, code, outputs, found.all)
    for (register, code), units in places.items():
        left = missing(
            extract,
            register=register,
            period=Period.parse(code),
            unit_ids=sorted(units),
            keys=keys[register, code].units,
            folder=outputs,
        )
        names = list(left)
        for start in range(0, len(names), _UNITS_AT_A_TIME):
            part = {name: left[name] for name in names[start : start + _UNITS_AT_A_TIME]}
            yield OwnSections(extract.extract_id, register, code, part, outputs)


def hold_shared(places: Iterable[Place], *, extract: Extract, workshop: Workshop | None) -> None:
    """Have the nursery hold the nation's part of what is shared, where there is a nursery."""
    if not (workshop and workshop.nursery):
        return
    for register, period in places:
        settings = {
            "extract_id": extract.extract_id,
            "register": str(register),
            "period": period,
        }
        # Without it each kernel reads them, in a tenth of a second.
        with contextlib.suppress(NrsError):
            hold(workshop.nursery.address, f"{HOLDING}:hold_reference", settings=settings)
