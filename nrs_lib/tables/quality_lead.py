"""What a page about data quality says first, by rules and with evidence."""

from __future__ import annotations

from collections import Counter
from typing import Any

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.fields import Field
from nrs_lib.contracts.reading import read_contract
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.cells import Find, by_end, finder, has_own, noting
from nrs_lib.tables.quality import instrument_name, lowest_first
from nrs_lib.tables.quality_lead_words import TEXT
from nrs_lib.tables.quality_notes import whole_forms
from nrs_lib.tables.quality_sentences import is_known, said
from nrs_lib.tables.quality_uncounted import write_uncounted
from nrs_lib.tables.sentences import capital, small
from nrs_lib.tables.standing import Standing, standing
from nrs_lib.tables.units_apart import units_apart
from nrs_lib.terms import Scope, Statistic
from nrs_lib.text import count, join_words, number, of, percent, spelled

_RESPONSES = {
    "response_start": "in_initial",
    "response_discharge": "in_discharge",
    "response_12m": "in_followup_12m",
}
_DELAYS = {
    "delay_start": "visit",
    "delay_discharge": "discharge",
    "delay_followup": "due",
}
_SIDES = {Standing.LOWER: "lower", Standing.HIGHER: "higher"}
_PATIENT, _SCORED = "patient", "instrument_filled"
_JUDGED = "response_12m"
"""In which units are held against the nation: it is the lowest, and results rest on it."""


def write_quality_lead(
    fields: ClearedTable,
    *,
    response: ClearedTable,
    followups: ClearedTable,
    delays: ClearedTable | None = None,
    units: ClearedTable | None = None,
    findings: ClearedTable | None = None,
    instruments: ClearedTable | None = None,
    counts: ClearedTable | None = None,
    forms: ClearedTable | None = None,
    language: str = "sv",
) -> Stamped:
    """Few sentences: who answered, what became of the other follow-ups, how soon they
    answered, how units stand to the nation, what is least filled in, what cannot be shown, and
    what lies apart from the nation with certainty.

    Where nothing of the unit can be shown, why, and what would help.

    Parameters
    ----------
    fields, response, followups, delays, units
        The sections of these names; units on the nation's page only.
    findings
        The section that counts the unit's episodes of the whole delivery.
    instruments
        The section of that name, of a unit.
    counts
        What the unit did in the period; told where no share can be.
    forms
        The section ``units``, for the share in which staff filled in everything at discharge.
    """
    about = fields + response + followups
    about = about if delays is None else about + delays
    about = about if instruments is None else about + instruments
    every = about if units is None else about + units
    every = every + forms if forms and forms is not units else every
    find, noted = noting(finder(about))
    mine = str(Scope.OWN if has_own(fields) else Scope.NATIONAL)
    # Who answered stands large; of a page of both the eye would find neither.
    answered = [
        *_responded(find, mine, language),
        *_missed(find, mine, language),
        *(_soon(delays, find, mine, language) if delays else []),
        *_apart(units, noted, language),
    ]
    filled = [
        *_least(fields, find, mine, language),
        *whole_forms(forms, noted, mine, language),
        *_unshown(fields, mine, language),
        *(behind(fields, find, language) if mine == Scope.OWN else []),
        *(_scores(instruments, find, language) if instruments and mine == Scope.OWN else []),
    ]
    if not is_counted(fields, response, followups):
        return write_uncounted(every, findings, counts, language)
    first = answered or filled or [_told("nothing", language)]
    further = filled if answered else []
    return said(first, "quality_lead", every, noted, kind="nrs-lead", further=further)


def is_counted(*sections: ClearedTable) -> bool:
    """Whether the page has anything to show of its subject: of a unit, any number of its own."""
    own = [row for part in sections for row in part.rows if row.scope == Scope.OWN]
    return not own or not all(row.hidden for row in own)


def _responded(find: Find, mine: str, language: str) -> list[str]:
    parts = []
    for code, key in _RESPONSES.items():
        row = find(measure=code, scope=mine)
        if is_known(row):
            # The nation's is beside a unit's alone; of itself it lies on no side.
            side = Standing.UNKNOWN
            if mine == Scope.OWN:
                side = standing(row, find(measure=code, scope=str(Scope.NATIONAL)))
            parts.append(_told(key, language, share=_share(row, language, side)))
    if not parts:
        return []
    return [_told("responded", language, parts=join_words(parts, language=language))]


def _missed(find: Find, mine: str, language: str) -> list[str]:
    """What became of the follow-ups that were not answered: those that the first sentence left."""
    rows = {
        state: find(measure="followup_state", category=state, scope=mine)
        for state in ("overdue", "lost")
    }
    if not all(map(is_known, rows.values())):
        return []
    shares = {state: _share(row, language) for state, row in rows.items()}
    answered = find(measure="response_12m", scope=mine)
    parts = [row.numerator for row in rows.values()]
    are_all = is_known(answered) and answered.denominator == sum(parts, answered.numerator)
    if not are_all:
        return [_told("missed", language, **shares)]
    if not any(parts):
        return []
    key = {(True, False): "rest_overdue", (False, True): "rest_lost"}
    return [_told(key.get(tuple(map(bool, parts)), "rest"), language, **shares)]


