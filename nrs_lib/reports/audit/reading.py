"""From a file of any kind to what it shows and hides."""

from __future__ import annotations

from pathlib import Path

from nrs_lib.reports.audit.documents import read_image, read_pdf
from nrs_lib.reports.audit.markup import read_markup
from nrs_lib.reports.audit.notebooks import read_json
from nrs_lib.reports.audit.seen import Channel, Seen
from nrs_lib.reports.audit.sheets import read_csv, read_workbook
from nrs_lib.reports.scripts import slide_scripts, without_scripts

MARKUP = {".html", ".htm", ".svg", ".xml"}
IMAGES = {".png", ".jpg", ".jpeg", ".gif", ".webp"}
PLAIN = {".txt", ".log", ".md", ".yaml", ".yml", ".tex", ".css"}
SHEETS = {".csv", ".tsv"}
JSON = {".json", ".ipynb"}
KNOWN = MARKUP | IMAGES | PLAIN | SHEETS | JSON | {".xlsx", ".pdf"}
_DEEPEST = 3


def read_file(path: Path, file: str, *, output: str = "") -> Seen:
    """Read one file, and the files that lie inside it.

    Parameters
    ----------
    path, file
        Where it is, and what it is called in findings.
    output
        The stamped output whose own file it is.

    Returns
    -------
    Seen
        With the fault ``unreadable`` where the file is not what its ending says.
    """
    try:
        seen = _read(path, file, output)
    except Exception:
        # Whatever a damaged file does to a parser, it is unreadable; nothing of it is shown.
        seen = Seen(file, faults=[("unreadable", "file")])
    seen.say("file name", Channel.NAME, file)
    return seen


def read_bytes(data: bytes, file: str) -> Seen:
    """The same of a file that is not written yet and is no document of an office program."""
    seen = _of_bytes(data, Path(file).suffix.lower(), file, "")
    _open_embedded(seen, depth=0)
    seen.say("file name", Channel.NAME, file)
    return seen


def _read(path: Path, file: str, output: str) -> Seen:
    ending = path.suffix.lower()
    if ending == ".xlsx":
        seen = read_workbook(path, file, output=output)
    elif ending == ".pdf":
        seen = read_pdf(path, file)
    else:
        seen = _of_bytes(path.read_bytes(), ending, file, output)
    _open_embedded(seen, depth=0)
    return seen


def _of_bytes(data: bytes, ending: str, file: str, output: str) -> Seen:
    if ending in IMAGES:
        return read_image(data, file)
    text = data.decode("utf-8-sig")
    if ending in MARKUP:
        return read_markup(without_scripts(text, slide_scripts()), file, output=output)
    if ending in SHEETS:
        return read_csv(text, file, output=output)
    if ending in JSON:
        return read_json(text, file)
    seen = Seen(file)
    if ending in PLAIN:
        seen.say("text", Channel.VISIBLE, text)
    else:
        seen.faults.append(("unknown_file", "file"))
    return seen


def _open_embedded(seen: Seen, *, depth: int) -> None:
    """Read the files inside a file; anything but a picture or a drawing is a fault."""
    inside, seen.embedded = seen.embedded, []
    for place, name, data in inside:
        ending = Path(name).suffix.lower()
        is_picture = ending in IMAGES or ending == ".svg"
        if not is_picture or depth >= _DEEPEST:
            seen.faults.append(("embedded_file", place))
        try:
            part = _of_bytes(data, ending, seen.file, "")
        except (UnicodeDecodeError, ValueError):
            continue
        part.faults = [(rule, f"{place} {where}") for rule, where in part.faults]
        if depth < _DEEPEST:
            _open_embedded(part, depth=depth + 1)
        seen.take(part)
