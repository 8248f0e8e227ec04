"""LIX, worked out by hand, and an upper bound for what every page opens with."""

from __future__ import annotations

import pytest

from nrs_lib import tables
from nrs_lib.reports.readability import readability_of, running_text
from nrs_lib.text.readability import Readability, readability
from tests.support import cleared as made
from tests.support.releases import few_outputs, write

HEAVIEST_LEAD = 45


@pytest.mark.parametrize(
    ("text", "counted", "lix"),
    [
        ("", (0, 0, 0), None),
        # Five words in two sentences, two of them long: 2.5 + 40.
        ("Sju svarade. Resultaten visas inte.", (5, 2, 2), 42.5),
        # A colon ends a sentence, a comma, a semicolon and a decimal mark do not.
        ("Vi såg: 12 av 40 (30 %), 1,5 dagar; inget mer", (10, 2, 0), 5.0),
        ("The mean was 1.5.", (4, 1, 0), 4.0),
        ("12\u00a0345 svar av 20\u00a0000", (4, 1, 0), 4.0),
        # Six letters are short, seven long.
        ("abcdef abcdefg", (2, 1, 1), 52.0),
    ],
)
def test_a_text_is_counted(text, counted, lix):
    found = readability(text)

    assert found == Readability(*counted)
    assert found.lix == pytest.approx(lix)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("own", [0, 6, 12, 40, 90, 2000, None])
def test_what_a_page_opens_with_is_easy_to_read(own, language):
    shown = made.indicators(own=own)
    shown = shown if own is not None else shown + made.units(own=own)
    labels = {"period_label": "2022", "subject_label": "Enheten"}

    lead = tables.write_lead(shown, **labels, language=language).plain

    assert readability(lead).lix < HEAVIEST_LEAD, lead


def test_tables_drawings_and_contents_are_no_running_text():
    page = (
        "<header><p>Rubrik</p></header><main><section><h2>Ett</h2><p>Vi <em>ser</em> tal.</p>"
        '<div data-output="lead"><p>Tio svarade.</p></div>'
        '<div data-output="t"><h3>Alla svarade</h3><table><tr><td><p>9</p></td></tr></table>'
        "<svg><text>8</text></svg><details><p>7</p></details><p>Så är det!</p></div></section>"
    )

    assert running_text(page) == {
        "prose": "Vi ser tal.",
        "lead": "Tio svarade.",
        "figures and notes": "Alla svarade. Så är det!",
    }


def test_a_whole_release_is_measured_part_by_part(tmp_path):
    told = readability_of(write(tmp_path, few_outputs()))

    assert set(told) == {"prose", "figures and notes"}
    assert told["figures and notes"].words > 50
