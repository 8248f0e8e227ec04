"""What is known of counts of the same people, whatever else the policy lists."""

from nrs_lib.disclosure.attack import Cell
from nrs_lib.disclosure.same_people import Place, SamePeople
from nrs_lib.reports.audit.kinship import of_the_same

SAME = SamePeople(
    counts=(
        (
            Place("volume", "count", "", "seen", "n"),
            Place("absent", "count", "", "", "n"),
            Place("pain", "mean", "start", "", "n"),
        ),
        (Place("absent", "count", "", "", "n"), Place("volume", "count", "", "seen", "n")),
    ),
    within=(
        (Place("pain", "mean", "start", "other", "n"), Place("pain", "mean", "start", "", "n")),
    ),
    sums={
        Place("volume", "count", "", "seen", "n"): (
            Place("pain", "mean", "start", "", "n"),
            Place("pain", "mean", "start", "other", "n"),
        ),
        Place("pain", "mean", "start", "", "n"): (Place("absent", "count", "", "", "n"),),
    },
    steps={"volume": ("referred", "seen"), "absent": ("one", "other")},
    numerators=(),
)


def _count(category: str, period: str = "2022") -> tuple:
    return "count", "volume", "count", "U1", category, "", period


def _people(category: str) -> tuple:
    return "people", "pain", "mean", "U1", category, "start", "2022"


def test_only_what_is_there_is_related_and_all_of_it() -> None:
    values = {
        _count("referred"): 9,
        _count("seen"): None,
        _count("seen", "2023"): None,
        _people(""): 9,
        _people("other"): None,
    }
    cells = {name: Cell(name, value) for name, value in values.items()}

    found = [(dict(one.terms), one.low, one.high) for one in of_the_same(cells, SAME)]

    assert found == [
        ({_count("seen"): 1, _people(""): -1}, 0.0, 0.0),
        ({_people("other"): 1, _people(""): -1}, float("-inf"), 0.0),
        ({_count("seen"): -1, _people(""): 1, _people("other"): 1}, 0.0, 0.0),
        ({_count("seen"): 1, _count("referred"): -1}, float("-inf"), 0.0),
    ]


def test_unnamed_units_are_others_in_each_measure() -> None:
    names = [
        ("count", "volume", "count", "unit_1", "seen", "", "2022"),
        ("people", "pain", "mean", "unit_1", "", "start", "2022"),
    ]
    cells = {name: Cell(name, value) for name, value in zip(names, (9, None), strict=True)}
    assert list(of_the_same(cells, SAME)) == []
