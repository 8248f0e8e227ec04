"""The indexes: every name under its first letter, with the columns that it leads to."""

from __future__ import annotations

from collections.abc import Iterable

from nrs_lib.contracts.codelists import spelling
from nrs_lib.reports.codebook.columns import Entry
from nrs_lib.text import sort_key

Letters = dict[str, dict[str, list[Entry]]]
"""Names by first letter, and the columns by name; both in Swedish order."""


def by_our_name(told: Iterable[Entry]) -> Letters:
    """Columns by the name that the code uses."""
    return _by_letter((entry.field.name, entry) for entry in told)


def by_registry_name(told: Iterable[Entry]) -> Letters:
    """Columns by every name that a delivery may use, the registry's own and the others.

    Names that differ only in capitals stand once, for a delivery may write either.
    """
    return _by_letter((name, entry) for entry in told for name in (*entry.names, *entry.accepted))


def _by_letter(named: Iterable[tuple[str, Entry]]) -> Letters:
    written: dict[str, str] = {}
    leads_to: dict[str, list[Entry]] = {}
    for name, entry in named:
        shown = written.setdefault(spelling(name), name)
        leads_to.setdefault(shown, []).append(entry)
    letters: Letters = {}
    for name in sorted(leads_to, key=sort_key):
        letters.setdefault(name[0].upper(), {})[name] = leads_to[name]
    return letters
