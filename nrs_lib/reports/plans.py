"""Units' action plans as reports read them: which one a report is made from, and its numbers.

The runner reads a plan once, and it travels with the order: its text is part of what the report
is made from, stands in the manifest, and lies before the notebook in a folder of its own. So a
changed plan makes that unit's report anew, and no other.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.plans import Plan, plan_path, read_plan
from nrs_lib.errors import DefinitionError
from nrs_lib.reports.audit.numbers import pairs_in, people_in
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.subjects import Subject
from nrs_lib.stats.before_after import around, before_after
from nrs_lib.stats.estimates import Estimates
from nrs_lib.stats.indicators import INDICATORS
from nrs_lib.terms import Register

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


def checked_plan(path: Path) -> Plan:
    """A plan that can be shown: read strictly, and without counts of people.

    Raises
    ------
    DefinitionError
        It breaks a rule of `nrs_lib.contracts.plans.read_plan`, or one of its texts counts
        people, which the report does itself.
    """
    plan = read_plan(path, measures=INDICATORS)
    for focus in plan.focuses:
        for name in ("why", "what", "who", "learnt"):
            for language, text in getattr(focus, name).items():
                if [*pairs_in(text), *people_in(text)]:
                    raise DefinitionError(
                        "A plan's text counts people.",
                        where=f"{path.name}: focuses.{focus.measure}.{name}.{language}",
                        remedy="Leave the number out; the report counts, and guards small counts.",
                    )
    return plan


def plan_of(unit_id: str, register: Register) -> Plan | None:
    """A unit's plan; None where it has none.

    Raises
    ------
    DefinitionError
        The plan is faulty, or says that the unit is in the other register.
    """
    path = plan_path(unit_id)
    if not path.is_file():
        return None
    plan = checked_plan(path)
    if plan.register != register:
        raise DefinitionError(
            "A plan has another register than its unit.",
            where=f"{path.name}: register",
            remedy=f"Write {register}.",
        )
    return plan


def section_names(plan: Plan | None) -> list[str]:
    """The names of the sections with the numbers of each focus."""
    return [f"focus_{focus.measure}" for focus in (plan.focuses if plan else ())]


def plan_sections(population: Population, plan: Plan, period: Period) -> dict[str, Estimates]:
    """The numbers of each focus of a plan, before its change and up to the end of a period."""
    return {
        name: before_after(population, focus.measure, around(focus.starts, until=period))
        for name, focus in zip(section_names(plan), plan.focuses, strict=True)
    }
