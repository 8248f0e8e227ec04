"""Units with their names stand two by two on paper where names leave room for dots."""

from __future__ import annotations

import re

import pytest

from nrs_lib import figures
from tests.support import cleared as made


def drawn(others: int, name: str) -> tuple[str, dict[str, float]]:
    cleared = made.units(own=None, audience="register", others=others, tiny=0)
    names = {f"{100 + n}": name.format(n) for n in range(others)}
    html = figures.draw_units(cleared, measure="improved_pain", names=names).html
    sizes = re.findall(r'nrs-(broad|narrow)".*?viewBox="0 0 [\d.]+ ([\d.]+)"', html, re.DOTALL)
    return html, {kind: float(high) for kind, high in sizes}


def test_short_names_stand_beside_their_dots() -> None:
    html, heights = drawn(20, "Klinik {:02d}")

    assert 'class="nrs-figure nrs-half"' in html
    assert heights["narrow"] == pytest.approx(heights["broad"], rel=0.05)


def test_long_names_stand_above_their_dots_and_take_the_whole_width() -> None:
    html, heights = drawn(20, "Smärtrehabiliteringen vid sjukhuset nummer {:02d}")

    assert 'class="nrs-figure"' in html
    assert heights["narrow"] > 1.5 * heights["broad"]


def test_more_units_than_a_sheet_has_room_for_in_half_its_width_take_the_whole() -> None:
    html, heights = drawn(45, "Klinik {:02d}")

    assert 'class="nrs-figure"' in html
    assert heights["narrow"] == pytest.approx(heights["broad"], rel=0.05)


@pytest.mark.parametrize("name", ["K {:02d}", "Smärtrehabilitering {:02d}"])
def test_a_phone_shows_the_per_cent_of_each_unit_with_its_counts(name: str) -> None:
    html, _ = drawn(10, name)
    narrow = re.search(r'nrs-narrow".*?</svg>', html, re.DOTALL)[0].replace("\xa0", " ")

    assert len(re.findall(r'end"[^>]*>\d+ % \(\d+ av \d+\)</text>', narrow)) == 10
