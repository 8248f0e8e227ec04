"""Which action plan a report is made from.

The runner reads a plan once, and it travels with the order: its text is part of what the report
is made from, stands in the manifest, and lies before the notebook in a folder of its own. So a
changed plan makes that unit's report anew, and no other.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nrs_lib.contracts.plans import plan_path
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.subjects import Subject

FOLDER = "plans"
"""The folder with the plan, beside a notebook that is run."""
Plans = Callable[[Sidecar, Subject, str], str]
"""The text of the plan that a report of a subject and a period is made from; empty for none."""


def plan_text(sidecar: Sidecar, subject: Subject, period: str) -> str:
    """The text of the unit's plan as it is now, for a report that opens with it."""
    path = plan_path(subject.subject_id)
    if not sidecar.reads_plan or subject.is_national or not path.is_file():
        return ""
    # What is not in UTF-8 is told by the report that reads it, and stops no other.
    return path.read_text(encoding="utf-8", errors="replace")


def lay_plan(text: str, unit_id: str, folder: Path) -> None:
    """Put a plan's text where the notebook that runs in a folder finds it."""
    path = folder / FOLDER / plan_path(unit_id).name
    path.parent.mkdir(mode=0o700)
    path.write_text(text, encoding="utf-8")
