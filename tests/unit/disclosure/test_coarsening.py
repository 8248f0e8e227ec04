"""Curves are made coarser before the door, and a scale's thresholds are the last to go."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.contracts.change_thresholds import PERCENT, curve_measure
from nrs_lib.contracts.instruments import scale
from nrs_lib.disclosure import clear, read_policy
from nrs_lib.disclosure.coarsening import coarsened
from nrs_lib.stats.estimates import from_rows
from nrs_lib.terms import Audience, Scope

CURVE = curve_measure("nrs_pain", PERCENT, "improved")
MARKS = [mark.amount for mark in scale("nrs_pain").marks(PERCENT)]
LEAST = read_policy().audiences[Audience.OWN_UNIT].limits[Scope.NATIONAL].min_count


def rows(counts, n, *, group="national", time_point="discharge"):
    scope = "national" if group == "national" else "own"
    place = {"measure": CURVE, "statistic": "improved_by", "group": group, "scope": scope}
    place |= {"time_point": time_point, "period": "2022", "n": n, "denominator": n}
    place |= {"n_units": 30 if scope == "national" else 1, "largest_n": min(n, 30)}
    return [
        place | {"category": f"{at:g}", "numerator": count, "estimate": count / n}
        for at, count in counts.items()
    ]


def amounts(cleared, scope="national"):
    table = cleared.table[cleared.table["scope"] == scope]
    return [float(at) for at in table["category"]], set(table["hidden"])


def test_the_threshold_stays_and_its_near_neighbour_goes():
    found = coarsened(from_rows(rows({25: 102, 30: 100, 35: 80}, 200)), audience="register")

    assert amounts(clear(found, audience="register")) == ([30, 35], {""})


def test_what_other_units_have_between_two_points_counts_too():
    """Of twenty more in the nation eighteen are the unit's own: two are somebody else's."""
    nation, own = {25: 120, 30: 100, 50: 60}, {25: 28, 30: 10, 50: 10}
    both = from_rows([*rows(nation, 200), *rows(own, 40, group="SV001")])

    assert amounts(clear(both, audience="own_unit"))[1] == {"", "protected"}
    cleared = clear(coarsened(both, audience="own_unit"), audience="own_unit")
    assert amounts(cleared) == ([30, 50], {""})
    assert amounts(cleared, "own") == ([25, 30, 50], {""})


falling = st.lists(st.integers(0, 12), min_size=21, max_size=21)


def curve(steps):
    """Counts at 0, 5, ... 100 per cent, with so many people between each two and at the end."""
    return {5 * place: sum(steps[place + 1 :]) for place in range(20)}


@settings(max_examples=60, deadline=None)
@given(falling, falling)
def test_nothing_of_a_coarsened_curve_has_to_be_hidden(own, others):
    own, others = [step // 3 for step in own], [*others[:-1], others[-1] + 30]
    mine = rows(curve(own), sum(own) + 10, group="SV001")
    both = {at: count + curve(others)[at] for at, count in curve(own).items()}
    nation = rows(both, sum(own) + 10 + sum(others) + 60)
    given_ = from_rows([*mine, *nation])

    cleared = clear(coarsened(given_, audience="own_unit"), audience="own_unit")

    assert "protected" not in amounts(cleared)[1]
    shown, reached = amounts(cleared, "own")[0], [at for at, n in curve(own).items() if n]
    assert shown[: len(reached)] == reached
    assert set(shown[len(reached) + 1 :]) <= set(MARKS)
    kept = amounts(cleared)[0]
    # The threshold that reports use goes only where some count beside it is small by itself.
    rest = {at: both[at] - curve(own)[at] for at in both}
    counts = [(both[30], sum(own) + 10 + sum(others) + 60), (rest[30], sum(others) + 60)]
    ends = [end for count, n in counts for end in (count, n - count)]
    assert (30 in kept) == all(end == 0 or end >= LEAST for end in ends)
