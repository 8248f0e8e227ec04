"""Each difference as one sentence, in Swedish and English, each sentence written once."""

from __future__ import annotations

from collections.abc import Mapping

from nrs_lib.contracts.instruments import scale, scales
from nrs_lib.contracts.reading import read_codelists, read_contracts
from nrs_lib.contracts.rules import read_rules
from nrs_lib.extract.comparing.difference import Difference
from nrs_lib.extract.comparing.matching import ANSWERS
from nrs_lib.reports.comparison.wording import ROWS, SENTENCES
from nrs_lib.text import NBSP, count, join_words, number, share_percent

TOPICS = {
    "units": ("unit_", "patients_"),
    "backwards": (
        "cells_",
        "swapped",
        "mirrored",
        "scaled",
        "shifted",
        "dates_shifted",
        "recoded",
    ),
    "rows": ("rows_", "table_"),
    "columns": ("column_", "name_", "spelling_", "code_"),
    "distributions": ("shift_",),
    "scores": ("source_", "version_", "agreement_"),
    "checks": ("finding_",),
    "definitions": ("definition",),
}
"""What a difference is about, by how its kind begins, in the order of the page."""

_EVENTS = {
    "other spelling of a label accepted": "en annan stavning av en etikett",
    "declared missing": "angivet som saknat",
}
_SOURCES = {
    "sv": {"items": "svaren", "registry": "registret"},
    "en": {"items": "answers", "registry": "the registry"},
}
_EMPTIED = {"sv": ", varav {n} tömda", "en": ", {n} of them emptied"}
_UNDATED = {"sv": "utan datum", "en": "undated"}
_YEARS = 4
_MOST_ENTRIES = 400


def topic_of(one: Difference) -> str:
    """What a difference is about, a key of `TOPICS`."""
    return next(topic for topic, starts in TOPICS.items() if one.kind.startswith(starts))


def sentence(one: Difference, language: str) -> str:
    """One difference in words."""
    facts = dict(one.facts)
    text = SENTENCES[language][one.kind]
    fills = {key: _written(value, language) for key, value in facts.items()}
    event = str(facts.get("event", ""))
    emptied = facts.get("emptied", 0)
    fills |= {
        "n": count(one.count, language=language),
        "of": count(one.of, language=language),
        "rows": _rows(one.count, language),
        "unit": one.unit_id,
        "column": column_name(one.table, one.column, language),
        "years": _years(facts.get("years", {}), language),
        "emptied": _EMPTIED[language].format(n=count(emptied, language=language))
        if emptied
        else "",
        "point": _point(str(facts.get("time_point", "")), language),
        "name": event.removeprefix("read as "),
        "event": _EVENTS.get(event, event) if language == "sv" else event,
        "message": _message(str(facts.get("rule", "")), language),
    }
    if one.kind in ("unit_split", "unit_replaced"):
        fills["unit"] = one.unit_id
    elif "other" in facts:
        fills["other"] = column_name(one.table, str(facts["other"]), language)
    for key in ("old", "new"):
        if isinstance(facts.get(key), float):
            fills[f"{key}_percent"] = share_percent(facts[key], language=language)
    for key in ("code", "old", "new"):
        if isinstance(facts.get(key), str):
            fills[key] = _code(one, str(facts[key]), language)
    if one.kind == "source_changed":
        fills |= {key: _SOURCES[language][str(facts[key])] for key in ("old", "new")}
    if "entries" in fills and len(fills["entries"]) > _MOST_ENTRIES:
        fills["entries"] = fills["entries"][: _MOST_ENTRIES - 1] + "…"
    return text.format(**fills)


def table_name(table: str, language: str) -> str:
    """What readers call a table."""
    contracts = read_contracts()
    key = "questionnaire" if table == ANSWERS else table
    if key not in contracts:
        return table
    return contracts[key].label(language)


def column_name(table: str, column: str, language: str) -> str:
    """What readers call a column, a question, a scale or a unit."""
    if ", " in column:
        names = [column_name(table, part, language) for part in column.split(", ")]
        return join_words(names, language=language)
    name, _, question = column.partition(":")
    if question:
        return question
    if table == ANSWERS and name in scales():
        return scale(name).label[language]
    contracts = read_contracts()
    fields = (
        {
            field.name: field.business_name
            for field in contracts["questionnaire" if table == ANSWERS else table].fields
        }
        if table in (*contracts, ANSWERS)
        else {}
    )
    if language == "sv" and name in fields:
        return fields[name]
    return name


def _code(one: Difference, code: str, language: str) -> str:
    contracts = read_contracts()
    table = "questionnaire" if one.table == ANSWERS else one.table
    if table in contracts:
        for field in contracts[table].fields:
            if field.name == one.column and field.codelist in read_codelists():
                return read_codelists()[field.codelist].labels(language).get(code, code)
    return code


def _years(years: Mapping[str, int], language: str) -> str:
    known = [(year or _UNDATED[language], n) for year, n in years.items()]
    if len(known) > _YEARS:
        return f"{known[0][0]}–{known[-1][0]}"
    return ", ".join(f"{year}: {count(n, language=language)}" for year, n in known)


def _rows(n: int, language: str) -> str:
    return f"{count(n, language=language)}{NBSP}{ROWS[language][n != 1]}"


def _point(point: str, language: str) -> str:
    if not point:
        return ""
    label = read_codelists()["time_point"].labels(language).get(point, point)
    return f" ({label})"


def _message(rule: str, language: str) -> str:
    known = read_rules().get(rule)
    return "" if known is None else {"sv": known.message_sv, "en": known.message_en}[language]


def _written(value: object, language: str) -> str:
    if isinstance(value, float):
        return number(value, 0 if value.is_integer() else 2, language=language)
    if isinstance(value, int):
        return count(value, language=language)
    return str(value)
