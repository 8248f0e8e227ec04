"""Whether a report must be made again, and why.

A report is a function of what its notebook reads and of what stands around it on the page.
A release whose every input is the same, extract and all, is kept. Where only the extract
is another, the numbers that the notebook reads decide: its own sections and the nation's.
If they are the same to the last digit, so are the notebook's outputs, and the report is
issued again from the notebook that was executed, with the new extract on its page; it has
the very bytes that executing it again would give. If one of them differs, it is executed.

So a change in one unit's rows makes that unit's report anew, and every other whose page
shows a national number that the change moved: those are other reports, however small the
difference. A notebook that reads more than sections depends on the whole extract.

The parts of the key are kept with the executed notebook, inside the house: a checksum of
few people's numbers can be guessed back to the numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from nrs_lib.reports.folders import FAILED, MADE_FROM, NOTEBOOK, PDF, TRACE, write_private
from nrs_lib.reports.orders import Order

NOTEBOOK_SEAL = "notebook_sha256"
RELEASE_SEAL = "release_sha256"


def known_of(order: Order) -> dict[str, object]:
    """The parts that are known before any number is."""
    parameters = {name: value for name, value in order.parameters.items() if name != "extract_id"}
    return {
        "template": order.key[1],
        "code": order.origin.code["sha256"],
        "definitions": order.origin.definitions_sha256,
        "libraries": dict(order.origin.libraries),
        "parameters": parameters,
        "plan": hashlib.sha256(order.plan.encode()).hexdigest() if order.plan else "",
        "as of": str(order.origin.extract["as_of"]),
        "subject": [order.subject.label, order.subject.region],
    }


def seal_of_files(files: Mapping[str, object]) -> str:
    """A checksum over those of a release's files; its paper is added when it is asked for."""
    told = {name: file for name, file in files.items() if name != PDF}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def keep_made_from(order: Order, *, notebook_sha256: str, files: Mapping[str, object]) -> None:
    """Keep what a report was made from, beside its executed notebook, with the seals of both.

    Parameters
    ----------
    files
        The release's, as its manifest has them.
    """
    folder = order.places.internal
    seals = {NOTEBOOK_SEAL: notebook_sha256, RELEASE_SEAL: seal_of_files(files)}
    told = {**order.made_from, **seals}
    write_private(folder / MADE_FROM, json.dumps(told, ensure_ascii=False, indent=1))
    for older in (FAILED, TRACE):
        (folder / older).unlink(missing_ok=True)


def needs_kernel(order: Order, outputs: Path) -> bool:
    """Whether a report must be executed, as far as is known before any number is."""
    return order.older == "remake" or next(_kept(order, outputs), None) is None


def predecessor(order: Order, outputs: Path) -> Path | None:
    """The executed notebook of another extract's report that is the same but for the extract.

    One of its own is left where a run ended before the release stood; it comes last, since the
    others have a release beside it.
    """
    here = order.places.internal
    for path in sorted(_kept(order, outputs), key=lambda path: path.parent == here):
        told = _read(path)
        notebook = path.with_name(NOTEBOOK)
        seal = told.pop(NOTEBOOK_SEAL, "")
        told.pop(RELEASE_SEAL, None)
        if told != dict(order.made_from) or not notebook.is_file():
            continue
        if hashlib.sha256(notebook.read_bytes()).hexdigest() == seal:
            return notebook
    return None


def why(order: Order, outputs: Path) -> str:
    """In words, what makes a report be made: what differs from the one that was made last.

    Before the numbers are known it says that they decide, where they do.
    """
    if order.predecessor is not None:
        return "another extract, with the same numbers"
    last = next(_kept(order, outputs), None)
    if last is None:
        return "made for the first time"
    told = _read(last)
    now = order.made_from
    changed = list(_changed(told, now))
    if not changed and last.parent != order.places.internal:
        return "another extract; made anew if a number differs, else issued again"
    if not changed:
        forced = "asked for (--force)"
        return forced if order.older == "remake" else "no whole release stands there"
    return "; ".join(changed)


def _kept(order: Order, outputs: Path) -> Iterator[Path]:
    """What earlier reports were made from: this extract's first, then the newest."""
    here = order.places.internal
    inside = here.relative_to(outputs).parts[1:]
    found = outputs.glob("/".join(("*", *inside, MADE_FROM)))
    yield from sorted(
        found, key=lambda path: (path.parent != here, -path.stat().st_mtime, str(path))
    )


def _changed(told: Mapping[str, object], now: Mapping[str, object]) -> Iterator[str]:
    for part, value in now.items():
        before = told.get(part)
        if before == value:
            continue
        if not isinstance(value, Mapping) or not isinstance(before, Mapping):
            yield part if part != "as of" else f"as of {before} -> {value}"
            continue
        names = sorted(name for name in {*before, *value} if before.get(name) != value.get(name))
        if part == "libraries":
            names = [f"{name} {before.get(name)} -> {value.get(name)}" for name in names]
        yield f"{part}: {', '.join(names)}"


def _read(path: Path) -> dict[str, object]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
