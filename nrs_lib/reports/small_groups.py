"""Sections cleared together, with the small groups of some put together first."""

from __future__ import annotations

from collections.abc import Mapping

from nrs_lib.disclosure import ClearedTable, Earlier, clear_all
from nrs_lib.disclosure.easing import MERGE_CATEGORIES, apply
from nrs_lib.stats.estimates import Estimates
from nrs_lib.terms import Audience

_MERGED = ("diagnoses",)


def clear_sections(
    sections: Mapping[str, Estimates], *, audience: Audience, earlier: Earlier | None
) -> dict[str, ClearedTable]:
    """Clear sections together: what one hides, no other gives away.

    Small groups are put together before anything is hidden that need not be. What was released
    before has no say in it, so that the same report is made the same again.
    """
    sections = dict(sections)
    alone = clear_all({name: sections[name] for name in _MERGED}, audience=audience)
    steps = {
        name: step
        for name, table in alone.items()
        for step in table.record.steps
        if step["kind"] == MERGE_CATEGORIES
    }
    sections |= {name: apply(sections[name], step) for name, step in steps.items()}
    cleared = clear_all(sections, audience=audience, earlier=earlier)
    for name, step in steps.items():
        left = cleared[name].record.steps
        cleared[name] = cleared[name].with_steps([{**step, "taken": True}, *left])
    return cleared
