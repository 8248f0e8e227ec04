"""The sentences on top: what they may say, and what stops them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib import figures, tables
from nrs_lib.disclosure.chance import is_beyond_chance
from nrs_lib.stats.shares import wilson
from nrs_lib.tables.standing import Standing, standing
from nrs_lib.tables.units_apart import _by_chance
from tests.support import cleared as made
from tests.support.dealt_units import read_place_of
from tests.support.made_up import a_share

CLAIMS = (
    "högre andel än i riket",
    "lägre andel än i riket",
    "längre än i riket",
    "kortare än i riket",
)
OWN = {"group": "017", "scope": "own", "n_units": 1}
NATION = {"group": "national", "scope": "national", "n_units": 30}


def lead(part, **asked):
    words = {"period_label": "2022", "subject_label": "Enhet 017"} | asked
    return tables.write_lead(part, **words).plain


def exact(side, measure, numerator, denominator):
    share, low, high = wilson(numerator, denominator)
    return {
        **a_share(side, measure, share, denominator, period="2022"),
        "estimate": share,
        "low": low,
        "high": high,
        "n": denominator,
        "numerator": numerator,
        "denominator": denominator,
    }


@given(
    own=st.tuples(st.integers(10, 150), st.floats(0, 1)),
    nation=st.floats(0.01, 0.99),
    measure=st.sampled_from(["improved_pain", "handles_life_better", "response_discharge"]),
)
@settings(max_examples=40, deadline=None)
def test_no_difference_is_claimed_when_the_interval_covers_the_nation(own, nation, measure):
    n, share = own
    mine = exact(OWN, measure, round(n * share), n)
    whole = exact(NATION, measure, round(4000 * nation), 4000)
    told = lead(made.cleared([mine, exact(OWN, "improved_everyday", 5, 10), whole]))
    place = read_place_of(mine["low"], mine["high"], whole["estimate"], times=100)
    claimed = [claim for claim in CLAIMS if claim in told]
    words = {"higher": ["högre andel än i riket"], "lower": ["lägre andel än i riket"]}
    assert claimed == words.get(place, [])


def test_at_most_four_sentences():
    for part in (
        made.indicators(),
        made.indicators(low={"response_12m": 0.3}),
        made.indicators(own=12),
    ):
        assert 1 <= lead(part).count(". ") + 1 <= 4


def test_every_per_cent_has_its_numbers():
    told = lead(made.indicators())
    limit = "under 60\u00a0%"
    without_limit = told.replace(limit, "").replace("30 %", "").replace("30\u00a0%", "")
    assert without_limit.count("%") == without_limit.count("\u00a0av\u00a0") > 2


def test_low_response_is_what_to_look_at():
    told = lead(made.indicators(low={"response_12m": 0.2}))
    assert "svarade efter ett år; under 60\u00a0% gäller resultatet främst dem som svarade" in told


@pytest.mark.parametrize(("own", "is_told"), [(20, True), (90, False)])
def test_few_behind_the_numbers_are_told_beside_low_response(own, is_told):
    told = lead(made.indicators(own=own, low={"response_12m": 0.01}))
    assert "gäller resultatet främst dem som svarade" in told
    assert told.endswith("vilar på färre än 30 svar och är osäkra.") == is_told
    assert (". Resultaten vid avslut vilar" in told) == is_told


@pytest.mark.parametrize(("answered", "is_result"), [(9, False), (10, True)])
def test_of_fewer_answers_than_a_result_needs_none_is_said_to_apply(answered, is_result):
    rows = [exact(OWN, "improved_pain", 5, 10), exact(OWN, "response_12m", answered, 30)]
    told = lead(made.cleared(rows)).replace("\u00a0", " ")
    assert ("så inga resultat efter ett år visas." in told) != is_result
    assert ("gäller resultatet främst dem som svarade" in told) == is_result
    many = [rows[0], exact(OWN, "response_12m", answered, 12)]
    assert ("så inga resultat efter ett år visas." in lead(made.cleared(many))) != is_result
    caution = tables.write_caution(made.cleared(rows)).plain
    assert ("gäller ett resultat främst dem som svarade" in caution) == is_result


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", "En lägre andel än i riket svarade vid avslut (30 %, 12 av 40, mot 80 %"),
        ("en", "A lower share than nationally responded at discharge (30%, 12 of 40, against 80%"),
    ],
)
def test_a_response_rate_that_differs_is_told_with_a_verb(language, words):
    rows = [exact(OWN, "improved_pain", 10, 40)]
    rows += [exact(OWN, "response_discharge", 12, 40), exact(NATION, "response_discharge", 80, 100)]
    assert words in lead(made.cleared(rows), language=language).replace("\u00a0", " ")


def test_too_few_says_so_and_how_many():
    told = lead(made.indicators(own=4) + made.flow(own=4))
    assert told.startswith("För få har svarat 2022")
    assert "4 har svarat både vid start och vid avslut" in told
    assert "%" not in told


def test_too_few_without_counts_tells_only_the_limit():
    assert lead(made.indicators(own=4)) == (
        "För få har svarat 2022 för att visa resultat; de visas från 10 svar."
    )


def test_the_nation_tells_how_units_spread():
    units = made.units(own=None, audience="register")
    told = lead(made.indicators(own=None, audience="register"), subject_label="Riket", units=units)
    for share in ("minst 30\u00a0% mindre smärta", "kliniskt bättre vardag (MPI)"):
        clause = next(part for part in told.split("; ") if f"andelen med {share}" in part)
        assert "av de 28 enheter som kan visas (av 33) säkert över riket och" in clause
        assert "övriga går inte att skilja säkert" in clause


def test_units_compared_over_a_longer_time_are_told_with_it():
    units = made.units(own=None, audience="register")
    longer = replace(units, table=units.table.assign(period="2022Q4-8Q"))
    part = made.indicators(own=None, audience="register")
    told = lead(part, subject_label="Riket", units=longer)
    begin = "Enheterna jämförs över januari 2021–december 2022, utan hänsyn till patientsamman"
    assert begin in told
    assert told.count("2021") == told.count("utan hänsyn") == 1
    assert "2021" not in lead(part, subject_label="Riket", units=units)


def test_less_than_one_by_chance_is_not_told_as_none():
    few = made.units(own=None, audience="register", others=6, tiny=1)
    told = lead(made.indicators(own=None, audience="register"), subject_label="Riket", units=few)
    assert told.count("av slump väntas") == 1
    assert "(av slump väntas omkring 0,3 skilja sig i varje mått)" in told


def test_no_more_units_apart_than_chance_may_give_are_not_told_as_surely_apart():
    """One of 28 lies below by chance more often than not; seven do not."""
    assert is_beyond_chance(7, 28)
    assert not is_beyond_chance(1, 28)
    assert not is_beyond_chance(0, 28)
    units = made.units(own=None, audience="register", measures=["improved_pain"])
    table, is_unit = units.table.copy(), units.table["scope"] == "unit"
    table.loc[is_unit, ["low", "high"]] = [0.0, 1.0]
    part = made.indicators(own=None, audience="register")
    for k, words in ((1, "hela intervallet under riket"), (7, "säkert under riket")):
        one = table.copy()
        one.loc[one.index[is_unit & (one["hidden"] == "")][:k], "high"] = 0.1
        told = lead(part, subject_label="Riket", units=replace(units, table=one))
        assert words in told
        assert ("vilket slumpen ensam kan ge (av slump väntas omkring 1,4" in told) == (k == 1)
        title = figures.draw_units(replace(units, table=one), measure="improved_pain").plain
        assert words in title.split("\n")[0]
        assert ("vilket slumpen ensam kan ge" in title.split("\n")[0]) == (k == 1)


@pytest.mark.parametrize(("k", "is_told"), [(1, False), (7, True)])
def test_units_that_differ_in_response_by_more_than_chance_are_told_of(k, is_told):
    units = made.units(own=None, audience="register", measures=["improved_pain", "response_12m"])
    table = units.table.copy()
    is_unit = (table["scope"] == "unit") & (table["measure"] == "response_12m")
    table.loc[is_unit, ["low", "high"]] = [0.0, 1.0]
    table.loc[table.index[is_unit & (table["hidden"] == "")][:k], "high"] = 0.1
    part = made.indicators(own=None, audience="register")
    told = lead(part, subject_label="Riket", units=replace(units, table=table))
    assert ("i andelen svar efter ett år ligger sju av" in told) == is_told
    assert ("svar efter ett år" in told) == is_told


@pytest.mark.parametrize(
    ("compared", "sv", "en"),
    [
        ([29], "omkring 1,5", "about 1.5"),
        ([29, 31], "omkring 1,5 till 1,6", "about 1.5 to 1.6"),
        ([13, 14], "omkring 0,7", "about 0.7"),
        ([300], "omkring 15", "about 15"),
    ],
)
def test_what_chance_would_give_is_said_once_of_all_measures(compared, sv, en):
    assert (_by_chance(compared, "sv"), _by_chance(compared, "en")) == (sv, en)


def test_of_intervals_widened_for_rounding_it_is_not_told_how_many_chance_would_set_apart():
    units = made.units(own=None, audience="public")
    part = made.indicators(own=None, audience="public")
    told = lead(part, subject_label="Riket", units=units)
    assert "av de 28 enheter" in told
    assert "av slump" not in told


def test_the_period_is_not_taken_for_a_quarter():
    part = made.indicators()
    whole = part.where(measure="improved_pain", period="2022", scope="own").table.iloc[0]
    assert f"{whole['numerator']}\u00a0av\u00a0{whole['denominator']}" in lead(part)


def test_the_subject_is_escaped():
    out = tables.write_lead(made.indicators(), period_label="<b>", subject_label="<script>&$x$")
    assert "<script>" not in out.html
    assert "&lt;script&gt;&amp;$x$" in out.html


def test_standing_on_the_limit_is_covered():
    class Of:
        measure, statistic = "improved_pain", "share"
        hidden, low, high, estimate = "", 0.4, 0.6, 0.5

    class Nation(Of):
        estimate = 0.4

    assert standing(Of, Nation) is Standing.ALIKE
    assert standing(None, Nation) is Standing.UNKNOWN


def test_caution_counts_those_who_did_not_answer_and_keeps_registers_apart():
    part = made.response()
    told = tables.write_caution(part).plain
    row = part.where(measure="response_discharge", scope="own").table.iloc[0]
    assert (
        f"{row['denominator'] - row['numerator']}\u00a0av\u00a090 svarade inte vid avslut" in told
    )
    assert "NRSsv" in told
    assert "NRSpv" in told


def test_caution_for_a_tiny_unit_tells_no_numbers_of_it():
    told = tables.write_caution(made.response(own=4)).plain
    assert "svarade inte" not in told


def test_empty_state_says_why_and_what_helps():
    out = tables.show_empty(
        made.flow(own=4),
        heading="Förändring",
        period_label="andra kvartalet 2022",
        pooled=made.flow(own=30),
        pooled_label="Fyra kvartal",
    )
    assert "4 svar andra kvartalet 2022; resultat visas från 10." in out.plain
    assert "Fyra kvartal tillsammans: " in out.plain
    assert "går resultatet att visa" in out.plain


def _differing(hidden=()):
    """A unit below the nation in three measures; what is in ``hidden`` is hidden of it."""
    least = {"response_12m": 0.3, "response_discharge": 0.3, "handles_life_better": 0.3}
    part = made.indicators(low=least)
    table = part.table
    gone = table["measure"].isin(list(hidden)) & (table["scope"] == "own")
    return lead(replace(part, table=table.assign(hidden=table["hidden"].mask(gone, "few"))))


def test_every_measure_that_differs_is_named():
    told = _differing()
    assert told.count("lägre andel än i riket") == 3
    assert "mått till" not in told
    assert "i övrigt" not in told
    assert "andra mått som jämförts här går Enhet 017 inte att skilja från riket" in told


def test_what_was_not_compared_is_not_told_as_alike():
    told = _differing(["improved_pain"])
    assert "i de två andra mått som jämförts här" in told


def test_a_response_rate_that_is_written_as_the_limit_is_not_told_to_be_below_it():
    part = made.indicators()
    table = part.table
    of_year = table["measure"] == "response_12m"
    counts = {"numerator": 596, "denominator": 1000, "n": 1000}
    for written, is_low in ((0.596, False), (0.594, True)):
        rows = table.assign(
            estimate=table["estimate"].mask(of_year, written),
            **{name: table[name].mask(of_year, n) for name, n in counts.items()},
        )
        assert ("svarade efter ett år; under" in lead(replace(part, table=rows))) == is_low


def test_a_label_with_a_bracket_has_its_values_within_it():
    rows = [exact(OWN, "improved_everyday", 11, 13), exact(NATION, "improved_everyday", 400, 1000)]
    told = lead(made.cleared(rows)).replace("\u00a0", " ")
    assert "(MPI, 85 %, mot 40 %, 400 av 1000)" in told
