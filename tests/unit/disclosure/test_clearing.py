import json
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nrs_lib.disclosure import clear, clear_all, read_policy, stamped, verify
from nrs_lib.disclosure.clearance import CELL, rows_of
from nrs_lib.disclosure.followed import still_followed
from nrs_lib.errors import DefinitionError, DisclosureError
from nrs_lib.stats.estimates import COUNT_COLUMNS, NUMBER_COLUMNS, from_rows
from nrs_lib.terms import Audience


def a_share(numerator, denominator, *, scope="national", group="national", **changes):
    return {
        "measure": "women",
        "statistic": "share",
        "group": group,
        "scope": scope,
        "estimate": numerator / denominator,
        "low": 0.0,
        "high": 1.0,
        "n": denominator,
        "numerator": numerator,
        "denominator": denominator,
        "n_units": 1 if scope != "national" else 10,
        "largest_n": denominator if scope != "national" else denominator // 5,
    } | changes


def reasons(rows, audience):
    return clear(from_rows(rows), audience=audience).table["hidden"].tolist()


@pytest.mark.parametrize(
    ("numerator", "denominator", "reason"),
    [
        (4, 40, "protected"),
        (5, 40, ""),
        (36, 40, "protected"),
        (0, 40, ""),
        (40, 40, ""),
        (4, 9, "few"),
    ],
)
def test_another_units_share_needs_people_on_both_sides(numerator, denominator, reason):
    row = a_share(numerator, denominator, scope="unit", group="SV002")
    assert reasons([row], "register") == [reason]


def test_own_unit_sees_its_own_small_counts_but_no_result_from_few():
    own = [a_share(1, 12, scope="own", group="SV001")]
    few = [a_share(3, 9, scope="own", group="SV001")]
    assert reasons(own, "own_unit") == [""]
    assert reasons(few, "own_unit") == ["few"]


def test_public_hides_zeros_and_full_groups():
    assert reasons([a_share(0, 40)], "public") == ["protected"]
    assert reasons([a_share(40, 40)], "public") == ["protected"]


def test_too_few_units_or_one_that_dominates_are_no_nation():
    assert reasons([a_share(20, 40, n_units=2)], "register") == ["few_units"]
    assert reasons([a_share(20, 40, largest_n=37)], "register") == ["dominance"]


def test_nobody_is_a_count_of_its_own_and_no_share():
    nobody = {"n": 0, "n_units": 0, "largest_n": 0, "scope": "own", "group": "SV001"}
    count = a_share(0, 1) | nobody | {"statistic": "count", "estimate": 0.0}
    share = a_share(0, 1) | nobody | {"estimate": float("nan"), "denominator": 0}
    assert reasons([count, share], "own_unit") == ["", "few"]


def test_a_hidden_row_has_no_number_left():
    cleared = clear(from_rows([a_share(4, 40, scope="unit", group="SV002")]), audience="register")
    assert cleared.table[[*NUMBER_COLUMNS, *COUNT_COLUMNS]].isna().all(axis=None)
    assert cleared.record.hidden == {"protected": 1}


@pytest.mark.parametrize(
    ("own", "reason"), [((20, 40), ""), ((27, 40), "rest"), ((20, 52), "rest")]
)
def test_the_nation_minus_the_own_unit_must_stand_alone(own, reason):
    rows = [a_share(*own, scope="own", group="SV001"), a_share(30, 60, largest_n=52)]
    assert reasons(rows, "own_unit")[1] == reason


def test_the_rest_is_tested_per_category_and_time():
    rows = [
        a_share(27, 40, scope="own", group="SV001", category="a"),
        a_share(30, 60, largest_n=40, category="b"),
    ]
    assert reasons(rows, "own_unit")[1] == ""


def test_a_single_hidden_category_takes_another_with_it():
    rows = [
        a_share(numerator, 100, category=name, measure="education")
        for name, numerator in {"primary": 3, "secondary": 60, "university": 37}.items()
    ]
    assert reasons(rows, "register") == ["protected", "", "protected"]


def test_public_counts_are_rounded_before_the_share_is_made():
    row = clear(from_rows([a_share(33, 101)]), audience="public").table.iloc[0]
    assert (row["numerator"], row["denominator"], row["estimate"]) == (35, 100, 0.35)
    assert row["low"] < 0.35 < row["high"]


def test_other_units_lose_names_and_order_where_policy_says_so():
    rows = [
        a_share(30, 40, scope="unit", group="SV003"),
        a_share(10, 40, scope="unit", group="SV002"),
    ]
    hidden = clear(from_rows(rows), audience="own_unit").table
    assert hidden["estimate"].tolist() == [0.25, 0.75]
    assert not set(hidden["group"]) & {"SV002", "SV003"}
    assert set(clear(from_rows(rows), audience="register").table["group"]) == {"SV002", "SV003"}


