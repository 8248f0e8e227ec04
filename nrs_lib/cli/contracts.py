"""`nrs contract`: contracts for tables of one's own, drafted and checked."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from nrs_lib.cli.deliveries import declared_in


def init(arguments: Namespace) -> int:
    """Draft the contract of a file that has none."""
    from nrs_lib.reports.contract_draft.drafting import draft_contract, write_draft

    draft = draft_contract(arguments.file, table=arguments.table, declared=declared_in(arguments))
    folder = arguments.to or Path()
    paths = write_draft(draft, folder, replace=arguments.replace)
    for path in paths:
        print(path)
    print(f"{draft.marks} marks (TODO) are yours to fill in. Then: nrs contract check {paths[0]}")
    return 0


def check(arguments: Namespace) -> int:
    """Check a contract, and a table by it when one is given."""
    from nrs_lib.contracts.own_tables import read_own

    own = read_own(arguments.contract)
    contract = own.contract
    print(
        f"{contract.path}: {len(contract.fields)} columns, {len(own.codelists)} code lists of its "
        f"own; a row is named by {', '.join(contract.primary_key)}."
    )
    if arguments.file is None:
        return 0
    return _check_file(arguments)


def _check_file(arguments: Namespace) -> int:
    from nrs_lib.cli.deliveries import show_delivery
    from nrs_lib.cohort.extracts import open_extract
    from nrs_lib.cohort.own_tables import read_own_table

    extract = open_extract(arguments.extract) if arguments.extract else None
    found = read_own_table(
        arguments.file,
        contract=arguments.contract,
        extract=extract,
        declared=declared_in(arguments),
    )
    show_delivery([found.file.as_dict()], found.findings.frame.to_dict("records"))
    aside = len(found.set_aside)
    print(f"{found.file.rows} rows = {len(found.table)} to analyse + {aside} set aside.")
    if extract is None:
        print("No reference to the registry was checked; --extract ID does that.")
    return 0
