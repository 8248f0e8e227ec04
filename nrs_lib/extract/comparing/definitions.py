"""Which definitions changed between two extracts: contracts, lists, instruments, conventions."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.contracts.shape import entries_in, read_yaml
from nrs_lib.errors import DefinitionError, ExtractError
from nrs_lib.extract.comparing.difference import Difference, Side
from nrs_lib.extract.kept_definitions import definitions_of
from nrs_lib.places import definitions

_TOLD = 60


@dataclass(frozen=True)
class DefinitionChange:
    """One value of a definition file that is not the same.

    Attributes
    ----------
    file
        Path of the file among the definitions.
    entry
        Where in it, such as ``scales.nrs_pain.change_thresholds.decrease_30.size``; the code
        for a line of a list.
    before, after
        What stands there, as text; empty where nothing did.
    """

    file: str
    entry: str
    before: str
    after: str


def definition_differences(before: Side, after: Side) -> list[Difference]:
    """Definitions that changed, one finding per file.

    An extract that was stored before definitions were kept with it tells only that they are
    others.
    """
    sums = [str(side.passport["definitions_sha256"]) for side in (before, after)]
    if sums[0] == sums[1]:
        return []
    try:
        changes = list(changed_entries(before, after))
    except ExtractError:
        return [Difference("definitions_unknown", count=1)]
    files = dict.fromkeys(change.file for change in changes)
    return [
        Difference(
            "definition_changed",
            column=file,
            count=sum(change.file == file for change in changes),
            facts={
                "entries": "; ".join(_spoken(c) for c in changes if c.file == file),
                "what": kind_of(file),
            },
        )
        for file in files
    ]


def changed_entries(before: Side, after: Side) -> Iterator[DefinitionChange]:
    """Every value that differs between the definitions of two extracts.

    Raises
    ------
    ExtractError
        The definitions of one of them are not kept.
    """
    with _folder(before) as old, _folder(after) as new:
        names = sorted({*_files(old), *_files(new)})
        for name in names:
            mine, theirs = _entries(old / name), _entries(new / name)
            for entry in dict.fromkeys([*mine, *theirs]):
                # A cell that is empty says what one that is not there says.
                was, now = mine.get(entry, ""), theirs.get(entry, "")
                if was != now:
                    yield DefinitionChange(name, entry, was, now)


def kind_of(file: str) -> str:
    """What kind of definition a file holds, as a key of the wording."""
    if file.endswith(".odcs.yaml"):
        return "contract"
    if "/" in file:
        return file.split("/", 1)[0]
    return "convention" if file.startswith("conventions") else "definition"


def _folder(side: Side) -> AbstractContextManager[Path]:
    if side.home is None:
        return nullcontext(definitions())
    return definitions_of(side.home, sha256=str(side.passport["definitions_sha256"]))


def _files(folder: Path) -> list[str]:
    return [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix in (".yaml", ".csv")
    ]


def _entries(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
        heads = lines[0] if lines else []
        found: dict[str, str] = {}
        for line in lines[1:]:
            for head, cell in zip(heads[1:] or heads, line[1:] or line, strict=False):
                found[f"{line[0]}.{head}"] = cell
        return found
    try:
        return {place: str(value) for place, value in entries_in(read_yaml(path))}
    except DefinitionError:
        return {"": path.read_text(encoding="utf-8", errors="replace")}


def _spoken(change: DefinitionChange) -> str:
    old, new = (_cut(text) for text in (change.before, change.after))
    if not old or not new:
        return f"{change.entry}: {'+' if new else '−'} {new or old}"
    return f"{change.entry}: {old} → {new}"


def _cut(text: str) -> str:
    return text if len(text) <= _TOLD else text[: _TOLD - 1] + "…"
