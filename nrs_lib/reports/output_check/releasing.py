"""What passed, in a folder of its own, with the record of how all of it was judged."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from markupsafe import Markup

from nrs_lib.errors import DisclosureError, UsageError
from nrs_lib.reports.audit.findings import RULES, masked
from nrs_lib.reports.folders import put, set_aside
from nrs_lib.reports.output_check.judging import Checked, Judged, Outcome, check_outputs
from nrs_lib.reports.page.documents import write_page
from nrs_lib.reports.pages import ReportPage, Section, render_report

RECORD = "record.json"
RECORD_PAGE = "record.html"
_REFUSED = ".refused.txt"
_WORDS = {
    Outcome.PASS: "Released",
    Outcome.REVIEW: "Waits for review",
    Outcome.FAIL: "Stopped",
}


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
        write_page(aside / RECORD_PAGE, record_page(checked))
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
        "findings": [finding.as_dict() for finding in one.findings],
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
    lines = [f"{name}: {_WORDS[one.outcome].lower()} ({one.outcome})", ""]
    for finding in one.findings:
        lines += [f"{finding.rule} ({finding.verdict}), {finding.place}", f"  {finding.what}"]
        lines += [f"  {finding.remedy}"]
    path = aside / f"{name}{_REFUSED}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def record_page(checked: Checked) -> str:
    """The record as a page to read."""
    counts = ", ".join(
        f"{word.lower()}: {checked.count(outcome)}" for outcome, word in _WORDS.items()
    )
    files = _table(
        "Files",
        ("File", "Verdict", "Why"),
        (
            (
                masked(one.file),
                _WORDS[one.outcome],
                "; ".join(f"{found.rule}: {found.place}" for found in one.findings) or "–",
            )
            for one in checked.files
        ),
    )
    excepted = _table(
        "Exceptions",
        ("File", "Rule", "Reason", "Asked and approved by"),
        (
            (
                masked(one.file),
                one.rule,
                one.reason,
                f"{one.asked_by}; {one.approved_by}, {one.date}",
            )
            for one in dict.fromkeys(pair[1] for each in checked.files for pair in each.excepted)
        ),
    )
    rules = sorted({found.rule for one in checked.files for found in one.findings})
    told = _table(
        "Rules",
        ("Rule", "What", "What to do"),
        ((rule, RULES[rule].what, RULES[rule].remedy) for rule in rules),
    )
    policy = checked.policy
    return render_report(
        ReportPage(
            title="Check of research outputs",
            kicker="",
            facts=(counts,),
            sections=(
                Section("s1", "Files", (files,)),
                *((Section("s2", "Exceptions", (excepted,)),) if excepted else ()),
                *((Section("s3", "Rules", (told,)),) if told else ()),
            ),
            footer=(
                ("Disclosure policy", f"{policy.name} {policy.version} ({policy.sha256[:12]})"),
                ("Audience", "researcher"),
            ),
            is_synthetic=False,
            language="en",
        )
    )


def _table(caption: str, heads: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of texts, all escaped; nothing where there is no row."""
    cells = [tuple(row) for row in rows]
    if not cells:
        return ""
    stub, *others = heads
    head = Markup('<th scope="col" class="nrs-stub">{}</th>').format(stub)
    head += Markup("").join(
        map(
            Markup('<th scope="col" class="nrs-text" style="min-width: 7rem">{}</th>').format,
            others,
        )
    )
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup('<th scope="row">{}</th>').format(row[0])
            + Markup("").join(
                Markup('<td class="nrs-text">{}</td>').format(cell) for cell in row[1:]
            )
        )
        for row in cells
    )
    return str(
        Markup(
            '<div class="nrs-table"><div class="nrs-scroll" role="group" tabindex="0" '
            'aria-label="{}"><table><caption><span class="nrs-unseen">{}</span></caption>'
            "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></div>"
        ).format(caption, caption, head, body)
    )
