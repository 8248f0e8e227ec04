"""What stands around an output's numbers, with a drawing in it or not."""

from nrs_lib.reports.surroundings import Surroundings, surroundings

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
