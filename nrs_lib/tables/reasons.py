"""What a number's absence means, told beneath the table that it is absent from."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from nrs_lib.disclosure import REASONS, ClearedTable
from nrs_lib.tables.clearance_words import sees_own, zeros_of
from nrs_lib.tables.sentences import capital
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
    return tuple(
        f"{capital(REASONS[reason][language])}: {told}"
        for reason, told in meanings(reasons, cleared=cleared, language=language).items()
    )


def meanings(
    reasons: Collection[str], *, cleared: Sequence[ClearedTable], language: str
) -> dict[str, str]:
    """What each of some reasons means, by its key in ``disclosure.REASONS`` and in that order."""
    record = cleared[0].record
    fills = {
        "own": number(record.min_n_own, language=language),
        "others": number(record.min_n, language=language),
        "count": number(record.min_count, language=language),
    }
    fills["where"] = word("why_of_others", language) if sees_own(record) else ""
    fills["zero"] = word(f"why_zero_{zeros_of(record)}", language)
    few = "why_few" if record.min_n_own == record.min_n else "why_few_own"
    keys = {reason: f"why_{reason}" for reason in REASONS} | {"few": few}
    why = {one: word(keys[one], language, **fills) for one in REASONS if one in reasons}
    if "protected" in why and _tells_who_answered(cleared):
        why["protected"] = word("why_protected_answering", language, why=why["protected"])
    return why


def _tells_who_answered(cleared: Sequence[ClearedTable]) -> bool:
    """Whether numbers of who has answered are among those that a table may show, however few."""
    rules = cleared[0].record.used.get("answering", {})
    return bool(rules) and not rules["min_count"] and counts_who_answered(cleared)


def counts_who_answered(cleared: Sequence[ClearedTable]) -> bool:
    """Whether numbers of who has answered, which have rules of their own, are among some tables."""
    rules = cleared[0].record.used["answering"]
    measures = {name.partition("/")[0] for name in rules["shares"]}
    return any(not measures.isdisjoint(part.measures) for part in cleared)
