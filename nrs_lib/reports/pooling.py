"""Which period each report of a unit shows, decided once for all of a register's units.

It is stored with the extract and the key of the rows that it was decided by, and taken over
by another extract in which these rows are the same.
"""

from __future__ import annotations

import json
from pathlib import Path

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.disclosure import read_policy
from nrs_lib.places import outputs
from nrs_lib.reports.folders import aside_of
from nrs_lib.reports.orders import Order
from nrs_lib.reports.reference import elsewhere, store_of
from nrs_lib.reports.sections import reach_of
from nrs_lib.stats.shown_periods import ShownPeriod, shown_periods
from nrs_lib.terms import NATIONAL, Audience, Register, Scope


def shown_period(
    extract: Extract,
    *,
    register: Register,
    subject: str,
    period: Period,
    audience: Audience,
    folder: Path | None = None,
) -> ShownPeriod:
    """What a report about a unit shows when it is asked for a period; the nation's shows that."""
    if subject == NATIONAL:
        return ShownPeriod(period, has_results=True)
    path = _path(folder or outputs(), extract.extract_id, register, period, audience)
    if path.is_file():
        told = _read(path)["shown"]
        if subject in told:
            code, has_results = told[subject]
            return ShownPeriod(Period.parse(code), has_results)
    population = Population(extract, register=register, unit_id=subject)
    return shown_periods(population, period, least=_least(audience))[subject]


def shown_of(order: Order, extract: Extract, folder: Path) -> ShownPeriod:
    """What the report of an order shows."""
    return shown_period(
        extract,
        register=order.subject.register,
        subject=order.subject.subject_id,
        period=Period.parse(order.period),
        audience=order.sidecar.audience,
        folder=folder,
    )


def take_over_shown(
    extract: Extract,
    *,
    register: Register,
    period: Period,
    audience: Audience,
    folder: Path,
    rows: str,
) -> bool:
    """Whether it is stored what the units of a register show, once another extract's is taken over.

    Parameters
    ----------
    rows
        The key of the register's rows within reach of the period.
    """
    path = _path(folder, extract.extract_id, register, period, audience)
    if path.is_file():
        return True
    for other in elsewhere(path, extract.extract_id, folder):
        told = _read(other)
        if told["rows"] == rows:
            _write(path, told)
            return True
    return False


def hold_shown(
    extract: Extract,
    *,
    register: Register,
    period: Period,
    audience: Audience,
    folder: Path,
    rows: str,
) -> None:
    """Decide for all units of a register, and store it with the extract."""
    path = _path(folder, extract.extract_id, register, period, audience)
    if path.is_file():
        return
    population = Population(reach_of(register, period).cut(extract), register=register)
    chosen = shown_periods(population, period, least=_least(audience))
    shown = {unit: (one.period.code, one.has_results) for unit, one in chosen.items()}
    _write(path, {"rows": rows, "shown": shown})


def _read(path: Path) -> dict[str, object]:
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, told: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = aside_of(path)
    aside.write_text(json.dumps(told), encoding="utf-8")
    aside.replace(path)


def _least(audience: Audience) -> int:
    return read_policy().audiences[audience].limits[Scope.OWN].min_n


def _path(
    folder: Path, extract_id: str, register: Register, period: Period, audience: Audience
) -> Path:
    home = store_of(folder, extract_id) / str(register)
    return home / f"{period.code}-shown-{audience}.json"
