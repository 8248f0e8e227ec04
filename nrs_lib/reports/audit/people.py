"""Who a file is about: identifiers, personal identity numbers, and rows of single people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from nrs_lib.contracts.identity import holds_identity_number
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.reports.audit.findings import Finding, found
from nrs_lib.reports.audit.numbers import REMEMBERED
from nrs_lib.reports.audit.seen import Channel, Grid, Seen

_MAYBE_IDENTITY = re.compile(
    r"(?=\d{6})(?<![\w.,])(?:\d{12}|\d{10}|\d{8}[-+ ]\d{4}|\d{6}[-+ ]\d{4})(?![\w])"
)
# The same between signs that names of files, classes and elements have in place of spaces.
_IN_NAMES = re.compile(r"(?<!\d)(?:\d{12}|\d{10}|\d{8}[-+]\d{4}|\d{6}[-+]\d{4})(?!\d)")
_PSEUDONYM = re.compile(r"(?=[EP])(?<![\w-])[EP][BCDFGHJKLMNPQRSTVWXZ]{9}(?![\w-])")
_SHORTEST = 10
"""Signs of the shortest of both."""
_JOINED = re.compile(r"[A-Za-zÅÄÖåäö]+(?:_[A-Za-zÅÄÖåäö0-9]+)+|[A-Z][a-z]+Id\b")
_PERSON_COLUMNS = re.compile(
    r"^(?:patient|pat|person|episod|episode|vardforlopp|vårdförlopp|respondent|individ|subject)"
    r"[\s_.-]*(?:id|nr|no|nummer|number|key|lopnr|löpnr)$|^(?:lopnr|löpnr|lopnummer|löpnummer|"
    r"personnummer|personnr|pnr|ssn|samordningsnummer|reservnummer)$",
    re.IGNORECASE,
)
_KEYS = ("patient_id", "episode_id")
_Told = tuple[tuple[str, ...], tuple[str, ...]]
_FEWEST_ROWS = 5
_SHORTEST_KEY = 6
_PER_PERSON = re.compile(
    r"^(?:sex|kön|age|ålder|gender|birth|född|födelse\w*|answered_date|referral_date|"
    r"first_visit_date|discharge_date|program_start_date|icd10\w*|item_\d+|q\d+)$",
    re.IGNORECASE,
)


def who(seen: Seen, *, id_columns: frozenset[str]) -> Iterator[Finding]:
    """Findings of rules on people in one file.

    Parameters
    ----------
    seen
        What was read.
    id_columns
        Names of columns that hold identifiers, as the contracts and `names_of_id_columns`
        have them.
    """
    known = _plain_names(id_columns)
    told: set[tuple[str, str]] = set()
    for where, said in seen.texts.items():
        told_by = _in_name if where.channel == Channel.NAME else _in_text
        for rules, words in filter(None, map(told_by, said)):
            told |= {(rule, where.place) for rule in rules}
            if not known.isdisjoint(words):
                told.add(("person_id", where.place))
    for grid in seen.grids:
        told |= set(_rows(grid, known))
    for rule, place in sorted(told):
        yield found(rule, seen.file, place)


@lru_cache(maxsize=REMEMBERED)
def _in_name(text: str) -> _Told | None:
    return _told(text, _IN_NAMES)


@lru_cache(maxsize=REMEMBERED)
def _in_text(text: str) -> _Told | None:
    return _told(text, _MAYBE_IDENTITY)


def _told(text: str, pattern: re.Pattern[str]) -> _Told | None:
    """The rules that a text breaks by itself, and its words that may name a column, if any."""
    is_long = len(text) >= _SHORTEST
    rules = []
    if is_long and any(map(holds_identity_number, pattern.findall(text))):
        rules.append("personal_identity_number")
    if is_long and _PSEUDONYM.search(text):
        rules.append("person_id")
    words = tuple(_words(text))
    return (tuple(rules), words) if rules or words else None


def names_of_id_columns() -> frozenset[str]:
    """Names of the columns that tell patients and episodes apart, under every alias."""
    names = set(_KEYS)
    for contract in read_contracts().values():
        for field in contract.fields:
            if field.name in _KEYS:
                names |= {field.name, field.physical_name, *field.aliases}
    return frozenset(names)


@lru_cache(maxsize=4)
def _plain_names(names: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_plain, names))


@lru_cache(maxsize=REMEMBERED)
def _plain(name: str) -> str:
    return re.sub(r"[\s_.-]", "", name).casefold()


def _words(text: str) -> Iterator[str]:
    if "_" in text or "Id" in text:
        for word in _JOINED.findall(text):
            yield _plain(word)


def _rows(grid: Grid, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    heads = [head.strip() for head in grid.heads]
    for place, head in enumerate(heads, start=1):
        if _plain(head) in known or _PERSON_COLUMNS.match(head):
            yield "person_id", f"{grid.place} column {place}"
    if len(grid.rows) < _FEWEST_ROWS:
        return
    if sum(bool(_PER_PERSON.match(head)) for head in heads) >= 2:
        yield "row_level", grid.place
    for place in range(len(heads)):
        first = grid.rows[0][place : place + 1]
        if first and len(first[0]) < _SHORTEST_KEY:
            continue
        cells = [row[place] for row in grid.rows if place < len(row)]
        if _are_pseudonyms(cells):
            yield "row_level", f"{grid.place} column {place + 1}"


def _are_pseudonyms(cells: list[str]) -> bool:
    """Codes of one length with letters and digits mixed, each once: keys of people."""
    if len(cells) < _FEWEST_ROWS or len(set(cells)) < len(cells):
        return False
    if len({len(cell) for cell in cells}) != 1 or len(cells[0]) < _SHORTEST_KEY:
        return False
    return all(re.fullmatch(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9-]+", cell) for cell in cells)
