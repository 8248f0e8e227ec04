from __future__ import annotations

from nrs_lib.disclosure import Told, clear, stamped
from nrs_lib.disclosure.stamping import ROWS_MIME, from_text
from nrs_lib.disclosure.tracing import ORIGINS_MIME, origin, origins_of
from nrs_lib.stats.estimates import from_rows
from tests.support.stamps import a_cleared


def _row(cleared):
    return next(cleared.table.itertuples(index=False))


def test_a_cell_leads_to_the_people_behind_it_and_never_to_more_decimals() -> None:
    cleared = a_cleared()
    told = stamped(
        kind="table",
        name="andel",
        html="<p>30 %</p>",
        plain="30 %",
        cleared=[cleared],
        rows=[
            {
                "Vem": "Vi",
                "Andel": Told("30 %", _row(cleared)),
                "Av": Told("12 av 40", _row(cleared)),
            }
        ],
    )

    traced = from_text(told.data[ORIGINS_MIME])
    assert traced["cells"] == [{"Andel": [0], "Av": [0]}]
    [only] = traced["origins"]
    assert (only["measure"], only["numerator"], only["denominator"]) == ("improved_pain", 12, 40)
    assert not {"estimate", "low", "high", "sd", "largest_n", "n_units"} & set(only)


def test_a_hidden_row_tells_its_reason_and_no_count() -> None:
    few = from_rows(
        [
            {
                "measure": "improved_pain",
                "statistic": "share",
                "group": "U1",
                "scope": "own",
                "estimate": 0.5,
                "n": 4,
                "numerator": 2,
                "denominator": 4,
                "n_units": 1,
                "largest_n": 4,
            }
        ]
    )
    told = origin(_row(clear(few, audience="own_unit")))

    assert told["hidden"] == "few"
    assert not any(isinstance(value, int) for value in told.values())


def test_words_lead_to_each_row_once() -> None:
    row = _row(a_cleared())
    told = stamped(
        kind="text",
        name="ord",
        html="<p>x</p>",
        plain="x",
        cleared=[a_cleared()],
        sentences=[row, row],
    )

    assert from_text(told.data[ORIGINS_MIME])["sentences"] == [0]


def test_what_programs_read_of_an_output_is_one_text_each() -> None:
    # Objects of their own would be gone through one by one wherever the notebook is read.
    cleared = a_cleared()
    rows = [{"Andel": Told("30 %", _row(cleared))}]
    told = stamped(kind="table", name="t", html="<p>x</p>", plain="x", cleared=[cleared], rows=rows)

    assert {type(value) for value in told.data.values()} == {str}
    assert from_text(told.data[ROWS_MIME].splitlines(keepends=True)) == [{"Andel": "30 %"}]


def test_rows_that_nobody_keeps_are_told_apart() -> None:
    row = a_cleared().rows[0]
    told = origins_of([], sentences=(row._replace(n=n) for n in range(40, 60)))

    assert told["sentences"] == list(range(20))
    assert [one["n"] for one in told["origins"]] == list(range(40, 60))
