"""Finds thresholds that are written outside the instruments' files.

What is looked for comes from the definitions themselves: the size of every change threshold
and the lower limit of every band. Sizes that only a threshold has (0.6, 30 %) are found
wherever they stand; whole numbers, a half and a tenth, which stand everywhere, where the words
or names beside them speak of a limit or a score.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.contracts.change_thresholds import PERCENT
from nrs_lib.contracts.instruments import scales

_SCORE = re.compile(
    r"score|start|later|before|after|change|gain|improv|worse|pain|hads|isi_|mpi|pcs|tsk|pdi|"
    r"rand36|sf36|eq5d|eq_vas|severity|interference|depress|anxi|insomni",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"threshold|cut_?off|mcid|mid\b|important|responder|limit(?!s)|gr[aä]ns|improved", re.IGNORECASE
)
_COUNTED = re.compile(r"\blen\(|\.size\b|\.shape\b|\.sum\(|nunique|\bn_\w+|count|places?\b|period")
_COMMON = {0.1, 0.5}
_DRAWN = {"weight", "size", "leading"}
"""Arguments that say how thick or large something is drawn."""
_BESIDE = (
    r"(?:minst|at least|över|above|under|below|från|from|gränsen?(?: på| är)?|"
    r"threshold(?: of| is)?|cut-?off(?: of)?|≥|>=|≤|<=|&[gl]e;)[\s\u00a0]*"
)
_UNIT = r"[\s\u00a0]*(?:poäng|steg|points?)\b"


@dataclass(frozen=True)
class Literal:
    """A threshold that stands where it should not."""

    path: str
    line: int
    what: str

    @property
    def key(self) -> tuple[str, str]:
        """What an exception names: the file, and the line's own text."""
        return self.path, self.what


def sizes() -> tuple[set[float], set[float], set[float]]:
    """Per cents, sizes that only a threshold has, and those that stand everywhere."""
    every = [t for one in scales().values() for t in one.change_thresholds]
    percents = {t.amount for t in every if t.unit == PERCENT}
    lowers = {
        band.lower
        for one in scales().values()
        for scheme in one.band_schemes
        for band in scheme.bands[1:]
    }
    rest = {float(t.size) for t in every} | {float(lower) for lower in lowers}
    common = {n for n in rest if n.is_integer()} | (rest & _COMMON)
    return percents, rest - common, common


def literals(root: Path, *folders: str) -> list[Literal]:
    """All that is found in the files of some folders: code, pages, notebooks, sidecars."""
    found = []
    for folder in folders:
        here = root / folder
        for path in [here] if here.is_file() else sorted(here.rglob("*")):
            if path.suffix in _READERS and path.is_file() and not _is_foreign(path):
                name, lines = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
                for line, what in _READERS[path.suffix](lines):
                    found.append(Literal(name, line, " ".join(what.split())))
    return list(dict.fromkeys(found))


def _is_foreign(path: Path) -> bool:
    """Whether a file is another project's, taken in unchanged and known by its checksum."""
    listed = path.parent / "scripts.json"
    told = json.loads(listed.read_text(encoding="utf-8")) if listed.is_file() else {}
    return "npm package" in told.get(path.name, {}).get("source", "")


def _in_text(text: str) -> bool:
    """Whether readers' words tell a threshold."""
    percents, parts, wholes = sizes()
    percent = "|".join(f"{n:g}" for n in sorted(percents))
    part = "|".join(re.escape(f"{n:g}").replace(r"\.", "[.,]") for n in sorted(parts))
    whole = "|".join(f"{n:g}".replace(".", "[.,]") for n in sorted(wholes, reverse=True))
    patterns = (
        rf"(?<![\d.,])(?:{percent})[\s\u00a0]*(?:%|procent|per ?cent)",
        rf"(?<![\d.,:/{{])(?:{part})(?![\d.,]*\d|px|rem|em|vh)",
        rf"{_BESIDE}(?:{whole}){_UNIT}",
    )
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def _python(source: str) -> Iterator[tuple[int, str]]:
    tree, lines = ast.parse(source), source.splitlines()
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for parent in ast.walk(tree):
        for node, beside in _decides(parent):
            if _is_threshold(node.value, beside):
                yield node.lineno, lines[node.lineno - 1]
        is_words = isinstance(parent, ast.Constant) and isinstance(parent.value, str)
        if is_words and id(parent) not in prose and _in_text(parent.value):
            yield parent.lineno, parent.value


def _decides(parent: ast.AST) -> Iterator[tuple[ast.Constant, str]]:
    """Numbers that are compared, multiplied, or given a name, with what stands beside them."""
    if isinstance(parent, ast.Compare):
        parts = [parent.left, *parent.comparators]
        beside = " ".join(ast.unparse(part) for part in parts if not _number(part))
        yield from ((part, beside) for part in parts if _number(part))
    elif isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mult):
        for part, other in ((parent.left, parent.right), (parent.right, parent.left)):
            if _number(part):
                yield part, ast.unparse(other)
    elif isinstance(parent, (ast.Assign, ast.AnnAssign)) and parent.value is not None:
        targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
        name = " ".join(map(ast.unparse, targets))
        yield from ((one, name) for one in _within(parent.value))
    elif isinstance(parent, ast.keyword):
        # Where a count begins is called start as well.
        name = "" if parent.arg == "start" else parent.arg or ""
        if name in _DRAWN:
            return
        yield from ((one, name) for one in _within(parent.value))
    elif isinstance(parent, ast.arguments):
        by_place = [*parent.posonlyargs, *parent.args][-len(parent.defaults) or None :]
        both = [*zip(by_place, parent.defaults, strict=False)]
        both += [*zip(parent.kwonlyargs, parent.kw_defaults, strict=True)]
        yield from ((one, arg.arg) for arg, one in both if one is not None and _number(one))


def _within(value: ast.AST) -> Iterator[ast.Constant]:
    """A number, or those of a tuple, list or map that is written out."""
    if _number(value):
        yield value
    elif isinstance(value, (ast.Tuple, ast.List, ast.Set)):
        yield from (one for one in value.elts if _number(one))
    elif isinstance(value, ast.Dict):
        yield from (one for one in value.values if _number(one))


def _number(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
    )


def _is_threshold(value: float, beside: str) -> bool:
    percents, parts, wholes = sizes()
    if float(value) in parts:
        return True
    is_named = bool(_LIMIT.search(beside))
    is_score = bool(_SCORE.search(beside)) and not _COUNTED.search(beside)
    return float(value) in wholes | percents and (is_named or is_score)


def _notebook(source: str) -> Iterator[tuple[int, str]]:
    for number, cell in enumerate(json.loads(source)["cells"], start=1):
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            yield from ((number, what) for _, what in _python(text))
        yield from ((number, line) for line in text.splitlines() if _in_text(line))


def _lines(source: str) -> Iterator[tuple[int, str]]:
    # How a page looks is no text: its styles have sizes of their own.
    unstyled = re.sub(r"<style.*?</style>", lambda m: "\n" * m[0].count("\n"), source, flags=re.S)
    for number, line in enumerate(unstyled.splitlines(), start=1):
        if _in_text(line.partition("#")[0] if source.lstrip().startswith("#") else line):
            yield number, line


_READERS = {".py": _python, ".ipynb": _notebook, ".j2": _lines, ".yaml": _lines, ".js": _lines}
