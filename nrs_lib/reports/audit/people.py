"""Who a file is about: identifiers, personal identity numbers, and rows of single people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from nrs_lib.contracts.reading import read_contracts
from nrs_lib.reports.audit.findings import Finding, found
from nrs_lib.reports.audit.naming import plain_name
from nrs_lib.reports.audit.phrases import Told
from nrs_lib.reports.audit.seen import Grid, Seen
from nrs_lib.reports.audit.telling import Telling, telling

_PERSON_COLUMNS = re.compile(
    r"^(?:patient|pat|person|episod|episode|vardforlopp|vårdförlopp|respondent|individ|subject)"
    r"[\s_.-]*(?:id|nr|no|nummer|number|key|lopnr|löpnr)$|^(?:lopnr|löpnr|lopnummer|löpnummer|"
    r"personnummer|personnr|pnr|ssn|samordningsnummer|reservnummer)$",
    re.IGNORECASE,
)
_KEYS = ("patient_id", "episode_id")
_FEWEST_ROWS = 5
_SHORTEST_KEY = 6
_KEY = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9-]+")
_PER_PERSON = re.compile(
    r"^(?:sex|kön|age|ålder|gender|birth|född|födelse\w*|answered_date|referral_date|"
    r"first_visit_date|discharge_date|program_start_date|icd10\w*|item_\d+|q\d+)$",
    re.IGNORECASE,
)


def who(
    seen: Seen, *, id_columns: frozenset[str], told: Telling | None = None
) -> Iterator[Finding]:
    """Findings of rules on people in one file.

    Parameters
    ----------
    seen
        What was read.
    id_columns
        Names of columns that hold identifiers, as the contracts and `names_of_id_columns`
        have them.
    told
        What its texts tell, where that was asked already.
    """
    known, told = _plain_names(id_columns), told or telling(seen)
    broken: set[tuple[str, str]] = set()
    for where, texts in told.texts.items():
        broken |= {(rule, where.place) for rule, _ in _broken(texts, known)}
    for grid, cells in zip(seen.grids, told.cells, strict=True):
        for rule, cell in _broken(cells, known):
            broken |= {(rule, place) for place, _ in grid.rows_with({cell})}
        broken |= set(_rows(grid, known))
    for rule, place in sorted(broken):
        yield found(rule, seen.file, place)


def _broken(texts: Mapping[str, Told], known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The rules that texts break by who is named in them, each with its text."""
    for text, told in texts.items():
        for rules, words in told.named:
            if rules:
                yield from ((rule, text) for rule in rules)
            if not known.isdisjoint(words):
                yield "person_id", text


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
    return frozenset(map(plain_name, names))


def _rows(grid: Grid, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    heads = [head.strip() for head in grid.heads]
    for place, head in enumerate(heads, start=1):
        if plain_name(head) in known or _PERSON_COLUMNS.match(head):
            yield "person_id", f"{grid.place} column {place}"
    if len(grid.rows) < _FEWEST_ROWS:
        return
    if sum(bool(_PER_PERSON.match(head)) for head in heads) >= 2:
        yield "row_level", grid.place
    for place in range(len(heads)):
        cells = (row[place] for row in grid.rows if place < len(row))
        # Nearly every column is seen to hold no keys by its first cell.
        first = next(cells, "")
        if _is_key(first) and _are_keys([first, *cells]):
            yield "row_level", f"{grid.place} column {place + 1}"


def _are_keys(cells: list[str]) -> bool:
    """Codes of one length with letters and digits mixed, each once: keys of people."""
    if len(cells) < _FEWEST_ROWS or len(set(cells)) < len(cells):
        return False
    return len({len(cell) for cell in cells}) == 1 and all(map(_is_key, cells))


def _is_key(cell: str) -> bool:
    return len(cell) >= _SHORTEST_KEY and _KEY.fullmatch(cell) is not None
