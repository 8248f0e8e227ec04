"""What a page about data quality says before and after its tables, by rules and with evidence."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.reading import read_contract
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.tables.cells import Find, finder, has_own, noting
from nrs_lib.tables.empty import say_empty
from nrs_lib.tables.quality import lowest_first
from nrs_lib.tables.quality_words import told
from nrs_lib.tables.sentences import small
from nrs_lib.tables.standing import Standing, standing
from nrs_lib.terms import Direction, Scope, Statistic
from nrs_lib.text import count, join_words, number, of, percent, spelled

_RESPONSES = {
    "response_start": "in_initial",
    "response_discharge": "in_discharge",
    "response_12m": "in_followup_12m",
}


_TOGETHER = ("unshown_result", "untested")
"""What is said once of all results that it holds for."""
QUALITY_NOT_COUNTED = "quality_not_counted"
"""Name of the lead where nothing of the unit can be shown; the page leaves out what would be
the nation's alone."""


def write_quality_lead(
    fields: ClearedTable,
    *,
    response: ClearedTable,
    followups: ClearedTable,
    language: str = "sv",
) -> Stamped:
    """At most five sentences: who answered, what is least filled in, what cannot be shown, what
    is below the nation with certainty, and which follow-ups were missed.

    Where nothing of the unit can be shown, why, and what would help.

    Parameters
    ----------
    fields, response, followups
        The sections of these names.
    """
    every = fields + response + followups
    find, noted = noting(finder(every))
    mine = str(Scope.OWN if has_own(fields) else Scope.NATIONAL)
    sentences = [
        *_responded(find, mine, language),
        *_least(fields, find, mine, language),
        *_unshown(fields, mine, language),
        *(behind(fields, find, language) if mine == Scope.OWN else []),
        *_missed(find, mine, language),
    ]
    if not is_counted(fields, response, followups):
        return _nothing(every, language)
    words = sentences or [told("nothing", language)]
    return _text(words, "quality_lead", every, noted, kind="nrs-lead")


def is_counted(*sections: ClearedTable) -> bool:
    """Whether the page has anything to show of its subject: of a unit, any number of its own."""
    own = [row for part in sections for row in part.rows if row.scope == Scope.OWN]
    return not own or not all(row.hidden for row in own)


def _nothing(cleared: ClearedTable, language: str) -> Stamped:
    n = count(cleared.record.min_n_own, language=language)
    return say_empty(
        told("nothing_own", language),
        told("nothing_why", language, n=n),
        told("nothing_help", language),
        name=QUALITY_NOT_COUNTED,
        cleared=[cleared],
    )


