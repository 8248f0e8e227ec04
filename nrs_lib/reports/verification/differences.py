"""Where two releases of the same report differ: file by file, told by names and never by values.

Names come from the release that was just made. What stands in the other may be anybody's.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from openpyxl import load_workbook

from nrs_lib.disclosure.describing import KEY
from nrs_lib.disclosure.tracing import cell_id
from nrs_lib.reports.audit.auditing import CELLS
from nrs_lib.reports.folders import PDF
from nrs_lib.reports.manifest import NAME, files_in, read_manifest
from nrs_lib.reports.tracing.numbers import NUMBERS, read_numbers
from nrs_lib.reports.workbooks import WORKBOOK

_MOST = 3
# Told by the moment and not by the inputs.
_OF_ITS_TIME = ("created", "files", "ledger", "pdf")
_NOT_MADE, _ANOTHER = "no such file is made", "another file"
_ID = re.compile(r'\bid="([^"]+)"')


@dataclass(frozen=True)
class Difference:
    """One file that is not the same.

    Attributes
    ----------
    file
        Its name in the release.
    places
        Where in it, in words: cells by their names, else a line.
    since
        Whether it is no longer the file that was released.
    """

    file: str
    places: tuple[str, ...]
    since: bool = False

    def __str__(self) -> str:
        told = "; ".join(self.places)
        return f"{self.file}: {told}{'; changed since it was released' if self.since else ''}"


def differences(release: Path, again: Path) -> list[Difference]:
    """Every file of a release that is not the one that was made again, and the manifest's facts.

    Parameters
    ----------
    release
        As it stands. Whether its PDF is the one of its page is told by `papers`.
    again
        The same report, just made.
    """
    then, now = files_in(release), files_in(again)
    told = read_manifest(release).get("files", {})
    found = []
    for name in sorted({*then, *now, *told}):
        since = then.get(name) != told.get(name)
        if name == PDF and not since:
            continue
        if name not in now:
            found.append(Difference(name, (_NOT_MADE if name != PDF else _ANOTHER,), since))
        elif name not in then:
            found.append(Difference(name, ("missing",), since))
        elif then[name] != now[name]:
            places = list(_places(name, release, again))
            more = [f"and {len(places) - _MOST} more"] if len(places) > _MOST else []
            found.append(Difference(name, (*places[:_MOST], *more), since))
        elif since:
            found.append(Difference(NAME, (f"another checksum of {name}",)))
    places = tuple(_facts(read_manifest(release), read_manifest(again)))
    return [*found, Difference(NAME, places)] if places else found


def _facts(then: Mapping[str, object], now: Mapping[str, object]) -> Iterator[str]:
    left_out = {*_OF_ITS_TIME, *(["audit"] if "pdf" in then else [])}
    for name in sorted({*then, *now} - left_out):
        before, after = then.get(name), now.get(name)
        if name == "code":
            # The same code may stand in several commits.
            before, after = ({**part, "commit": None} for part in (before, after))
        if before != after:
            yield name if name in now else "a fact that is not told"


def _places(name: str, release: Path, again: Path) -> Iterator[str]:
    """Where a file differs, in words."""
    before, after = (release / name).read_bytes(), (again / name).read_bytes()
    try:
        if name == CELLS or name.startswith("tables/"):
            yield from _cells(name, before, after, again)
        elif name == NUMBERS:
            yield from _numbers(before, after)
        elif name == WORKBOOK:
            yield from _sheets(before, after)
        else:
            yield _line(before, after)
    except Exception:
        # What was changed need not be a table any longer.
        yield _line(before, after)


def _rows(content: bytes, name: str) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if name != CELLS else ","))


def _cells(name: str, before: bytes, after: bytes, again: Path) -> Iterator[str]:
    then, now = _rows(before, name), _rows(after, name)
    named = 0
    for line, (old, new) in enumerate(zip_longest(then, now, fillvalue=[])):
        for place, (was, is_now) in enumerate(zip_longest(old, new)):
            if was == is_now:
                continue
            named += 1
            if line >= len(now) or place >= len(now[line]):
                yield f"row {line}, column {place + 1}: no such cell is made"
            elif line == 0:
                yield f"heading of column {place + 1}"
            elif name == CELLS:
                yield f"{_key_of(now, line)}: {now[0][place]}"
            else:
                yield _cell(Path(name).stem, line, place, now[0][place], again)
    if not named:
        yield _line(before, after)


def _key_of(rows: Sequence[Sequence[str]], line: int) -> str:
    """What a described number is: its key, which holds no count."""
    row = dict(zip(rows[0], rows[line], strict=False))
    return f"row {line} ({' '.join(row[part] for part in KEY if row.get(part))})"


def _cell(output: str, line: int, place: int, head: str, again: Path) -> str:
    name = cell_id(output, line, place + 1)
    known = {one["id"]: one for part in read_numbers(again)["outputs"] for one in part["numbers"]}
    row = known.get(name, {}).get("row", "")
    column = head.strip() or place + 1
    return f"cell {name} (row {row or line}, column {column})"


def _numbers(before: bytes, after: bytes) -> Iterator[str]:
    then, now = json.loads(before), json.loads(after)
    known = _by_id(then)
    named = 0
    for name, number in _by_id(now).items():
        if known.get(name) != number:
            named += 1
            yield f"number {name}"
    for part in sorted(now):
        if part != "outputs" and then.get(part) != now[part]:
            named += 1
            yield part
    if not named:
        yield _line(before, after)


def _by_id(told: Mapping[str, object]) -> dict[str, object]:
    """Each number with the rows that it came from."""
    return {
        one["id"]: (one, [output["origins"][place] for place in one["from"]])
        for output in told["outputs"]
        for one in output["numbers"]
    }


def _sheets(before: bytes, after: bytes) -> Iterator[str]:
    then, now = (load_workbook(io.BytesIO(content)) for content in (before, after))
    named = 0
    for sheet in now.worksheets:
        if sheet.title not in then.sheetnames:
            named += 1
            yield f"sheet {sheet.title}"
            continue
        other = then[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value != other[cell.coordinate].value:
                    named += 1
                    yield f"sheet {sheet.title}, cell {cell.coordinate}"
    if not named:
        yield "its form, with the same cells"


def _line(before: bytes, after: bytes) -> str:
    """The first line that differs, and the last name before it."""
    pairs = enumerate(zip(before, after, strict=False))
    place = next((n for n, (was, now) in pairs if was != now), min(len(before), len(after)))
    head = after[:place].decode("utf-8", errors="replace")
    named = _ID.findall(head)
    after_name = f", after {named[-1]}" if named else ""
    return f"line {head.count(chr(10)) + 1}{after_name}"
