"""Which period each report of a unit shows, decided once for all of a register's units."""

from __future__ import annotations

import json
import os
from pathlib import Path

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.disclosure import read_policy
from nrs_lib.places import outputs
from nrs_lib.reports.orders import Order
from nrs_lib.reports.reference import store_of
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
        told = json.loads(path.read_text(encoding="utf-8"))
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


def hold_shown(
    extract: Extract, *, register: Register, period: Period, audience: Audience, folder: Path
) -> None:
    """Decide for all units of a register, and store it with the extract."""
    path = _path(folder, extract.extract_id, register, period, audience)
    if path.is_file():
        return
    population = Population(extract, register=register)
    chosen = shown_periods(population, period, least=_least(audience))
    told = {unit: (one.period.code, one.has_results) for unit, one in chosen.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}-{os.getpid()}")
    aside.write_text(json.dumps(told), encoding="utf-8")
    aside.replace(path)


def _least(audience: Audience) -> int:
    return read_policy().audiences[audience].limits[Scope.OWN].min_n


def _path(
    folder: Path, extract_id: str, register: Register, period: Period, audience: Audience
) -> Path:
    home = store_of(folder, extract_id) / str(register)
    return home / f"{period.code}-shown-{audience}.json"
