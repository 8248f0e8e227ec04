"""What a notebook must be before it may run: a narrative, with its logic elsewhere.

The rules are read off the source; nothing is executed. What a cell shows is checked again
after a run, by its stamp.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nrs_lib.errors import DefinitionError
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.content import LANGUAGES

LONGEST_CELL = 12
_READABLE = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
_MACHINE_MADE = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){0,3}")
_PATH = re.compile(
    r"^[~./\\]|^[A-Za-z]:[\\/]|\.(csv|html?|ipynb|json|parquet|sav|svg|txt|xlsx|ya?ml)$"
)
_KERNELSPEC = {"display_name", "language", "name"}
_ANNOTATION = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_RAW_MARKUP = {"HTML", "HTMLMath", "Markdown"}
_BARE_FRAME = {"describe", "head", "info", "sample", "tail", "to_html", "to_string"}
_NEVER_CALLED = {"__import__", "eval", "exec", "open", "print"}


@dataclass(frozen=True)
class Fault:
    """One thing that a notebook must not have.

    Attributes
    ----------
    notebook, cell
        Where; ``cell`` is empty for what concerns the whole notebook.
    what
        What is wrong, and what to do instead.
    """

    notebook: str
    cell: str
    what: str

    def __str__(self) -> str:
        return f"{self.notebook}{f' cell {self.cell}' if self.cell else ''}: {self.what}"


def faults_in(path: Path, sidecar: Sidecar | None = None) -> list[Fault]:
    """Everything that is wrong with a notebook.

    Parameters
    ----------
    path
        The notebook's file.
    sidecar
        Its sidecar, whose parameters it must declare; a worked example has none.

    Raises
    ------
    DefinitionError
        The file is not a notebook.
    """
    text = path.read_text(encoding="utf-8")
    try:
        # Not nbformat.reads, which mends an id that stands twice before it can be seen.
        notebook = nbformat.v4.reads(text)
        doubled = _doubled(notebook)
        if not doubled:
            nbformat.validate(notebook, version=4, version_minor=5)
    except (ValueError, AttributeError, TypeError, nbformat.ValidationError) as fault:
        raise DefinitionError(
            "A file is not a notebook of format 4.5.", where=path.name, remedy="Make it anew."
        ) from fault
    if doubled:
        return [Fault(path.name, "", f"has cell ids that stand twice ({', '.join(doubled)})")]
    found = [("", what) for what in _whole(notebook, text)]
    if sidecar is not None:
        found += _parameters(notebook, sidecar)
        found += _languages(notebook, sidecar)
    for cell in notebook.cells:
        found += [(cell.get("id", ""), what) for what in _cell(cell)]
    return [Fault(path.name, cell, what) for cell, what in found]


def _doubled(notebook: NotebookNode) -> list[str]:
    ids = Counter(cell.get("id") for cell in notebook.cells)
    return sorted(str(name) for name, times in ids.items() if times > 1)


def _whole(notebook: NotebookNode, text: str) -> Iterator[str]:
    if text != nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n":
        yield "is not in canonical form; write it with nbformat"
    odd = sorted(set(notebook.metadata) - {"kernelspec", "language_info", "title"})
    odd += sorted(set(notebook.metadata.get("kernelspec", {})) - _KERNELSPEC)
    odd += sorted(set(notebook.metadata.get("language_info", {})) - {"name"})
    if odd:
        yield f"has metadata of somebody's session ({', '.join(odd)}); remove it"
    first = notebook.cells[0] if notebook.cells else {}
    if first.get("cell_type") != "markdown" or not first.get("source", "").startswith("# "):
        yield "does not begin with a title; let the first cell be '# ' and the question it answers"


def _parameters(notebook: NotebookNode, sidecar: Sidecar) -> Iterator[tuple[str, str]]:
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != (1 if sidecar.parameters else 0):
        yield "", "has not one cell tagged parameters, or has one that its sidecar knows nothing of"
    for cell in tagged:
        declared = _declared(cell.source)
        wanted = {
            name: (_ANNOTATION[str(schema["type"])], schema["default"])
            for name, schema in sidecar.parameters.items()
        }
        if declared != wanted:
            yield (
                cell.id,
                "declares other parameters than its sidecar; write name: type = default, "
                "one a line, as there",
            )


def _languages(notebook: NotebookNode, sidecar: Sidecar) -> Iterator[tuple[str, str]]:
    """Prose in several languages stands side by side, so that nobody mends one alone."""
    if len(sidecar.languages) == 1:
        return
    prose: list[NotebookNode] = []
    for cell in [*notebook.cells, None]:
        if cell is not None and cell.cell_type == "markdown":
            prose.append(cell)
            continue
        for first in range(0, len(prose), len(sidecar.languages)):
            beside = prose[first : first + len(sidecar.languages)]
            if [_language(one) for one in beside] != [{at} for at in sidecar.languages]:
                told = ", then ".join(sidecar.languages)
                yield beside[0].id, f"has not its languages side by side; tag them {told}"
            elif len({_headings(one.source) for one in beside}) > 1:
                yield beside[0].id, "has other headings in one language than in the other"
        prose = []


def _language(cell: NotebookNode) -> set[str]:
    return LANGUAGES & set(cell.metadata.get("tags", ()))


def _headings(source: str) -> tuple[str, ...]:
    """Levels of the headings."""
    return tuple(line.split(" ")[0] for line in source.splitlines() if line.startswith("#"))


def _declared(source: str) -> Mapping[str, tuple[str, object]] | None:
    """Annotated literals by name; None when the cell holds anything else."""
    declared = {}
    try:
        for line in ast.parse(source).body:
            declared[line.target.id] = (line.annotation.id, ast.literal_eval(line.value))
    except (AttributeError, SyntaxError, ValueError):
        return None
    return declared


def _cell(cell: NotebookNode) -> Iterator[str]:
    name = cell.get("id", "")
    if not _READABLE.match(name) or _MACHINE_MADE.match(name):
        yield "has an id that nobody can read; use small words joined by hyphens"
    if set(cell.metadata) - {"tags"}:
        yield "has metadata besides tags; remove it"
    if cell.cell_type != "code":
        return
    if cell.outputs or cell.execution_count is not None:
        yield "keeps outputs; strip them"
    lines = len(cell.source.splitlines())
    if lines > LONGEST_CELL:
        yield f"has {lines} lines of code; {LONGEST_CELL} at most, logic belongs in nrs_lib"
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:
        yield "is not plain Python"
        return
    for node in ast.walk(tree):
        yield from _code(node)
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        yield from _shown(tree.body[-1].value)


def _code(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import():
            if any(not _is_ours(alias.name) for alias in node.names):
                yield "imports something besides nrs_lib"
        case ast.ImportFrom():
            if node.level or not _is_ours(node.module or ""):
                yield "imports something besides nrs_lib"
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
            yield "defines a function or class; write it in nrs_lib and test it"
        case ast.For() | ast.AsyncFor() | ast.While():
            yield "loops; the runner goes through the units, nrs_lib through all else"
        case ast.comprehension(iter=source) if "unit" in ast.unparse(source).lower():
            yield "goes through the units; that is the runner's work"
        case ast.Constant(value=str() as text) if _PATH.search(text):
            yield "names a file; notebooks know no paths"
        case ast.Attribute(attr="style"):
            yield "uses .style, which lets free text become script"
        case ast.keyword(arg="escape", value=ast.Constant(value=False)):
            yield "turns escaping off"
        case ast.Call():
            yield from _call(node)


def _call(node: ast.Call) -> Iterator[str]:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    called = node.func.id if isinstance(node.func, ast.Name) else called
    values = [*node.args, *(word.value for word in node.keywords)]
    if called in _RAW_MARKUP and any(not isinstance(value, ast.Constant) for value in values):
        yield f"gives {called} a text that is put together, which lets free text become script"
    if called == "summary":
        yield "shows .summary(), whose names are not escaped"
    if called in _NEVER_CALLED:
        yield f"calls {called}"


def _shown(value: ast.expr) -> Iterator[str]:
    if not isinstance(value, ast.Call):
        yield "ends with a bare value; show it with a function of nrs_lib"
    elif isinstance(value.func, ast.Attribute) and value.func.attr in _BARE_FRAME:
        yield "ends with a bare frame; show it with a function of nrs_lib"


def _is_ours(module: str) -> bool:
    return module.split(".")[0] == "nrs_lib"
