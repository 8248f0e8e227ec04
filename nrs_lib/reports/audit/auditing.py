"""The audit of a release, and of all releases in a folder."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from pathlib import Path

from nrs_lib.disclosure import Policy, read_policy
from nrs_lib.disclosure.describing import KEY, rows_of
from nrs_lib.disclosure.policy import AudiencePolicy
from nrs_lib.errors import DisclosureError
from nrs_lib.reports.audit.agreement import disagreements
from nrs_lib.reports.audit.cleared_numbers import ClearedNumbers
from nrs_lib.reports.audit.described import Described, described_by
from nrs_lib.reports.audit.findings import Finding, found
from nrs_lib.reports.audit.people import names_of_id_columns, who
from nrs_lib.reports.audit.policing import broken_rules
from nrs_lib.reports.audit.reading import KNOWN, read_file
from nrs_lib.reports.audit.recovery import Recovery, recover
from nrs_lib.reports.audit.rules import RULES
from nrs_lib.reports.audit.seen import EVERY_OUTPUT, Seen
from nrs_lib.reports.audit.telling import telling
from nrs_lib.reports.audit.verdicts import Verdict
from nrs_lib.reports.manifest import NAME, files_in, read_manifest
from nrs_lib.terms import Audience

CELLS = "cells.csv"
_NAME_PARTS = 4
_key = itemgetter(*KEY)
_FACTS = {
    *("audience", "code", "created", "definitions", "definitions_sha256", "extract", "files"),
    *("input_key", "ledger", "libraries", "outputs", "parameters", "period", "policy", "register"),
    *("report", "subject", "template_sha256", "title", "audit", "pdf", "plan"),
}
_OUTPUT_FACTS = {"name", "kind", "rows", "hidden"}


@dataclass(frozen=True, eq=False)
class Audit:
    """What the auditor found in one release.

    Attributes
    ----------
    findings
        In the order of files.
    numbers
        How many numbers were seen.
    described
        The numbers that the release describes.
    recovery
        What could be worked out.
    facts
        The release's manifest.
    """

    folder: Path
    findings: tuple[Finding, ...]
    numbers: int = 0
    described: tuple[Described, ...] = ()
    recovery: Recovery = field(default_factory=Recovery)
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the release is called in findings: the last parts of its folder."""
        return "/".join(self.folder.parts[-_NAME_PARTS:])

    @property
    def fails(self) -> tuple[Finding, ...]:
        """The findings that stop a release."""
        return tuple(one for one in self.findings if one.verdict == Verdict.FAIL)

    def as_dict(self) -> dict[str, object]:
        """Plain form for the manifest: what was looked for, and how it came out."""
        return {
            "rules": len(RULES),
            "numbers": self.numbers,
            "cells": len(self.described),
            "hidden": sum(one.is_hidden for one in self.described),
            "attacked": self.recovery.hidden,
            "bounded": self.recovery.bounded,
            "narrowest": self.recovery.narrowest,
            "failed": len(self.fails),
            "to_review": dict(
                sorted(Counter(one.rule for one in self.findings if one not in self.fails).items())
            ),
        }


def audit_release(
    folder: Path, *, facts: Mapping[str, object] | None = None, policy: Policy | None = None
) -> Audit:
    """Audit one release, without the data.

    Parameters
    ----------
    folder
        The release.
    facts
        Its manifest while it is not written yet; read from the folder, and compared with its
        files, when not given.
    policy
        Today's policy when not given.

    Returns
    -------
    Audit
        Every finding, never with a value.
    """
    policy = policy or read_policy()
    findings: list[Finding] = []
    if facts is None:
        try:
            facts = read_manifest(folder)
        except DisclosureError:
            return Audit(folder, (found("no_manifest", NAME, "release"),))
        findings += _files_as_told(folder, facts)
    findings += _facts_known(facts, policy)
    try:
        rules = policy.audiences[Audience(facts.get("audience"))]
        described = _described(folder, rules)
    except (DisclosureError, OSError, ValueError):
        return Audit(folder, (*findings, found("no_description", CELLS, "release")), facts=facts)
    findings += _of_description(described, facts, rules, policy)
    recovery = recover(described, rules, policy)
    findings += _recovered(recovery)
    cleared = _Cleared(described, rules, policy, list(facts.get("outputs", ())))
    stamped = {str(one["name"]) for one in facts.get("outputs", ())}
    numbers = 0
    for seen in _files(folder, stamped):
        findings += of_form(seen)
        told = telling(seen)
        findings += who(seen, id_columns=id_columns(), told=told)
        if seen.file not in (NAME, CELLS):
            findings += disagreements(seen, cleared.of, stamped=stamped, told=told)
        numbers += told.numbers
    findings = list(dict.fromkeys(findings))
    return Audit(folder, tuple(findings), numbers, tuple(described), recovery, facts)


