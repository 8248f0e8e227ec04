"""Each release is made once more from its extract, code and parameters, and held beside itself.

Everything is made in a private folder that is gone afterwards. Outputs and ledger are only
read, so a release can be verified at any time, beside any run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from nrs_lib.cohort.extracts import FOLDER, Extract
from nrs_lib.errors import DisclosureError, PlatformError, RunError
from nrs_lib.reports.catalog import Sidecar, catalog
from nrs_lib.reports.folders import PDF
from nrs_lib.reports.grades.record import RECORD
from nrs_lib.reports.ledger import Ledger
from nrs_lib.reports.orders import Failure, Outcome
from nrs_lib.reports.running import run_batch
from nrs_lib.reports.verification.asked import (
    Asked,
    LacksError,
    matched,
    ordered,
    plans_then,
    read_asked,
)
from nrs_lib.reports.verification.differences import Difference, differences
from nrs_lib.reports.verification.inputs import Lack
from nrs_lib.reports.verification.ledger_then import copy_until, rounds
from nrs_lib.reports.verification.papers import DIFFERS, papers
from nrs_lib.reports.verification.record import Record
from nrs_lib.reports.verification.verdicts import (
    DIFFERENT,
    SAME,
    UNVERIFIED,
    Verdict,
    Verification,
)
from nrs_lib.reports.workshops import sweep_left

_SCRATCH = "nrs-verify-"
_STOPPED = "stopped before it was made"
_MAY_BE_THE_MACHINES = {"kernel died", "time limit", "MemoryError"}


def verify(
    releases: Sequence[Path],
    *,
    outputs: Path,
    sidecars: Mapping[str, Sidecar] | None = None,
    workers: int | None = None,
    memory: int | None = None,
    progress: bool = True,
    record: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Verification:
    """Make releases once more and tell every difference. Nothing in outputs is changed.

    Parameters
    ----------
    releases
        Their folders; they may lie anywhere.
    outputs
        Where their extracts and the ledger are.
    sidecars
        By report; the templates' own when not given.
    workers, memory, progress
        As for `nrs_lib.reports.running.run_batch`.
    record
        A file to which those that are found the same are added as they are found. The releases
        that it has are not made once more, as long as they and their inputs are the same.
    tell
        Called with a line for each part of the releases that is made beside one ledger.
    """
    began = time.monotonic()
    verdicts: dict[Path, Verdict] = {}
    kept = Record(record)
    how = {"workers": workers, "memory": memory, "progress": progress}
    try:
        with _scratch() as scratch:
            known = sidecars or catalog()
            for one in _judged(releases, outputs, scratch, known, how, kept, tell):
                verdicts[one.release] = one
                if not (one.release / PDF).exists():
                    kept.keep(one)
        told = _with_papers([verdicts[path] for path in releases], workers)
        for one in told:
            if (one.release / PDF).exists():
                kept.keep(one)
    except KeyboardInterrupt:
        left = Lack(_STOPPED, RunError)
        told = [verdicts.get(path) or _unverified(path, _tail(path), left) for path in releases]
        return Verification(tuple(told), time.monotonic() - began, interrupted=True)
    return Verification(tuple(told), time.monotonic() - began)


def _judged(
    releases: Sequence[Path],
    outputs: Path,
    scratch: Path,
    sidecars: Mapping[str, Sidecar],
    how: Mapping[str, object],
    record: Record,
    tell: Callable[[str], None],
) -> Iterator[Verdict]:
    asked: dict[str, list[Asked]] = {}
    extracts: dict[str, Extract] = {}
    for release in releases:
        try:
            one = read_asked(release, outputs, extracts, sidecars)
            asked.setdefault(str(one.manifest["extract"]["id"]), []).append(one)
        except LacksError as fault:
            yield _unverified(release, _tail(release), *fault.lacks)
    for extract_id, found in asked.items():
        extract = extracts[extract_id]
        ready = []
        for one in ordered(found, extract, scratch):
            try:
                met = matched(one, extract, outputs)
            except LacksError as fault:
                yield _unverified(one.release, one.name, *fault.lacks)
                continue
            if day := record.day_of(one.release):
                note = f"found the same on {day}, by the record"
                yield Verdict(one.release, one.name, SAME, note=note)
            else:
                ready.append(met)
        _lay_extract(extract_id, outputs, scratch)
        parts = _rounds(ready)
        for place, part in enumerate(parts, start=1):
            tell(f"{place} of {len(parts)}: {len(part)} releases, beside the ledger of then")
            _lay_ledgers(part, outputs, scratch)
            reports = [(one.sidecar, one.subject, one.period) for one in part]
            then = {"older": "remake", "plans": plans_then(part), **how}
            summary = run_batch(reports, extract=extract, outputs=scratch, **then)
            made = {outcome.name: outcome for outcome in summary.outcomes}
            yield from (_verdict(one, made[one.name]) for one in part)
            if summary.interrupted:
                raise KeyboardInterrupt


@contextmanager
def _scratch() -> Iterator[Path]:
    """A private folder, for patients' numbers lie in it; gone at the end."""
    sweep_left(_SCRATCH)
    folder = Path(tempfile.mkdtemp(prefix=f"{_SCRATCH}{os.getpid()}-")).resolve()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _rounds(ready: Sequence[Asked]) -> list[list[Asked]]:
    numbers = rounds([one.met for one in ready])
    return [
        [one for one, number in zip(ready, numbers, strict=True) if number == place]
        for place in sorted(set(numbers))
    ]


