"""What a page about data quality says of a unit with too few episodes for any share."""

from __future__ import annotations

from typing import Any

from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.cells import finder
from nrs_lib.tables.done import done_in_words
from nrs_lib.tables.empty import say_empty
from nrs_lib.tables.quality_lead_words import TEXT
from nrs_lib.terms import Scope
from nrs_lib.text import count, join_words

QUALITY_NOT_COUNTED = "quality_not_counted"
"""Name of the lead where nothing of the unit can be shown; the page leaves out what would be
the nation's alone."""


def write_uncounted(
    cleared: ClearedTable,
    findings: ClearedTable | None,
    counts: ClearedTable | None,
    language: str,
) -> Stamped:
    """Say what the unit did, why no share is shown, and what would help.

    Parameters
    ----------
    cleared
        The sections of the page, in which all of the unit is hidden.
    findings
        The section that counts the unit's episodes of the whole delivery.
    counts
        What the unit did in the period.
    """
    least = cleared.record.min_n_own
    loaded = findings and finder(findings)(measure="episodes_loaded", scope=str(Scope.OWN))
    # No period has more episodes than the whole delivery.
    is_ever_enough = not loaded or bool(loaded.hidden) or loaded.n >= least
    is_known_of = loaded and not loaded.hidden
    enough_key = "nothing_loaded" if is_known_of else "nothing_help"
    help_key = enough_key if is_ever_enough else "nothing_ever"
    fills = {"n": count(loaded.n, language=language)} if is_known_of else {}
    counted, behind = _counted(counts, language)
    why = _told("nothing_why", language, n=count(least, language=language))
    return say_empty(
        _told("nothing_own", language),
        f"{counted} {why}".lstrip(),
        f"{_told(help_key, language, **fills)} {_told('nothing_check', language)}",
        name=QUALITY_NOT_COUNTED,
        cleared=[cleared, *(part for part in (findings, counts) if part is not None)],
        sentences=[*([loaded] if is_known_of else []), *behind],
    )


def _counted(counts: ClearedTable | None, language: str) -> tuple[str, list[Any]]:
    """What the unit did, and the rows behind it; nothing where a count is not shown."""
    rows = list(counts.where(scope=str(Scope.OWN)).rows) if counts else []
    if not rows or any(row.hidden for row in rows):
        return "", []
    told = join_words(done_in_words(rows, language), language=language)
    return _told("nothing_counted", language, counts=told), rows


def _told(key: str, language: str, **fills: str) -> str:
    return TEXT[key][language].format(**fills)