def test_a_name_that_readers_are_not_told_is_for_the_ledger_alone():
    rows = [a_share(20 + n, 40, scope="unit", group=f"SV00{n}") for n in (3, 1, 2)]
    cleared = clear(from_rows(rows), audience="own_unit")
    some = cleared.where(statistic="share")
    out = stamped(kind="text", name="lead", html="<p>å</p>", plain="å", cleared=[some + cleared])

    assert "SV00" not in json.dumps(out.data) + some.table.to_csv() + repr(cleared)
    found = {(cell[2], cell[6], cell[8]) for cell in out.released}
    assert found == {(f"SV00{n}", "unnamed", 20.0 + n) for n in (1, 2, 3)}


def test_a_nameless_units_point_of_a_curve_is_entered_with_who_is_still_followed():
    point = {"statistic": "survival", "category": "90", "at_risk": 30}
    row = a_share(40, 80, scope="unit", group="SV002", **point)

    entered = clear(from_rows([row]), audience="own_unit").released()
    assert [(cell[0], cell[2], cell[7]) for cell in entered] == [
        ("women", "SV002", 80.0),
        ("women:at_risk", "SV002", 30.0),
    ]


def test_a_point_of_a_curve_is_entered_as_it_is_held_against_what_was_entered():
    point = {"statistic": "survival", "category": "90", "at_risk": 30}
    cleared = clear(from_rows([a_share(40, 80, **point)]), audience="register")

    held = still_followed(cleared.table).iloc[0]
    entered = dict(zip(CELL, cleared.released()[1], strict=True))
    same = [name for name in CELL if name != "numerator"]
    assert [entered[name] for name in same] == [held[name] for name in same]
    assert entered["numerator"] is None
    assert held["numerator"] is pd.NA


def test_rows_that_are_kept_are_those_of_the_table_that_is_left():
    rows = [a_share(20, 40, category=name) for name in ("a", "b", "c", "d")]
    kept = clear(from_rows(rows), audience="register").where(category=["d", "b"], measure="women")

    assert [row.category for row in kept.rows] == kept.table["category"].tolist() == ["b", "d"]
    assert kept.record.rows == 2
    assert kept.matching(category="d") == [kept.rows[1]]


def test_where_two_tables_number_their_units_apart_neither_is_known_again():
    one, other = (
        clear(from_rows([a_share(20, 40, scope="unit", group=name)]), audience="own_unit")
        for name in ("SV001", "SV002")
    )
    assert (one + other).released() == []
    assert len(one.released()) == 1


def test_a_bare_frame_is_refused():
    with pytest.raises(DisclosureError, match="Only Estimates"):
        clear(from_rows([]).table, audience="register")


def test_tables_for_two_audiences_are_not_joined():
    one = clear(from_rows([a_share(20, 40)]), audience="register")
    other = clear(from_rows([a_share(20, 40)]), audience="own_unit")
    with pytest.raises(DisclosureError, match="two audiences"):
        one + other


def a_stamp():
    cleared = clear(from_rows([a_share(20, 40)]), audience="register")
    return stamped(kind="text", name="lead", html="<p>å</p>", plain="å", cleared=[cleared])


def test_a_stamp_survives_the_notebook_file():
    data, metadata = a_stamp()._repr_mimebundle_()
    stamp = verify(json.loads(json.dumps(data)), json.loads(json.dumps(metadata)))
    assert stamp["records"][0]["audience"] == "register"


def test_an_edited_output_is_refused():
    data, metadata = a_stamp()._repr_mimebundle_()
    with pytest.raises(DisclosureError, match="changed after"):
        verify(data | {"text/html": "<p>ä</p>"}, metadata)


def test_an_unstamped_output_is_refused():
    with pytest.raises(DisclosureError, match="no clearance stamp"):
        verify({"text/html": "<table>"}, {})


@pytest.mark.parametrize("cleared", [[], [from_rows([a_share(20, 40)])]])
def test_only_cleared_tables_are_stamped(cleared):
    with pytest.raises(DisclosureError, match="Only what is cleared"):
        stamped(kind="text", name="lead", html="<p>", plain="x", cleared=cleared)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("min_n: 10", "min_m: 10", "min_m"),
        ("zeros: hide", "zeros: maybe", "zeros"),
        ("max_share: 0.9", "max_share: 9", "max_share"),
        ("public:", "publik:", "public"),
        ("unit_names: shown", "unit_names: yes", "unit_names"),
        ("engine: highs", "engine: cplex", "engine"),
        ("round_to: 5", "round_to: 9", "audiences.public: round_to, own.min_count"),
    ],
)
def test_a_faulty_policy_names_its_fault(tmp_path, old, new, key):
    from nrs_lib.places import definitions

    text = (definitions() / "disclosure.yaml").read_text(encoding="utf-8")
    path = tmp_path / "disclosure.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError, match=key):
        read_policy(path)


