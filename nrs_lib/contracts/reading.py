"""Data contracts, read from files into frozen objects and validated before any data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.codelists import (
    Code,
    Codelist,
    read_codelist,
    read_codelists,
    spelling,
)
from nrs_lib.contracts.fields import Field, read_field
from nrs_lib.contracts.languages import ByLanguage, by_language
from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import TimePoint

__all__ = [
    "TABLES",
    "Code",
    "Codelist",
    "Contract",
    "Field",
    "Reference",
    "read_codelist",
    "read_codelists",
    "read_contract",
    "read_contracts",
]

TABLES = (
    "unit",
    "episode",
    "diagnosis",
    "intervention",
    "questionnaire",
    "item",
    "sick_leave",
)
"""The tables of a delivery, those that others refer to first."""


_OWN: ContextVar[Mapping[str, Contract]] = ContextVar("own contract")


@dataclass(frozen=True)
class Reference:
    """A column whose values must stand in a column of another table."""

    column: str
    table: str
    key: str


@dataclass(frozen=True)
class Contract:
    """One table: where it is in a delivery and what each column may hold.

    ``codes_on`` is the column whose date says which codes are in force, of the table itself
    or, as ``episode.first_visit_date``, of the episode. ``layout``: ``long`` has a file of
    its own; ``wide`` are the plain columns of the main file; ``prefixed`` are its columns
    told apart by a prefix per time point.
    """

    table: str
    version: str
    physical_name: str
    business_name: str
    english_name: str | None
    description: ByLanguage
    limitations: ByLanguage
    row: ByLanguage
    layout: str
    required: bool
    codes_on: str | None
    prefixes: Mapping[TimePoint, str]
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    references: tuple[Reference, ...]
    path: str

    def label(self, language: str) -> str:
        """What readers call the table; without an English name, our own name."""
        return self.business_name if language == "sv" else self.english_name or self.table

    def field(self, name: str) -> Field:
        """The column with our name.

        Raises
        ------
        DefinitionError
            The contract has no such column.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise DefinitionError(
            f"The contract has no column {name}.",
            where=self.path,
            remedy=f"Known columns: {', '.join(field.name for field in self.fields)}.",
        )

    def physical_names(self, field: Field, time_point: TimePoint | None = None) -> tuple[str, ...]:
        """Names under which a column may stand in a file, the registry's own first.

        A prefixed column is asked for at one time point; case makes no difference.
        """
        plain = (field.physical_name, *field.aliases, field.name)
        if time_point is None or self.layout != "prefixed":
            return tuple(dict.fromkeys(plain))
        prefixed = tuple(self.prefixes[time_point] + name for name in plain)
        names = (*plain, *prefixed) if field.unprefixed == time_point else prefixed
        return tuple(dict.fromkeys(names))


def read_contract_file(path: Path) -> Contract:
    """Read one contract, of the registry's or of one's own.

    Raises
    ------
    DefinitionError
        The file breaks the profile, or is still a draft; names file and key.
    """
    raw = read_definition(path, schema=definitions() / "profile.schema.json")
    table = raw["schema"][0]
    custom = {part["property"]: part["value"] for part in table["customProperties"]}
    if table["name"] != raw["name"] or path.name != f"{raw['name']}.odcs.yaml":
        raise DefinitionError(
            "The file, the contract and its table have different names.",
            where=f"{path.name}: name",
            remedy="Let all three have the table's name.",
        )
    fields = tuple(read_field(part, f"{path.name}: {part['name']}") for part in table["properties"])
    names = [field.name for field in fields]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise DefinitionError(
            "A column stands twice.", where=f"{path.name}: {twice}", remedy="Keep one of them."
        )
    if custom.get("layout") == "prefixed" and "prefixes" not in custom:
        raise DefinitionError(
            "A contract with layout prefixed lacks its prefixes.",
            where=path.name,
            remedy="Add the custom property prefixes.",
        )
    key = {
        part["primaryKeyPosition"]: part["name"]
        for part in table["properties"]
        if part.get("primaryKey")
    }
    in_swedish = custom.get("inSwedish", {})
    contract = Contract(
        table=raw["name"],
        version=raw["version"],
        physical_name=table["physicalName"],
        business_name=table["businessName"],
        english_name=custom.get("englishName"),
        description=_both(raw["description"]["purpose"], in_swedish, "purpose"),
        limitations=_both(raw["description"].get("limitations", ""), in_swedish, "limitations"),
        row=_both(table["dataGranularityDescription"], in_swedish, "row"),
        layout=custom["layout"],
        required=custom["required"],
        codes_on=custom.get("codesOn"),
        prefixes=MappingProxyType(
            {TimePoint(point): prefix for point, prefix in custom.get("prefixes", {}).items()}
        ),
        fields=fields,
        primary_key=tuple(key[position] for position in sorted(key)),
        references=tuple(
            Reference(part["name"], *part["relationships"][0]["to"].split("."))
            for part in table["properties"]
            if part.get("relationships")
        ),
        path=path.name,
    )
    _check_names(contract)
    return contract


