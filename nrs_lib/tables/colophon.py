"""The last pages of a report: definitions used, and what disclosure control did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nrs_lib.disclosure import REASONS, ClearedTable, Stamped
from nrs_lib.disclosure.easing import LIMIT_REASONS, POOL_PERIODS, longer
from nrs_lib.disclosure.windows import period_of
from nrs_lib.tables.clearance_words import limits_told, limits_used, merge_words, pool_words
from nrs_lib.tables.defined import Defined, assumed, definitions_of
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.reasons import counts_who_answered, meanings
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


@dataclass
class _Pooled:
    """Periods of a measure, those of them that are hidden, and whether longer ones all show."""

    every: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    is_all: bool = True


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
    # Rules on who answered say nothing where no such number is.
    has_rules = bool(record.used.get("answering", {}).get("shares"))
    is_answered = not has_rules or counts_who_answered(cleared)
    facts += [
        (key, told)
        for key, told in limits_used(record, language=language)
        if key != "answering" or is_answered
    ]
    done = Group("", tuple(Row(phrase(f"fact_{k}", language), (Cell(v),)) for k, v in facts))
    steps = tuple(_steps(cleared, language, is_public=record.audience == Audience.PUBLIC))
    notes = (
        [phrase("pool_note", language)] if any(kind == POOL_PERIODS for kind, _ in steps) else []
    )
    could = Group(phrase("shown_more", language), tuple(row for _, row in steps))
    # A reason may stand in a figure alone, so what it means is told here of each.
    told_of = meanings([one for one in REASONS if hidden[one]], cleared=cleared, language=language)
    why = Group(
        phrase("hidden_why", language),
        tuple(
            Row(
                capital(REASONS[reason][language]),
                (Cell(_numbers(hidden[reason], language)),),
                beside=capital(meaning),
            )
            for reason, meaning in told_of.items()
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


def _numbers(n: int, language: str) -> str:
    key = "hidden_number" if n == 1 else "hidden_numbers"
    return phrase(key, language, n=count(n, language=language))


def _steps(
    cleared: Sequence[ClearedTable], language: str, *, is_public: bool
) -> Iterator[tuple[str, Row]]:
    """By kind, what would let more be shown, and what has been done to show more; each once.

    The former is for who makes reports, and not for everybody who reads one.
    """
    told, pools = set(), {}
    for part in cleared:
        for step in part.record.steps:
            if (is_public and not step.get("taken")) or not _helps(step):
                continue
            if step["kind"] == POOL_PERIODS:
                _pool(part, step, pools)
                continue
            row = merge_words(step, language=language)
            if row not in told:
                told.add(row)
                yield str(step["kind"]), Row(row[0], (Cell(row[1]),))
    for (measure, short, long), one in pools.items():
        head, text = pool_words(
            measure,
            short=short,
            long=long,
            n=(len(one.hidden), len(one.every)),
            is_all=one.is_all,
            language=language,
        )
        yield POOL_PERIODS, Row(head, (Cell(text),))


def _pool(
    part: ClearedTable, step: Mapping[str, object], pools: dict[tuple[str, int, int], _Pooled]
) -> None:
    """Note the periods of each measure that a step would show more of.

    A reader can follow only what the page shows: measures of which a period is hidden for its
    small numbers, and nothing where the longer periods stand beside the shorter already.
    """
    short, long = int(step["parts"][0]), int(step["what"])
    there = {row.period for row in part.rows}
    is_short = {code: getattr(period_of(code), "months", 0) == short for code in there}
    every: dict[str, set[str]] = {}
    hidden: dict[str, set[str]] = {}
    for row in part.rows:
        if not is_short[row.period]:
            continue
        every.setdefault(row.measure, set()).add(row.period)
        if row.hidden in LIMIT_REASONS:
            hidden.setdefault(row.measure, set()).add(row.period)
    for measure, gone in hidden.items():
        if {longer(code, long) for code in gone} <= there:
            continue
        one = pools.setdefault((measure, short, long), _Pooled())
        one.every |= every[measure]
        one.hidden |= gone
        one.is_all &= not step["hidden_after"]


def _helps(step: Mapping[str, object]) -> bool:
    """Whether a step that could be taken leaves clearly less of the numbers hidden."""
    before, after = (
        int(step[f"hidden{when}"]) / int(step[f"rows{when}"]) for when in ("", "_after")
    )
    return bool(step.get("taken")) or _CLEARLY * after <= before
