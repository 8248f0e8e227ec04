"""What of an executed notebook may be released: its prose, and outputs that carry a stamp.

Code, parameters and everything that a cell printed stay behind. An output without a stamp
is not skipped but stops the release: a forgotten ``df.head()`` must be seen by its author,
not by the reader.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import mistune

from nrs_lib.cohort.periods import Period
from nrs_lib.disclosure import verify
from nrs_lib.disclosure.describing import COLUMNS, DescribedRow, unpacked
from nrs_lib.disclosure.stamping import (
    CELLS_MIME,
    KINDS,
    METADATA_KEY,
    ROWS_MIME,
    from_text,
    whole_text,
)
from nrs_lib.disclosure.tracing import ORIGINS_MIME
from nrs_lib.disclosure.windows import period_of
from nrs_lib.errors import DisclosureError
from nrs_lib.reports.sanitising import clean
from nrs_lib.tables.choices import CHOSEN, UNCHOSEN, UNPLANNED
from nrs_lib.tables.period import PERIOD, WITHOUT_PATIENTS, WITHOUT_RESULTS
from nrs_lib.tables.plan import NO_PLAN
from nrs_lib.tables.quality_uncounted import QUALITY_NOT_COUNTED
from nrs_lib.tables.sick_leave_lead import NOT_COUNTED, NOT_FOLLOWED, NOT_REACHED
from nrs_lib.tables.unanswered import ALL_LOST
from nrs_lib.terms import Audience

if TYPE_CHECKING:
    from nbformat import NotebookNode

_MARKDOWN = mistune.create_markdown(renderer=None, plugins=["table"])
_HTML = mistune.create_markdown(escape=True, plugins=["table"]).renderer
LANGUAGES = frozenset({"sv", "en"})
"""Tags of prose that is written in each language, cell beside cell."""
# Tags of the prose from which a page leaves out the rest of the section, by the text that says
# that there is nothing of it.
_EMPTY = {
    WITHOUT_RESULTS: {"results"},
    WITHOUT_PATIENTS: {"results", "patients"},
    NOT_COUNTED: {"results"},
    QUALITY_NOT_COUNTED: {"results"},
    ALL_LOST: {"overdue"},
    NOT_REACHED: {"course"},
    NOT_FOLLOWED: {"moves"},
    NO_PLAN: {"plan"},
    UNCHOSEN: {"measure", "change"},
    UNPLANNED: {"change"},
    CHOSEN: {"choices"},
}
_PERIOD_AT = COLUMNS.index("period")
Known = dict[tuple[str, str], tuple[tuple, ...]]
"""What outputs describe and release, by which of both it is and the text that it stands in."""
PARAMETER_TAGS = {"parameters", "injected-parameters"}


@dataclass(frozen=True)
class Block:
    """One piece of a report, in the order it is read.

    Attributes
    ----------
    kind
        ``prose``, or the stamp's ``figure``, ``table`` or ``text``.
    name
        The stamp's file name; empty for prose.
    html
        Cleaned and self-contained.
    plain
        The text alternative; empty for prose.
    rows
        The numbers shown, as text.
    records
        The clearance records.
    origins
        The cleared rows behind what is shown, as `tracing.origins_of` writes them.
    cell
        Id of the notebook cell that made it.
    cells
        Every number behind it, or why it is hidden.
    released
        The cells that a reader can take from it, as `disclosure.CELL`.
    """

    kind: str
    html: str
    name: str = ""
    plain: str = ""
    rows: tuple[Mapping[str, str], ...] = ()
    records: tuple[Mapping[str, object], ...] = ()
    origins: Mapping[str, object] = field(default_factory=dict)
    cell: str = ""
    cells: tuple[DescribedRow, ...] = ()
    released: tuple[tuple, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading of level 2 and what follows it; the first section may have none.

    ``tags`` are those of the prose with the heading.
    """

    heading: str
    blocks: list[Block] = field(default_factory=list)
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Content:
    """A report's title and sections, cleared for one audience."""

    title: str
    sections: tuple[Section, ...]

    @property
    def shown_period(self) -> Period | None:
        """The period that the page says its numbers are for; None where it does not say."""
        told = [block for block in self.outputs if block.name == PERIOD]
        found = [period_of(str(row[_PERIOD_AT])) for block in told for row in block.cells]
        known = [period for period in found if period is not None]
        return max(known, key=lambda one: (one.end, one.months), default=None)

    @property
    def outputs(self) -> list[Block]:
        """All stamped blocks, in order."""
        return [block for part in self.sections for block in part.blocks if block.kind != "prose"]


