"""Drafts a contract: what the cells show is proposed, what only a person knows is marked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.contracts.codelists import COLUMNS
from nrs_lib.contracts.own_tables import CODELISTS, ENDING, index_name
from nrs_lib.contracts.reading import TABLES, read_contracts
from nrs_lib.contracts.shape import MARK
from nrs_lib.errors import ExtractError, UsageError
from nrs_lib.extract.declared import NOTHING_DECLARED, Declared
from nrs_lib.extract.formats import read_file
from nrs_lib.reports.contract_draft.codes import identifier
from nrs_lib.reports.contract_draft.columns import ColumnDraft, draft_columns
from nrs_lib.reports.contract_draft.keys import candidate_keys
from nrs_lib.reports.contract_draft.observing import observe, secrecy
from nrs_lib.reports.page.documents import write_text


@dataclass(frozen=True)
class ContractDraft:
    """A contract and its code lists as texts, by path under the folder they are written to."""

    table: str
    files: Mapping[str, str]

    @property
    def marks(self) -> int:
        """Number of places that a person fills in."""
        return sum(line.count(MARK) for line in self._lines())

    def _lines(self) -> Iterator[str]:
        for text in self.files.values():
            yield from (line for line in text.splitlines() if not line.lstrip().startswith("#"))


def draft_contract(
    path: Path, *, table: str | None = None, declared: Declared = NOTHING_DECLARED
) -> ContractDraft:
    """Draft the contract of a file that has none.

    Parameters
    ----------
    path
        The file, in any format that a delivery may have.
    table
        Name of the table: small letters and underscores; from the file's name when left out.
    declared
        How a text file is written, where it does not show it.

    Raises
    ------
    UsageError
        The table has no name to use, or one of the registry's.
    ExtractError
        The file cannot be read, has no rows, has cells in place of headings, or holds
        personal identity numbers. Never a value.
    """
    if not path.is_file():
        raise ExtractError("There is no such file.", where=path.name, remedy="Correct the path.")
    name = _table_name(path, table)
    raw = read_file(path, declared=declared)
    if raw.n_rows == 0:
        raise ExtractError(
            "The file has a heading but no rows.",
            where=path.name,
            remedy="Give a file with rows; a draft is made from what they show.",
        )
    seen, who = observe(raw)
    keys = candidate_keys(seen)
    hush = secrecy()
    columns = draft_columns(seen, table=name, key=keys[0] if keys else (), who=who, hush=hush)
    physical = identifier(path.stem, otherwise=name)
    head = _head(name, physical, columns, keys, hush.count(raw.n_rows, "rows"))
    contract = "\n".join([*head, *(line for one in columns for line in one.lines())]) + "\n"
    return ContractDraft(name, {f"{name}{ENDING}": contract, **_lists(name, columns)})


def write_draft(draft: ContractDraft, folder: Path, *, replace: bool = False) -> list[Path]:
    """Write a draft into a folder; each file stands whole or not at all.

    Raises
    ------
    UsageError
        A file is there already and ``replace`` was not asked for; nothing is written.
    """
    paths = {folder / name: text for name, text in draft.files.items()}
    there = [path for path in paths if path.exists()]
    if there and not replace:
        raise UsageError(
            "A draft would overwrite what is there, perhaps filled in by somebody.",
            where=", ".join(path.name for path in there),
            remedy="Give another folder with --to, or --replace to overwrite.",
        )
    return [write_text(path, text) for path, text in paths.items()]


def _table_name(path: Path, asked: str | None) -> str:
    stem = "".join(sign for sign in path.stem if not sign.isdigit())
    name = asked if asked is not None else identifier(stem, otherwise="")
    letters = name.replace("_", "")
    if not (letters.isascii() and letters.isalpha() and name.islower() and name[0] != "_"):
        raise UsageError(
            "The table needs a name of small letters a to z and underscores.",
            where="--table" if asked is not None else path.name,
            remedy="Give one with --table, such as sleep_diary.",
        )
    taken = {*TABLES, *(one.physical_name for one in read_contracts().values())}
    if name in taken or path.stem.casefold() in taken:
        raise UsageError(
            "The registry has a table or file of this name, with a contract of its own.",
            where=name if name in taken else path.name,
            remedy="Give another name with --table, and rename a file that is not the registry's.",
        )
    return name


def _head(
    table: str,
    physical: str,
    columns: list[ColumnDraft],
    keys: list[tuple[str, ...]],
    rows: str,
) -> Iterator[str]:
    ours = {one.seen.column.name: one.name for one in columns}
    told = "; ".join(" with ".join(ours[name] for name in key) for key in keys)
    yield f"# A draft from a file with {len(columns)} columns and {rows}. Nothing here is a source."
    yield f"# Fill in every {MARK}, lower a classification only where you may, and check it with"
    yield f"#   nrs contract check {table}{ENDING}"
    if told:
        yield f"# One row each is named by: {told}. The first is marked as the key."
    else:
        yield "# No column and no two columns name every row once: mark primaryKey: true and"
        yield "# primaryKeyPosition: 1, 2, ... on those that do, when the file is mended."
    yield "apiVersion: v3.1.0"
    yield "kind: DataContract"
    yield f"id: nrs-own-{table.replace('_', '-')}"
    yield f"name: {table}"
    yield "version: 0.1.0"
    yield "status: draft"
    yield "description:"
    yield f"  purpose: {MARK} what the table holds and what it is for"
    yield f"  limitations: {MARK} what a reader must know first, or take this line away"
    yield "schema:"
    yield f"  - name: {table}"
    yield f"    physicalName: {physical}"
    yield "    physicalType: file"
    yield f"    businessName: {MARK} the table's name in Swedish"
    yield f"    dataGranularityDescription: {MARK} one row per what"
    yield "    customProperties:"
    yield "      - {property: layout, value: long}"
    yield "      - {property: required, value: false}"
    yield "    properties:"


def _lists(table: str, columns: list[ColumnDraft]) -> dict[str, str]:
    own = [one.codes for one in columns if one.codes is not None and one.codes.rows]
    if not own:
        return {}
    index = ["# Code lists of the table, each in a file beside this one.", "lists:"]
    files = {}
    for codes in own:
        index += [
            f"  - name: {codes.name}",
            "    version: 1",
            f"    ordered: {MARK} true if the codes have an order, lowest first, else false",
            "    evidence: assumed",
            "    reference: From the file's labels or values, not from a source",
        ]
        sheet = io.StringIO()
        csv.writer(sheet, lineterminator="\n").writerows([COLUMNS, *codes.rows])
        files[f"{CODELISTS}/{codes.name}.csv"] = sheet.getvalue()
    return {f"{CODELISTS}/{index_name(table)}": "\n".join(index) + "\n", **files}
