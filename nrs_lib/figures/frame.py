"""The frame around every figure: finding, what is drawn, drawing, and the data as a table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from nrs_lib.disclosure import REASONS, REST_MEANS, ClearedTable, Stamped, Told, stamped
from nrs_lib.disclosure.tracing import cell_id
from nrs_lib.figures.markup import escaped
from nrs_lib.figures.sheet import Sheet
from nrs_lib.figures.values import OWN, Values
from nrs_lib.figures.wording import SHARED
from nrs_lib.text import kept_whole

Rows = Sequence[Mapping[str, str]]
_TAGS = re.compile(r"<[^>]*>")
_TALLEST_HALF = 460.0
"""Points: with the words around it a drawing this tall still has room on a sheet, in half of it."""


def framed(
    values: Values,
    *,
    name: str,
    finding: str,
    what: str,
    rows: Rows,
    words: Sequence[str],
    sheets: Sequence[Sheet] = (),
    before: str = "",
    notes: Sequence[str] = (),
    texts: int = 2,
    also: Sequence[ClearedTable] = (),
    pairs: bool = False,
) -> Stamped:
    """Put a figure together and stamp it.

    Parameters
    ----------
    finding
        The title: what the numbers bear, and no more.
    what
        What is drawn and how shapes read.
    rows
        The numbers drawn, as text under readable heads. Where several are the unit's and all of
        them hidden they are left out, and where all of everybody's are there is neither table
        nor drawing: the finding or a note says once why.
    words
        Sentences of the text alternative, after finding and what.
    sheets
        The drawing, and the same drawing for a narrow page; none when nothing may be drawn.
    before
        Safe HTML between what is drawn and the drawing.
    notes
        What readers need to know beneath the drawing.
    texts
        How many of the first columns hold text; the others are aligned as numbers.
    also
        Cleared tables besides those of ``values`` that something shown rests on.
    pairs
        Whether its narrow drawing tells as much as the wide one, so that on paper it may stand
        beside another of its kind.
    """
    text = SHARED[values.language]
    told = _telling(rows, text["who"], values.name_of(OWN))
    if rows and not told:
        sheets = ()
    is_half = pairs and bool(sheets) and sheets[-1].height <= _TALLEST_HALF
    kind = " nrs-half" if is_half else "" if sheets or before else " nrs-undrawn"
    picture = drawn(sheets, name, finding, what, text["scroll"])
    notes = [*notes, *_rest_notes([finding, what, *notes, before, picture], values.language)]
    beneath = "".join(f'<p class="note">{escape(note, quote=False)}</p>' for note in notes)
    html = (
        f'<figure class="nrs-figure{kind}" id="fig-{name}">\n'
        f'<h3 class="finding">{kept_whole(escape(finding, quote=False))}</h3>\n'
        f'<p class="what">{escape(what, quote=False)}</p>\n'
        f"{before}{picture}{beneath}{data_table(told, name, text['data'], texts=texts)}</figure>"
    )
    return stamped(
        kind="figure",
        name=name,
        html=html,
        plain="\n".join([_sentence(finding), what, *words, *notes]),
        rows=told,
        cleared=[*values.cleared, *also],
    )


def _rest_notes(seen: Sequence[str], language: str) -> list[str]:
    """What the reason means that few can guess, where a figure shows it unfolded."""
    reason = REASONS["rest"][language]
    # What is drawn on several lines is several texts.
    if reason not in " ".join(" ".join(_TAGS.sub(" ", part) for part in seen).split()):
        return []
    return [f"{reason[0].upper()}{reason[1:]}: {REST_MEANS[language]}"]


def _telling(rows: Rows, who: str, own: str) -> Rows:
    """The rows without the unit's where those are nothing but reasons; none where all are."""
    mine = [row for row in rows if row.get(who) == own]
    if len(mine) > 1 and all(map(_has_no_number, mine)):
        rows = [row for row in rows if row.get(who) != own]
    return () if all(map(_has_no_number, rows)) else rows


def _has_no_number(row: Mapping[str, str]) -> bool:
    behind = [one for cell in row.values() if isinstance(cell, Told) for one in cell.rows]
    return bool(behind) and all(one.hidden for one in behind)


def drawn(sheets: Sequence[Sheet], name: str, title: str, what: str, scroll: str) -> str:
    """The drawing in a frame that scrolls; a page shows either it or its narrow twin."""
    kinds = (("nrs-broad", "_wide"), ("nrs-narrow", "_narrow"))
    parts = []
    for sheet, (kind, ending) in zip(sheets, kinds[: len(sheets)], strict=True):
        svg = sheet.svg(name=f"{name}{ending}", title=title, description=what)
        parts.append(
            f'<div class="nrs-scroll {kind}" tabindex="0" role="group" '
            f'aria-label="{escape(scroll)}">{svg}</div>\n'
        )
    return "".join(parts)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."


_PARTS = ("table", "rowgroup", "row", "columnheader", "rowheader", "cell")
_ROLES = {part: f' role="{part}"' for part in _PARTS}
_NO_ROLES = dict.fromkeys(_PARTS, "")


def data_table(rows: Rows, name: str, summary: str, *, texts: int, is_stacked: bool = False) -> str:
    """The numbers drawn as a folded table; nothing where there are none.

    A stacked one has each cell beneath its own head on a phone, where it is read and not looked
    up in; what is no longer drawn as a row says that it is one.
    """
    if not rows:
        return ""
    heads = list(rows[0])
    role = _ROLES if is_stacked else _NO_ROLES
    head = "".join(
        f'<th scope="col"{role["columnheader"]}{_kind(place, texts)}>'
        f"{escape(text, quote=False)}</th>"
        for place, text in enumerate(heads)
    )
    begins = [
        role["cell"] + (f' data-head="{escape(head)}"' if is_stacked else "") + _kind(place, texts)
        for place, head in enumerate(heads)
    ]
    body = "".join(
        _line([row.get(head, "") for head in heads], begins, name, line, role)
        for line, row in enumerate(rows, 1)
    )
    return (
        f'<details class="nrs-data{" nrs-stacked" if is_stacked else ""}">'
        f"<summary>{escape(summary)}</summary>\n"
        f'<div class="nrs-scroll" tabindex="0" role="group" aria-label="{escape(summary)}">'
        f"<table{role['table']}>\n"
        f"<thead{role['rowgroup']}><tr{role['row']}>{head}</tr></thead>\n"
        f"<tbody{role['rowgroup']}>\n{body}</tbody>\n</table></div></details>"
    )


def _kind(place: int, texts: int) -> str:
    return "" if place < texts else ' class="num"'


def _line(
    texts: Sequence[str], begins: Sequence[str], name: str, line: int, role: Mapping[str, str]
) -> str:
    """A row of the table; ``begins`` is what a cell of each column says of itself."""
    first, *others = escaped(texts, quote=False)
    cells = [
        f'<td id="{cell_id(name, line, place)}"{begin}>{text}</td>'
        for place, (begin, text) in enumerate(zip(begins[1:], others, strict=True), start=2)
    ]
    head = f'<th scope="row"{role["rowheader"]}>{first}</th>'
    return f"<tr{role['row']}>{head}{''.join(cells)}</tr>\n"
