"""A second reader of delimited deliveries: csv and Decimal, and nothing of the project's own.

It takes from the contracts what columns are called and of which type they are, and no code
that reads or types a cell.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import re
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

import pandas as pd

from nrs_lib.contracts.fields import Field
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.extract.loading import Delivery
from nrs_lib.places import definitions


class UnreadableError(Exception):
    """The strict reader does not accept the cell."""


def _plain(text: str) -> str:
    return " ".join(text.split())


def _spelt(text: str) -> str:
    return _plain(text.replace("–", "-")).casefold()


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a file of text, each with all of its heading's columns."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252")
    first = re.split(r"\r\n|\r|\n", text, maxsplit=1)[0]
    (delimiter,) = [sign for sign in ";,\t" if sign in re.sub('"[^"]*"', "", first)]
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    while lines and not lines[-1]:
        lines.pop()
    heading, *body = lines
    assert all(len(row) == len(heading) for row in body)
    assert len({name.strip().casefold() for name in heading}) == len(heading)
    return [dict(zip((name.strip() for name in heading), row, strict=True)) for row in body]


@cache
def _labels(name: str) -> dict[str, str | None]:
    """Code of each spelling in a code list; None where it stands for a missing answer."""
    folder = definitions() / "codelists"
    known: dict[str, str | None] = {}
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = None if row["missing"] == "true" else row["code"]
            known[_spelt(row["label_sv"])] = known[_spelt(row["code"])] = code
    aliases = folder / f"{name}.aliases.csv"
    if aliases.exists():
        with aliases.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                known[_spelt(row["alias"])] = known[_spelt(row["code"])]
    return known


def strict_value(cell: str, field: Field) -> object:
    """What a cell means, None where it is empty or declared missing.

    Raises
    ------
    UnreadableError
        It is nothing that its column can hold.
    """
    text = _plain(cell)
    if not text:
        return None
    if field.codelist is not None:
        known = _labels(field.codelist)
        if _spelt(text) in known:
            code = known[_spelt(text)]
            if code is None:
                return None
            if field.logical_type == "boolean":
                return code == "true"
            return Decimal(code) if field.logical_type in ("integer", "number") else code
        if field.codelist_use == "codes" and field.logical_type in ("integer", "number"):
            number = _number(text, field)
            if any(code is not None and Decimal(code) == number for code in known.values()):
                return number
        elif field.codelist_use == "ends":
            return _number(text, field)
        if _spelt(text) in _labels("missing_reasons"):
            return None
        raise UnreadableError
    if field.logical_type == "string":
        if field.normalised == "dotted_code":
            text = text.upper()
            return (
                f"{text[:3]}.{text[3:]}" if re.fullmatch(r"[A-Z]\d\d[0-9A-Z]{1,3}", text) else text
            )
        return text
    if field.logical_type == "date":
        try:
            if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                raise UnreadableError
            return dt.datetime.strptime(text, "%Y-%m-%d")
        except ValueError:
            raise UnreadableError from None
    return _number(text, field)


def _number(text: str, field: Field) -> Decimal:
    if not re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)?", text):
        raise UnreadableError
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise UnreadableError from None
    if field.logical_type == "integer" and number != number.to_integral_value():
        raise UnreadableError
    return number


def differences(delivery: Delivery, folder: Path) -> list[str]:
    """Where an accepted delivery is not what the strict reader reads; places, never values."""
    found = []
    for name, contract in read_contracts().items():
        files = [file for file in folder.iterdir() if file.name.startswith(contract.physical_name)]
        if not files:
            continue
        rows = rows_of(files[0])
        if contract.layout == "prefixed":
            continue
        gone = set(delivery.set_aside[name].get("source_row", pd.Series(dtype="int")))
        kept = [row for number, row in enumerate(rows, start=1) if number not in gone]
        table = delivery.tables[name]
        if len(kept) != len(table) or len(rows) != delivery.rows_in[name]:
            found.append(f"{name}: {len(kept)} rows, {len(table)} loaded")
            continue
        for field in contract.fields:
            names = {each.casefold() for each in contract.physical_names(field)}
            head = next(
                (each for each in (kept[0] if kept else {}) if each.casefold() in names), None
            )
            cells = [row[head] for row in kept] if head else [""] * len(kept)
            found += _compared(delivery, f"{name}.{field.name}", field, cells, table[field.name])
    return found + _compared_answers(delivery, folder)


def _compared_answers(delivery: Delivery, folder: Path) -> list[str]:
    contract, episode = read_contracts()["questionnaire"], read_contracts()["episode"]
    files = [file for file in folder.iterdir() if file.name.startswith(contract.physical_name)]
    rows = rows_of(files[0])
    keys = {name.casefold() for name in episode.physical_names(episode.field("episode_id"))}
    by_key: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        key = next(row[name] for name in row if name.casefold() in keys)
        by_key.setdefault(_plain(key), []).append(row)
    found = []
    table = delivery.tables["questionnaire"]
    for point, part in table.groupby("time_point", observed=True):
        mine = [by_key[str(key)] for key in part["episode_id"]]
        for field in contract.fields:
            if str(point) not in map(str, field.time_points):
                continue
            when = next(each for each in field.time_points if str(each) == str(point))
            names = {each.casefold() for each in contract.physical_names(field, when)}
            head = next((each for each in rows[0] if each.casefold() in names), None)
            cells = [same[0][head] if head else "" for same in mine]
            place = f"questionnaire.{field.name}"
            found += _compared(delivery, place, field, cells, part[field.name])
    return found


def _compared(
    delivery: Delivery, place: str, field: Field, cells: list[str], ours: pd.Series
) -> list[str]:
    table = place.split(".")[0]
    findings = delivery.findings.frame
    marks = findings[(findings["severity"] == "mark") & (findings["table"] == table)]
    found, taken_out = [], 0
    for number, (cell, value) in enumerate(zip(cells, ours, strict=True), start=1):
        try:
            strict = strict_value(cell, field)
        except UnreadableError:
            strict = None
        if pd.isna(value):
            taken_out += strict is not None
        elif strict is None or not _is_same(value, strict):
            found.append(f"{place} row {number}")
    # A value that was taken out is one that a finding counts, or a reason for none.
    if taken_out > marks["count"].sum() + sum(
        _spelt(c) in _labels("missing_reasons") for c in cells
    ):
        found.append(f"{place}: {taken_out} values are gone")
    return found


def _is_same(value: object, strict: object) -> bool:
    if isinstance(strict, Decimal):
        return float(value) == float(strict)
    if isinstance(strict, dt.datetime):
        return pd.Timestamp(value) == pd.Timestamp(strict)
    return value == strict
