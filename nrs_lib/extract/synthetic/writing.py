"""Writing the synthetic registry as a delivery, and its truth in a folder apart."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import yaml
from openpyxl.cell import WriteOnlyCell

from nrs_lib.errors import UsageError
from nrs_lib.extract.delivery import NOTE
from nrs_lib.extract.synthetic.layout import Column, files
from nrs_lib.extract.synthetic.registry import SyntheticRegistry

_SPSS_EPOCH = np.datetime64("1582-10-14", "D")
_SECONDS_PER_DAY = 86_400
_SAS_EPOCH = np.datetime64("1960-01-01", "D")
_EXCEL_ROWS = 1_048_576
_MANY_ROWS = 100_000
_SOURCE = "NRS Workbench, synthetic registry (seed {seed}, scale {scale}); no patient exists"


def write(registry: SyntheticRegistry, folder: Path | str, *, format: str = "sav") -> Path:
    """Write a registry as the delivery that the real one would send.

    The truth goes to ``truth/<name of the folder>`` beside the folder, so that no delivery
    ever holds it.

    Parameters
    ----------
    registry
        From `generate`.
    folder
        The delivery; must not exist. It appears when it is complete.
    format
        ``sav`` (SPSS) or ``dta`` (Stata), numbers with Swedish labels; ``csv`` (semicolon,
        decimal comma, Windows-1252), ``xpt`` (SAS), ``xlsx`` or ``parquet``, labels as text.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    UsageError
        The format is unknown, a folder stands in the way, or a table has more rows than the
        format can hold.
    """
    folder = Path(folder)
    truth = folder.parent / "truth" / folder.name
    if format not in _WRITERS:
        raise UsageError(
            "A synthetic registry is asked for in an unknown format.",
            where=f"format {format}",
            remedy=f"Use one of: {', '.join(_WRITERS)}.",
        )
    for place in (folder, truth):
        if place.exists():
            raise UsageError(
                "The folder for a synthetic registry exists already.",
                where=place.relative_to(folder.parent).as_posix(),
                remedy="Choose another name, or remove the folder first.",
            )
    aside = folder.with_name(f".{folder.name}.part")
    truth_aside = truth.with_name(f".{truth.name}.part")
    for place in (aside, truth_aside):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    try:
        for name, columns in files(registry):
            _WRITERS[format](aside / name, columns)
        note = {
            "as_of": registry.as_of,
            "synthetic": True,
            "source": _SOURCE.format(seed=registry.seed, scale=registry.scale),
        }
        (aside / NOTE).write_text(yaml.safe_dump(note, allow_unicode=True), encoding="utf-8")
        for name, table in registry.truth.items():
            table.to_csv(truth_aside / f"{name}.csv", index=False)
    except BaseException:
        for place in (aside, truth_aside):
            shutil.rmtree(place, ignore_errors=True)
        raise
    truth_aside.rename(truth)
    return aside.rename(folder)


def _write_spss(path: Path, columns: list[Column]) -> None:
    cells = {column.name: _coded_cells(column, _SPSS_EPOCH, _SECONDS_PER_DAY) for column in columns}
    many = len(columns[0].values) > _MANY_ROWS
    pyreadstat.write_sav(
        pd.DataFrame(cells),
        # Compressed files are written faster and are a tenth as large; small ones stay plain.
        str(path.with_suffix(".zsav" if many else ".sav")),
        column_labels={column.name: column.label for column in columns},
        variable_value_labels={
            column.name: _spss_labels(column, cells[column.name])
            for column in columns
            if column.labels
        },
        variable_format={column.name: "DATE11" for column in columns if column.kind == "date"},
        compress=many,
        row_compress=not many,
    )


def _coded_cells(column: Column, epoch: np.datetime64, steps_per_day: int) -> object:
    if column.kind == "date":
        days = (column.values - epoch).astype("timedelta64[D]")
        return np.where(np.isnat(column.values), np.nan, days.astype(float) * steps_per_day)
    if column.kind == "whole" and not np.isnan(column.values).any():
        return column.values.astype("int32")
    return column.values


def _spss_labels(column: Column, cells: np.ndarray) -> dict[float, str]:
    # A label must be of the same kind of number as the cells.
    kind = int if cells.dtype.kind == "i" else float
    return {kind(number): text for number, text in column.labels.items()}


def _write_csv(path: Path, columns: list[Column]) -> None:
    frame = pd.DataFrame({column.name: _text_cells(column) for column in columns})
    frame.to_csv(
        path.with_suffix(".csv"),
        sep=";",
        decimal=",",
        index=False,
        encoding="cp1252",
        lineterminator="\r\n",
    )


def _write_stata(path: Path, columns: list[Column]) -> None:
    cells = {column.name: _coded_cells(column, _SAS_EPOCH, 1) for column in columns}
    pyreadstat.write_dta(
        pd.DataFrame(cells),
        str(path.with_suffix(".dta")),
        column_labels={column.name: column.label for column in columns},
        variable_value_labels={
            column.name: {int(number): text for number, text in column.labels.items()}
            for column in columns
            if column.labels
        },
        variable_format={column.name: "%td" for column in columns if column.kind == "date"},
    )


def _write_sas(path: Path, columns: list[Column]) -> None:
    # A transport file has no value labels: they stand in its cells.
    cells = {
        column.name: _coded_cells(column, _SAS_EPOCH, 1)
        if column.kind == "date"
        else _typed_cells(column)
        for column in columns
    }
    pyreadstat.write_xport(
        pd.DataFrame(cells),
        str(path.with_suffix(".xpt")),
        file_format_version=8,
        variable_format={column.name: "DATE9." for column in columns if column.kind == "date"},
    )


def _write_excel(path: Path, columns: list[Column]) -> None:
    if len(columns[0].values) >= _EXCEL_ROWS:
        raise UsageError(
            "A table has more rows than an Excel sheet.",
            where=path.name,
            remedy="Choose another format, or a smaller scale.",
        )
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(path.name)
    sheet.append([column.name for column in columns])
    cells = [pd.Series(_typed_cells(column), dtype=object) for column in columns]
    for row in zip(*cells, strict=True):
        sheet.append([None if pd.isna(cell) else _inert(sheet, cell) for cell in row])
    book.save(path.with_suffix(".xlsx"))


def _inert(sheet: object, cell: object) -> object:
    if not (isinstance(cell, str) and cell.startswith("=")):
        return cell
    # A text that looks like a formula is stored as the text that it is.
    text = WriteOnlyCell(sheet, value=cell)
    text.data_type = "s"
    return text


def _write_parquet(path: Path, columns: list[Column]) -> None:
    frame = pd.DataFrame({column.name: _typed_cells(column) for column in columns})
    frame.to_parquet(path.with_suffix(".parquet"), index=False)


def _typed_cells(column: Column) -> object:
    if column.kind == "date":
        return pd.Series(column.values)
    return _text_cells(column)


def _text_cells(column: Column) -> object:
    if column.kind == "date":
        return pd.Series(column.values).dt.strftime("%Y-%m-%d")
    if column.kind == "text":
        return column.values
    if not column.labels:
        values = pd.Series(column.values)
        return values.astype("Int64") if column.kind == "whole" else values
    codes, found = pd.factorize(column.values, use_na_sentinel=True)
    texts = [column.labels.get(number, f"{number:g}") for number in found]
    return np.append(np.array(texts, dtype=object), None)[codes]


_WRITERS: Mapping[str, Callable[[Path, list[Column]], None]] = MappingProxyType(
    {
        "sav": _write_spss,
        "csv": _write_csv,
        "dta": _write_stata,
        "xpt": _write_sas,
        "xlsx": _write_excel,
        "parquet": _write_parquet,
    }
)
