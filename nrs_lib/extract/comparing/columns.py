"""Columns, labels, codes and findings that are new or gone between two deliveries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from nrs_lib.contracts.comparison import ComparisonRules
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.contracts.versions import read_families
from nrs_lib.extract.comparing.difference import (
    Difference,
    Side,
    is_one_sided,
)
from nrs_lib.extract.comparing.matching import ANSWERS
from nrs_lib.extract.comparing.rows import Compared
from nrs_lib.extract.comparing.windows import newest

_QUESTIONNAIRE = "questionnaire"
# About so many codes, spellings and findings are looked at in one comparison.
_LOOKED_AT = 100
# What is found once in a while comes and goes; these are lists of their own.
_CODES_BESIDE = {"item": ("instrument", "item"), ANSWERS: ("form_version",)}


def column_differences(before: Side, after: Side) -> Iterator[Difference]:
    """Columns that have begun or ceased to hold anything, by time point where they have one."""
    sides = [side.passport.get("filled", {}) for side in (before, after)]
    for table in sorted(sides[0].keys() & sides[1].keys()):
        had, has = (side[table] for side in sides)
        if any(had.values()) != any(has.values()):
            kind = "table_new" if any(has.values()) else "table_gone"
            rows = max((had | has).values())
            yield Difference(kind, table, count=rows, is_expected=kind == "table_new")
            continue
        for name in sorted({*had, *has}):
            old, new = had.get(name, 0), has.get(name, 0)
            if bool(old) != bool(new):
                point, _, column = name.rpartition(".")
                kind = "column_new" if new else "column_gone"
                yield Difference(kind, table, column, count=new or old, facts={"time_point": point})


def name_differences(before: Side, after: Side) -> Iterator[Difference]:
    """Names and spellings that were accepted in one delivery and not in the other."""
    heard = [
        {(row["column"], row["event"]): row["count"] for row in side.passport.get("log", [])}
        for side in (before, after)
    ]
    for kind, mine, theirs in (
        ("name_new", heard[1], heard[0]),
        ("name_gone", heard[0], heard[1]),
    ):
        for column, event in sorted(mine.keys() - theirs.keys()):
            if event.startswith("read as "):
                yield Difference(
                    kind, "", column, count=int(mine[column, event]), facts={"event": event}
                )


def spelling_differences(before: Side, after: Side, rules: ComparisonRules) -> Iterator[Difference]:
    """Labels that have come in another spelling, or ceased to."""
    rows = [side.passport["rows"]["episode"]["rows_in"] for side in (before, after)]
    heard = [
        {
            (row["column"], row["event"]): int(row["count"])
            for row in side.passport.get("log", [])
            if not str(row["event"]).startswith("read as ")
        }
        for side in (before, after)
    ]
    for here, there, kind in ((1, 0, "spelling_new"), (0, 1, "spelling_gone")):
        for (column, event), n in sorted(heard[here].items()):
            if (column, event) not in heard[there] and _is_telling(
                n, rows[here], rows[there], rules
            ):
                yield Difference(kind, "", column, count=n, facts={"event": event})


def finding_differences(before: Side, after: Side, rules: ComparisonRules) -> Iterator[Difference]:
    """Rules that are broken in one delivery and were not in the other."""
    counted = [
        {
            (one["table"], one["column"], one["rule"]): int(one["count"])
            for one in side.passport["findings"]
        }
        for side in (before, after)
    ]
    rows = [side.passport["rows"] for side in (before, after)]
    for here, there, kind in ((1, 0, "finding_new"), (0, 1, "finding_gone")):
        for key in sorted(counted[here].keys() - counted[there].keys()):
            table, column, rule = key
            size = [side.get(table, {}).get("rows_in", 0) for side in rows]
            n = counted[here][key]
            yield Difference(
                kind,
                table,
                column,
                count=n,
                of=size[here],
                is_expected=not _is_telling(n, size[here], size[there], rules),
                facts={"rule": rule},
            )


def code_differences(
    found: Mapping[str, Compared], before: Side, after: Side, rules: ComparisonRules
) -> Iterator[Difference]:
    """Codes of closed lists that are seen in one delivery and not in the other.

    A code that is rare may come and go; one that would hardly have been absent is to be
    looked at. A code has ceased when the newest rows of the earlier delivery had it and no
    new row has. Versions that take each other's place by the contract are expected to.
    """
    contracts = read_contracts()
    for one in found.values():
        contract = contracts[_QUESTIONNAIRE if one.table == ANSWERS else one.table]
        listed = [field.name for field in contract.fields if field.codelist is not None]
        windows = newest(one, before, after)
        for column in (*listed, *_CODES_BESIDE.get(one.table, ())):
            if column in one.rows.columns:
                yield from _codes(one, column, windows, rules)


def _codes(
    one: Compared, column: str, windows: tuple[np.ndarray, np.ndarray], rules: ComparisonRules
) -> Iterator[Difference]:
    was, now = one.rows.before(column).dropna(), one.rows.after(column).dropna()
    if was.empty or now.empty:
        return
    had, has = was.value_counts(), now.value_counts()
    young = one.rows.before(column)[windows[0]].dropna()
    fresh = one.rows.after(column)[windows[1]].dropna()
    used, seen = young.value_counts(), fresh.value_counts()
    for code, n in has[has > 0].items():
        if not had.get(code, 0):
            yield _code("code_new", one.table, column, code, int(n), len(now), len(was), rules)
    for code, n in had[had > 0].items():
        if not has.get(code, 0):
            yield _code("code_gone", one.table, column, code, int(n), len(was), len(now), rules)
        elif not seen.get(code, 0) and _is_telling(
            int(used.get(code, 0)), len(young), len(fresh), rules
        ):
            counts = int(used[code]), len(young), len(fresh)
            yield _code("code_ceased", one.table, column, code, *counts, rules)


def _code(
    kind: str,
    table: str,
    column: str,
    code: object,
    n: int,
    of: int,
    other: int,
    rules: ComparisonRules,
) -> Difference:
    return Difference(
        kind,
        table,
        column,
        count=n,
        of=of,
        is_expected=column in versioned_columns()
        or _of_version(str(code))
        or not _is_telling(n, of, other, rules),
        facts={"code": str(code)},
    )


def versioned_columns() -> frozenset[str]:
    """Columns that name a version: of an instrument, or of the form."""
    families = read_families().values()
    return frozenset({family.form_column for family in families if family.form_column}) | {
        "form_version"
    }


def _of_version(code: str) -> bool:
    """Whether a code is an instrument, or a question of one, that has a last or first day."""
    dated = [
        version.instrument
        for family in read_families().values()
        for version in family.versions
        if version.first or version.last
    ]
    return any(code == one or code.startswith(f"{one}_") for one in dated)


def _is_telling(n: int, of: int, other: int, rules: ComparisonRules) -> bool:
    return is_one_sided(n, of, other, false_alarms=rules.false_alarms / _LOOKED_AT)
