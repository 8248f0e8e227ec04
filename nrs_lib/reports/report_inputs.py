"""Every part of what a report is made from, to the last number that its notebook reads."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from nrs_lib.cohort.periods import Period
from nrs_lib.reports.orders import Order
from nrs_lib.reports.own_sections import own_fingerprints, own_key
from nrs_lib.reports.pooling import shown_of
from nrs_lib.reports.rebuilding import known_of
from nrs_lib.reports.reference import reference_fingerprints
from nrs_lib.reports.sections import VOLUME
from nrs_lib.reports.slices import Slices
from nrs_lib.reports.workshops import code_cells, reads_desk

_NUMBERS = "numbers"
_CHARTS = {"chart_of", "charts_of", "charted_measures"}
_ONLY_THROUGH = {
    *("nrs_lib.figures", "nrs_lib.tables", "nrs_lib.reports.desk.open_desk"),
    # A chart is drawn up from a section.
    *(f"nrs_lib.reports.charts.{name}" for name in _CHARTS),
}
_WAYS_AROUND = {"getattr", "vars", "open", "eval", "exec", "globals", "get_ipython"}


def reads_sections_only(notebook: Path) -> bool:
    """Whether all that a notebook knows of the data are sections of its desk."""
    return _reads_sections_only(notebook, notebook.stat().st_mtime_ns)


@lru_cache
def _reads_sections_only(notebook: Path, _changed_last: int) -> bool:
    if not reads_desk(notebook):
        return False
    for tree in code_cells(notebook):
        if tree is None:
            return False
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                return False
            if isinstance(node, ast.ImportFrom):
                names = {f"{node.module}.{alias.name}" for alias in node.names}
                if node.level or not names <= _ONLY_THROUGH:
                    return False
            if isinstance(node, ast.Attribute) and (
                node.attr == "extract" or node.attr.startswith("_")
            ):
                return False
            if isinstance(node, ast.Name) and node.id in _WAYS_AROUND:
                return False
    return True


def made_from(order: Order, extract: object, outputs: Path, slices: Slices) -> dict[str, object]:
    """Every part of what a report is made from, but the extract's own name."""
    return {**known_of(order), _NUMBERS: _numbers(order, extract, outputs, slices)}


def _numbers(order: Order, extract: object, outputs: Path, slices: Slices) -> dict[str, str]:
    whole = {"the whole extract": str(order.origin.extract["fingerprint"])}
    if not order.period or not reads_sections_only(order.sidecar.notebook):
        return whole
    asked, shown = Period.parse(order.period), shown_of(order, extract, outputs)
    place = {"extract_id": extract.extract_id, "register": order.subject.register}
    stored = {**place, "period": shown.period}
    national = reference_fingerprints(outputs, **stored)
    own = (
        {}
        if order.subject.is_national
        else own_fingerprints(outputs, unit_id=order.subject.subject_id, **stored)
    )
    told = {} if asked == shown.period else _asked(order, stored, asked, outputs)
    if national is None or own is None or told is None:
        return whole
    # Before and after a change are counted from a day that the plan names.
    rows = {"own rows": slices.whole[order.subject.subject_id]} if order.plan else {}
    units = extract.units[extract.units["register"] == str(order.subject.register)]
    names = json.dumps([list(units["unit_id"]), list(units["unit_name"])]).encode()
    return {
        **{f"own {name}": key for name, key in own.items()},
        **{f"national {name}": key for name, key in national.items()},
        **told,
        **rows,
        "shown": f"{shown.period.code}, {'results' if shown.has_results else 'no results'}",
        "names of units": hashlib.sha256(names).hexdigest(),
    }


def _asked(
    order: Order, stored: Mapping[str, object], asked: Period, outputs: Path
) -> dict[str, str] | None:
    """What a report that shows a longer period reads of the one that it was asked for."""
    national = reference_fingerprints(outputs, **{**stored, "period": asked})
    # Its own volume is counted as it is asked for, so any row within reach may move it.
    rows = own_key(outputs, unit_id=order.subject.subject_id, **stored)
    if national is None or rows is None:
        return None
    return {f"national {VOLUME} asked for": national[VOLUME], "own rows asked for": rows}
