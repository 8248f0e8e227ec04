"""For which time units stand beside each other."""

import pytest

from nrs_lib import tables
from tests.support import cleared as made
from tests.support.made_up import PERIOD


def told(shown, units=None, language="sv"):
    units = made.units() if units is None else units
    return tables.write_period_beside(units, shown=shown, language=language)


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "och inte juli 2022–juni 2023 som"), ("en", "not July 2022–June 2023 as in")],
)
def test_another_time_than_the_reports_is_named_with_both_and_why(language, words):
    out = told("2023Q2-4Q", language=language)
    assert words in out.plain
    assert "de flesta enheter" in out.plain or "most units" in out.plain
    assert 'class="nrs-box"' in out.html


def test_the_reports_own_time_is_told_without_a_box():
    out = told(PERIOD)
    assert out.plain.endswith("som rapporten i övrigt.")
    assert "nrs-box" not in out.html


def test_where_no_unit_can_be_shown_the_text_says_so():
    nobody = made.units().where(measure="nothing")
    assert told(PERIOD, nobody).plain.startswith("Inga enheter kan visas")
