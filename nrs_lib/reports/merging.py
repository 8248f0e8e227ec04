"""Sections cleared together, once small groups have been put together."""

from __future__ import annotations

from collections.abc import Mapping

from nrs_lib.disclosure import ClearedTable, Earlier, clear_all
from nrs_lib.disclosure.easing import MERGE_CATEGORIES, apply, proposed
from nrs_lib.stats.estimates import Estimates
from nrs_lib.terms import Audience

MERGED = ("diagnoses",)
"""Sections whose small groups are put together."""


def cleared_together(
    sections: Mapping[str, Estimates], *, audience: Audience, earlier: Earlier | None
) -> dict[str, ClearedTable]:
    """Clear all sections of a release together: what one hides, no other gives away.

    Parameters
    ----------
    earlier
        What some reader has seen already.
    """
    # Small groups are put together before anything is hidden that need not be. What was
    # released before has no say in it, so that the same report is made the same again.
    found = proposed({name: sections[name] for name in MERGED}, audience=audience)
    steps = {
        name: step
        for name, its_steps in found.items()
        for step in its_steps
        if step["kind"] == MERGE_CATEGORIES
    }
    merged = {name: apply(sections[name], step) for name, step in steps.items()}
    cleared = clear_all({**sections, **merged}, audience=audience, earlier=earlier)
    for name, step in steps.items():
        left = cleared[name].record.steps
        cleared[name] = cleared[name].with_steps([{**step, "taken": True}, *left])
    return cleared
