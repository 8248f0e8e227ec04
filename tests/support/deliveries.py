"""A tiny valid delivery in the registry's layout, to be damaged one flaw at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat

from nrs_lib.contracts.fields import Field
from nrs_lib.contracts.reading import read_codelist, read_contracts

AS_OF = "2023-09-01"
WIDE, UNITS, ITEMS = "nrs_wide", "nrs_units", "nrs_items"
DIAGNOSES, INTERVENTIONS, SICK_LEAVE = "nrs_diagnoses", "nrs_interventions", "nrs_sick_leave"

_UNITS = """
Unit_id;Unit_name;Register;Region;Joined_date;Left_date;Is_private
sv01;Smärtcentrum Ås;Specialistvård;Region Skåne;2010-01-01;;Nej
pv01;Vårdcentralen Ön;Primärvård;Region Uppsala;2016-01-01;;Ja
"""
# One line per column, as the wide file has too many columns for one line per episode.
_WIDE = """
Episode_id;0001;0002;0003;0004
Patient_id;P1;P2;P3;P1
Unit_id;sv01;sv01;pv01;pv01
Care_process;MMR;MMR;Smärtutredning;MMR
Referral_date;2021-01-10;2021-02-10;2022-01-10;2023-01-10
First_visit_date;2021-02-01;2021-03-01;2022-02-01;2023-02-01
Program_start_date;2021-03-01;2021-04-01;;2023-03-01
Discharge_date;2021-06-01;2021-07-01;2022-03-01;
Gender_sex;Kvinna;Man;Kvinna;Kvinna
Age;45;52;33;47
Outside_europe;Inom Europa;Utom Europa;Inom Europa;Inom Europa
Education_recode;Gymnasium;Grundskola;Universitet;Gymnasium
Pain_duration;2000;900;400;2700
Persist_Pain_dur;1800;400;;2500
SMPERIOD;Ihållande- aldrig smärtfri;Peridodvis återkommande;Periodvis återkommande;
PRI;3;2;;
Dr_vistits;2-3 ggr;4 eller fler;0-1 ggr;
ini_Answer_date;2021-01-20;2021-02-20;2022-01-20;
ini_NRS7;8;Värsta tänkbara värk;6;
ini_EQ5D_index;0,25;0,1;0,6;
ini_LISAT_Life;Ganska tillfredsställande;Otillfredsställande;;
con_Answer_date;2021-05-30;2021-06-30;;
con_NRS7;6;7;;
con_EQ5D_index;0,5;0,3;;
con_Change_pain;Minskat;Oförändrad;;
fol_Answer_date;2022-06-10;;;
fol_NRS7;5;;;
fol_EQ5d_index;0,725;;;
"""
_ITEMS = """
Episode_id;Time_point;Instrument;Item;Value
0001;Utredning/Inskrivning;hads;hads_01;2
0001;Utredning/Inskrivning;hads;hads_02;1
0001;Utredning/Inskrivning;pri;pri_07;1
0001;Utredning/Inskrivning;pri;pri_08;1
0001;Utredning/Inskrivning;pri;pri_09;1
0001;Avslut;hads;hads_01;1
0002;Utredning/Inskrivning;hads;hads_01;3
"""
_DIAGNOSES = """
Episode_id;Time_point;Diagnosis_no;ICD10
0001;Utredning/Inskrivning;1;M79.7
0001;Utredning/Inskrivning;2;F32.1
0002;Utredning/Inskrivning;1;M545
0003;Utredning/Inskrivning;1;R52.2A
"""
_INTERVENTIONS = """
Episode_id;Profession;Mode;Individual_visits;Group_sessions;Hours
0001;Fysioterapeut;På plats;4;10;24,5
0001;Psykolog;Video;2;0;2
0002;Läkare;På plats;3;0;2,5
"""
_SICK_LEAVE = """
Patient_id;Benefit;Extent;Start_date;End_date;Gross_days;Net_days;Linkage_date
P1;Sjukpenning;Hälften;2020-10-01;2020-12-31;92;46;2023-06-01
P1;Rehabiliteringspenning;0,5;2020-11-01;2020-11-30;30;15;2023-06-01
P2;Sjukpenning;1;2021-01-01;2021-01-31;31;31;2023-06-01
"""


def _cells(text: str) -> pd.DataFrame:
    lines = [line.split(";") for line in text.strip().splitlines()]
    return pd.DataFrame(lines[1:], columns=lines[0], dtype="str")


@dataclass
class Draft:
    """A delivery being written: one frame of text cells per file, as the registry has them.

    It has four episodes at two units: one with all three questionnaires, one without
    follow-up, one of assessment only, and one still open without any answer.
    """

    files: dict[str, pd.DataFrame] = field(default_factory=dict)
    note: str = f"as_of: {AS_OF}\nsource: a test\nsynthetic: true\n"

    def put(self, file: str, row: int, **cells: str) -> Draft:
        """Write cells of one row (the first row under the heading is 1)."""
        for column, cell in cells.items():
            if column not in self.files[file]:
                self.files[file][column] = ""
            self.files[file].loc[row - 1, column] = cell
        return self

    def add(self, file: str, **cells: str) -> Draft:
        """Add a row; what is not given is empty."""
        frame = self.files[file]
        frame.loc[len(frame)] = [str(cells.get(column, "")) for column in frame.columns]
        return self

    def drop(self, file: str, *columns: str) -> Draft:
        """Leave columns out; without columns, the whole file."""
        if columns:
            self.files[file] = self.files[file].drop(columns=list(columns))
        else:
            del self.files[file]
        return self

    def rename(self, file: str, **names: str) -> Draft:
        """Give columns other names."""
        self.files[file] = self.files[file].rename(columns=names)
        return self

    def write(
        self, folder: Path, *, kind: str = "csv", encoding: str = "cp1252", delimiter: str = ";"
    ) -> Path:
        """Write the delivery as one folder of files of a kind that deliveries may have."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, frame in self.files.items():
            if kind == "csv":
                text = frame.to_csv(sep=delimiter, index=False, lineterminator="\r\n")
                (folder / f"{name}.csv").write_bytes(text.encode(encoding))
            elif kind == "xlsx":
                _typed(frame, name).to_excel(folder / f"{name}.xlsx", index=False, sheet_name=name)
            elif kind == "parquet":
                _typed(frame, name).to_parquet(folder / f"{name}.parquet", index=False)
            else:
                _write_coded(frame, folder / f"{name}.{kind}")
        if self.note:
            (folder / "delivery.yaml").write_text(self.note, encoding="utf-8")
        return folder


