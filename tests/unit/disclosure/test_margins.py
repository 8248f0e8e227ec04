"""A crossed table of shares: a small cell is not what its margin leaves of the others."""

from itertools import product

import pytest

from nrs_lib.disclosure import clear, read_policy
from nrs_lib.disclosure.describing import COLUMNS
from nrs_lib.reports.audit.described import Described
from nrs_lib.reports.audit.recovery import recover
from nrs_lib.stats.estimates import from_rows
from nrs_lib.terms import SEPARATOR, Audience

PARTS = ("none", "partial", "full")
POLICY = read_policy()
RULES = POLICY.audiences[Audience.REGISTER]
EVERYBODY = 600
CELLS = dict(zip(product(PARTS, repeat=2), (150, 60, 30, 80, 90, 2, 70, 40, 78), strict=True))
SMALL = ("partial", "full")


def counts() -> dict[str, int]:
    """Cells, margins in both ways, and all."""
    found = {SEPARATOR.join(names): n for names, n in CELLS.items()}
    for part in PARTS:
        found[f"{part}{SEPARATOR}"] = sum(CELLS[part, other] for other in PARTS)
        found[f"{SEPARATOR}{part}"] = sum(CELLS[other, part] for other in PARTS)
    return found | {SEPARATOR: EVERYBODY}


def cleared(*, without: str = "") -> dict[str, str]:
    """Why each is hidden, after the door; a cell may have no row at all."""
    rows = [
        {
            "measure": "sick_leave_followed",
            "statistic": "share",
            "group": "national",
            "scope": "national",
            "category": category,
            "time_point": "before>after",
            "period": "2022",
            "estimate": n / EVERYBODY,
            "n": EVERYBODY,
            "numerator": n,
            "denominator": EVERYBODY,
            "n_units": 30,
            "largest_n": 40,
        }
        for category, n in counts().items()
        if category != without
    ]
    table = clear(from_rows(rows), audience="register").table
    return dict(zip(table["category"], table["hidden"], strict=True))


def test_all_in_the_table_are_counted_once():
    assert sum(CELLS.values()) == EVERYBODY
    assert list(CELLS.values()).count(2) == 1


@pytest.mark.parametrize("along", [0, 1])
@pytest.mark.parametrize("without", ["", SEPARATOR.join(SMALL)], ids=["hidden", "no row"])
def test_beside_a_small_cell_another_is_hidden_in_its_row_and_in_its_column(along, without):
    hidden = cleared(without=without)
    assert without or hidden[SEPARATOR.join(SMALL)]
    beside = [names for names in CELLS if names[along] == SMALL[along] and names != SMALL]
    margin = ["", ""]
    margin[along] = SMALL[along]
    keys = [*map(SEPARATOR.join, beside), SEPARATOR.join(margin)]
    assert any(hidden[key] for key in keys)


@pytest.mark.parametrize("also", [(), [("partial", "none"), ("none", "full"), ("none", "none")]])
def test_the_auditor_works_out_a_cell_that_stands_alone(also):
    """With three more hidden, which close a ring, it cannot."""
    hidden = {SEPARATOR.join(SMALL), *map(SEPARATOR.join, also)}
    described = [
        Described(
            ("table",),
            dict.fromkeys(COLUMNS)
            | {
                "measure": "sick_leave_followed",
                "statistic": "share",
                "scope": "national",
                "group": "national",
                "category": category,
                "time_point": "before>after",
                "period": "2022",
                "numerator": None if category in hidden else n,
                "denominator": None if category in hidden else EVERYBODY,
                "hidden": "protected" if category in hidden else "",
            },
        )
        for category, n in counts().items()
    ]
    found = recover(described, RULES, POLICY)
    assert [one.cell["category"] for one in found.exposed] == (
        [] if also else [SEPARATOR.join(SMALL)]
    )
