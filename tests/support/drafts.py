"""Files without a contract, their drafts, and drafts filled in as a person would."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from nrs_lib.extract.raw import RawColumn

N_EPISODES = 40
POINTS = ("Start", "Slut")
CANARY = "kanariefågel"


def diary(*, seed: int = 1) -> pd.DataFrame:
    """Sleep of forty episodes at two occasions, as text in the registry's Swedish.

    ``Kvalitet`` has a value that two rows hold, ``Timmar`` decimals, ``Besvär`` 0 to 10 with
    missing answers, and ``Kommentar`` text that only its writer has.
    """
    draws = np.random.default_rng(seed)
    n = N_EPISODES * len(POINTS)
    quality = np.array(["Dålig", "Måttlig", "God"])[np.arange(n) % 3].astype(object)
    quality[[3, 10]] = "Ovanlig"
    trouble = pd.Series((np.arange(n) * 7) % 11).astype(str)
    trouble[:20] = ""
    return pd.DataFrame(
        {
            "Episode_id": np.repeat([f"{one:04d}" for one in range(N_EPISODES)], len(POINTS)),
            "Tillfälle": np.tile(POINTS, N_EPISODES),
            "Timmar": [f"{4 + one:.1f}".replace(".", ",") for one in draws.uniform(0, 5, n)],
            "Besvär (0-10)": trouble,
            "Kvalitet": quality,
            "Vila": np.where(np.arange(n) % 2, "Ja", "nej"),
            "Dag": pd.date_range("2022-01-01", periods=n, freq="D").strftime("%Y-%m-%d"),
            "Kommentar": [f"{CANARY} {one}" for one in range(n)],
        }
    )


def written(folder: Path, table: pd.DataFrame, name: str = "diary.csv") -> Path:
    """The table as a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    table.to_csv(path, sep=";", index=False)
    return path


def column(
    cells: list[object],
    *,
    name: str = "Q1",
    labels: dict[float, str] | None = None,
    user_missing: tuple[tuple[float, float], ...] = (),
) -> RawColumn:
    """A raw column from one cell per row; None is empty, numbers make a number column."""
    codes, distinct = pd.factorize(pd.Series(cells, dtype=object))
    is_number = all(isinstance(cell, (int, float)) for cell in distinct)
    kind = "float64" if is_number and len(distinct) else object
    return RawColumn(
        name=name,
        codes=codes.astype("int32"),
        cells=np.array(list(distinct), dtype=kind),
        labels=labels or {},
        user_missing=user_missing,
    )


def column_of(contract: Path, name: str) -> dict[str, object]:
    """One column of a draft as YAML has it, its custom properties among the rest."""
    document = yaml.safe_load(contract.read_text(encoding="utf-8"))
    raw = next(one for one in document["schema"][0]["properties"] if one["name"] == name)
    custom = {one["property"]: one["value"] for one in raw.pop("customProperties")}
    return raw | custom


def evidence_of(contract: Path, name: str) -> str:
    """The comments above a column, on one line."""
    text = contract.read_text(encoding="utf-8").split(f"      - name: {name}\n")[0]
    lines = text.splitlines()
    above = []
    while lines and lines[-1].startswith("      #"):
        above.insert(0, lines.pop().strip(" #"))
    return " ".join(above)


def codes_of(folder: Path, name: str) -> list[dict[str, str]]:
    """Lines of a drafted code list."""
    with (folder / "codelists" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def filled_in(contract: Path) -> None:
    """Fill in every mark of a draft, here and in its code lists, with something that may be."""
    text = contract.read_text(encoding="utf-8")
    text = re.sub(r"minimum: TODO.*", "minimum: 0", text)
    text = re.sub(r"\n *maximum: TODO.*", "", text)
    text = re.sub(r"\n.*property: (plausible|timePoints), value: 'TODO.*", "", text)
    text = re.sub(r"'TODO patient, staff[^']*'", "patient", text)
    text = re.sub(r"'TODO[^']*'|TODO .*(?=\n)", "Filled in", text)
    contract.write_text(text, encoding="utf-8")
    for path in (contract.parent / "codelists").glob("*"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"\nTODO.*", "\nrare,Ovanlig,Rare,false,,", text)
        text = re.sub(r"ordered: TODO.*", "ordered: false", text)
        path.write_text(text.replace("TODO", "In English"), encoding="utf-8")