def a_draft() -> Draft:
    """The tiny valid delivery, not yet written."""
    texts = {
        UNITS: _UNITS,
        ITEMS: _ITEMS,
        DIAGNOSES: _DIAGNOSES,
        INTERVENTIONS: _INTERVENTIONS,
        SICK_LEAVE: _SICK_LEAVE,
    }
    columns = [line.split(";") for line in _WIDE.strip().splitlines()]
    wide = pd.DataFrame({name: cells for name, *cells in columns}, dtype="str")
    return Draft({WIDE: wide} | {name: _cells(text) for name, text in texts.items()})


def a_delivery(folder: Path, *, kind: str = "csv") -> Path:
    """The tiny valid delivery, written to a folder."""
    return a_draft().write(folder, kind=kind)


def _fields(file: str) -> dict[str, Field]:
    return {
        name.casefold(): each
        for contract in read_contracts().values()
        if contract.physical_name == file
        for each in contract.fields
        for point in each.time_points or (None,)
        for name in contract.physical_names(each, point)
    }


def _typed(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """The cells as a spreadsheet holds them: days as days, numbers as numbers, labels as text."""
    columns = {}
    for name, cells in frame.items():
        each = _fields(file).get(str(name).casefold())
        filled = cells.where(cells != "")
        if each is None or each.logical_type == "string" or each.codelist is not None:
            columns[name] = filled.astype(object)
        elif each.logical_type == "date":
            columns[name] = pd.to_datetime(filled)
        else:
            columns[name] = filled.str.replace(",", ".").astype("float64")
    return pd.DataFrame(columns)


def _write_coded(frame: pd.DataFrame, path: Path) -> None:
    """Write for SPSS or Stata: numbers with value labels, days as the program counts them."""
    is_stata = path.suffix == ".dta"
    start, step = ("1960-01-01", 86_400) if is_stata else ("1582-10-14", 1)
    fields = _fields(path.stem)
    columns, labels, formats = {}, {}, {}
    for name, cells in frame.items():
        each = fields.get(str(name).casefold())
        filled = cells.where(cells != "")
        if each is None or (each.logical_type == "string" and each.codelist is None):
            columns[name] = cells.astype(object)
        elif each.codelist is not None:
            columns[name], labels[name] = _labelled(filled, read_codelist(each.codelist))
        elif each.logical_type == "date":
            days = pd.to_datetime(filled).to_numpy("datetime64[s]")
            seconds = (days - np.datetime64(start, "s")).astype("float64")
            columns[name] = np.where(np.isnat(days), np.nan, seconds / step)
            formats[name] = "%td" if is_stata else "DATE11"
        else:
            columns[name] = filled.str.replace(",", ".").astype("float64")
    cells = pd.DataFrame(columns)
    if is_stata:
        whole = {name: {int(n): text for n, text in part.items()} for name, part in labels.items()}
        pyreadstat.write_dta(cells, path, variable_value_labels=whole, variable_format=formats)
        return
    pyreadstat.write_sav(
        cells,
        path,
        compress=path.suffix == ".zsav",
        variable_value_labels=labels,
        variable_format=formats,
    )


def _labelled(cells: pd.Series, codelist) -> tuple[pd.Series, dict[float, str]]:
    """Numbers of our own with the cells as labels, as SPSS stores coded answers."""
    plain = pd.to_numeric(cells.str.replace(",", "."), errors="coerce")
    texts = [text for text in cells.dropna().unique() if pd.isna(plain[cells == text]).all()]
    place = {text: float(100 + number) for number, text in enumerate(texts)}
    return plain.fillna(cells.map(place)), {value: text for text, value in place.items()}
