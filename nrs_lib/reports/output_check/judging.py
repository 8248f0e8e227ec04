"""Each file of an export folder: pass, review or fail, with reasons and the rules' names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from nrs_lib.contracts.output_checking import OutputChecking, read_output_checking
from nrs_lib.disclosure import Policy, read_policy
from nrs_lib.errors import UsageError
from nrs_lib.reports.audit.agreement import rule_of_silent
from nrs_lib.reports.audit.findings import Finding, found
from nrs_lib.reports.audit.models import is_saturated
from nrs_lib.reports.audit.numbers import numbers_in, pairs_in, people_in
from nrs_lib.reports.audit.people import names_of_id_columns, who
from nrs_lib.reports.audit.policing import is_small
from nrs_lib.reports.audit.reading import PLAIN, read_file
from nrs_lib.reports.audit.seen import Channel, Grid, Seen, Standing
from nrs_lib.reports.audit.verdicts import Verdict
from nrs_lib.reports.output_check.exceptions import EXCEPTIONS, Exemption, read_exceptions
from nrs_lib.reports.output_check.tables import Judge

_MARKS_OF_LEGENDS = 12


class Outcome(StrEnum):
    """What happens to a file."""

    PASS = "pass"
    REVIEW = "review"
    FAIL = "fail"


@dataclass(frozen=True)
class Judged:
    """One file and how it was judged.

    Attributes
    ----------
    findings
        What was found and stands.
    excepted
        What was found and allowed, with the exception that allows it.
    """

    file: str
    sha256: str
    size: int
    findings: tuple[Finding, ...]
    excepted: tuple[tuple[Finding, Exemption], ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Fail where a finding fails; else review where one asks for it; else pass."""
        verdicts = {finding.verdict for finding in self.findings}
        if Verdict.FAIL in verdicts:
            return Outcome.FAIL
        return Outcome.REVIEW if verdicts else Outcome.PASS


@dataclass(frozen=True)
class Checked:
    """A whole export folder."""

    folder: Path
    files: tuple[Judged, ...]
    void: tuple[Exemption, ...]
    policy: Policy
    checking: OutputChecking

    def count(self, outcome: Outcome) -> int:
        """How many files came out so."""
        return sum(one.outcome == outcome for one in self.files)


def check_outputs(folder: Path, *, policy: Policy | None = None) -> Checked:
    """Judge every file of an export folder by what researchers may see.

    Parameters
    ----------
    folder
        What a researcher wants to take out. ``exceptions.yaml`` in it holds exceptions.
    policy
        Today's when not given; the audience is ``researcher``.

    Returns
    -------
    Checked
        Files in order of their names; nothing is written.

    Raises
    ------
    UsageError
        There is no such folder, or nothing in it.
    DisclosureError
        An exception is not one: see `read_exceptions`.
    """
    if not folder.is_dir():
        raise UsageError("There is no such folder.", where=str(folder))
    policy, checking = policy or read_policy(), read_output_checking()
    paths = [
        path
        for path in sorted(folder.rglob("*"))
        if (path.is_file() or path.is_symlink()) and path != folder / EXCEPTIONS
    ]
    if not paths:
        raise UsageError("There is nothing to check.", where=str(folder))
    exceptions = read_exceptions(folder, checking)
    seen = {path: _read(path, folder) for path in paths}
    grids = {path.with_suffix(""): one.grids for path, one in seen.items() if _is_table(path)}
    judge = Judge(policy, checking)
    id_columns = names_of_id_columns()
    files = []
    for path, one in seen.items():
        findings = dict.fromkeys(
            [
                *_of_file(path, one, checking, grids),
                *who(one, id_columns=id_columns),
                *_of_content(one, judge),
            ]
        )
        files.append(_judged(path, one.file, findings, exceptions))
    used = {exemption for one in files for _, exemption in one.excepted}
    void = tuple(one for one in exceptions if one not in used)
    return Checked(folder, tuple(files), void, policy, checking)


def _read(path: Path, folder: Path) -> Seen:
    file = path.relative_to(folder).as_posix()
    if path.is_symlink():
        # What lies behind a link is not what was judged.
        return Seen(file, faults=[("unreadable", "link")])
    return read_file(path, file)


def _is_table(path: Path) -> bool:
    return path.suffix.lower() in (".csv", ".tsv", ".xlsx")


def _judged(
    path: Path, file: str, findings: Iterable[Finding], exceptions: tuple[Exemption, ...]
) -> Judged:
    data = b"" if path.is_symlink() else path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    allowed = {(one.rule): one for one in exceptions if one.file == file and one.sha256 == sha256}
    stands, excepted = [], []
    for finding in findings:
        if finding.rule in allowed:
            excepted.append((finding, allowed[finding.rule]))
        else:
            stands.append(finding)
    return Judged(file, sha256, len(data), tuple(stands), tuple(excepted))


def _of_file(
    path: Path, seen: Seen, checking: OutputChecking, grids: Mapping[Path, list[Grid]]
) -> Iterator[Finding]:
    kind = path.suffix.lower().removeprefix(".")
    if kind not in checking.kinds:
        yield found("file_type", seen.file, "file")
    if not path.is_symlink() and path.stat().st_size > checking.largest_bytes:
        yield found("too_large", seen.file, "file")
    if kind in checking.drawn:
        beside = grids.get(path.with_suffix(""))
        if not beside:
            yield found("no_underlying_data", seen.file, "file")
        else:
            yield from _of_drawings(seen, beside)
    for rule, place in seen.faults:
        if rule != "unknown_file":
            yield found(rule, seen.file, place)


def _of_drawings(seen: Seen, beside: list[Grid]) -> Iterator[Finding]:
    numbers = sum(len(row) - 1 for grid in beside for row in grid.rows)
    for drawing in seen.drawings:
        if len(drawing.marks) > numbers + _MARKS_OF_LEGENDS:
            yield found("single_points", seen.file, drawing.place)


def _of_content(seen: Seen, judge: Judge) -> Iterator[Finding]:
    for where, text in seen.every_text():
        for rule in _of_text(text, where, seen, judge):
            yield found(rule, seen.file, where.place)
    for grid in seen.grids:
        for rule, place in judge.broken_in(grid):
            yield found(rule, seen.file, place)


def _of_text(text: str, where: Standing, seen: Seen, judge: Judge) -> Iterator[str]:
    silent = rule_of_silent(where.channel, text)
    if silent:
        yield silent
    if where.channel == Channel.NAME:
        return
    limits = judge.limits
    counts = [*people_in(text), *(part for part, _ in pairs_in(text))]
    rest = [whole - part for part, whole in pairs_in(text)]
    if any(is_small(count, limits) for count in counts):
        yield "small_count"
    if any(is_small(count, limits) for count in rest):
        yield "whole_group"
    if is_saturated(text, judge.policy.models):
        yield "saturated_model"
    is_prose = Path(seen.file).suffix.lower() in PLAIN
    if is_prose and not counts and any(True for _ in numbers_in(text)):
        yield "other_content"
    if seen.file.endswith(".json"):
        head = where.place.rpartition(" ")[2]
        is_count = judge.holds(head, "people") or judge.holds(head, "part")
        if is_count and text.isdigit() and is_small(int(text), limits):
            yield "small_count"
        if judge.holds(head, "extreme"):
            yield "extreme"
