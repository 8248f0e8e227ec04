"""One description, three ways out: HTML, plain text and CSV rows."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from nrs_lib.disclosure import verify
from nrs_lib.errors import DefinitionError, DisclosureError
from nrs_lib.reports.numbering import with_number
from nrs_lib.reports.pages import Numbered
from nrs_lib.reports.surroundings import surroundings
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from tests.support import cleared as made

HARD = "<script>alert(1)</script> & $x$ \"quoted\" 'så'"


def a_table(*rows: Row, columns: int = 2) -> Table:
    heads = tuple(Column(f"Tal {number}", group="Enheten") for number in range(columns))
    return Table(caption="Prov", stub="Vad", columns=heads, groups=(Group("", rows),))


def stamped(table: Table):
    return stamp(table, name="prov", cleared=[made.response()])


def test_html_has_caption_heads_with_scope_and_row_heads():
    html = stamped(a_table(Row("Ålder", (Cell("44"), Cell("90"))))).html
    for part in ("<caption", "<thead>", 'scope="col"', 'scope="row"', 'scope="colgroup"'):
        assert part in html


def test_hard_text_is_escaped_everywhere():
    row = Row(HARD, (Cell(HARD, beside=HARD), Cell("1")), beside=HARD)
    table = Table(
        caption=HARD,
        about=HARD,
        stub=HARD,
        columns=(Column(HARD, unit=HARD, group=HARD), Column("b")),
        groups=(Group(HARD, (row,)),),
        numbered=(HARD,),
        notes=(HARD,),
    )
    out = stamped(table)
    parser = _Tags()
    parser.feed(out.html)
    assert "script" not in parser.seen
    assert "".join(parser.text).count(HARD) == 13
    assert out.rows[0][HARD] == f"{HARD} ({HARD})"


def test_hidden_cells_say_why_once_per_group_and_in_every_csv_cell():
    hidden = Cell("för få svar", hidden="few")
    out = stamped(a_table(Row("Ålder", (hidden, hidden))))
    assert out.html.count(">för få svar<") == 1
    assert 'colspan="2"' in out.html
    assert "För få: " in out.html
    assert list(out.rows[0].values())[1:] == ["för få svar", "för få svar"]


def test_a_row_with_many_columns_tells_each_head_for_a_phone_and_a_group_where_it_begins():
    hidden = Cell("för få svar", hidden="few")
    columns = tuple(
        Column(f"Tal {n}", unit="d_av", group="Enheten" if n < 4 else "Riket") for n in range(7)
    )
    cells = tuple(Cell(str(n)) for n in range(4))
    table = Table(
        "Prov", "Vad", columns, (Group("", (Row("Ålder", (*cells, hidden, hidden, hidden)),)),)
    )

    html = stamped(table).html

    assert re.findall('data-head="([^"]*)"', html) == [f"Tal {n}" for n in range(4)]
    assert re.findall('data-group="([^"]*)"( data-head)?', html) == [
        ("Enheten", " data-head"),
        ("Riket", ""),
    ]
    assert html.count('role="cell"') == 5 + 1
    assert "data-head" not in stamped(a_table(Row("Ålder", (Cell("44"), Cell("90"))))).html


def test_a_denominator_can_stand_beneath_its_numerator_and_dashes_are_not_broken():
    counted = Cell("38\u00a0%", beside="1409\u00a0av\u00a03689")
    html = stamped(
        a_table(Row("EQ-5D-5L och MPI-S från 2021-01-01, 10–14 svar", (counted, Cell("60–64"))))
    ).html
    assert '(1409\u00a0av\u00a0<span class="nrs-of">3689</span>)' in html
    for whole in ("EQ-5D-5L", "MPI-S", "2021-01-01", "10–14"):
        assert f'<span class="nrs-whole">{whole}</span>' in html
    assert ">60–64<" in html


def test_stamp_survives_and_breaks_when_changed():
    out = stamped(a_table(Row("Ålder", (Cell("44"), Cell("90")))))
    assert verify(out.data, out.metadata)["kind"] == "table"
    with pytest.raises(DisclosureError):
        verify({**out.data, "text/html": out.html.replace("44", "45")}, out.metadata)


def test_rows_must_fit_the_columns():
    with pytest.raises(DefinitionError, match="cells"):
        a_table(Row("Ålder", (Cell("44"),)))


def test_only_cleared_tables_are_taken():
    with pytest.raises(DisclosureError):
        stamp(a_table(Row("a", (Cell("1"), Cell("2")))), name="prov", cleared=[])


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)

    def handle_data(self, data):
        self.text.append(data)


def test_an_effects_letters_are_lowered_in_a_cell_of_words_too():
    html = stamped(a_table(Row("Verk", (Cell("Effekten (d_av)"),)), columns=1)).html
    assert "(d<sub>av</sub>)" in html


def test_a_table_that_is_away_has_its_numbered_title_on_the_fold_and_all_on_paper():
    table = a_table(Row("Ålder", (Cell("44"), Cell("90"))))
    table = replace(table, is_away=True, notes=("En not.",))
    shown = stamped(table)
    number = Numbered("table", "prov", label="Tabell 5", title="Prov", anchor="table-5")
    html = with_number(shown.html, number)

    assert html.count("Tabell 5.") == 2
    assert '<details class="nrs-fold nrs-away">' in html
    assert surroundings(shown.html).title == table.caption
    assert ">44<" in html
    assert html.index("En not.") < html.index("</details>")
    assert shown.rows == stamped(replace(table, is_away=False)).rows


def test_of_a_row_that_is_left_out_only_the_reason_that_a_note_names_is_explained():
    gone = Row("02", (Cell("få", hidden="few"), Cell("skyddas", hidden="protected")))
    table = replace(a_table(Row("01", (Cell("1"), Cell("2")))), left_out=(gone,))
    told = stamped(table).html
    assert "För få: " in told
    assert "Skyddar små antal: " not in told
