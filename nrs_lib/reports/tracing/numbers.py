"""The numbers of a release as data: each printed number with what it was made from.

``numbers.json`` stands beside the report. It is made from the stamps alone, so it holds
nothing that was not cleared for the report's reader.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import orjson

from nrs_lib.contracts.instruments import scales as read_scales
from nrs_lib.contracts.measures import plain_name, read_measures
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.disclosure.tracing import cell_id
from nrs_lib.errors import DisclosureError
from nrs_lib.reports.content import Block, Content
from nrs_lib.tables.defined import Defined, defined
from nrs_lib.terms import Statistic

NUMBERS = "numbers.json"
FORM = 1
"""Version of the file's form; raised when what a key means changes."""
_IMPROVED = "improved"


def numbers_of(content: Content, *, language: str) -> dict[str, object]:
    """Every number of a report, by the output it stands in.

    Parameters
    ----------
    content
        The report, read from its stamped outputs.
    language
        Of the labels and definitions.

    Returns
    -------
    dict
        ``outputs``, in the order of the report: ``name``, ``kind``, ``cell`` (of the
        notebook), ``definitions`` (keys), ``origins`` (the cleared rows: measure, statistic,
        scope, group, time point, category, period, method, n, numerator, denominator, or
        ``hidden`` with the reason) and ``numbers`` (``id``, ``row``, ``column``, ``text``,
        ``from``: places in ``origins``). ``measures``: label and definitions of each measure.
        ``definitions``: text, evidence and reference by key. ``contracts``: version by table.
        An output whose text no cleared row stands behind has no numbers.
    """
    outputs = [_output(block) for block in content.outputs]
    keys = sorted({key for output in outputs for key in output["definitions"]})
    rows = [row for output in outputs for row in output["origins"]]
    policies = {str(record["policy_sha256"]) for o in content.outputs for record in o.records}
    alone = dict(_defined_alone(sorted({row["measure"] for row in rows}), keys, language))
    every = defined(
        keys, judged=_judged(rows), drawn=_drawn(rows), policies=policies, language=language
    )
    known = {one.key: one for one in (*every, *(one for found in alone.values() for one in found))}
    return {
        "form": FORM,
        "language": language,
        "contracts": {table: one.version for table, one in sorted(read_contracts().items())},
        "outputs": outputs,
        "measures": {
            code: {"label": _label(code, language), "definitions": [one.key for one in found]}
            for code, found in alone.items()
        },
        "definitions": {key: _told(one) for key, one in sorted(known.items())},
    }


def write_numbers(path: Path, content: Content, *, language: str) -> None:
    """Write ``numbers.json``, the same bytes every time."""
    found = numbers_of(content, language=language)
    path.write_bytes(orjson.dumps(found, option=orjson.OPT_SORT_KEYS) + b"\n")


def read_numbers(folder: Path) -> dict[str, object]:
    """Read the numbers of a release.

    Raises
    ------
    DisclosureError
        There are none, or they cannot be read.
    """
    try:
        return json.loads((folder / NUMBERS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise DisclosureError(
            "A release has no readable list of its numbers, so none of them can be asked.",
            where=f"{folder.name}: {NUMBERS}",
            remedy="Give the folder of a release, which holds report.html; or make it again.",
        ) from fault


def _keys(block: Block) -> list[str]:
    return sorted({str(key) for record in block.records for key in record["definitions"]})


def _output(block: Block) -> dict[str, object]:
    origins = list(block.origins.get("origins", ()))
    numbers = []
    places = block.origins.get("cells", ())
    for line, (row, cells) in enumerate(zip(block.rows, places, strict=bool(places)), start=1):
        named = ", ".join(text for head, text in row.items() if head not in cells and text)
        numbers += [
            {
                "id": cell_id(block.name, line, column),
                "row": named,
                "column": head.strip(),
                "text": text,
                "from": cells[head],
            }
            for column, (head, text) in enumerate(row.items(), start=1)
            if text and head in cells
        ]
    if block.origins.get("sentences"):
        told = {"row": "", "column": "", "text": block.plain, "from": block.origins["sentences"]}
        numbers.append({"id": block.name} | told)
    return {
        "name": block.name,
        "kind": block.kind,
        "cell": block.cell,
        "definitions": _keys(block) if numbers else [],
        "origins": origins,
        "numbers": numbers,
    }


def _judged(rows: Iterable[Mapping[str, object]]) -> set[str]:
    return {str(row["measure"]) for row in rows if row.get("category") == _IMPROVED}


def _drawn(rows: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """By scale that has a curve, what its improvements are counted in."""
    found = {str(row["measure"]) for row in rows if row.get("statistic") == Statistic.IMPROVED_BY}
    return dict(measure.split(":")[:2] for measure in found)


def _defined_alone(
    shown: Iterable[str], keys: Collection[str], language: str
) -> Iterator[tuple[str, tuple[Defined, ...]]]:
    """Each measure with what defines it and no other: its missing rule names its own scale."""
    measures = read_measures()
    for code in shown:
        scale = measures[code].scale if code in measures else plain_name(code)
        own = {f"measure:{code}", *(f"{kind}:{scale}" for kind in ("scale", "exported"))}
        yield code, _defining(tuple(sorted(own & set(keys))), scale, language)


@cache
def _defining(keys: tuple[str, ...], scale: str, language: str) -> tuple[Defined, ...]:
    """The same measures are in every report."""
    return tuple(defined(keys, judged={scale}, language=language))


def _label(code: str, language: str) -> str:
    known = read_measures().get(code) or read_scales()[plain_name(code)]
    return known.label[language]


def _told(one: Defined) -> dict[str, str]:
    return {
        "text": one.text,
        "evidence": str(one.evidence or ""),
        "reference": one.reference,
        "detail": one.detail,
    }
