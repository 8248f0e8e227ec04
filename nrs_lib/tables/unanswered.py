"""What became of the one-year follow-ups that were not answered, said of all units at once.

Where none is overdue and none waits, those lost are what is left of those answered: units beside
each other by the one would be units beside each other by the other, turned around.
"""

from __future__ import annotations

from markupsafe import Markup

from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.tables.cells import finder, has_own
from nrs_lib.tables.quality_words import told
from nrs_lib.terms import Scope

ALL_LOST = "followups_all_lost"
"""Name of the sentence by which a page leaves out units beside each other by those lost."""
_OPEN = "followups_open"
_STILL_OPEN = ("waiting", "overdue")


def are_all_lost(followups: ClearedTable) -> bool:
    """Whether no follow-up of the subject waits or is overdue, as far as it may be shown."""
    find = finder(followups)
    mine = str(Scope.OWN if has_own(followups) else Scope.NATIONAL)
    rows = [find(measure="followup_state", category=state, scope=mine) for state in _STILL_OPEN]
    return all(row is not None and not row.hidden and row.numerator == 0 for row in rows)


def write_unanswered(followups: ClearedTable, *, language: str = "sv") -> Stamped:
    """That all who have not answered are lost; nothing where some may still answer.

    Parameters
    ----------
    followups
        The section of that name.
    """
    is_said = are_all_lost(followups)
    text = told("all_lost" if is_said else "still_open", language)
    html = str(Markup("<p>{}</p>").format(text)) if is_said else ""
    name = ALL_LOST if is_said else _OPEN
    return stamped(kind="text", name=name, html=html, plain=text, cleared=[followups])
