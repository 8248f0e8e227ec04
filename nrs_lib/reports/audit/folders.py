"""All releases in a folder, and what lies among them and belongs to none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.disclosure import Policy, read_policy
from nrs_lib.errors import UsageError
from nrs_lib.reports.audit.auditing import Audit, audit_release
from nrs_lib.reports.audit.findings import Finding, found
from nrs_lib.reports.audit.people import names_of_id_columns, who
from nrs_lib.reports.audit.readers import between
from nrs_lib.reports.audit.reading import read_file
from nrs_lib.reports.audit.verdicts import Verdict
from nrs_lib.reports.manifest import NAME

_INTERNAL = {"internal", "bundles", "deliveries", "extracts"}
_CLEARED = "cleared"


@dataclass(frozen=True)
class FolderAudit:
    """What the auditor found in a folder: release by release, between them, and beside them."""

    root: Path
    releases: tuple[Audit, ...]
    between: tuple[Finding, ...]
    beside: tuple[Finding, ...]

    @property
    def findings(self) -> list[tuple[str, Finding]]:
        """Every finding with the name of its release, which is empty between and beside them."""
        listed = [(one.name, finding) for one in self.releases for finding in one.findings]
        return listed + [("", finding) for finding in (*self.between, *self.beside)]

    @property
    def fails(self) -> int:
        """How many findings stop a release."""
        return sum(finding.verdict == Verdict.FAIL for _, finding in self.findings)

    def as_dict(self) -> dict[str, object]:
        """Plain form: each release's result, and every finding."""
        return {
            "releases": {one.name: one.as_dict() for one in self.releases},
            "findings": [{"release": name, **finding.as_dict()} for name, finding in self.findings],
        }


def audit_folder(root: Path, *, policy: Policy | None = None) -> FolderAudit:
    """Audit one release, or every release beneath a folder and all that one reader has of them.

    Parameters
    ----------
    root
        A release, or a folder with releases beneath. Internal folders, which never leave the
        house, are not looked into.
    policy
        Today's when not given.

    Raises
    ------
    UsageError
        The folder is not there, or there is no release in it and nothing else to audit.
    """
    if not root.is_dir():
        raise UsageError("There is no such folder.", where=str(root))
    policy = policy or read_policy()
    folders = list(releases_beneath(root))
    audits = tuple(audit_release(folder, policy=policy) for folder in folders)
    beside = tuple(_beside(root, folders))
    if not audits and not beside:
        raise UsageError(
            "There is nothing to audit.",
            where=str(root),
            remedy="Name a release, or a folder with releases beneath.",
        )
    readable = [audit for audit in audits if audit.described]
    found_between = tuple(between(readable, policy=policy))
    return FolderAudit(root, audits, found_between, beside)


def releases_beneath(root: Path) -> Iterator[Path]:
    """Every release beneath a folder, in order; internal folders are not looked into."""
    for path in sorted(root.rglob(NAME)):
        if not _INTERNAL & set(path.relative_to(root).parts):
            yield path.parent


def _beside(root: Path, releases: list[Path]) -> Iterator[Finding]:
    """Files that belong to no release: a fault among releases, else read for people."""
    is_among = _CLEARED in root.parts or not releases
    id_columns = names_of_id_columns()
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if not path.is_file() or _INTERNAL & set(inside.parts):
            continue
        if any(release in path.parents for release in releases):
            continue
        file = inside.as_posix()
        if is_among or _CLEARED in inside.parts:
            yield found("no_manifest", file, "file")
        if _is_of_the_program(path):
            continue
        yield from who(read_file(path, file), id_columns=id_columns)


def _is_of_the_program(path: Path) -> bool:
    """The codebook names the columns of patients and episodes, and holds nobody."""
    return path.name.startswith(("codebook", "README"))
