"""Whoever has answered: the auditor, who sees only what is shown, finds nothing to add to it."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from nrs_lib.disclosure import clear, read_policy
from nrs_lib.disclosure.describing import describe
from nrs_lib.reports.audit.described import Described
from nrs_lib.reports.audit.policing import broken_rules
from nrs_lib.reports.audit.recovery import recover
from nrs_lib.stats.estimates import from_rows
from nrs_lib.terms import Audience

POLICY = read_policy()


@st.composite
def a_unit(draw) -> tuple[int, int, int]:
    """How many programmes ended at a unit, how many answered, and how many rated their pain."""
    ended = draw(st.sampled_from([0, 2, 4, 7, 12, 20, 60]))
    answered = ended - draw(st.integers(0, min(ended, 6)))
    return ended, answered, answered - draw(st.integers(0, min(answered, 4)))


def as_rows(units: list[tuple[int, int, int]]) -> list[dict]:
    """Programmes ended and response by unit and for the nation, and the nation's form and mean."""
    whole = tuple(map(sum, zip(*units, strict=True)))
    rows = []
    for place, (ended, answered, rated) in enumerate([whole, *units]):
        about = {"group": f"SV{place:03}" if place else "national"}
        about |= {"scope": "unit" if place else "national"}
        company = {"n_units": int(ended > 0) if place else sum(n > 0 for n, *_ in units)}
        most = ended if place else max(n for n, *_ in units)
        count = {"measure": "programme_discharges", "statistic": "count", "n": ended}
        rows.append(about | company | count | {"estimate": float(ended), "largest_n": most})
        shares = {"response_discharge": (answered, ended)}
        if not place:
            shares["instrument_filled"] = (rated, answered)
            mean = {"measure": "nrs_pain", "statistic": "mean", "time_point": "discharge"}
            mean |= {"n": rated, "estimate": 6.0, "sd": 2.0}
            rows.append(about | company | mean | {"largest_n": max(n for *_, n in units)})
        for measure, (numerator, n) in shares.items():
            of = {"measure": measure, "statistic": "share", "n": n, "denominator": n}
            of |= {"numerator": numerator, "estimate": numerator / max(n, 1)}
            if measure == "instrument_filled":
                of |= {"category": "nrs_pain", "time_point": "discharge"}
            rows.append(about | company | of | {"largest_n": min(most, n)})
    return rows


@settings(deadline=None, max_examples=30)
@given(
    units=st.lists(a_unit(), min_size=4, max_size=7),
    audience=st.sampled_from(["register", "researcher", "public"]),
)
@example(
    units=[(60, 58, 57), (20, 20, 18), (12, 11, 11), (4, 3, 3), (2, 2, 2)], audience="register"
)
def test_nothing_is_worked_out_of_who_answered(units, audience):
    rules = POLICY.audiences[Audience(audience)]
    cleared = clear(from_rows(as_rows(units)), audience=audience)
    slack = rules.round_to // 2
    described = [Described(("tabell",), cell, slack) for cell in describe([cleared])]

    assert list(broken_rules(described, rules, POLICY)) == []
    assert [one.place for one in recover(described, rules, POLICY).exposed] == []
    shown = cleared.table[cleared.table["hidden"] == ""]
    shares = shown[shown["statistic"] == "share"]
    assert (shares["n"] + slack >= rules.limits["national"].min_n).all()
    assert (
        shown.loc[shown["statistic"] == "count", "n"].isin([0])
        | (shown.loc[shown["statistic"] == "count", "n"] + slack >= rules.limits["unit"].min_count)
    ).all()
