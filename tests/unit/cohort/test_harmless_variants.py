"""The same delivery written in other ways gives the same numbers, to the last digit."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.preparing import prepare
from nrs_lib.extract.declared import Declared
from tests.support.deliveries import a_draft

KEYS = {
    "units": ["unit_id"],
    "episodes": ["episode_id"],
    "answers": ["episode_id", "time_point"],
    "diagnoses": ["episode_id", "time_point", "position"],
    "interventions": ["episode_id", "profession", "mode"],
    "sick_leave": ["patient_id", "benefit", "extent", "start_date"],
}


def numbers(folder: Path, delivery: Path, declared: Declared | None = None) -> Extract:
    """The analysis-ready extract of a delivery."""
    return prepare(delivery, folder=folder / "outputs", declared=declared or Declared())


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> Extract:
    """The tiny delivery as the registry writes it."""
    folder = tmp_path_factory.mktemp("clean")
    return numbers(folder, a_draft().write(folder / "delivery"))


def same(found: Extract, clean: Extract) -> None:
    """Every table is the same, whatever the order of its rows."""
    for name, key in KEYS.items():
        one, other = (
            getattr(extract, name).sort_values(key, ignore_index=True) for extract in (found, clean)
        )
        pd.testing.assert_frame_equal(one, other, check_exact=True)


@pytest.mark.parametrize("kind", ["sav", "zsav", "dta", "xlsx", "parquet"])
def test_another_kind_of_file(clean, tmp_path, kind):
    same(numbers(tmp_path, a_draft().write(tmp_path / "delivery", kind=kind)), clean)


def test_rows_and_columns_in_another_order(clean, tmp_path):
    draft, dice = a_draft(), np.random.default_rng(7)
    for name, frame in draft.files.items():
        columns = list(dice.permutation(frame.columns))
        draft.files[name] = frame[columns].iloc[dice.permutation(len(frame))]
    same(numbers(tmp_path, draft.write(tmp_path / "delivery")), clean)


@pytest.mark.parametrize(
    ("encoding", "delimiter", "declared"),
    [
        ("utf-8", ";", Declared()),
        ("utf-8-sig", ";", Declared()),
        ("utf-16", "\t", Declared()),
        ("utf-16-le", ";", Declared(encoding="utf-16-le")),
        ("cp1252", ";", Declared(encoding="cp1252", delimiter="semicolon", decimal="comma")),
        ("cp850", ";", Declared(encoding="cp850")),
        ("utf-8", ",", Declared()),
    ],
)
def test_another_encoding_or_delimiter(clean, tmp_path, encoding, delimiter, declared):
    delivery = a_draft().write(tmp_path / "delivery", encoding=encoding, delimiter=delimiter)
    same(numbers(tmp_path, delivery, declared), clean)


def _in_bytes(change: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
    def rewrite(delivery: Path) -> Path:
        for file in delivery.glob("*.csv"):
            file.write_bytes(change(file.read_bytes()))
        return delivery

    return rewrite


def _packed(delivery: Path) -> Path:
    for file in delivery.glob("*.csv"):
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    return delivery


def _zipped(prefix: str) -> Callable[[Path], Path]:
    def pack(delivery: Path) -> Path:
        path = delivery.with_suffix(".zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in delivery.iterdir():
                archive.write(file, prefix + file.name)
        return path

    return pack


def _quoted(data: bytes) -> bytes:
    lines = data.split(b"\r\n")
    quoted = [b";".join(b'"%s"' % cell for cell in line.split(b";")) for line in lines if line]
    return b"\r\n".join(quoted) + b"\r\n"


VARIANTS: dict[str, Callable[[Path], Path]] = {
    "line feeds alone": _in_bytes(lambda data: data.replace(b"\r\n", b"\n")),
    "carriage returns alone": _in_bytes(lambda data: data.replace(b"\r\n", b"\r")),
    "every cell in quotation marks": _in_bytes(_quoted),
    "blanks around cells": _in_bytes(lambda data: data.replace(b";", b" ; ")),
    "blank lines at the end": _in_bytes(lambda data: data + b"\r\n\r\n"),
    "each file as .gz": _packed,
    "a zip": _zipped(""),
    "a zip with a folder in it": _zipped("uttag 2023/"),
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_another_way_of_writing_or_packing(clean, tmp_path, variant):
    same(numbers(tmp_path, variant(a_draft().write(tmp_path / "delivery"))), clean)


def test_a_decimal_point(clean, tmp_path):
    draft = a_draft()
    for frame in draft.files.values():
        frame[:] = frame.replace(r"^(\d+),(\d+)$", r"\1.\2", regex=True)
    same(numbers(tmp_path, draft.write(tmp_path / "delivery")), clean)