def _lay_extract(extract_id: str, outputs: Path, scratch: Path) -> None:
    """Let the scratch folder have the extract, and nothing that was made from it."""
    # What a report cites of the statistics' grades is no number of the extract.
    if (outputs / RECORD).is_file():
        shutil.copy(outputs / RECORD, scratch / RECORD)
    home, there = outputs / extract_id / FOLDER, scratch / extract_id / FOLDER
    there.parent.mkdir(parents=True)
    try:
        there.symlink_to(home, target_is_directory=True)
    except OSError:
        # A system where not everybody may link.
        shutil.copytree(home, there)


def _lay_ledgers(part: Sequence[Asked], outputs: Path, scratch: Path) -> None:
    ends: dict[Ledger, int] = {}
    for one in part:
        ledger = one.met.ledger
        ends[ledger] = min(one.met.last, ends.get(ledger, one.met.last))
    for ledger, end in ends.items():
        copy_until(ledger, end, scratch / ledger.path.relative_to(outputs))


def _verdict(one: Asked, outcome: Outcome) -> Verdict:
    """What came of making a release once more."""
    if outcome.status == "not started":
        return _unverified(one.release, one.name, Lack(_STOPPED, RunError))
    if outcome.status == "failed":
        return _not_made(one, outcome.failure)
    found = differences(one.release, outcome.release)
    if not found:
        return Verdict(one.release, one.name, SAME)
    family = DisclosureError if any(part.since for part in found) else RunError
    return Verdict(one.release, one.name, DIFFERENT, tuple(map(str, found)), family=family)


def _not_made(one: Asked, failure: Failure) -> Verdict:
    if failure.is_the_machines or failure.family in _MAY_BE_THE_MACHINES:
        return _unverified(
            one.release, one.name, Lack(f"could not be made: {failure}", PlatformError)
        )
    told = (f"cannot be made again: {failure}",)
    return Verdict(one.release, one.name, DIFFERENT, told, family=RunError)


def _with_papers(verdicts: Sequence[Verdict], workers: int | None) -> list[Verdict]:
    """Compare the PDF of each release whose page is the same."""
    fresh = [one.release for one in verdicts if one.status == SAME and not one.note]
    found = papers(fresh, workers=workers)
    return [one if one.note else _with_paper(one, found.get(one.release, "")) for one in verdicts]


def _with_paper(one: Verdict, why: str) -> Verdict:
    if why == DIFFERS:
        told = str(Difference(PDF, (DIFFERS,)))
        return replace(one, status=DIFFERENT, told=(told,), family=RunError)
    return replace(one, note=f"{PDF} {why}" if why else "")


def _unverified(release: Path, name: str, *found: Lack) -> Verdict:
    told = tuple(one.what for one in found)
    return Verdict(release, name, UNVERIFIED, told, family=found[0].family)


def _tail(release: Path) -> str:
    return "/".join(release.parts[-3:])
