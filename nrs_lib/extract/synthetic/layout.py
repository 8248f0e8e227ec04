"""The registry's own layout: its column names, its labels, and its odd spellings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.codelists import Codelist
from nrs_lib.contracts.reading import Contract, Field, read_codelist, read_contracts
from nrs_lib.extract.synthetic.assumptions import read_assumptions
from nrs_lib.extract.synthetic.registry import SyntheticRegistry
from nrs_lib.extract.synthetic.sections import Spellings
from nrs_lib.terms import TimePoint

_SPELLING_STREAM = 90
_WIDE = ("episode", "questionnaire")
_KEYS = ("episode_id", "time_point")
_FEW = 1000
_YES_NO = {"true": 1.0, "false": 0.0}


@dataclass(frozen=True)
class Column:
    """One column of a file.

    ``kind`` is ``text``, ``number``, ``whole`` or ``date``. ``values`` hold text, numbers or
    ``datetime64[D]``; a number that has a label in ``labels`` stands for the label.
    """

    name: str
    label: str
    kind: str
    values: pd.Series | pd.Categorical | np.ndarray
    labels: Mapping[float, str]


def files(registry: SyntheticRegistry) -> Iterator[tuple[str, list[Column]]]:
    """Lay out the registry as the files of a delivery, one at a time.

    Yields
    ------
    tuple
        Name of the file without suffix, and its columns.
    """
    spellings = read_assumptions().spellings
    rng = np.random.default_rng(np.random.SeedSequence([registry.seed, _SPELLING_STREAM]))
    contracts = read_contracts()
    yield contracts["episode"].physical_name, _wide(registry, contracts, spellings, rng)
    for name, contract in contracts.items():
        if name in _WIDE:
            continue
        table = registry.tables[name]
        columns = [
            _column(contract, field, None, table[field.name], spellings, rng)
            for field in contract.fields
            if field.name in table
        ]
        yield contract.physical_name, columns


def _wide(
    registry: SyntheticRegistry,
    contracts: Mapping[str, Contract],
    spellings: Spellings,
    rng: np.random.Generator,
) -> list[Column]:
    episodes = registry.tables["episode"]
    contract = contracts["episode"]
    columns = [
        _column(contract, field, None, episodes[field.name], spellings, rng)
        for field in contract.fields
        if field.name in episodes
    ]
    contract = contracts["questionnaire"]
    answered = registry.tables["questionnaire"]
    for point in TimePoint:
        mine = answered[answered["time_point"] == str(point)].set_index("episode_id")
        mine = mine.reindex(episodes["episode_id"])
        for field in contract.fields:
            asked = point in field.time_points and field.name in mine
            if asked and field.name not in _KEYS:
                columns.append(_column(contract, field, point, mine[field.name], spellings, rng))
    return columns


def _column(
    contract: Contract,
    field: Field,
    point: TimePoint | None,
    values: pd.Series,
    spellings: Spellings,
    rng: np.random.Generator,
) -> Column:
    name = field.physical_name
    if point is not None and field.unprefixed != point:
        name = contract.prefixes[point] + name
    name = spellings.columns.get(name, name)
    values = values.reset_index(drop=True)
    label = field.business_name
    if field.logical_type == "date":
        return Column(name, label, "date", values.to_numpy().astype("datetime64[D]"), {})
    if field.codelist is None or field.codelist == "sick_leave_extent":
        return _plain(name, field, values)
    codelist = read_codelist(field.codelist)
    numbers = _numbers(codelist, field)
    labels = {number: codelist.label(code) for code, number in numbers.items()}
    if field.logical_type in ("integer", "number"):
        cells = values.to_numpy(dtype=float, na_value=np.nan)
    else:
        # The codes are few: each is looked up once, not once a row.
        codes, found = pd.factorize(_as_codes(values, field), use_na_sentinel=True)
        cells = np.append([numbers[str(code)] for code in found], np.nan)[codes]
        cells, labels = _misspelt(codelist, cells, labels, numbers, spellings, rng)
    return Column(name, label, "whole", cells, labels)


def _plain(name: str, field: Field, values: pd.Series) -> Column:
    if field.logical_type == "integer":
        cells = values.to_numpy(dtype=float, na_value=np.nan)
        return Column(name, field.business_name, "whole", cells, {})
    if field.logical_type == "number":
        cells = values.to_numpy(dtype=float, na_value=np.nan)
        # The answers to questions are whole numbers, though the contract allows others.
        kind = "whole" if values.dtype.kind == "i" else "number"
        return Column(name, field.business_name, kind, cells, {})
    if isinstance(values.dtype, pd.CategoricalDtype) and len(values.cat.categories) < _FEW:
        # Millions of rows share a few hundred words: numbers with labels take a fifth of the room.
        cells = values.cat.codes.to_numpy().astype(float) + 1
        words = {float(n): str(word) for n, word in enumerate(values.cat.categories, start=1)}
        return Column(name, field.business_name, "whole", cells, words)
    return Column(name, field.business_name, "text", pd.Categorical(values), {})


def _as_codes(values: pd.Series, field: Field) -> pd.Series:
    if field.logical_type == "boolean":
        return values.map({True: "true", False: "false"}).astype(object)
    return values.astype(object)


def _numbers(codelist: Codelist, field: Field) -> dict[str, float]:
    codes = [code.code for code in codelist.codes if not code.missing]
    if codelist.name == "yes_no":
        return dict(_YES_NO)
    if field.logical_type in ("integer", "number"):
        return {code: float(code) for code in codes}
    return {code: float(number) for number, code in enumerate(codes, start=1)}


def _misspelt(
    codelist: Codelist,
    cells: np.ndarray,
    labels: Mapping[float, str],
    numbers: Mapping[str, float],
    spellings: Spellings,
    rng: np.random.Generator,
) -> tuple[np.ndarray, dict[float, str]]:
    """Give some rows the odd label, as a number of its own."""
    cells, labels = cells.copy(), dict(labels)
    chosen = rng.random(len(cells)) < spellings.label_share
    for code, odd in spellings.labels.get(codelist.name, {}).items():
        number = float(len(labels) + 1)
        cells[chosen & (cells == numbers[code])] = number
        labels[number] = odd
    return cells, labels
