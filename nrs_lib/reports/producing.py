"""From a loaded extract to finished reports: what all share once, each report, the index."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.plans import plan_path
from nrs_lib.places import outputs
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.companions import write_companions
from nrs_lib.reports.running import RunSummary, run_batch
from nrs_lib.reports.subjects import Subject, nations, refuse_in_batch, units_of
from nrs_lib.terms import NATIONAL, Register

# Its pages take a tenth of a second to import: while kernels get ready, where any are.
_INDEXING = "nrs_lib.reports.indexing"


def subjects_for(
    sidecar: Sidecar,
    extract: Extract,
    *,
    register: Register | None = None,
    unit_ids: Iterable[str] | None = None,
    first: int | None = None,
) -> list[Subject]:
    """Whom a report can be about in an extract: its units, or the nation of each register.

    Of all units, those that have an action plan where the report is about nothing else.

    Raises
    ------
    UsageError
        A unit that was asked for is not in the extract, or not in the register.
    ParameterError
        The report is about one person.
    """
    refuse_in_batch(sidecar)
    register = sidecar.register or register
    if sidecar.subject == NATIONAL:
        here = {Register(own) for own in extract.units["register"].unique()}
        return [
            nation
            for nation in nations()
            if nation.register in here & {register or nation.register}
        ]
    found = units_of(extract.units, register=register, unit_ids=unit_ids, first=first)
    if unit_ids is None and sidecar.is_of_plans:
        return [unit for unit in found if plan_path(unit.subject_id).is_file()]
    return found


def produce(
    reports: Iterable[tuple[Sidecar, Subject, str]],
    *,
    extract: Extract,
    folder: Path | None = None,
    **settings: object,
) -> tuple[RunSummary, Path]:
    """Make reports, and the index of all that the extract has; return how it went and the index.

    Parameters
    ----------
    reports
        Each template with its subject and period.
    extract
        What they are made from.
    folder
        Where outputs go; ``outputs/`` by default.
    settings
        As `nrs_lib.reports.running.run_batch`.

    Raises
    ------
    ParameterError
        A period is not one, or a parameter does not fit; nothing has run.
    PlatformError
        Another run works in the same folder.
    """
    reports = [(sidecar, one, Period.parse(period).code) for sidecar, one, period in reports]
    folder = (folder or outputs()).absolute()
    home, known = folder / extract.extract_id, units_of(extract.units)

    index = home

    def prepare() -> None:
        # What cannot be written yet is told of by the index, which asks for it again.
        with suppress(OSError):
            write_companions(home)
        import_module(_INDEXING)

    def conclude(summary: RunSummary) -> None:
        nonlocal index
        write_index = import_module(_INDEXING).write_index
        index = write_index(home, extract=extract, subjects=known, summary=summary)

    ends = {"prepare": prepare, "conclude": conclude}
    summary = run_batch(reports, extract=extract, outputs=folder, **ends, **settings)
    return summary, index
