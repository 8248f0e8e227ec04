"""Notebooks and other JSON: what their outputs, metadata and widgets hold."""

from __future__ import annotations

import base64
import binascii
import json
from collections import defaultdict
from collections.abc import Mapping

from nrs_lib.reports.audit.markup import read_markup
from nrs_lib.reports.audit.seen import Channel, Seen

_WIDGETS = "application/vnd.jupyter.widget-state+json"
_OF_THE_PROGRAM = {"kernelspec", "language_info"}


def read_json(text: str, file: str) -> Seen:
    """Read a file of JSON; a notebook is read as one."""
    held = json.loads(text)
    if file.endswith(".ipynb"):
        return read_notebook(held, file)
    seen = Seen(file)
    for place, values in leaves(held).items():
        seen.say_all(place, Channel.VISIBLE, values)
    return seen


def read_notebook(held: Mapping[str, object], file: str) -> Seen:
    """Read a notebook: outputs, sources, attachments, metadata and the state of widgets."""
    seen = Seen(file)
    metadata = dict(held.get("metadata", {}))
    widgets = metadata.pop("widgets", {})
    for place, values in leaves(widgets.get(_WIDGETS, widgets), "widget state").items():
        # A widget's look and class are named, its values and texts are data.
        if not place.rpartition(" ")[2].startswith(("_", "model_", "layout", "style")):
            seen.say_all(place, Channel.HIDDEN, values)
    _tell(metadata, "metadata", seen)
    for number, cell in enumerate(held.get("cells", ()), start=1):
        where = f"cell {cell.get('id', number)}"
        _tell(cell.get("metadata", {}), f"{where} metadata", seen)
        seen.say(f"{where} source", Channel.VISIBLE, _joined(cell.get("source", "")))
        for name, bundle in cell.get("attachments", {}).items():
            for content in bundle.values():
                seen.embedded.append((f"{where} attachment", name, _bytes(_joined(content))))
        for output in cell.get("outputs", ()):
            _output(output, f"{where} output", seen)
    return seen


def _tell(metadata: Mapping[str, object], where: str, seen: Seen) -> None:
    for place, values in leaves(metadata, where).items():
        parts = place.split()
        if not _OF_THE_PROGRAM & set(parts) and "tags" not in parts:
            seen.say_all(place, Channel.METADATA, values)


def _output(output: Mapping[str, object], where: str, seen: Seen) -> None:
    seen.say(where, Channel.VISIBLE, _joined(output.get("text", "")))
    trace = output.get("traceback", ())
    seen.say(f"{where} traceback", Channel.VISIBLE, " ".join(trace))
    _tell(output.get("metadata", {}), f"{where} metadata", seen)
    for kind, content in output.get("data", {}).items():
        text = _joined(content)
        if kind in ("text/html", "image/svg+xml"):
            seen.take(read_markup(text, seen.file, place=where))
        elif kind.startswith("image/"):
            seen.embedded.append((where, f"output.{kind.partition('/')[2]}", _bytes(text)))
        elif isinstance(content, (Mapping, list)) and not kind.startswith("text/"):
            for place, values in leaves(content, f"{where} {kind}").items():
                seen.say_all(place, Channel.HIDDEN, values)
        else:
            seen.say(where, Channel.VISIBLE, text)


def _joined(text: object) -> str:
    return "".join(text) if isinstance(text, list) and all(map(_is_text, text)) else str(text)


def _is_text(part: object) -> bool:
    return isinstance(part, str)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return text.encode()


def leaves(held: object, place: str = "") -> dict[str, list[str]]:
    """Every text and number of a JSON value by its place; keys are in the place."""
    found: dict[str, list[str]] = defaultdict(list)
    _gather(held, place, found, {})
    return found


def _gather(
    held: object, place: str, found: dict[str, list[str]], places: dict[str, dict[str, str]]
) -> None:
    # Nearly all is text or a count; to be called for each would take as long as all else.
    if isinstance(held, str):
        found[place].append(held)
    elif isinstance(held, dict):
        # One row after the other has the same keys at the same place.
        within = places.setdefault(place, {})
        for key, value in held.items():
            if key not in within:
                within[key] = f"{place} {key}".strip()
            if isinstance(value, str):
                found[within[key]].append(value)
            elif type(value) is int:
                found[within[key]].append(str(value))
            else:
                _gather(value, within[key], found, places)
    elif isinstance(held, list):
        for value in held:
            if type(value) is int:
                found[place].append(str(value))
            else:
                _gather(value, place, found, places)
    elif held is not None and not isinstance(held, bool):
        found[place].append(str(held))
