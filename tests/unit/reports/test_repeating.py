"""A report in a second language shows what it shows in the first."""

from __future__ import annotations

from functools import partial

import pytest

from nrs_lib.disclosure import ClearedTable, Earlier, clear, clear_all
from nrs_lib.reports.ledger import Ledger, released_in
from nrs_lib.reports.ledger_entry import Entry
from nrs_lib.reports.repeating import cleared_alike
from nrs_lib.stats.estimates import KEY, Estimates, combined, from_rows
from nrs_lib.terms import Audience

SECTION = "one"
# A hidden quarter, and two of which either may protect it.
TORN = {"2022Q1": 20, "2022Q2": 2, "2022Q3": 12, "2022Q4": 12}
LARGE = {"2022Q1": 40, "2022Q2": 30, "2022Q3": 50, "2022Q4": 60}


@pytest.fixture
def ledger(tmp_path) -> Ledger:
    return Ledger.of("NRSsv", folder=tmp_path)


def a_count(period: str, n: int, **changes) -> dict:
    row = {"measure": "first_visits", "statistic": "count", "group": "national", "n": n}
    row |= {"scope": "national", "period": period, "estimate": float(n)}
    return row | {"n_units": 30, "largest_n": max(n // 20, 1)} | changes


def a_year(counts: dict[str, int], **changes) -> dict[str, Estimates]:
    rows = [a_count(period, n, **changes) for period, n in counts.items()]
    return {SECTION: from_rows([*rows, a_count("2022", sum(counts.values()), **changes)])}


def an_entry(audience: str, *, extract: str = "extract", report: str = "") -> Entry:
    about = {"subject": "national", "report": report, "period": "2022", "extract_id": extract}
    return Entry.of(Audience(audience), **about)


def made_by(ledger: Ledger, sections: dict[str, Estimates], audience: str) -> ClearedTable:
    clear = partial(clear_all, sections, audience=audience)
    return cleared_alike(clear, sections, ledger=ledger, entry=an_entry(audience))[SECTION]


def made_anew(ledger: Ledger, sections: dict[str, Estimates], audience: str) -> ClearedTable:
    keys = sections[SECTION].table[list(KEY)]
    earlier = ledger.earlier(keys, audience=Audience(audience), subject="national")
    return clear_all(sections, audience=audience, earlier=earlier)[SECTION]


def enter(ledger: Ledger, table: ClearedTable, audience: str, **about: str) -> None:
    ledger.record(an_entry(audience, report="a_report", **about), released_in([table]))


def hidden_in(table: ClearedTable) -> dict[str, str]:
    return dict(zip(table.table["period"], table.table["hidden"], strict=True))


def of_two(sections: dict[str, Estimates], earlier: Earlier | None) -> dict[str, ClearedTable]:
    """A choice between two quarters that would protect as well: new beside what was shown."""
    gone = "2022Q4" if earlier is None or earlier.cells.empty else "2022Q3"
    left = {name: part.where(period={*LARGE, "2022"} - {gone}) for name, part in sections.items()}
    return clear_all(left, audience="register", earlier=earlier)


def test_a_report_made_again_shows_the_same_numbers(ledger):
    sections = a_year(LARGE)
    for _ in range(3):
        about = {"ledger": ledger, "entry": an_entry("register")}
        table = cleared_alike(partial(of_two, sections), sections, **about)[SECTION]
        assert hidden_in(table) == dict.fromkeys(["2022Q1", "2022Q2", "2022Q3", "2022"], "")
        enter(ledger, table, "register")


def test_a_unit_s_report_made_again_shows_the_same_where_nothing_else_came(ledger):
    sections = a_year(LARGE)
    entry = an_entry("own_unit")
    tables = []
    for _ in range(2):
        about = {"ledger": ledger, "entry": entry}
        tables.append(cleared_alike(partial(of_two, sections), sections, **about)[SECTION])
        enter(ledger, tables[-1], "own_unit")
    assert hidden_in(tables[0]) == hidden_in(tables[1])

    other = clear(from_rows([a_count("2022Q4", LARGE["2022Q4"])]), audience="public")
    enter(ledger, other, "public")
    since = cleared_alike(partial(of_two, sections), sections, ledger=ledger, entry=entry)
    assert "2022Q3" not in hidden_in(since[SECTION]), "cleared by all that was released"


def test_what_was_released_since_counts_for_all_that_the_first_did_not_show(ledger):
    sections = a_year(LARGE)
    first = made_by(ledger, sections, "register")
    enter(ledger, first.where(period=["2022", "2022Q3", "2022Q4"]), "register")
    since = clear(from_rows([a_count("2022Q1", LARGE["2022Q1"] - 1)]), audience="register")
    enter(ledger, since, "register", extract="another")
    told = hidden_in(made_by(ledger, sections, "register"))
    assert told["2022Q1"] == "released"
    assert {told[period] for period in ("2022", "2022Q3", "2022Q4")} == {""}


def test_a_report_of_other_numbers_is_not_what_is_repeated(ledger):
    sections = a_year(TORN)
    other = a_year(TORN, measure="referrals")
    enter(ledger, made_by(ledger, other, "public"), "public")
    enter(ledger, made_by(ledger, sections, "public").where(period="2022"), "public")
    both = {SECTION: combined([*sections.values(), *other.values()])}
    enter(ledger, made_by(ledger, both, "public"), "public")
    alone = made_by(ledger, sections, "public")
    assert hidden_in(alone) == hidden_in(made_anew(ledger, sections, "public"))


def test_another_extract_is_held_against_all_that_was_released(ledger):
    sections = a_year(TORN)
    enter(ledger, made_by(ledger, sections, "public"), "public", extract="another")
    assert hidden_in(made_by(ledger, sections, "public")) == hidden_in(
        made_anew(ledger, sections, "public")
    )
