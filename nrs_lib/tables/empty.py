"""What stands where there is too little to show: why, and what would help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from nrs_lib.disclosure import ClearedTable, Stamped, reason_words, stamped
from nrs_lib.tables.cells import finder, has_own
from nrs_lib.tables.sentences import phrase
from nrs_lib.terms import Scope
from nrs_lib.text import count, join_words


def say_empty(
    heading: str,
    why: str,
    helps: str,
    *,
    name: str,
    cleared: Sequence[ClearedTable],
    sentences: Sequence[Any] = (),
) -> Stamped:
    """A box that says what is missing, why, and what would help.

    Parameters
    ----------
    sentences
        The cleared rows whose numbers the words tell.
    """
    html = Markup(
        '<div class="nrs-empty"><p class="nrs-empty-head">{}</p><p>{}</p><p>{}</p></div>'
    ).format(heading, why, helps)
    return stamped(
        kind="text",
        name=name,
        html=str(html),
        plain=f"{heading}: {why} {helps}",
        cleared=cleared,
        sentences=sentences,
    )


def is_hidden_whole(cleared: ClearedTable) -> bool:
    """Whether a unit is told of, and nothing of it may be shown."""
    own = cleared.matching(scope=str(Scope.OWN))
    return bool(own) and all(row.hidden for row in own)


def say_hidden(cleared: ClearedTable, *, what: str, name: str, language: str = "sv") -> Stamped:
    """One sentence in place of a table of which every row of the unit would say the same.

    Parameters
    ----------
    what
        What would have stood here: the table's caption. Empty where the text before has said
        why nothing may be shown; then only the limit is told.
    """
    rows = [row for row in cleared.rows if row.scope == Scope.OWN and row.hidden]
    reasons = dict.fromkeys(reason_words(row.hidden, row.measure, language) for row in rows)
    why = join_words(list(reasons), language=language)
    parts = [phrase("hidden_whole", language, what=what, reasons=why)] if what else []
    if any(row.hidden == "few" for row in rows):
        limit = count(cleared.record.min_n_own, language=language)
        parts.append(phrase("hidden_from", language, limit=limit))
    told = " ".join(parts)
    html = str(Markup("<p>{}</p>").format(told))
    return stamped(kind="text", name=name, html=html, plain=told, cleared=[cleared])


def show_empty(
    cleared: ClearedTable,
    *,
    heading: str,
    period_label: str,
    measure: str = "flow_discharge",
    step: str = "paired",
    pooled: ClearedTable | None = None,
    pooled_label: str = "",
    name: str = "empty",
    language: str = "sv",
) -> Stamped:
    """Say in place of a whole section that answers are too few, and how many there are.

    Parameters
    ----------
    cleared
        The section ``flow``, whose counts say how many there are; a count that is hidden or
        absent is not told.
    heading
        What would have stood here.
    measure, step
        Which count: ``flow_discharge`` or ``flow_followup``, and its category.
    pooled, pooled_label
        The same section for a longer period, and that period in words.
    """
    mine = str(Scope.OWN if has_own(cleared) else Scope.NATIONAL)
    record = cleared.record
    minimum = record.min_n_own if mine == Scope.OWN else record.min_n
    limit = count(minimum, language=language)
    here = _counted(cleared, measure, step, mine)
    if here is None:
        why = phrase("empty", language, period=period_label, limit=limit)
    else:
        n = count(here.n, language=language)
        why = phrase("empty_counted", language, period=period_label, n=n, limit=limit)
    longer = None if pooled is None else _counted(pooled, measure, step, mine)
    if longer is None:
        helps = phrase("empty_help", language)
    else:
        key = "empty_pooled" if longer.n >= minimum else "empty_pooled_few"
        n = count(longer.n, language=language)
        helps = phrase(key, language, pooled=pooled_label, n=n)
    return say_empty(
        heading,
        why,
        helps,
        name=name,
        cleared=[cleared] if pooled is None else [cleared, pooled],
        sentences=[row for row in (here, longer) if row is not None],
    )


def _counted(cleared: ClearedTable, measure: str, step: str, scope: str) -> Any | None:
    row = finder(cleared)(measure=measure, category=step, scope=scope)
    return None if row is None or row.hidden else row
