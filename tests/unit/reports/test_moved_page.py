"""The page that says why a figure moved."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from nrs_lib.disclosure import clear
from nrs_lib.errors import DisclosureError
from nrs_lib.figures.moved import draw_moved
from nrs_lib.reports.comparison.moved import render_moved, write_moved
from nrs_lib.reports.comparison.moved_words import part_rows, sum_check, summary
from nrs_lib.stats.moved.estimates import moved_estimates
from nrs_lib.stats.moved.figures import Figure, FigureName
from nrs_lib.stats.moved.why import PARTS, Moved, Part
from nrs_lib.terms import Register, Statistic

SIZES = (0.02, 0.06, -0.01, 0.0, -0.03, 0.0)


def share(numerator: int, denominator: int) -> Figure:
    value = numerator / denominator
    return Figure(
        value,
        value - 0.1,
        value + 0.1,
        denominator,
        numerator,
        denominator,
        1,
        denominator,
        "wilson",
        Statistic.SHARE,
        ("measure:improved_pain",),
    )


def a_moved(*, n: int = 100, **changes) -> Moved:
    """A unit's share that rose by four percentage points; definition and rest did nothing."""
    parts = tuple(
        Part(code, size, 3, 4) if size else Part(code, 0.0, not_applicable="same_definitions")
        for code, size in zip(PARTS, SIZES, strict=True)
    )
    told = {
        "name": FigureName("improved_pain"),
        "register": Register.NRSSV,
        "group": "SV001",
        "extracts": ("2022-09-01-aaaaaaaa", "2023-09-01-bbbbbbbb"),
        "periods": ("2021", "2021"),
        "before": share(round(0.4 * n), n),
        "after": share(round(0.44 * n), n),
        "parts": parts,
        "definitions": (),
        "is_synthetic": True,
    }
    return Moved(**(told | changes))


def drawn(moved: Moved, language: str = "sv"):
    return draw_moved(
        clear(moved_estimates(moved), audience="own_unit"),
        label="Smärta",
        before="förut",
        after="nu",
        language=language,
    )


def test_the_sentence_tells_figure_company_and_parts() -> None:
    words = summary(a_moved(), "sv").replace("\xa0", " ")

    assert "från 40,0 %, 40 av 100 (läst 2022-09-01)" in words
    assert "till 44,0 %, 44 av 100 (läst 2023-09-01), +4,0 procentenheter" in words
    assert words.index("sena registreringar (+6,0)") < words.index("nya patienter (+2,0)")
    assert "ändrad definition" not in words


def test_a_mean_its_change_and_the_parts_agree_in_words_and_drawing() -> None:
    ends = [
        replace(share(40, 100), estimate=size, statistic=Statistic.CHANGE, method="t")
        for size in (-0.97, -0.93)
    ]
    moved = a_moved(name=FigureName("nrs_pain"), before=ends[0], after=ends[1])
    page = render_moved(moved, "sv")

    for told in ("−0,97", "−0,93", "+0,04", "+0,06"):
        assert told in summary(moved, "sv")
        assert len(re.findall(f"(?<![0-9]){re.escape(told)}(?![0-9])", page)) > 1


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_table_has_every_part_and_the_sum(language: str) -> None:
    rows = part_rows(a_moved(), language)

    assert len(rows) == len(PARTS) + 1
    assert [list(row.values())[1][0] for row in rows] == ["+", "+", "−", "0", "−", "0", "+"]
    assert "+4" in sum_check(a_moved(), language)


def test_the_steps_lead_from_the_figure_before_to_the_figure_after() -> None:
    html = drawn(a_moved()).html

    assert "+4,0 procentenheter, mest genom sena registreringar" in html
    for told in ("+2,0", "+6,0", "−1,0", "−3,0", "44 av 100".replace(" ", "\xa0")):
        assert told in html
    assert "Ändrad definition" not in html


def test_too_few_answers_draw_nothing() -> None:
    html = drawn(a_moved(n=5)).html

    assert "För få svar" in html
    assert "<svg" not in html
    assert not re.search(r"\d av", html)


def test_what_is_not_cleared_is_not_drawn() -> None:
    with pytest.raises(DisclosureError, match="cleared"):
        draw_moved(moved_estimates(a_moved()), label="x", before="a", after="b")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_escapes_and_says_what_it_is(language: str) -> None:
    page = render_moved(a_moved(definitions=("<script>.yaml",)), language)

    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert {"sv": "Internt", "en": "Internal"}[language] in page
    assert "SV001" in page


def test_the_files_stand_whole_in_a_folder_of_their_own(tmp_path: Path) -> None:
    one = write_moved(a_moved(), folder=tmp_path)
    again = write_moved(a_moved(), folder=tmp_path)

    assert one == again
    assert one.parent == tmp_path / "2023-09-01-bbbbbbbb" / "internal" / "why_moved"
    assert {path.name for path in one.iterdir()} == {
        f"{name}.{language}.{kind}"
        for language in ("sv", "en")
        for name, kind in (("why_moved", "html"), ("parts", "csv"))
    }
    assert len(list(one.parents[1].glob("superseded/why_moved/*"))) == 1
