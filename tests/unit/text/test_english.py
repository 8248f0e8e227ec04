"""English that readers meet: not Swedish word for word."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
SWEDISH_IN_ENGLISH = {
    "the nation": r"\b[Tt]he nation\b|\bNation\b",  # riket: national, the national figure
    "shown from 10": r"shown from \{",  # visas från: needs at least
    "without regard to": r"without regard to",  # utan hänsyn till: without adjustment
    "the own unit": r"\bown unit\b",  # den egna enheten: the unit itself
    "those without response": r"those without response",  # non-responders
    "tried against": r"\btried against\b",  # prövade mot: tested
    "bears a difference": r"\bbears a\b",  # tål: withstands
    "at least so many": r"\bat least so (many|high|much)\b",  # minst så många: this many
    "stands in the table": r"\bstands? (in|at|beneath|beside|here|last)\b",  # står: is given
    "is no part": r"\b(is|are) no part\b",  # ingår inte: is not part
    "said otherwise": r"\bsaid otherwise\b",  # inget annat sägs: stated otherwise
    "holds chiefly": r"\bchiefly\b",  # gäller främst: applies mainly
}


def _strings(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def _of_modules() -> Iterator[tuple[str, str]]:
    for part in ("figures", "tables", "views", "reports/page", "reports/site", "reports/outbox"):
        for path in sorted((ROOT / "nrs_lib" / part).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                pairs = (
                    zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ()
                )
                for key, value in pairs:
                    if isinstance(key, ast.Constant) and key.value == "en":
                        yield from ((path.name, text) for text in _strings(value))


def _of_templates() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if "en" in cell["metadata"].get("tags", []):
                yield path.name, "".join(cell["source"])


def _of_contracts() -> Iterator[tuple[str, str]]:
    def told(part: object) -> Iterator[str]:
        for key, value in part.items() if isinstance(part, dict) else enumerate(part):
            if isinstance(value, dict | list):
                yield from told(value)
            elif isinstance(value, str) and str(key) in ("en", "label_en"):
                yield value

    for name in ("measures", "conventions", "control_chart_rules", "cautions", "sick_leave"):
        path = ROOT / "data_contracts" / f"{name}.yaml"
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from ((path.name, text) for text in told(read))


TEXTS = {"modules": _of_modules, "templates": _of_templates, "contracts": _of_contracts}


@pytest.mark.parametrize("of", TEXTS)
def test_english_is_not_swedish_word_for_word(of):
    texts = list(TEXTS[of]())

    assert len(texts) > 50
    found = {
        f"{place}: {text[:90]}": name
        for place, text in texts
        for name, pattern in SWEDISH_IN_ENGLISH.items()
        if re.search(pattern, text)
    }
    assert not found


def test_a_calque_would_be_found():
    said = "Results stand in the table, higher than in the nation; shown from {n} responses."

    found = [name for name, pattern in SWEDISH_IN_ENGLISH.items() if re.search(pattern, said)]

    assert found == ["the nation", "shown from 10", "stands in the table"]
