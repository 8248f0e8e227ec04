"""The last pages of a report: definitions used, and what disclosure control did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from nrs_lib.disclosure import REASONS, ClearedTable, Stamped
from nrs_lib.disclosure.easing import POOL_PERIODS
from nrs_lib.disclosure.windows import period_of
from nrs_lib.tables.clearance_words import limits_told, limits_used, step_words
from nrs_lib.tables.defined import Defined, assumed, definitions_of
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.sentences import capital, phrase
from nrs_lib.tables.wording import word
from nrs_lib.terms import Audience, Evidence
from nrs_lib.text import count
from nrs_lib.text.references import reference_words

__all__ = ["assumed", "show_clearance", "show_definitions"]
_FIRST_SIGNS = 8
"""Signs of a checksum that tell rules apart on a page; the manifest has it whole."""
_CLEARLY = 2
"""How many times less of the numbers must be hidden for a step to be worth its price."""
_ORDER = (Evidence.ASSUMED, Evidence.PUBLISHED, Evidence.VERIFIED, None)


def show_definitions(
    cleared: Sequence[ClearedTable],
    *,
    is_folded: bool = True,
    is_away: bool = False,
    language: str = "sv",
) -> Stamped:
    """The definitions that a report's numbers rest on; the assumed ones first.

    Parameters
    ----------
    cleared
        Every table the report shows.
    is_folded
        Whether a screen shows the assumed ones and folds the others beneath them.
    is_away
        Whether a screen folds the assumed ones too, under the table's title.
    """
    every = definitions_of(cleared, language=language)
    groups = []
    for evidence in _ORDER:
        rows = tuple(_row(one) for one in every if one.evidence is evidence)
        heading = phrase(f"group_{evidence or 'measures'}", language, n=len(rows))
        groups.append(Group(heading, rows))
    settled = sum(len(group.rows) for group in groups[1:])
    is_folded = is_folded and bool(groups[0].rows and settled)
    table = Table(
        caption=phrase("definitions", language),
        about=phrase("definitions_about", language),
        stub=word("definition", language),
        columns=(Column(word("source", language), is_text=True, muted=True),),
        groups=tuple(group for group in groups if group.rows),
        fold=phrase("definitions_settled", language, n=settled) if is_folded else "",
        is_away=is_away,
    )
    return stamp(
        table, name="definitions", cleared=list(cleared), language=language, shows_numbers=False
    )


def _row(one: Defined) -> Row:
    return Row(one.text, (Cell(reference_words(one.reference)),), beside=one.detail)


def show_clearance(
    cleared: Sequence[ClearedTable], *, is_away: bool = False, language: str = "sv"
) -> Stamped:
    """What disclosure control did: for whom, by which rules, and how much was hidden.

    Parameters
    ----------
    cleared
        Every table the report shows; a table given twice is counted twice.
    is_away
        Whether a screen shows its title alone until it is asked for.
    """
    record = cleared[0].record
    hidden: Counter[str] = Counter()
    for part in cleared:
        hidden.update(part.record.hidden)
    total = sum(part.record.rows for part in cleared)
    facts = [
        ("audience", phrase(f"audience_{record.audience}", language)),
        (
            "rules",
            phrase(
                "rules_named",
                language,
                n=record.policy_version,
                sign=record.policy_sha256[:_FIRST_SIGNS],
            ),
        ),
        ("limits", limits_told(record, language=language)),
        (
            "hidden_of",
            phrase(
                "hidden_told",
                language,
                n=count(sum(hidden.values()), language=language),
                total=count(total, language=language),
            ),
        ),
    ]
    facts += limits_used(record, language=language)
    done = Group("", tuple(Row(phrase(f"fact_{k}", language), (Cell(v),)) for k, v in facts))
    steps = tuple(_steps(cleared, language, is_public=record.audience == Audience.PUBLIC))
    notes = (
        [phrase("pool_note", language)] if any(kind == POOL_PERIODS for kind, _ in steps) else []
    )
    could = Group(phrase("shown_more", language), tuple(row for _, row in steps))
    why = Group(
        phrase("hidden_why", language),
        tuple(
            Row(
                capital(REASONS[reason][language]),
                (Cell(count(hidden[reason], language=language)),),
            )
            for reason in REASONS
            if hidden[reason]
        ),
    )
    table = Table(
        caption=phrase("clearance", language),
        stub=word("what", language),
        columns=(Column(phrase("told", language), is_text=True),),
        groups=tuple(group for group in (done, why, could) if group.rows),
        notes=tuple(notes),
        is_away=is_away,
    )
    return stamp(
        table, name="clearance", cleared=list(cleared), language=language, shows_numbers=False
    )


def _steps(
    cleared: Sequence[ClearedTable], language: str, *, is_public: bool
) -> Iterator[tuple[str, Row]]:
    """By kind, what would let more be shown, and what has been done to show more; each once.

    The former is for who makes reports, and not for everybody who reads one.
    """
    told = {}
    for part in cleared:
        for step in part.record.steps:
            if is_public and not step.get("taken"):
                continue
            key = tuple(sorted((key, str(value)) for key, value in step.items()))
            told.setdefault(key, (step, part))
    for step, part in told.values():
        series = _series(part, step)
        if step["kind"] == POOL_PERIODS and not series:
            # The page shows none of these numbers, so nobody can see that they are hidden.
            continue
        if _helps(step):
            head, text = step_words(step, series=series, language=language)
            yield str(step["kind"]), Row(head, (Cell(text),))


def _helps(step: Mapping[str, object]) -> bool:
    """Whether a step that could be taken leaves clearly less of the numbers hidden."""
    before, after = (
        int(step[f"hidden{when}"]) / int(step[f"rows{when}"]) for when in ("", "_after")
    )
    return bool(step.get("taken")) or _CLEARLY * after <= before


def _series(part: ClearedTable, step: Mapping[str, object]) -> list[str]:
    """What a table has by the shorter of two periods that a step takes together."""
    if step["kind"] != POOL_PERIODS:
        return []
    months = {row.period: getattr(period_of(row.period), "months", 0) for row in part.rows}
    short = int(step["parts"][0])
    return list(dict.fromkeys(row.measure for row in part.rows if months[row.period] == short))
