"""The work of a run: what reports share, then those that are issued again, then all others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from nrs_lib.reports.hiring import Hired
from nrs_lib.reports.orders import Order, Outcome
from nrs_lib.reports.rebuilding import predecessor, why
from nrs_lib.reports.report_inputs import made_from
from nrs_lib.reports.sharing import Place, hold_shared, share
from nrs_lib.reports.slices import Slices


def made(
    orders: Sequence[Order],
    extract: object,
    outputs: Path,
    hired: Hired,
    reasons: dict[str, str],
) -> Iterator[Outcome]:
    """Issue again what can be, and have the others made; what they share comes first.

    Parameters
    ----------
    orders
        Those that no release stands for.
    hired
        Who does what takes long.
    reasons
        Is filled with why each report is made, by its name.
    """
    slices, held = Slices(extract), []
    # The nursery reads what is computed while workers still compute the rest.
    with ThreadPoolExecutor(1) as beside:

        def hold(place: Place) -> None:
            held.append(place)
            beside.submit(hold_shared, [place], extract=extract, workshop=hired.workshop)

        shared = {"extract": extract, "outputs": outputs, "slices": slices}
        read = share(orders, do=hired.count, counted=hold, **shared)
    left = {order.name: _decided(order, extract, outputs, slices) for order in orders}
    reasons |= {name: why(order, outputs) for name, order in left.items()}
    for outcome in _reissued(tuple(left.values())):
        del left[outcome.name]
        yield outcome
    if left:
        stored = [place for place in read if place not in held]
        hold_shared(stored, extract=extract, workshop=hired.workshop)
        yield from hired.do(left.values())


def _reissued(orders: Sequence[Order]) -> Iterator[Outcome]:
    if any(order.predecessor for order in orders):
        # Only here: it takes a third of a second to import.
        from nrs_lib.reports.reissuing import reissued

        yield from reissued(orders)


def _decided(order: Order, extract: object, outputs: Path, slices: Slices) -> Order:
    """An order that knows what it is made from, and whether another extract made the same."""
    order = replace(order, made_from=made_from(order, extract, outputs, slices))
    if order.older == "remake":
        return order
    return replace(order, predecessor=predecessor(order, outputs))