@given(
    base=st.integers(2, 12),
    more=st.integers(0, 9),
    numerator=st.integers(1, 60),
    others=st.integers(0, 60),
)
def test_nobody_who_is_shown_is_rounded_away(base, more, numerator, others):
    """A base up to the smallest count that is shown leaves no share of none and none of all."""
    policy = read_policy()
    public = policy.audiences[Audience.PUBLIC]
    least = base + more
    limits = {
        scope: replace(one, min_count=least, width=least) for scope, one in public.limits.items()
    }
    rules = replace(public, round_to=base, limits=limits)
    policy = replace(policy, audiences={**policy.audiences, Audience.PUBLIC: rules})
    row = a_share(numerator, numerator + others)
    shown = clear(from_rows([row]), audience="public", policy=policy).table.iloc[0]
    if not shown["hidden"]:
        assert 0 < shown["numerator"] < shown["denominator"]


def test_where_nobody_may_not_be_told_it_is_not_worked_out_either():
    quarters = {"2022Q1": 20, "2022Q2": 25, "2022Q3": 30, "2022Q4": 0, "2022": 75}
    rows = [
        {"measure": "first_visits", "statistic": "count", "group": "SV001", "scope": "unit"}
        | {"period": period, "estimate": float(n), "n": n, "n_units": 1, "largest_n": n}
        for period, n in quarters.items()
    ]

    assert reasons(rows, "register") == ["", "", "", "", ""]
    *others, nobody, year = reasons(rows, "public")
    assert nobody == "protected"
    assert "protected" in (*others, year)


def a_mean(group: str, n: int, mean: float, **changes) -> dict:
    row = {"measure": "nrs_pain", "statistic": "mean", "group": group, "scope": "unit"}
    row |= {"period": "2022", "time_point": "initial", "n_units": 1, "largest_n": n}
    return row | {"estimate": mean, "sd": 2.0, "n": n} | changes


@pytest.mark.parametrize("few", [6, 9])
def test_the_mean_of_few_is_not_what_the_others_leave_of_the_nations(few):
    units = {"SV001": (few, 8.0), "SV002": (40, 6.0), "SV003": (45, 6.5), "SV004": (50, 7.0)}
    n = sum(size for size, _ in units.values())
    total = sum(size * mean for size, mean in units.values())
    rows = [a_mean(unit, *told) for unit, told in units.items()]
    rows.append(a_mean("national", n, total / n, scope="national", n_units=4, largest_n=50))

    first, *others = reasons(rows, "register")

    assert first == "few"
    assert "protected" in others


def test_a_mean_that_is_hidden_for_its_unit_is_not_what_the_others_leave_either():
    # One unit has nearly all of a quarter, so the mean of the quarter would be its own.
    means = {"2022Q1": (40, 6.0), "2022Q2": (45, 6.5), "2022Q3": (50, 7.0), "2022Q4": (48, 6.2)}
    rows = [
        a_mean("national", *told, period=period, scope="national", n_units=9)
        | {"largest_n": told[0] if period == "2022Q2" else 9}
        for period, told in means.items()
    ]
    n = sum(size for size, _ in means.values())
    total = sum(size * mean for size, mean in means.values())
    rows.append(a_mean("national", n, total / n, scope="national", n_units=9, largest_n=90))

    reason = dict(zip([*means, "2022"], reasons(rows, "register"), strict=True))

    assert reason.pop("2022Q2") == "dominance"
    assert "protected" in reason.values()


@pytest.mark.parametrize("audience", ["own_unit", "register"])
def test_sections_that_are_cleared_together_have_the_rows_of_their_own_tables(audience):
    units = [a_share(20 + n, 40, scope="unit", group=f"SV00{n}") for n in (3, 1, 2)]
    few = [a_share(1, 40, category="a"), a_share(20, 40, category="b", n_units=None)]
    sections = {"units": from_rows([*few[1:], *units]), "few": from_rows(few)}

    for cleared in clear_all(sections, audience=audience).values():
        assert repr(cleared.rows) == repr(rows_of(cleared.table))
        assert [row.hidden for row in cleared.rows] == cleared.table["hidden"].tolist()


def test_rows_that_are_taken_out_have_their_table_as_well_and_follow_one_that_is_put_in():
    def told(table):
        return [row.category for row in table.rows]

    shares = [a_share(40, 200, category=name) for name in "abc"]
    cleared = clear(from_rows(shares), audience="register")
    some = cleared.where(category=["a", "c"])
    both = some + cleared.where(category="b")

    pd.testing.assert_frame_equal(some.table, cleared.table.iloc[[0, 2]].reset_index(drop=True))
    assert both.table["category"].tolist() == told(both) == ["a", "c", "b"]
    assert (both.record.rows, both.measures) == (3, {"women"})
    noted = some.with_steps([{"kind": "none"}])
    assert (told(noted), noted.record.steps) == (["a", "c"], ({"kind": "none"},))
    assert told(replace(some, table=both.table)) == ["a", "c", "b"]