def _both(english: str, in_swedish: Mapping[str, str], key: str) -> ByLanguage:
    return by_language({"en": english, "sv": in_swedish.get(key, english)})


def _check_names(contract: Contract) -> None:
    owner: dict[str, str] = {}
    for field in contract.fields:
        points = field.time_points if contract.layout == "prefixed" else ()
        for point in points or (None,):
            for name in contract.physical_names(field, point):
                mine = f"{field.name} {point or ''}".strip()
                if owner.setdefault(spelling(name), mine) != mine:
                    raise DefinitionError(
                        f"The name {name} belongs to two columns.",
                        where=f"{contract.path}: {owner[spelling(name)]} and {mine}",
                        remedy="Let each registry name and alias belong to one column.",
                    )


@contextmanager
def using_contract(own: Contract) -> Iterator[None]:
    """Let the contract of a table of one's own be found, within a block of code."""
    before = _OWN.set({own.table: own})
    try:
        yield
    finally:
        _OWN.reset(before)


def read_contract(table: str, folder: Path | None = None) -> Contract:
    """Read the contract of one table.

    Raises
    ------
    DefinitionError
        The table is unknown, or the file breaks the profile; names file and key.
    """
    own = _OWN.get({})
    if table in own and folder is None:
        return own[table]
    return _shipped(table, folder)


@cache
def _shipped(table: str, folder: Path | None) -> Contract:
    if table not in TABLES:
        raise DefinitionError(
            f"There is no table named {table}.",
            where="data_contracts",
            remedy=f"Known tables: {', '.join(TABLES)}.",
        )
    return read_contract_file((folder or definitions()) / f"{table}.odcs.yaml")


def read_contracts(folder: Path | None = None) -> Mapping[str, Contract]:
    """Read every contract, by table, those that others refer to first, one's own last.

    Raises
    ------
    DefinitionError
        A file breaks the profile, or a reference leads to no column.
    """
    own = {} if folder else _OWN.get({})
    contracts = {table: read_contract(table, folder) for table in TABLES} | own
    for contract in contracts.values():
        check_references(contract, contracts)
    return MappingProxyType(contracts)


def check_references(contract: Contract, contracts: Mapping[str, Contract]) -> None:
    """Check that every reference of a contract leads to a column.

    Raises
    ------
    DefinitionError
        One does not; names table and column.
    """
    for reference in contract.references:
        if reference.table not in contracts:
            raise DefinitionError(
                f"A reference leads to no table: {reference.table}.",
                where=f"{contract.path}: {reference.column}",
                remedy=f"Known tables: {', '.join(TABLES)}.",
            )
        contracts[reference.table].field(reference.key)
    if contract.codes_on is not None:
        table, _, column = contract.codes_on.rpartition(".")
        holder = contracts[table] if table else contract
        if holder.field(column).logical_type != "date":
            raise DefinitionError(
                "The day on which codes must be in force is no date.",
                where=f"{contract.path}: codesOn",
                remedy="Name a column of type date.",
            )
