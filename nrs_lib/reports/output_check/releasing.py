"""What passed, in a folder of its own, with the record of how all of it was judged."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

from nrs_lib.errors import DisclosureError, UsageError
from nrs_lib.reports.audit.findings import masked
from nrs_lib.reports.audit.rules import RULES
from nrs_lib.reports.folders import put, set_aside
from nrs_lib.reports.output_check.judging import Checked, Judged, Outcome, check_outputs
from nrs_lib.reports.output_check.record_page import page_name, record_page
from nrs_lib.reports.output_check.wording import LANGUAGES, outcome_word, place_words
from nrs_lib.reports.page.documents import write_page

RECORD = "record.json"
_REFUSED = ".refused.txt"


def release_outputs(folder: Path, target: Path) -> Checked:
    """Check an export folder and put what passes, with the record, in a new folder.

    Parameters
    ----------
    folder
        What a researcher wants to take out.
    target
        A folder that is not there yet; it appears whole or not at all. A file that did not
        pass is replaced by a text that says why.

    Returns
    -------
    Checked
        As `check_outputs` judged it.

    Raises
    ------
    UsageError
        The target is there already, or lies in the export folder.
    DisclosureError
        A file changed while it was checked, or an exception is not one.
    """
    if target.exists() or folder.resolve() in target.resolve().parents:
        raise UsageError(
            "Outputs are released to a new folder outside the export folder.",
            where=str(target),
            remedy="Name one that is not there yet.",
        )
    checked = check_outputs(folder)
    with set_aside(target) as aside:
        for number, one in enumerate(checked.files, start=1):
            if one.outcome is Outcome.PASS:
                _copy(folder, aside, one)
            else:
                _refuse(aside, one, number)
        record = record_of(checked)
        text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
        (aside / RECORD).write_text(text + "\n", encoding="utf-8")
        for language in LANGUAGES:
            write_page(aside / page_name(language), record_page(checked, language))
        put(aside, target, older_to=target.parent)
    return checked


def record_of(checked: Checked) -> dict[str, object]:
    """The record in plain form: every file, finding, exception, and the rules' source."""
    return {
        "checked": dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat(),
        "audience": "researcher",
        "policy": {
            "name": checked.policy.name,
            "version": checked.policy.version,
            "sha256": checked.policy.sha256,
        },
        "checking": {"version": checked.checking.version, "sha256": checked.checking.sha256},
        "files": [_told(one) for one in checked.files],
        "void_exceptions": [one.as_dict() for one in checked.void],
    }


def _told(one: Judged) -> dict[str, object]:
    return {
        "file": masked(one.file),
        "sha256": one.sha256,
        "bytes": one.size,
        "verdict": str(one.outcome),
        "findings": [
            finding.as_dict()
            | {"what": dict(RULES[finding.rule].what), "do": dict(RULES[finding.rule].remedy)}
            for finding in one.findings
        ],
        "exceptions": [
            {**exemption.as_dict(), "place": finding.place} for finding, exemption in one.excepted
        ],
    }


def _copy(folder: Path, aside: Path, one: Judged) -> None:
    data = (folder / one.file).read_bytes()
    if hashlib.sha256(data).hexdigest() != one.sha256:
        raise DisclosureError(
            "A file changed while it was checked.",
            where=masked(one.file),
            remedy="Leave the folder alone, and give the command again.",
        )
    path = aside / one.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _refuse(aside: Path, one: Judged, number: int) -> None:
    # A name that could name a person is told by its number alone.
    name = one.file if masked(one.file) == one.file else f"file_{number}"
    lines: list[str] = []
    for language in LANGUAGES:
        lines += [f"{name}: {outcome_word(one.outcome, language).lower()}", ""]
        for finding in one.findings:
            rule, place = RULES[finding.rule], place_words(finding.place, language)
            lines += [f"{finding.rule}, {place}", f"  {rule.what[language]}"]
            lines += [f"  {rule.remedy[language]}"]
        lines.append("")
    path = aside / f"{name}{_REFUSED}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