def _soon(delays: ClearedTable, find: Find, mine: str, language: str) -> list[str]:
    """How long after its event each questionnaire was answered, in the median of the period."""
    ends = by_end(delays)
    key = {"scope": mine, "statistic": str(Statistic.MEDIAN), "period": ends[-1] if ends else ""}
    parts = []
    for measure, event in _DELAYS.items():
        row = find(measure=measure, **key)
        if not is_known(row):
            continue
        # As the table writes it, which rounds a half away from zero.
        days = number(abs(row.estimate), 0, language=language)
        side = "same" if days == "0" else "before" if row.estimate < 0 else "after"
        unit = "days" if days != "1" else "day"
        fills = {
            "days": _told(unit, language, n=days),
            "event": _told(f"event_{event}", language),
            "n": count(row.n, language=language),
        }
        parts.append(_told(f"delay_{side}", language, **fills))
    return [_told("soon", language, parts=join_words(parts, language=language))] if parts else []


def _apart(units: ClearedTable | None, noted: list[Any], language: str) -> list[str]:
    """How many units answer clearly less or more than the nation after a year."""
    told = units and units_apart(units, noted, language, measure=_JUDGED)
    return [f"{capital(told)}."] if told else []


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
        if is_known(row) and row.numerator < row.denominator:
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
        fills["label" + ending] = small(_field(category).label(language))
        fills["when" + ending] = _told(f"when_{point}", language)
    is_patients = any(_field(category).reported_by == _PATIENT for _, category in alike)
    fills["unanswered"] = _told("unanswered", language) if is_patients else ""
    key = {1: "least", 2: "least_two"}.get(len(alike), "least_many")
    return [_told(key, language, **fills)]


def _unshown(fields: ClearedTable, mine: str, language: str) -> list[str]:
    """The time points of whose fields nothing can be shown, where something else can."""
    hidden: dict[str, bool] = {}
    for row in fields.rows:
        if row.scope == mine:
            hidden[row.time_point] = hidden.get(row.time_point, True) and not is_known(row)
    gone = [_told(f"when_{point}", language) for point, is_gone in hidden.items() if is_gone]
    if not gone or len(gone) == len(hidden):
        return []
    return [_told("points_unshown", language, points=join_words(gone, language=language))]


def behind(fields: ClearedTable, find: Find, language: str) -> list[str]:
    """In how many fields the unit lies below and above the nation, and how many would by chance.

    Of fields of one questionnaire that is so of them because of how many answered it.
    """
    look = finder(fields)
    judged = []
    for point, category in _places(fields):
        own, national = (
            look(scope=str(scope), time_point=point, category=category)
            for scope in (Scope.OWN, Scope.NATIONAL)
        )
        judged.append((point, category, standing(own, national)))
    known = [one for one in judged if one[2] is not Standing.UNKNOWN]
    if not known:
        return []
    for point, category, _ in known:
        find(scope=str(Scope.OWN), time_point=point, category=category)
    apart = {key: [one for one in known if one[2] is side] for side, key in _SIDES.items()}
    total = count(len(known), language=language)
    if not any(apart.values()):
        return [_told("not_beside", language, of=total)]
    counts = {key: count(len(found), language=language) for key, found in apart.items()}
    chance = number(_expected_below(len(known)), 1, language=language)
    told = [_told("beside", language, of=total, chance=chance, **counts)]
    return [*told, *(one for key, found in apart.items() for one in _of_form(found, key, language))]


def _of_form(found: list[tuple[str, str, Standing]], key: str, language: str) -> list[str]:
    """That most of some fields are of one questionnaire, and so are one finding and not many."""
    points = Counter(
        point for point, category, _ in found if _field(category).reported_by == _PATIENT
    )
    for point, n in points.most_common(1):
        if n > 1 and 2 * n > len(found):
            fills = {"n": spelled(n, language), "of": spelled(len(found), language)}
            side = _told(f"side_{key}", language)
            when = _told(f"when_{point}", language)
            key = "all_of_one_form" if n == len(found) else "of_one_form"
            return [_told(key, language, side=side, when=when, **fills)]
    return []


def _scores(instruments: ClearedTable, find: Find, language: str) -> list[str]:
    """Instruments that gave a score clearly less often than in the nation, of how many."""
    parts, compared = [], 0
    for point, category in _places(instruments):
        key = {"measure": _SCORED, "time_point": point, "category": category}
        own, national = (find(scope=str(side), **key) for side in (Scope.OWN, Scope.NATIONAL))
        place = standing(own, national)
        compared += place is not Standing.UNKNOWN
        if place is Standing.LOWER:
            fills = {"label": instrument_name(category, language)}
            fills["when"] = _told(f"when_{point}", language)
            beside = {"share": _share(own, language), "national": _share(national, language)}
            parts.append(_told("score", language, **fills, **beside))
    if not parts:
        return []
    fills = {
        "parts": join_words(parts, language=language),
        "of": spelled(compared, language),
        "chance": number(_expected_below(compared), 1, language=language),
    }
    return [_told("scores_behind", language, **fills)]


def _expected_below(compared: int) -> float:
    """Of intervals that miss by chance, half lie below."""
    return compared * (1 - float(get("confidence_level").value)) / 2


def _field(category: str) -> Field:
    table, _, name = category.partition(".")
    return read_contract(table).field(name)


def _share(row: Any, language: str, side: Standing = Standing.UNKNOWN) -> str:
    key = f"share_{_SIDES[side]}" if side in _SIDES else "share"
    numbers = of(row.numerator, row.denominator, language=language)
    share = percent(row.numerator, row.denominator, language=language)
    return _told(key, language, numbers=numbers, share=share)


def _told(key: str, language: str, **fills: str) -> str:
    return TEXT[key][language].format(**fills)
