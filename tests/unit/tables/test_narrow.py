"""How a table is laid out on a phone follows from the room that its columns need."""

from __future__ import annotations

import pytest

from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.narrow import alike_class, layout_class
from nrs_lib.text import of
from tests.support import cleared as made

SHARE = Cell("88\u00a0%", beside=of(1075, 1215, language="sv"))
OWN = Cell("88\u00a0%", beside=of(107, 121, language="sv"))
NUMBER = Cell("75")


def a_table(cells: tuple[Cell, ...], *, head: str = "Första besök", group: str = "") -> Table:
    columns = tuple(Column(str(2018 + at), group=group) for at in range(len(cells)))
    return Table("Prov", "Vad", columns, (Group("", (Row(head, cells),)),))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (a_table((NUMBER,) * 3), ""),
        (a_table((SHARE,) * 2), "nrs-above"),
        (a_table((NUMBER,) * 5), "nrs-above"),
        (a_table((OWN, OWN, SHARE, SHARE)), "nrs-many"),
        (a_table((OWN, OWN, OWN, NUMBER)), "nrs-above"),
        (a_table((SHARE,) * 4), "nrs-many"),
        (a_table((SHARE,) * 5), "nrs-many"),
        (a_table((NUMBER,) * 6), "nrs-many"),
        (a_table((SHARE, SHARE, SHARE), head="smärtrehabilitering"), "nrs-above"),
    ],
)
def test_the_layout_is_the_widest_that_has_room(table, expected):
    assert layout_class(table) == expected
    html = stamp(table, name="prov", cleared=[made.response()]).html
    assert ("data-head" in html) == (expected == "nrs-many")
    assert ('role="row"' in html) == (expected in ("nrs-many", "nrs-above"))


def test_a_reason_that_is_told_once_shares_the_room_of_its_columns():
    reason = Cell("avrundas till alla eller ingen", hidden="all_or_none")

    assert layout_class(a_table((reason,) * 5, group="Enheten")) == "nrs-above"


def test_sentences_stand_beneath_their_heads():
    table = Table(
        "Prov", "Vad", (Column("", is_text=True),), (Group("", (Row("a", (Cell("b"),)),)),)
    )

    assert layout_class(table) == "nrs-prose"


def test_the_only_group_s_name_is_not_repeated_above_each_row():
    only = stamp(a_table((NUMBER,) * 6, group="Riket"), name="prov", cleared=[made.response()])

    assert "data-group" not in only.html
    assert only.html.count(">Riket<") == 1


def beside_each_other(*groups: tuple[str, ...]) -> str:
    columns = tuple(
        Column(head, group=f"Mått {at}") for at, heads in enumerate(groups) for head in heads
    )
    row = Row("Enhet 1", (NUMBER, NUMBER, Cell("\N{EN DASH}"), *(NUMBER,) * (len(columns) - 3)))
    table = Table("Prov", "Vad", columns, (Group("", (row,)),))
    return stamp(table, name="prov", cleared=[made.response()]).html


@pytest.mark.parametrize("last", [("Andel", "Antal", "Intervall"), ("Andel", "Antal")])
def test_heads_that_groups_share_are_told_once_on_a_phone(last):
    html = beside_each_other(*(("Andel", "Antal", "Intervall"),) * 2, last)

    assert "nrs-alike nrs-heads-3 nrs-beside" in html
    assert "data-head=" not in html
    assert html.count("data-group=") == 3


def test_heads_that_differ_stand_over_each_cell_of_a_phone():
    html = beside_each_other(("Andel", "Antal", "Intervall"), ("Värde", "Antal", "Intervall"))

    assert "nrs-alike" not in html
    assert html.count("data-head=") == 6


def compared(heads: tuple[str, ...], *, counted: tuple[int, int], head: str, language: str):
    """A unit's share beside the nation's, which has no interval."""
    own = (Cell("88\u00a0%"), Cell(of(57, 132, language=language)), Cell("35–52"))
    cells = (*own, Cell("51\u00a0%"), Cell(of(*counted, language=language)))
    groups = ("Enheten",) * 3 + ("Riket",) * 2
    columns = tuple(Column(one, group=group) for one, group in zip(heads, groups, strict=True))
    return Table("Prov", "Vad", columns, (Group("", (Row(head, cells),)),))


@pytest.mark.parametrize("counted", [(3, 12), (3199, 3199)])
@pytest.mark.parametrize("head", ["Vikt", "Upplevd förändring av livssituationen"])
def test_tables_of_a_kind_look_alike_whatever_words_they_hold(counted, head):
    swedish = compared(
        ("Andel", "Antal", "95\u00a0%-intervall", "Andel", "Antal"),
        counted=counted,
        head=head,
        language="sv",
    )
    english = compared(
        ("Share", "Number", "95% interval", "Share", "Number"),
        counted=counted,
        head=head,
        language="en",
    )

    assert layout_class(swedish) == layout_class(english) == "nrs-many"
    assert alike_class(swedish) == alike_class(english)
    assert "nrs-alike nrs-heads-3 nrs-beside" in alike_class(swedish)


@pytest.mark.parametrize("head", ["Vikt", "Smärtans varaktighet i månader"])
def test_a_share_with_its_counts_stands_beneath_its_head_alike_in_all_tables(head):
    cells = (Cell("54\u00a0%"), Cell(of(878, 1628, language="sv")), Cell("52–56"))

    assert layout_class(a_table(cells, head=head)) == "nrs-above"


def test_a_reason_over_several_columns_names_them_where_they_are_stacked():
    reason = Cell("skyddar små antal", hidden="small_count")
    table = a_table((NUMBER, reason, reason, *(NUMBER,) * 3))

    html = stamp(table, name="prov", cleared=[made.response()]).html

    assert 'data-head="2019, 2020"' in html


def test_the_mark_of_what_to_look_at_stands_before_its_number():
    html = stamp(a_table((Cell("51\u00a0%", look=True),)), name="prov", cleared=[made.response()])

    assert '<span class="nrs-pointer"></span>51' in html.html


def test_a_dash_is_marked_for_a_phone_to_leave_out():
    html = beside_each_other(("Median", "Antal", "Kvartiler"), ("Värde", "Antal", "Spann"))

    assert html.count('class="nrs-none"') == 1