def write_sensitivity(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """What the missing may do to each main result, in a sentence.

    Parameters
    ----------
    cleared
        The section ``sensitivity``.
    """
    find, noted = noting(finder(cleared))
    mine = str(Scope.OWN if has_own(cleared) else Scope.NATIONAL)
    sentences, alike = [], {}
    for code in get("quality_results").value:
        key = _bearing(code, find, mine)
        if key in _TOGETHER:
            alike.setdefault(key, []).append(small(scale(code).label[language]))
        else:
            sentences.append(tested(code, find, mine, language))
    sentences += [
        told(key, language, labels=join_words(labels, language=language))
        for key, labels in alike.items()
    ]
    return _text(sentences, "sensitivity_words", cleared, noted)


def _bearing(measure: str, find: Find, mine: str) -> str:
    """Which sentence tells what the loss would do to a result."""
    key = {"measure": measure, "scope": mine}
    seen = find(category="observed", statistic=str(Statistic.CHANGE), **key)
    turns = find(category="tipping_shift", statistic=str(Statistic.DIFFERENCE), **key)
    if not _is_shown(seen):
        return "unshown_result" if seen is not None and seen.hidden else "untested"
    if standing_to_zero(seen) is Standing.ALIKE:
        return "open"
    is_lower = standing_to_zero(seen) is Standing.LOWER
    if is_lower != (scale(measure).direction is Direction.HIGHER_WORSE):
        return "worse"
    return "turns" if _is_shown(turns) else "untested"


def tested(measure: str, find: Find, mine: str, language: str) -> str:
    """What the loss would do to one result, if those who answered bear a conclusion at all."""
    one, key = scale(measure), _bearing(measure, find, mine)
    label = one.label[language]
    if key in _TOGETHER:
        return told(key, language, labels=small(label))
    if key != "turns":
        return told(key, language, label=label)
    shift = find(
        category="tipping_shift",
        statistic=str(Statistic.DIFFERENCE),
        measure=measure,
        scope=mine,
    ).estimate
    way = "lower" if one.direction is Direction.HIGHER_WORSE else "higher"
    low, high = (number(end, language=language) for end in one.range)
    return told(
        key,
        language,
        label=label,
        shift=number(shift, one.decimals, language=language),
        scale=told(f"scale_{way}", language, low=low, high=high),
    )


def standing_to_zero(row: Any) -> Standing:
    """Whether a change differs from none with certainty."""
    return standing(row, row._replace(estimate=0.0))


def _text(
    sentences: list[str], name: str, cleared: ClearedTable, noted: list[Any], *, kind: str = ""
) -> Stamped:
    frame = Markup('<p class="{}">').format(kind) if kind else Markup("<p>")
    html = str(frame + Markup("{}</p>").format(" ".join(sentences)))
    return stamped(
        kind="text",
        name=name,
        html=html,
        plain=" ".join(sentences),
        cleared=[cleared],
        sentences=noted,
    )


def _is_shown(row: Any) -> bool:
    return row is not None and not row.hidden and row.estimate == row.estimate


def _share(row: Any, language: str) -> str:
    numbers = of(row.numerator, row.denominator, language=language)
    return f"{numbers} ({percent(row.numerator, row.denominator, language=language)})"


def _responded(find: Find, mine: str, language: str) -> list[str]:
    rows = {key: find(measure=code, scope=mine) for code, key in _RESPONSES.items()}
    parts = [
        told(key, language, share=_share(row, language))
        for key, row in rows.items()
        if _is_shown(row)
    ]
    if not parts:
        return []
    return [told("responded", language, parts=join_words(parts, language=language))]


def _places(fields: ClearedTable) -> list[tuple[str, str]]:
    return list(dict.fromkeys((row.time_point, row.category) for row in fields.rows))


def _least(fields: ClearedTable, find: Find, mine: str, language: str) -> list[str]:
    """The field with the lowest share among those that staff or patient should have filled in.

    Of two that are alike both are named, of more how many they are.
    """
    look = finder(fields)
    shown = []
    for point, category in _places(fields):
        row = look(scope=mine, time_point=point, category=category)
        if _is_shown(row) and row.numerator < row.denominator:
            shown.append((lowest_first(row, category), point, category, row))
    if not shown:
        return []
    shown.sort(key=lambda one: one[:3])
    lowest = shown[0][3]
    alike = [
        (point, category)
        for _, point, category, row in shown
        if (row.numerator, row.denominator) == (lowest.numerator, lowest.denominator)
    ]
    fills = {"share": _share(lowest, language), "n": spelled(len(alike), language)}
    for ending, (point, category) in zip(("", "_2"), alike, strict=False):
        find(scope=mine, time_point=point, category=category)
        table, _, name = category.partition(".")
        fills["label" + ending] = small(read_contract(table).field(name).label(language))
        fills["when" + ending] = told(f"when_{point}", language)
    key = {1: "least", 2: "least_two"}.get(len(alike), "least_many")
    return [told(key, language, **fills)]


def _unshown(fields: ClearedTable, mine: str, language: str) -> list[str]:
    """The time points of whose fields nothing can be shown, where something else can."""
    hidden: dict[str, bool] = {}
    for row in fields.rows:
        if row.scope == mine:
            hidden[row.time_point] = hidden.get(row.time_point, True) and not _is_shown(row)
    gone = [told(f"when_{point}", language) for point, is_gone in hidden.items() if is_gone]
    if not gone or len(gone) == len(hidden):
        return []
    return [told("points_unshown", language, points=join_words(gone, language=language))]


def behind(fields: ClearedTable, find: Find, language: str) -> list[str]:
    """In how many fields the unit lies below the nation, and how many would by chance."""
    look = finder(fields)
    judged = []
    for point, category in _places(fields):
        own, national = (
            look(scope=str(scope), time_point=point, category=category)
            for scope in (Scope.OWN, Scope.NATIONAL)
        )
        judged.append((point, category, standing(own, national)))
    known = [one for one in judged if one[2] is not Standing.UNKNOWN]
    below = [one for one in known if one[2] is Standing.LOWER]
    if not known:
        return []
    for point, category, _ in known:
        find(scope=str(Scope.OWN), time_point=point, category=category)
    n, total = (count(len(part), language=language) for part in (below, known))
    if not below:
        return [told("not_behind", language, of=total)]
    # Of intervals that miss by chance, half lie below.
    expected = len(known) * (1 - float(get("confidence_level").value)) / 2
    chance = number(expected, 1, language=language)
    return [told("behind", language, n=n, of=total, chance=chance)]


def _missed(find: Find, mine: str, language: str) -> list[str]:
    rows = {
        state: find(measure="followup_state", category=state, scope=mine)
        for state in ("overdue", "lost")
    }
    if not all(map(_is_shown, rows.values())):
        return []
    shares = {state: _share(row, language) for state, row in rows.items()}
    return [told("missed", language, **shares)]
