"""Contracts of tables that are not the registry's: a study's own questionnaire beside it.

Such a contract follows the same profile and is read as strictly. It stands in a folder of
its own with its code lists beside it::

    <table>.odcs.yaml
    codelists/<table>.lists.yaml     what each list is
    codelists/<list>.csv             its codes
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.contracts.codelists import (
    COLUMNS,
    Codelist,
    marks_in_rows,
    read_index,
    read_list,
    using_codelists,
)
from nrs_lib.contracts.definition_rows import read_rows
from nrs_lib.contracts.reading import (
    TABLES,
    Contract,
    check_references,
    read_contract_file,
    read_contracts,
    using_contract,
)
from nrs_lib.contracts.shape import marks_in, read_yaml, refuse_marks
from nrs_lib.errors import DefinitionError

CODELISTS = "codelists"
ENDING = ".odcs.yaml"


def index_name(table: str) -> str:
    """File name of the list of a table's own code lists."""
    return f"{table}.lists.yaml"


@dataclass(frozen=True)
class OwnDefinitions:
    """The contract of a table of one's own, and the code lists that stand beside it."""

    contract: Contract
    codelists: Mapping[str, Codelist]

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Let these be found by name beside the registry's, within a block of code."""
        with using_codelists(self.codelists), using_contract(self.contract):
            yield


def read_own(path: Path) -> OwnDefinitions:
    """Read the contract of a table of one's own, with its code lists.

    Parameters
    ----------
    path
        The contract, ``<table>.odcs.yaml``.

    Raises
    ------
    DefinitionError
        A file breaks the profile or is still a draft, the table or a code list has a name
        that is taken, there is no key, or a reference leads nowhere.
    """
    table = path.name.removesuffix(ENDING)
    refuse_marks(_marks(path, table), where=path.name)
    codelists = dict(_own_lists(path.parent / CODELISTS, table))
    with using_codelists(codelists):
        contract = read_contract_file(path)
    known = read_contracts()
    taken = {one.physical_name for one in known.values()}
    if contract.table in TABLES or contract.physical_name in taken:
        raise DefinitionError(
            "A table of your own has the name of one of the registry's.",
            where=f"{contract.path}: name or physicalName",
            remedy=f"Give it another; taken are {', '.join([*TABLES, *sorted(taken)])}.",
        )
    if contract.layout != "long":
        raise DefinitionError(
            "A table of your own is not laid out as one file with plain columns.",
            where=f"{contract.path}: layout",
            remedy="Write long.",
        )
    if not contract.primary_key:
        raise DefinitionError(
            "A contract says of no column that it is the key.",
            where=contract.path,
            remedy="Mark primaryKey and primaryKeyPosition on the columns that name a row.",
        )
    check_references(contract, known)
    return OwnDefinitions(contract, codelists)


def _marks(path: Path, table: str) -> Iterator[tuple[str, str]]:
    """Every mark in the contract and what stands beside it, all told at once."""
    yield from marks_in(read_yaml(path))
    folder = path.parent / CODELISTS
    index = folder / index_name(table)
    if not index.exists():
        return
    document = read_yaml(index)
    for place, text in marks_in(document):
        yield f"{index.name}: {place}", text
    # What is no list of named lists is refused as such afterwards.
    lists = document.get("lists") if isinstance(document, dict) else None
    for entry in lists if isinstance(lists, list) else ():
        file = folder / f"{entry.get('name') if isinstance(entry, dict) else ''}.csv"
        for place, text in marks_in_rows(read_rows(file, COLUMNS)) if file.is_file() else ():
            yield f"{file.name}: {place}", text


def _own_lists(folder: Path, table: str) -> Iterator[tuple[str, Codelist]]:
    index = folder / index_name(table)
    if index.exists():
        for name, entry in read_index(index).items():
            yield name, read_list(folder / f"{name}.csv", entry)