def count_seen(seen: Seen) -> int:
    """How many numbers a file holds."""
    return telling(seen).numbers


@cache
def id_columns() -> frozenset[str]:
    """Names of the columns that hold identifiers."""
    return names_of_id_columns()


class _Cleared:
    """The cleared numbers of each output, gathered once."""

    def __init__(
        self,
        described: list[Described],
        rules: AudiencePolicy,
        policy: Policy,
        outputs: list[Mapping],
    ) -> None:
        self.rules, self.policy, self.outputs = rules, policy, outputs
        self.known: dict[str, ClearedNumbers] = {}
        self.described: dict[str, list[Described]] = defaultdict(list)
        for one in described:
            for output in dict.fromkeys((*one.outputs, EVERY_OUTPUT)):
                self.described[output].append(one)

    def of(self, output: str) -> ClearedNumbers:
        if output not in self.known:
            told = [one for one in self.outputs if output in (EVERY_OUTPUT, one["name"])]
            self.known[output] = ClearedNumbers(
                self.described[output],
                self.rules,
                self.policy,
                told=told,
                tells_policy=output == EVERY_OUTPUT,
            )
        return self.known[output]


def _described(folder: Path, rules: AudiencePolicy) -> list[Described]:
    text = (folder / CELLS).read_text(encoding="utf-8")
    slack = rules.round_to // 2
    return [described_by(row, slack) for row in rows_of(text)]


def _files_as_told(folder: Path, facts: Mapping[str, object]) -> Iterator[Finding]:
    told, there = facts.get("files", {}), files_in(folder)
    for name in sorted({*told, *there}):
        if name not in told:
            yield found("not_in_manifest", name, "file")
        elif name not in there:
            yield found("missing_file", name, "file")
        elif told[name] != there[name]:
            yield found("changed_file", name, "file")


def _facts_known(facts: Mapping[str, object], policy: Policy) -> Iterator[Finding]:
    strange = sorted(set(facts) - _FACTS)
    strange += sorted(
        {f"outputs {key}" for one in facts.get("outputs", ()) for key in set(one) - _OUTPUT_FACTS}
    )
    for key in strange:
        yield found("metadata", NAME, key)
    if facts.get("policy", {}).get("sha256") != policy.sha256:
        yield found("policy", NAME, "policy")


def _of_description(
    described: list[Described],
    facts: Mapping[str, object],
    rules: AudiencePolicy,
    policy: Policy,
) -> Iterator[Finding]:
    stamped = {str(one["name"]) for one in facts.get("outputs", ())}
    for name in sorted({name for one in described for name in one.outputs} - stamped):
        yield found("unstamped", CELLS, name)
    for rule, place in broken_rules(described, rules, policy):
        yield found(rule, CELLS, place)
    for one, _ in doubly_told(described):
        yield found("shown_elsewhere", CELLS, one.place)


def doubly_told(described: list[Described]) -> Iterator[tuple[Described, Described]]:
    """Numbers that are hidden in one place and shown in another, where they are least rounded."""
    shown: dict[tuple, Described] = {}
    for one in sorted(described, key=lambda one: -one.slack):
        if not one.is_hidden:
            shown[_key(one.cell)] = one
    for one in described:
        if one.is_hidden and (told := shown.get(_key(one.cell))):
            yield one, told


def _recovered(recovery: Recovery) -> Iterator[Finding]:
    if recovery.contradicted:
        yield found("contradiction", CELLS, "sums")
    for one in recovery.exposed:
        yield found("recoverable", CELLS, one.place)


def _files(folder: Path, stamped: set[str]) -> Iterator[Seen]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            file = path.relative_to(folder).as_posix()
            yield read_file(path, file, output=_output_of(path, folder, stamped))


def _output_of(path: Path, folder: Path, stamped: set[str]) -> str:
    """The stamped output whose own file this is: its name, with a number when it has several."""
    if path.parent == folder:
        return ""
    stem, _, number = path.stem.rpartition("_")
    if path.stem in stamped or not number.isdigit():
        return path.stem
    return stem


def of_form(seen: Seen) -> Iterator[Finding]:
    """Findings of what kind a file is, and of what it should not have in it."""
    if Path(seen.file).suffix.lower() not in KNOWN:
        yield found("unknown_file", seen.file, "file")
    for rule, place in seen.faults:
        yield found(rule, seen.file, place)
