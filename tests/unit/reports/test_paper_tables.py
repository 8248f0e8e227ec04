"""Where sheets part tables: between groups, never after a title, a head or a group's name."""

from __future__ import annotations

import logging
import re

import pytest

from nrs_lib.reports.page.styling import page_style
from nrs_lib.reports.paper import for_paper
from tests.support.paper import needs_paper

_HEADS = "<thead><tr><th>Skala</th><th>n</th></tr></thead>"


def _group(name: str, rows: int) -> str:
    lines = "".join(f'<tr><th scope="row">{name}R{row}</th><td>1</td></tr>' for row in range(rows))
    heading = f'<tr class="nrs-heading"><th scope="rowgroup" colspan="2">{name}</th></tr>'
    return f"<tbody>{heading}{lines}</tbody>"


def _sheets(paragraphs: int, groups: dict[str, int]) -> list[list[str]]:
    """Words on each sheet of a page with a table after some paragraphs."""
    from weasyprint import HTML

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    bodies = "".join(_group(name, rows) for name, rows in groups.items())
    table = (
        '<div data-output="t"><div class="nrs-table nrs-long"><div class="nrs-scroll"><table>'
        f'<caption><span class="nrs-caption">Titel</span></caption>{_HEADS}{bodies}</table></div>'
        '<div class="nrs-notes"><p>Not.</p><p>Not.</p></div></div></div>'
    )
    page = (
        f'<html lang="sv"><head><title>Rapport</title><style>{page_style()}</style></head><body>'
        f'<main class="nrs-main"><section><h2>Kapitel</h2>{"<p>Text.</p>" * paragraphs}{table}'
        "</section></main></body></html>"
    )
    return [
        [
            box.text
            for box in sheet._page_box.children[0].descendants()
            if getattr(box, "text", "").strip()
        ]
        for sheet in HTML(string=for_paper(page)).render().pages
    ]


@needs_paper
@pytest.mark.parametrize("groups", [{"A": 4, "B": 7, "C": 5}, {"A": 12, "B": 3, "C": 12, "D": 1}])
def test_a_table_is_parted_between_groups_alone(groups) -> None:
    parted = 0
    for paragraphs in range(20, 40, 4):
        sheets = _sheets(paragraphs, groups)
        parted += len(sheets) > 1
        for words in sheets:
            rows = [word for word in words if re.fullmatch(r"[A-D]R\d+", word)]
            for name, count in groups.items():
                assert sum(row[0] == name for row in rows) in (0, count), (paragraphs, name)
                assert (name in words) == any(row[0] == name for row in rows), paragraphs
            assert ("Titel" in words) <= bool(rows), "a title without rows"
            assert words.count("Not.") != 1, "notes on two sheets"
            assert ("Not." in words) <= bool(rows), "notes without their rows"
    assert parted, "nothing was tried"
