"""Units' action plans as reports read them: what may stand in one, and its numbers."""

from __future__ import annotations

from pathlib import Path

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.plans import Plan, plan_path, read_plan
from nrs_lib.errors import DefinitionError
from nrs_lib.reports.audit.numbers import pairs_in, people_in
from nrs_lib.stats.before_after import around, before_after
from nrs_lib.stats.estimates import Estimates
from nrs_lib.stats.indicators import INDICATORS
from nrs_lib.terms import Register


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
