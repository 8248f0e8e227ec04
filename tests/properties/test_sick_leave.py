"""The sweep over edges counts what counting day by day counts, whatever the periods."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.cohort.sick_leave.at_risk import LIMITS, at_risk, earliest_birth, pension_days
from nrs_lib.cohort.sick_leave.cases import cases
from nrs_lib.cohort.sick_leave.spells import NO_DAY, days_of, read_spells
from nrs_lib.cohort.sick_leave.windows import count_days
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.sick_leave import CATEGORIES, read_sick_leave
from nrs_lib.stats.sick_leave.three_parts import three_parts

# A leap day lies inside: 2020-02-29 is day 18321.
FIRST_DAY, SPAN = 18290, 70
EXTENTS = (0.25, 0.5, 0.75, 1.0)
PATIENTS = ("a", "b", "c")
OVERLAPS = tuple(read_sick_leave().overlaps)
BENEFITS = (*read_sick_leave().temporary, *read_sick_leave().permanent)
LEAST = get("sick_leave_min_days").value
PERMANENT = set(read_sick_leave().permanent)
EXAMPLES = settings(max_examples=80, deadline=None, derandomize=True)

days = st.integers(FIRST_DAY, FIRST_DAY + SPAN)
spell_rows = st.tuples(
    st.sampled_from(PATIENTS),
    st.sampled_from(BENEFITS),
    st.sampled_from(EXTENTS),
    days,
    st.one_of(st.none(), st.integers(0, 40)),
)
window_rows = st.tuples(st.sampled_from((*PATIENTS, "nobody")), days, st.integers(-1, SPAN))


def table_of(rows):
    """Periods as a delivery has them; no length stands for no end."""
    dates = [
        (who, benefit, extent, first, None if length is None else first + length)
        for who, benefit, extent, first, length in rows
    ]
    frame = pd.DataFrame(
        dates, columns=["patient_id", "benefit", "extent", "start_date", "end_date"]
    )
    for name in ("start_date", "end_date"):
        frame[name] = pd.to_datetime(frame[name].astype("Int64"), unit="D")
    return frame


def on_day(rows, who, day):
    """Distinct periods of a patient that hold a day."""
    return {
        row
        for row in rows
        if row[0] == who and row[3] <= day and (row[4] is None or day <= row[3] + row[4])
    }


def extent_on(rows, overlap):
    extents = [row[2] for row in rows]
    if not extents:
        return 0.0
    return min(sum(extents), 1.0) if overlap == "sum_capped" else max(extents)


def longest(flags):
    best = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        best = max(best, run)
    return best


def counted_by_day(rows, who, first, last, overlap):
    """Gross days, net days and category, one day after the other."""
    each = [on_day(rows, who, day) for day in range(first, last + 1)]
    if not each:
        return None
    full = [extent_on(day, "sum_capped") for day in each]
    lasting = [extent_on({r for r in day if r[1] in PERMANENT}, "sum_capped") for day in each]
    category = None
    if len(each) >= LEAST:
        held = [longest([part > 0 for part in full]), longest([part >= 1 for part in full])]
        held.append(longest([part >= 1 for part in lasting]))
        category = CATEGORIES[sum(run >= LEAST for run in held)]
    gross = sum(bool(day) for day in each)
    return gross, sum(extent_on(day, overlap) for day in each), category


def counted_by_sweep(rows, windows, overlap):
    spells = read_spells(table_of(rows))
    patients = pd.Series([who for who, _, _ in windows], dtype="object")
    first = np.array([first for _, first, _ in windows])
    last = np.array([first + length for _, first, length in windows])
    return count_days(spells, patients, first, last, overlap=overlap)


@pytest.mark.parametrize("overlap", OVERLAPS)
@EXAMPLES
@given(
    rows=st.lists(spell_rows, max_size=8),
    windows=st.lists(window_rows, min_size=1, max_size=4),
)
def test_the_sweep_counts_what_counting_by_day_counts(overlap, rows, windows):
    found = counted_by_sweep(rows, windows, overlap)
    for place, (who, first, length) in enumerate(windows):
        expected = counted_by_day(rows, who, first, first + length, overlap)
        line = found.loc[place]
        if expected is None:
            assert line.isna().all()
            continue
        assert (line["gross_days"], line["net_days"]) == expected[:2]
        assert (None if pd.isna(line["category"]) else line["category"]) == expected[2]


@EXAMPLES
@given(
    rows=st.lists(spell_rows, max_size=8),
    windows=st.lists(window_rows, min_size=1, max_size=4),
    order=st.randoms(use_true_random=False),
)
def test_the_order_of_rows_changes_nothing(rows, windows, order):
    shuffled = list(rows)
    order.shuffle(shuffled)
    for overlap in OVERLAPS:
        pd.testing.assert_frame_equal(
            counted_by_sweep(rows, windows, overlap), counted_by_sweep(shuffled, windows, overlap)
        )


@EXAMPLES
@given(rows=st.lists(spell_rows, min_size=1, max_size=8), length=st.integers(1, SPAN))
def test_a_window_is_the_sum_of_its_parts_and_no_rule_gives_more_than_the_sum(rows, length):
    whole = [(who, FIRST_DAY, length) for who in PATIENTS]
    half = length // 2
    parts = [(who, FIRST_DAY, half) for who in PATIENTS]
    rest = [(who, FIRST_DAY + half + 1, length - half - 1) for who in PATIENTS]
    net = {}
    for overlap in OVERLAPS:
        total = counted_by_sweep(rows, whole, overlap)
        added = counted_by_sweep(rows, parts, overlap)["net_days"] + counted_by_sweep(
            rows, rest, overlap
        )["net_days"].fillna(0)
        assert (total["net_days"] == added).all()
        assert (total["net_days"] <= total["gross_days"]).all()
        assert (total["gross_days"] <= length + 1).all()
        net[overlap] = total["net_days"]
    assert (net["largest"] <= net["sum_capped"]).all()


@EXAMPLES
@given(
    rows=st.lists(spell_rows, min_size=1, max_size=6),
    cut=st.integers(0, 40),
    window=window_rows.filter(lambda row: row[2] >= 0),
)
def test_a_period_written_as_two_decisions_counts_the_same(rows, cut, window):
    who, benefit, extent, first, length = rows[0]
    if length is None or cut >= length:
        return
    split = [
        (who, benefit, extent, first, cut),
        (who, benefit, extent, first + cut + 1, length - cut - 1),
        *rows[1:],
    ]
    if len(set(split)) < len(split) or len(set(rows)) < len(rows):
        return
    for overlap in OVERLAPS:
        pd.testing.assert_frame_equal(
            counted_by_sweep(rows, [window], overlap), counted_by_sweep(split, [window], overlap)
        )


@EXAMPLES
@given(rows=st.lists(spell_rows, min_size=1, max_size=8))
def test_cases_join_what_is_less_than_five_free_days_apart(rows):
    found = cases(read_spells(table_of(rows)))
    temporary = [row for row in rows if row[1] not in PERMANENT]
    horizon = FIRST_DAY + SPAN + 60
    for who in PATIENTS:
        on = [bool(on_day(temporary, who, day)) for day in range(FIRST_DAY, horizon)]
        starts = [
            place
            for place, flag in enumerate(on)
            if flag and not any(on[max(0, place - 5) : place])
        ]
        mine = found[found["patient_id"] == who].reset_index(drop=True)
        assert [d - FIRST_DAY for d in days_of(mine["first_day"])] == starts
        is_open = any(row[0] == who and row[4] is None for row in temporary)
        assert mine["last_day"].isna().sum() == int(is_open)
        if not is_open:
            assert mine["paid_days"].sum() == sum(on)


@EXAMPLES
@given(
    first=days,
    length=st.integers(0, SPAN),
    happened=st.lists(st.one_of(st.none(), days), min_size=4, max_size=4),
)
def test_days_at_risk_are_those_before_anything_happened(first, length, happened):
    limits = {
        code: np.array([NO_DAY if day is None else day])
        for code, day in zip(LIMITS, happened, strict=True)
    }
    left = at_risk(np.array([first]), np.array([first + length]), limits)
    rules = read_sick_leave().limits

    def is_at_risk(day):
        return all(
            at is None or day < at or (day == at and rules[code].is_day_at_risk)
            for code, at in zip(LIMITS, happened, strict=True)
        )

    expected = [day for day in range(first, first + length + 1) if is_at_risk(day)]
    assert left.days[0] == len(expected)
    assert (left.cut_by[0] == "") == (len(expected) == length + 1)


@EXAMPLES
@given(
    born=st.dates(
        min_value=pd.Timestamp("1930-01-01").date(), max_value=pd.Timestamp("2000-12-31").date()
    ),
    days_later=st.integers(18 * 365, 70 * 366),
)
def test_pension_from_an_age_never_comes_after_pension_from_the_birthday(born, days_later):
    born = pd.Timestamp(born)
    day = born + pd.Timedelta(days=days_later)
    birthday_passed = (day.month, day.day) >= (born.month, born.day)
    age = day.year - born.year - (0 if birthday_passed else 1)
    earliest = earliest_birth(np.array([day.to_datetime64()]), np.array([age]))[0]
    assert earliest <= born.to_datetime64().astype("datetime64[D]")
    assert born - pd.Timestamp(earliest) <= pd.Timedelta(days=366)

    known = pension_days(birth_date=pd.Series([born]))
    by_year = pension_days(birth_year=pd.Series([born.year]))
    by_age = pension_days(day=pd.Series([day]), age=pd.Series([age]))
    assert by_age[0] <= known[0]
    assert by_year[0] <= known[0]


@EXAMPLES
@given(
    people=st.lists(
        st.tuples(st.integers(0, 400), st.one_of(st.none(), st.integers(0, 400))), max_size=30
    )
)
def test_three_parts_add_up_to_the_rate(people):
    risk = np.array([a for a, _ in people], dtype=float)
    net = np.array([np.nan if b is None else min(b, 4 * a) / 4 for a, b in people], dtype=float)
    found = three_parts(net, risk)
    counted = (risk > 0) & ~np.isnan(net)

    assert found.n_left_out == (~counted).sum()
    assert found.none.denominator == found.all.denominator == counted.sum()
    n_between = counted.sum() - found.none.numerator - found.all.numerator
    assert found.between.n == n_between
    if counted.any():
        shares = net[counted] / risk[counted]
        between = found.between.estimate * n_between if n_between else 0
        assert found.all.numerator + between == pytest.approx(shares.sum())
        assert found.rate.estimate == pytest.approx(net[counted].sum() / risk[counted].sum())
        assert 0 <= found.rate.estimate <= 1
