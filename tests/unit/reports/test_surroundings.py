"""What stands around an output's numbers, with a drawing in it or not."""

import re

import pytest

from nrs_lib.reports.surroundings import Surroundings, surroundings, without_drawings

DRAWN = (
    '<figure><h3 class="finding">Mindre <em>smärta</em></h3><p class="what">Andel, %</p>{}'
    '<div class="nrs-notes"><p>En not.</p></div></figure>'
)
DRAWING = '<svg role="img"><title>Bild</title><text class="note">12</text></svg>'


def test_title_line_and_notes_are_read_and_a_drawing_has_none_of_them() -> None:
    told = surroundings(DRAWN.format(DRAWING))

    assert told == Surroundings("Mindre smärta", "Andel, %", ("En not.",))
    assert told == surroundings(DRAWN.format(""))


def test_each_of_two_drawings_ends_where_it_ends() -> None:
    between = '<p class="what">och</p>'

    told = surroundings(DRAWN.format(DRAWING + between + DRAWING))

    assert told.about == "Andel, % och"
    assert told.notes == ("En not.",)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>a</p>",
        "a<svg>b</svg>c<svg x>d<p>e</p></svg>",
        "<svg><svg>a</svg>b</svg>c",
        "<svgx>a</svg><svg >b</svg>",
        "<svg>a",
        "<svg",
        "<svg>a</svg><svg>b",
        "</svg><svg></svg></svg><svg<svg>a</svg>",
    ],
)
def test_drawings_are_passed_over_from_their_start_to_the_next_end(html) -> None:
    assert without_drawings(html) == re.sub(r"(?s)<svg[ >].*?</svg>", "<svg></svg>", html)
