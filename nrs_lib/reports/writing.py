"""From an executed notebook to a release: a page, its tables and figures, and a manifest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from nrs_lib.disclosure.describing import cells_csv
from nrs_lib.errors import DisclosureError
from nrs_lib.reports.assembling import report_page, told_policy
from nrs_lib.reports.audit.auditing import CELLS, audit_release
from nrs_lib.reports.audit.stopping import refuse_if_failed
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.content import Block, Content, content_of
from nrs_lib.reports.folders import PAGE, PDF, Folders, put, set_aside
from nrs_lib.reports.ledger import Ledger
from nrs_lib.reports.ledger_entry import Entry
from nrs_lib.reports.ledger_place import Position
from nrs_lib.reports.manifest import (
    Provenance,
    files_in,
    read_manifest,
    write_manifest,
)
from nrs_lib.reports.pages import ReportPage, render_report
from nrs_lib.reports.sanitising import check_self_contained
from nrs_lib.reports.sheets import csv_text, svg_files
from nrs_lib.reports.standing import is_entered, older_stands
from nrs_lib.reports.subjects import Subject
from nrs_lib.reports.tracing.numbers import NUMBERS, write_numbers
from nrs_lib.reports.workbooks import WORKBOOK, workbook_of

if TYPE_CHECKING:
    # Its schemas take seconds to import, and a run in which nothing changed reads no notebook.
    from nbformat import NotebookNode


def write_release(
    notebook: NotebookNode,
    *,
    sidecar: Sidecar,
    subject: Subject,
    parameters: Mapping[str, object],
    origin: Provenance,
    key: tuple[str, str],
    places: Folders,
    may_supersede: bool,
    plan: str = "",
    known: int | None = None,
    keep: Callable[[Mapping[str, object]], None] = lambda _: None,
) -> bool:
    """Write a release from prose and stamped outputs only, whole or not at all.

    Parameters
    ----------
    notebook
        As the runner executed it.
    sidecar, subject, parameters, origin, key
        What the report is, and what it was made from.
    places
        Where it goes.
    may_supersede
        Whether an older release that differs is moved aside; otherwise it stands, and
        this one is refused.
    plan
        The text of the unit's action plan that it opens with.
    known
        The newest entry of the ledger when it was cleared: see `Ledger.record`.
    keep
        Keeps inside the house what the release was made from, given its files. It is called
        before the release stands: once it does, nothing more is done for it.

    Returns
    -------
    bool
        False when the older release has the very same files, was made from the same inputs,
        is in the ledger, and was left as it is. Where only its inputs are others, such as the
        code, it is replaced: its manifest would else tell of inputs that nobody has, and the
        report be made again each time.

    Raises
    ------
    DisclosureError
        Something in the notebook may not be released, by itself or beside earlier releases
        (see `Ledger.record`); nothing is written.
    RunError
        There is an older release that differs.
    """
    content = content_of(notebook, audience=sidecar.audience, language=sidecar.language)
    created = dt.datetime.now(dt.UTC).replace(microsecond=0)
    stands_already = places.release.exists()
    shown = report_page(
        content, sidecar=sidecar, subject=subject, parameters=parameters, origin=origin
    )
    with set_aside(places.release) as folder:
        _write_files(folder, content, shown, day=dt.date.fromisoformat(origin.extract["as_of"]))
        page = render_report(shown)
        check_self_contained(page, where=f"{sidecar.name}: {PAGE}")
        (folder / PAGE).write_text(page, encoding="utf-8")
        is_same = stands_already and _same_files(folder, places.release)
        older = read_manifest(places.release) if is_same else {}
        was_entered = is_same and is_entered(older, outputs=places.outputs)
        if was_entered and older.get("input_key") == key[0]:
            keep(older["files"])
            return False
        if stands_already and not (may_supersede or is_same):
            raise older_stands(sidecar, subject)
        facts = _clearance(content) | facts_of(
            sidecar=sidecar,
            subject=subject,
            parameters=parameters,
            created=created,
            key=key,
            origin=origin,
            plan=plan,
        )
        audit = audit_release(folder, facts=facts)
        refuse_if_failed(audit, where=f"{sidecar.name}: {subject.folder}")
        # The same numbers are in the ledger once, whatever code they are made by.
        entered = (
            Position(**older["ledger"])
            if was_entered
            else _enter(
                content,
                sidecar=sidecar,
                subject=subject,
                period=str(parameters.get("period", "")),
                origin=origin,
                places=places,
                known=known,
            )
        )
        facts |= {"audit": audit.as_dict(), "ledger": entered._asdict()}
        keep(write_manifest(folder, facts)["files"])
        put(folder, places.release, older_to=places.superseded)
    return True


def facts_of(
    *,
    sidecar: Sidecar,
    subject: Subject,
    parameters: Mapping[str, object],
    created: dt.datetime,
    key: tuple[str, str],
    origin: Provenance,
    plan: str,
) -> dict[str, object]:
    """What a manifest says of a release that its content does not."""
    return {
        "report": sidecar.name,
        "title": dict(sidecar.title),
        "audience": str(sidecar.audience),
        "subject": subject.subject_id,
        "register": str(subject.register),
        "period": parameters.get("period", ""),
        "parameters": dict(parameters),
        "created": created.isoformat(),
        "input_key": key[0],
        "template_sha256": key[1],
        **asdict(origin),
        **({"plan": plan} if plan else {}),
    }


def _enter(
    content: Content,
    *,
    sidecar: Sidecar,
    subject: Subject,
    period: str,
    origin: Provenance,
    places: Folders,
    known: int | None,
) -> Position:
    """Enter a release in the ledger before anyone can see it, or refuse it.

    A release that was entered and then not written was shown to nobody; that errs towards
    knowing too much.
    """
    entry = entry_of(sidecar, subject, period, origin)
    # Outputs of the same tables show the very same cells, which are gone through once.
    shown = {id(block.released): block.released for block in content.outputs}.values()
    cells = dict.fromkeys(cell for some in shown for cell in some)
    return ledger_of(subject, origin, places).record(entry, list(cells), known=known)


def ledger_of(subject: Subject, origin: Provenance, places: Folders) -> Ledger:
    """The ledger that a release is entered in."""
    return Ledger.of(subject.register, invented=origin.invented, folder=places.outputs)


def entry_of(sidecar: Sidecar, subject: Subject, period: str, origin: Provenance) -> Entry:
    """What the ledger says of a release beside its numbers."""
    return Entry.of(
        sidecar.audience,
        subject=subject.subject_id,
        report=sidecar.name,
        period=period,
        extract_id=str(origin.extract.get("id", "")),
    )


def _write_files(folder: Path, content: Content, shown: ReportPage, *, day: dt.date) -> None:
    write_numbers(folder / NUMBERS, content, language=shown.language)
    (folder / WORKBOOK).write_bytes(workbook_of(content, shown, day=day))
    cells = cells_csv({block.name: block.cells for block in content.outputs})
    (folder / CELLS).write_text(cells, encoding="utf-8")
    for block in content.outputs:
        if block.rows:
            (folder / "tables").mkdir(exist_ok=True)
            # Spreadsheets tell UTF-8 from other encodings by its mark.
            (folder / "tables" / f"{block.name}.csv").write_text(
                csv_text(block.rows), encoding="utf-8-sig", newline=""
            )
        if block.kind == "figure":
            (folder / "figures").mkdir(exist_ok=True)
            for name, drawing in svg_files(block.name, block.html, where="figure").items():
                (folder / "figures" / name).write_text(drawing, encoding="utf-8")


def _clearance(content: Content) -> dict[str, object]:
    records = [record for block in content.outputs for record in block.records]
    return {
        "policy": told_policy(records[0]),
        "outputs": [_told(block) for block in content.outputs],
        "definitions": sorted({key for record in records for key in record["definitions"]}),
    }


def _told(block: Block) -> dict[str, object]:
    hidden: dict[str, int] = {}
    for record in block.records:
        for reason, count in record["hidden"].items():
            hidden[reason] = hidden.get(reason, 0) + count
    rows = sum(record["rows"] for record in block.records)
    return {"name": block.name, "kind": block.kind, "rows": rows, "hidden": hidden}


def _same_files(folder: Path, other: Path) -> bool:
    try:
        told, found = read_manifest(other).get("files", {}), files_in(other)
        # A PDF is added when it is asked for, and follows from the page.
        new, told, found = (
            {name: file for name, file in files.items() if name != PDF}
            for files in (files_in(folder), told, found)
        )
        return new == told == found
    except DisclosureError:
        return False