def content_of(
    notebook: NotebookNode, *, audience: Audience, language: str | None = None
) -> Content:
    """Read a report's content from an executed notebook.

    Parameters
    ----------
    notebook
        As the runner executed it.
    audience
        Whom the release is for; every output must have been cleared for the same.
    language
        Prose that is tagged with another language is left out; none is when not given.

    Raises
    ------
    DisclosureError
        A cell's output has no stamp, was changed, was cleared for another audience, or a
        cell that should show something shows nothing. Names the cell.
    """
    title = ""
    sections = [Section("")]
    names: set[str] = set()
    others = LANGUAGES - {language} if language else set()
    known: Known = {}
    for cell in _worth_reading(notebook.cells):
        if cell.cell_type == "markdown" and not others & set(cell.metadata.get("tags", ())):
            for level, heading, html in _prose(cell.source):
                if level == 1 and not title:
                    title = heading
                elif level == 2:
                    tags = frozenset(cell.metadata.get("tags", ()))
                    sections.append(Section(heading, tags=tags))
                if html.strip():
                    sections[-1].blocks.append(Block("prose", clean(html, where=f"cell {cell.id}")))
        elif cell.cell_type == "code":
            for block in _shown(cell, audience, known):
                if block.name in names:
                    raise DisclosureError(
                        "Two outputs have the same name, so one would replace the other.",
                        where=f"cell {cell.id}: {block.name}",
                        remedy="Give each its own name.",
                    )
                names.add(block.name)
                sections[-1].blocks.append(block)
    if not names:
        raise DisclosureError(
            "The report shows nothing.",
            where="no cell has a stamped output",
            remedy="End a cell with a figure, table or text of nrs_lib.",
        )
    return Content(title, tuple(part for part in sections if part.heading or part.blocks))


def _worth_reading(cells: Sequence[NotebookNode]) -> Iterator[NotebookNode]:
    """All cells; or, where there are no results or no patients, those not tagged as such."""
    names = {
        output.get("metadata", {}).get(METADATA_KEY, {}).get("name")
        for cell in cells
        if cell.cell_type == "code"
        for output in cell.outputs
    }
    empty = set().union(*(tags for name, tags in _EMPTY.items() if name in names))
    leaves_out = False
    for cell in cells:
        if cell.cell_type == "markdown":
            goes_on = leaves_out and not cell.source.startswith("## ")
            leaves_out = goes_on or bool(empty & set(cell.metadata.get("tags", [])))
        if not leaves_out:
            yield cell


def _prose(source: str) -> Iterator[tuple[int, str, str]]:
    """Headings of level 1 and 2 with the prose after them; level 0 is prose before any."""
    tokens, state = _MARKDOWN.parse(source)
    level, heading, held = 0, "", []
    for token in tokens:
        if token["type"] == "heading" and token["attrs"]["level"] <= 2:
            if level or held:
                yield level, heading, _HTML(held, state)
            level, heading, held = token["attrs"]["level"], _words(token), []
        else:
            held.append(token)
    if level or held:
        yield level, heading, _HTML(held, state)


def _words(token: Mapping[str, object]) -> str:
    if "children" in token:
        return "".join(_words(child) for child in token["children"])
    return str(token.get("raw", " "))


def _shown(cell: NotebookNode, audience: Audience, known: Known) -> Iterator[Block]:
    where = f"cell {cell.id}"
    hidden = PARAMETER_TAGS & set(cell.metadata.get("tags", []))
    if not hidden and not cell.outputs and _ends_by_showing(cell.source):
        raise DisclosureError(
            "A cell that ends by showing something has no output.",
            where=where,
            remedy="Run the report again; if the line shows nothing, give its value a name.",
        )
    for output in cell.outputs:
        if output.output_type not in ("display_data", "execute_result"):
            raise DisclosureError(
                f"A cell has an output of another kind than a display: {output.output_type}.",
                where=where,
                remedy="Remove what prints, and mend what warns.",
            )
        stamp = verify(output.data, output.metadata, where=where)
        yield _block(output.data, stamp, audience, cell.id, known)


def _block(
    data: Mapping[str, object],
    stamp: Mapping[str, object],
    audience: Audience,
    cell: str,
    known: Known,
) -> Block:
    where = f"cell {cell}"
    records = tuple(stamp.get("records", ()))
    kind, name = str(stamp.get("kind", "")), str(stamp.get("name", ""))
    if kind not in KINDS or not name.replace("_", "").isalnum() or not name.isascii():
        raise DisclosureError("A stamp has no known kind or no plain name.", where=where)
    if not records or {record["audience"] for record in records} != {str(audience)}:
        raise DisclosureError(
            "An output was cleared for another audience than the report's.",
            where=f"{where}: {name}, report for {audience}",
            remedy="Clear it for the audience that the sidecar names.",
        )
    # Outputs of the same tables describe the very same numbers, which are read once.
    told = "cells", whole_text(data.get(CELLS_MIME, "{}"))
    if told not in known:
        known[told] = unpacked(from_text(told[1]))
    taken = "released", whole_text(stamp.get("released", "[]"))
    if taken not in known:
        known[taken] = tuple(map(tuple, from_text(taken[1])))
    return Block(
        kind=kind,
        html=clean(whole_text(data["text/html"]), where=f"{where}: {name}"),
        name=name,
        plain=whole_text(data["text/plain"]),
        rows=tuple(from_text(data.get(ROWS_MIME, "[]"))),
        records=records,
        origins=from_text(data.get(ORIGINS_MIME, "{}")),
        cell=cell,
        cells=known[told],
        released=known[taken],
    )


def _ends_by_showing(source: str) -> bool:
    try:
        body = ast.parse(source).body
    except SyntaxError:
        # IPython's own words, which the notebooks' hygiene check refuses.
        return False
    return bool(body) and isinstance(body[-1], ast.Expr)
