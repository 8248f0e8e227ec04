"""From a loaded extract to finished reports: what all share once, each report, the index."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.places import outputs
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.indexing import write_index
from nrs_lib.reports.orders import Older
from nrs_lib.reports.reference import reference
from nrs_lib.reports.running import RunSummary, run_batch
from nrs_lib.reports.subjects import Subject, nations, units_of
from nrs_lib.terms import NATIONAL, Register


def subjects_for(
    sidecar: Sidecar,
    extract: Extract,
    *,
    register: Register | None = None,
    unit_ids: Iterable[str] | None = None,
    first: int | None = None,
) -> list[Subject]:
    """Whom a report can be about in an extract: its units, or the nation of each register.

    Raises
    ------
    UsageError
        A unit that was asked for is not in the extract, or not in the register.
    """
    register = sidecar.register or register
    if sidecar.subject == NATIONAL:
        here = {Register(own) for own in extract.units["register"].unique()}
        return [
            nation
            for nation in nations()
            if nation.register in here & {register or nation.register}
        ]
    return units_of(extract.units, register=register, unit_ids=unit_ids, first=first)


def produce(
    reports: Iterable[tuple[Sidecar, Subject]],
    *,
    extract: Extract,
    period: str,
    workers: int | None = None,
    older: Older = "refuse",
    folder: Path | None = None,
    progress: bool = True,
) -> tuple[RunSummary, Path]:
    """Make reports, and the index of all that the extract has; return how it went and the index.

    Parameters
    ----------
    reports
        Each template with its subject.
    extract, period, workers, older, progress
        As `nrs_lib.reports.running.run`.
    folder
        Where outputs go; ``outputs/`` by default.

    Raises
    ------
    ParameterError
        The period is not one, or a parameter does not fit; nothing has run.
    """
    reports = list(reports)
    whole = Period.parse(period)
    folder = (folder or outputs()).absolute()

    def prepare() -> None:
        for register in sorted({subject.register for _, subject in reports}):
            reference(extract, register=register, period=whole, folder=folder)

    summary = run_batch(
        reports,
        extract=extract,
        period=whole.code,
        workers=workers,
        outputs=folder,
        progress=progress,
        older=older,
        prepare=prepare,
    )
    index = write_index(
        folder / extract.extract_id,
        extract=extract,
        subjects=units_of(extract.units),
        summary=summary,
    )
    return summary, index
