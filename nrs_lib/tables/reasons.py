"""What a number's absence means, told beneath the table that it is absent from."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from nrs_lib.disclosure import REASONS, ClearedTable
from nrs_lib.tables.wording import word
from nrs_lib.text import number


def reason_notes(
    reasons: Collection[str], *, cleared: Sequence[ClearedTable], language: str
) -> tuple[str, ...]:
    """Say what the reasons that stand in a table mean.

    Parameters
    ----------
    reasons
        Keys in ``disclosure.REASONS``.
    """
    if not reasons or not cleared:
        return ()
    record = cleared[0].record
    fills = {
        "own": number(record.min_n_own, language=language),
        "others": number(record.min_n, language=language),
        "count": number(record.min_count, language=language),
    }
    few = "why_few" if record.min_n_own == record.min_n else "why_few_own"
    keys = {reason: f"why_{reason}" for reason in REASONS} | {"few": few}
    return tuple(
        f"{REASONS[reason][language][0].upper()}{REASONS[reason][language][1:]}: "
        + word(keys[reason], language, **fills)
        for reason in REASONS
        if reason in reasons
    )
