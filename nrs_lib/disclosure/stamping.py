"""The stamp: proof, inside a notebook's output, that what is shown was cleared.

Figures and tables return `Stamped` objects. Their mime bundle carries the clearance record
and a digest of the very bytes that are shown; both survive a notebook run. The report
writer takes stamped outputs only, and recomputes the digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson

from nrs_lib.disclosure.clearance import ClearanceRecord, ClearedTable
from nrs_lib.disclosure.describing import described, packed
from nrs_lib.disclosure.tracing import ORIGINS_MIME, origins_of
from nrs_lib.errors import DisclosureError

# Each holds JSON as one text. As JSON of its own a report's numbers would be a hundred thousand
# objects, which kernel, client and every reader of the notebook would go through one by one.
ROWS_MIME = "application/vnd.nrs.rows"
CELLS_MIME = "application/vnd.nrs.cells"
METADATA_KEY = "nrs_stamp"
KINDS = ("figure", "table", "text")


@dataclass(frozen=True)
class Stamped:
    """One figure, table or sentence, ready to be shown and released.

    Attributes
    ----------
    kind
        ``figure``, ``table`` or ``text``.
    name
        File name without ending, unique in its report; letters, digits, underscore.
    html
        A complete, self-contained fragment.
    plain
        The same in words: a text alternative.
    rows
        The numbers shown, one mapping per row, as text cells under readable heads; empty
        for text. Becomes the data table behind a figure and the CSV beside the report.
    records
        The clearance records of all tables it was drawn from.
    origins
        The cleared rows behind each cell of `rows` and behind the words of a text, as
        `tracing.origins_of` writes them.
    cells
        Every number of those tables, or why it is hidden, for programs, as
        `describing.described` gives them.
    released
        The cells that a reader can take from it, for the ledger of releases: one tuple in
        the order of `CELL` each. A unit's own numbers, which it knows, are not among them;
        rows without a name are, with the name, so they stay where the notebook does.
    """

    kind: str
    name: str
    html: str
    plain: str
    rows: tuple[Mapping[str, str], ...]
    records: tuple[ClearanceRecord, ...]
    origins: Mapping[str, object] = field(default_factory=dict)
    cells: tuple[tuple[object, ...], ...] = ()
    released: tuple[tuple, ...] = ()

    @cached_property
    def data(self) -> dict[str, object]:
        """What is shown, by mime type."""
        bundle: dict[str, object] = {"text/html": self.html, "text/plain": self.plain}
        if self.rows:
            bundle[ROWS_MIME] = as_text([dict(row) for row in self.rows])
        if self.origins:
            bundle[ORIGINS_MIME] = as_text(dict(self.origins))
        bundle[CELLS_MIME] = as_text(packed(self.cells))
        return bundle

    @property
    def metadata(self) -> dict[str, object]:
        """The stamp."""
        return {
            METADATA_KEY: {
                "kind": self.kind,
                "name": self.name,
                "records": [record.as_dict() for record in self.records],
                "digest": digest(self.data),
                "released": as_text(self.released),
            }
        }

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.data, self.metadata


def as_text(value: object) -> str:
    """What an output holds for programs, as JSON in one text."""
    return orjson.dumps(value).decode()


def from_text(text: str | Sequence[str]) -> object:
    """What `as_text` wrote."""
    return orjson.loads(whole_text(text))


def whole_text(text: str | Sequence[str]) -> str:
    """A text of an output; a notebook that another program wrote has it line by line."""
    # Joined letter by letter, a text that is whole already would take as long as its reading.
    return text if isinstance(text, str) else "".join(text)


def digest(data: Mapping[str, object]) -> str:
    """SHA-256 of an output's data in canonical form."""
    return hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()


def stamped(
    *,
    kind: str,
    name: str,
    html: str,
    plain: str,
    cleared: Sequence[ClearedTable],
    rows: Iterable[Mapping[str, str]] = (),
    sentences: Iterable[Any] = (),
    shows_numbers: bool = True,
) -> Stamped:
    """Stamp something drawn from cleared tables.

    Parameters
    ----------
    kind, name, html, plain
        As in `Stamped`.
    cleared
        Every table that it was drawn from.
    rows
        The numbers shown; a cell that is a `Told` is traced to the rows behind it.
    sentences
        Cleared rows behind words that stand in no row.
    shows_numbers
        False for what tells of the tables and shows none of their numbers.

    Raises
    ------
    DisclosureError
        Nothing cleared was given, or something that is not a ClearedTable.
    """
    strangers = [type(part).__name__ for part in cleared if not isinstance(part, ClearedTable)]
    if strangers or not cleared:
        raise DisclosureError(
            "Only what is cleared can be drawn.",
            where=f"{name}: {', '.join(strangers) or 'no cleared table'}",
            remedy="Pass the result of nrs_lib.disclosure.clear.",
        )
    if kind not in KINDS or not name.replace("_", "").isalnum() or not plain.strip():
        raise DisclosureError(
            "A stamped output needs a known kind, a plain file name and a text alternative.",
            where=f"{kind} {name}",
        )
    rows = tuple(rows)
    told = cleared if shows_numbers else ()
    return Stamped(
        kind,
        name,
        html,
        plain,
        rows,
        tuple(part.record for part in cleared),
        origins_of(rows, sentences),
        described(told),
        tuple(dict.fromkeys(cell for part in told for cell in part.released())),
    )


def verify(data: Mapping[str, object], metadata: Mapping[str, object], *, where: str = "") -> dict:
    """Check an output's stamp and return it.

    Raises
    ------
    DisclosureError
        There is no stamp, or the output was changed after it was stamped.
    """
    stamp = metadata.get(METADATA_KEY)
    if not isinstance(stamp, Mapping):
        raise DisclosureError(
            "An output has no clearance stamp.",
            where=where,
            remedy="Show it with nrs_lib.figures or nrs_lib.tables, or remove the line.",
        )
    if digest(data) != stamp.get("digest"):
        raise DisclosureError(
            "An output was changed after it was cleared.",
            where=where,
            remedy="Run the report again; never edit an executed notebook.",
        )
    return dict(stamp)
