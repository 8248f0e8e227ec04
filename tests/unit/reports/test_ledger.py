"""What has been released stays known, and a new release is tested against it."""

from __future__ import annotations

import multiprocessing
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.cli.main import main
from nrs_lib.disclosure import clear
from nrs_lib.errors import DisclosureError
from nrs_lib.reports.ledger import Ledger, every_ledger
from nrs_lib.reports.ledger_entry import Entry
from nrs_lib.reports.ledger_file import enter as enter_in_file
from nrs_lib.reports.ledger_file import sealed_entry
from nrs_lib.stats.estimates import KEY, from_rows
from nrs_lib.terms import Audience
from tests.support.entering import enter


def a_mean(n: int, *, measure: str = "age", estimate: float = 44.0, **changes) -> dict:
    row = {"measure": measure, "statistic": "mean", "group": "national", "scope": "national"}
    row |= {"period": "2022", "estimate": estimate, "sd": 9.0, "n": n}
    return row | {"n_units": 20, "largest_n": n // 10} | changes


def an_entry(*, audience: str = "register", subject: str = "national", report: str = "r") -> Entry:
    return Entry(Audience(audience), subject, report, "2022", "extract", "policy", 1)


def cells_of(*rows: dict, audience: str = "register") -> list[tuple]:
    return clear(from_rows(rows), audience=audience).released()


@pytest.fixture
def ledger(tmp_path) -> Ledger:
    return Ledger.of("NRSsv", folder=tmp_path)


def hidden_after(ledger: Ledger, *rows: dict, audience: str = "register", subject="national"):
    made = from_rows(rows)
    earlier = ledger.earlier(made.table[list(KEY)], audience=Audience(audience), subject=subject)
    return clear(made, audience=audience, earlier=earlier).table["hidden"].tolist()


@pytest.mark.parametrize(("late", "reason"), [(0, ""), (1, "released"), (9, "released"), (10, "")])
def test_a_few_late_registrations_are_not_told_by_two_releases(ledger, late, reason):
    ledger.record(an_entry(), cells_of(a_mean(200)))

    assert hidden_after(ledger, a_mean(200 + late, estimate=44.0 + late / 10)) == [reason]


def test_another_mean_of_as_many_is_a_person_exchanged_for_another(ledger):
    ledger.record(an_entry(), cells_of(a_mean(200)))

    assert hidden_after(ledger, a_mean(200, estimate=44.3)) == ["released"]


def test_a_release_that_was_not_tested_when_it_was_cleared_is_refused_and_not_entered(ledger):
    ledger.record(an_entry(), cells_of(a_mean(200)))

    with pytest.raises(DisclosureError, match="fewer people") as refusal:
        ledger.record(an_entry(report="other"), cells_of(a_mean(203), a_mean(90, measure="x")))
    assert "age mean national" in refusal.value.where
    assert "203" not in str(refusal.value)
    assert ledger.check() == 1


@pytest.mark.parametrize(
    ("audience", "subject", "reason"),
    [
        ("own_unit", "SV001", "released"),
        ("own_unit", "SV002", ""),
        ("care_team", "SV001", "released"),
        ("public", "national", "released"),
        ("register", "national", "released"),
        ("researcher", "national", ""),
    ],
)
def test_only_what_one_reader_can_see_together_is_tested(ledger, audience, subject, reason):
    ledger.record(
        an_entry(audience="own_unit", subject="SV001"),
        cells_of(a_mean(203), audience="own_unit"),
    )

    assert hidden_after(ledger, a_mean(200), audience=audience, subject=subject) == [reason]


@pytest.mark.parametrize(
    ("audience", "reason"),
    [("own_unit", "released"), ("care_team", "released"), ("researcher", "")],
)
def test_a_third_reader_brings_two_releases_together(ledger, audience, reason):
    """A care team does not read the registry's, but its unit's management reads both."""
    ledger.record(an_entry(), cells_of(a_mean(203)))

    assert hidden_after(ledger, a_mean(200), audience=audience, subject="SV001") == [reason]


def test_the_units_own_rows_are_not_entered_and_nameless_ones_as_such():
    own = a_mean(40, group="SV001", scope="own", n_units=1, largest_n=40)
    other = a_mean(40, group="SV002", scope="unit", n_units=1, largest_n=40)

    entered = cells_of(own, other, a_mean(400), audience="own_unit")
    assert sorted((cell[2], cell[6]) for cell in entered) == [
        ("SV002", "unnamed"),
        ("national", "national"),
    ]
    assert len(cells_of(own, other, a_mean(400), audience="register")) == 3


@pytest.mark.parametrize(
    ("audience", "subject", "hidden"),
    [
        # Unit 1 would protect unit 2 if the reader had not been shown it.
        ("own_unit", "SV009", {"SV002", "SV003"}),
        ("own_unit", "SV008", {"SV001", "SV002"}),
        ("public", "national", {"SV001", "SV002", "SV003"}),
    ],
)
def test_who_was_shown_a_nameless_unit_knows_it_again(ledger, audience, subject, hidden):
    counts = {"SV001": 12, "SV002": 3, "SV003": 60, "SV004": 70, "SV005": 80}
    rows = {
        name: a_mean(n, group=name, scope="unit", n_units=1, largest_n=n)
        for name, n in counts.items()
    }
    counts["national"] = sum(counts.values())
    rows["national"] = a_mean(counts["national"], largest_n=80)
    for row in rows.values():
        row |= {"statistic": "count", "estimate": row["n"], "sd": None}
    shown = [row for name, row in rows.items() if name not in ("SV002", "SV003")]
    entry = an_entry(audience="own_unit", subject="SV009")
    ledger.record(entry, cells_of(*shown, audience="own_unit"))

    made = from_rows(rows.values())
    about = {"audience": Audience(audience), "subject": subject}
    earlier = ledger.earlier(made.table[list(KEY)], **about)
    cleared = clear(made, audience=audience, earlier=earlier)
    told = {cell[2] for cell in cleared.released() if cell[7] is not None}
    assert set(counts) - told == hidden


def test_what_two_releases_have_given_away_no_third_gives_away_by_itself(ledger):
    """Each hid another unit for the small one's sake; a third has readers who saw neither."""
    counts = {"SV001": 30, "SV002": 3, "SV003": 60, "SV004": 70, "SV005": 80}
    place = {"scope": "unit", "n_units": 1, "statistic": "count", "sd": None}
    rows = {
        name: a_mean(n, group=name, **place | {"largest_n": n, "estimate": n})
        for name, n in counts.items()
    }
    whole = sum(counts.values())
    nation = a_mean(whole, statistic="count", estimate=whole, sd=None, largest_n=80)
    for other in ("SV001", "SV003"):
        shown = [row for name, row in rows.items() if name not in ("SV002", other)]
        ledger.record(an_entry(report=other), cells_of(*shown))
    ledger.record(an_entry(report="nation"), cells_of(nation))

    hidden = hidden_after(ledger, *rows.values(), nation)
    assert hidden[1]
    assert sum(map(bool, hidden)) > 1


def test_the_year_of_which_three_quarters_are_out_does_not_give_the_fourth(ledger):
    counts = {"2022Q1": 40, "2022Q2": 40, "2022Q3": 40, "2022Q4": 3, "2022": 123}
    rows = {
        period: a_mean(n, statistic="count", estimate=n, sd=None, period=period)
        for period, n in counts.items()
    }
    first = [rows["2022Q1"], rows["2022Q2"], rows["2022Q3"]]
    ledger.record(an_entry(), cells_of(*first))

    # Had nothing been released, a quarter would have been hidden instead of the year.
    assert hidden_after(ledger, *rows.values()) == ["", "", "", "protected", "protected"]
    assert hidden_after(ledger, rows["2022"]) == ["protected"]


def test_units_that_are_out_do_not_give_one_more_away_with_the_nation(ledger):
    def a_unit(number: int, n: int) -> dict:
        place = {"group": f"SV{number:03}", "scope": "unit", "n_units": 1, "largest_n": n}
        return a_mean(n, statistic="count", estimate=n, sd=None, **place)

    ledger.record(an_entry(), cells_of(*(a_unit(number, 30) for number in range(6))))
    nation = a_mean(183, statistic="count", estimate=183, sd=None)

    assert hidden_after(ledger, nation) == ["protected"]
    assert hidden_after(ledger, nation | {"n": 190, "estimate": 190}) == [""]


@pytest.mark.parametrize(
    ("audience", "subject", "measure", "is_refused"),
    [
        ("register", "national", "pain_duration", True),
        ("own_unit", "SV001", "pain_duration", True),
        # It has nothing to do with these numbers, or nobody reads both.
        ("register", "national", "age", False),
        ("researcher", "national", "pain_duration", False),
    ],
)
def test_what_was_released_while_a_report_was_made_has_it_made_anew(
    ledger, audience, subject, measure, is_refused
):
    """Two that were cleared side by side can hide another number each for the same one's sake."""
    about = {"audience": audience, "subject": subject}
    meanwhile = cells_of(a_mean(300, measure=measure, group="SV002", scope="unit", n_units=1))
    mine = cells_of(a_mean(400, measure="pain_duration", group="SV003", scope="unit", n_units=1))
    known = ledger.last()
    ledger.record(an_entry(**about), meanwhile)

    about = an_entry(report="mine")
    refused = pytest.raises(DisclosureError, match="While this report was made")
    with refused if is_refused else nullcontext():
        ledger.record(about, mine, known=known)
    assert ledger.last() == (1 if is_refused else 2)
    # Cleared beside the other it is entered.
    ledger.record(about, mine, known=ledger.last())


def test_the_same_report_in_another_language_overtakes_nobody(ledger):
    cells, known = cells_of(a_mean(400)), ledger.last()
    for language in ("sv", "en"):
        ledger.record(an_entry(report=language), cells, known=known)
    assert ledger.last() == 2


def test_two_workers_cannot_both_be_first(ledger):
    def enter(n: int) -> str:
        try:
            ledger.record(an_entry(report=str(n)), cells_of(a_mean(200 + n)))
        except DisclosureError:
            return "refused"
        return "entered"

    with ThreadPoolExecutor(4) as workers:
        outcomes = list(workers.map(enter, range(4)))

    assert sorted(outcomes) == ["entered", "refused", "refused", "refused"]
    assert ledger.check() == 1


def test_of_two_processes_that_enter_a_conflict_at_once_one_is_refused(ledger):
    spawned = multiprocessing.get_context("spawn")
    with spawned.Manager() as shared, spawned.Pool(2) as workers:
        start = shared.Barrier(2)
        asked = [
            (str(ledger.path), an_entry(report=str(n)), cells_of(a_mean(n)), start)
            for n in (200, 201)
        ]
        outcomes = workers.starmap(enter, asked, chunksize=1)

    assert outcomes.count("entered") == 1
    assert any("with an earlier release" in told for told in outcomes)
    assert ledger.check() == 1


def test_entries_are_neither_changed_nor_removed(ledger):
    ledger.record(an_entry(), cells_of(a_mean(200)))
    with closing(sqlite3.connect(ledger.path)) as store:
        for command in ("update cells set n = 1", "delete from releases"):
            with pytest.raises(sqlite3.IntegrityError, match="kept"):
                store.execute(command)


def test_an_entry_changed_by_force_is_found(ledger):
    for report in "ab":
        ledger.record(an_entry(report=report), cells_of(a_mean(200)))
    assert ledger.check() == 2
    with closing(sqlite3.connect(ledger.path)) as store:
        store.execute("drop trigger kept_cells")
        store.execute("update cells set n = 190 where release = 1")
        store.commit()

    with pytest.raises(DisclosureError, match="outside the program"):
        ledger.check()


def test_without_a_ledger_nothing_has_been_released(ledger):
    assert ledger.earlier(pd.DataFrame(columns=list(KEY)), audience="public", subject="") is None
    assert ledger.check() == 0


def test_the_command_tells_what_was_released_and_finds_a_changed_entry(
    ledger, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path))
    assert main(["ledger"]) == 0
    assert "Nothing has been released" in capsys.readouterr().out
    ledger.record(an_entry(), cells_of(a_mean(200), a_mean(90, measure="x")))

    assert main(["ledger"]) == 0
    assert "register: 1 releases, 2 numbers" in capsys.readouterr().out
    with closing(sqlite3.connect(ledger.path)) as store:
        store.execute("drop trigger no_cell_goes")
        store.execute("delete from cells where n = 90")
        store.commit()
    assert main(["ledger"]) == DisclosureError.exit_code


def test_two_invented_registries_are_not_the_same_people(tmp_path):
    one, other = (Ledger.of("NRSsv", invented=f"seed {seed}", folder=tmp_path) for seed in (1, 2))
    one.record(an_entry(), cells_of(a_mean(200)))

    assert hidden_after(one, a_mean(201, estimate=44.1)) == ["released"]
    assert other.earlier(pd.DataFrame(columns=list(KEY)), audience="register", subject="x") is None
    assert [found.path for found in every_ledger(tmp_path)] == [one.path]


def test_a_rolling_release_and_the_next_do_not_give_a_quarter_that_is_too_small(ledger):
    """Three quarters are in both; the one that fell out has been shown, the newest has two."""

    def of(period: str, n: int, **place) -> dict:
        return a_mean(n, statistic="count", estimate=n, sd=None, period=period, **place)

    def small(period: str, n: int):
        return of(period, n, group="SV001", scope="unit", n_units=1, largest_n=n)

    first = [small("2023Q1-4Q", 30), small("2022Q2", 8), of("2023Q1-4Q", 4000)]
    later = [small("2023Q2-4Q", 24), of("2023Q2-4Q", 4010)]
    assert hidden_after(ledger, *later) == ["", ""]

    ledger.record(an_entry(), cells_of(*first))
    assert hidden_after(ledger, *later) == ["protected", ""]

    # Had the unit seen twelve in the newest quarter, there would be nothing to hide.
    assert hidden_after(ledger, small("2023Q2-4Q", 34), later[1]) == ["", ""]


def test_two_rolling_releases_of_which_no_quarter_is_out_give_none(ledger):
    def of(period: str, n: int) -> dict:
        return a_mean(n, statistic="count", estimate=n, sd=None, period=period)

    ledger.record(an_entry(), cells_of(of("2023Q1-4Q", 30), of("2022Q4-4Q", 31)))

    assert hidden_after(ledger, of("2023Q2-4Q", 24)) == [""]


def test_a_quarter_long_ago_is_remembered_through_the_rolling_periods_between(ledger):
    """The quarter has no day in common with the new release, and still completes the sum."""
    counts = {"2022Q2": 8, "2023Q1-4Q": 30, "2023Q2-4Q": 24, "2030": 50}
    rows = [
        a_mean(n, statistic="count", estimate=n, sd=None, period=period)
        for period, n in counts.items()
    ]
    ledger.record(an_entry(), cells_of(rows[0], rows[1], rows[3]))
    new = from_rows(rows[2:3]).table[list(KEY)]
    seen = ledger.earlier(new, audience=Audience.REGISTER, subject="national").cells
    assert set(seen["period"]) == {"2022Q2", "2023Q1-4Q"}


def a_count(n: int, **changes) -> dict:
    return a_mean(n, statistic="count", estimate=float(n), sd=None, **changes)


def test_what_the_registry_was_shown_is_still_kept_from_the_public(ledger):
    """A count of six may be shown to the registry, and not to everybody."""
    quarters = {"2022Q1": 6, "2022Q2": 60, "2022Q3": 70, "2022Q4": 80}
    rows = [a_count(n, period=period) for period, n in (*quarters.items(), ("2022", 216))]
    alone = clear(from_rows(rows), audience="public").table["hidden"].tolist()
    ledger.record(an_entry(), cells_of(*rows))

    assert hidden_after(ledger, *rows) == [""] * 5, "the registry has seen it all"
    assert alone[0]
    assert sum(map(bool, alone)) > 1, "another must go with it"
    assert hidden_after(ledger, *rows, audience="public") == alone


@pytest.mark.parametrize(("n", "numerator"), [(1342, 613), (1339, 608), (203, 88)])
def test_the_same_rounded_share_may_be_shown_again(ledger, n, numerator):
    """As in the other language, or made anew."""
    share = a_mean(n, statistic="share", estimate=numerator / n, sd=None)
    share |= {"numerator": numerator, "denominator": n}
    entry = Entry(Audience.PUBLIC, "national", "r", "2022", "extract", "policy", 5)
    ledger.record(entry, cells_of(share, audience="public"))

    assert hidden_after(ledger, share, audience="public") == [""]
    assert hidden_after(ledger, share, audience="register") == [""]


@pytest.mark.parametrize("others", [0, 12])
def test_many_releases_to_other_units_change_nothing_of_what_one_has_seen(ledger, others):
    """Few of many releases are looked at one by one, and otherwise all are read in a row."""
    a_unit = {"audience": "own_unit"}
    ledger.record(an_entry(subject="U1", **a_unit), cells_of(a_mean(200), **a_unit))
    for number in range(others):
        stranger = an_entry(subject=f"V{number}", **a_unit)
        ledger.record(stranger, cells_of(a_mean(220 + 20 * number), **a_unit))

    assert hidden_after(ledger, a_mean(203), subject="U1", **a_unit) == ["released"]
    assert hidden_after(ledger, a_mean(200), subject="U1", **a_unit) == [""]


def test_a_file_from_before_places_were_listed_remembers_quarters_all_the_same(ledger):
    quarters = [a_mean(50, period=f"2022Q{number}") for number in (1, 2, 3)]
    ledger.record(an_entry(), cells_of(*quarters))
    with closing(sqlite3.connect(ledger.path)) as store:
        store.executescript("drop table places; pragma user_version = 0")

    assert hidden_after(ledger, a_mean(152, estimate=44.1)) == ["protected"]


def test_what_the_same_readers_saw_is_entered_again_untested_and_sealed(ledger):
    cells = cells_of(a_mean(200), a_mean(300, measure="wait_to_programme"))
    first = ledger.record(an_entry(), cells)
    other = ledger.record(an_entry(audience="own_unit", subject="SV001"), cells[:1])
    later = replace(an_entry(), extract_id="another")

    [again] = ledger.record_again([(later, first)])
    [once_more, elses] = ledger.record_again([(later, again), (later, other)])

    assert (again.entry, elses) == (3, None)
    assert once_more is not None
    with ledger.opened() as store:
        entries = [sealed_entry(store, *one) for one in (first, again, once_more)]
    assert [len(found[1]) for found in entries] == [2, 2, 2]
    assert [found[1] for found in entries[1:]] == [entries[0][1]] * 2
    assert [found[0][4] for found in entries] == ["extract", "another", "another"]
    assert ledger.check() == 4
    # It is known as any other.
    assert hidden_after(ledger, a_mean(201, estimate=44.1)) == ["released"]


@pytest.mark.parametrize(
    ("since", "is_entered"),
    [
        (a_mean(300, measure="wait_to_programme"), True),
        (a_mean(200), True),
        (a_mean(240, estimate=44.9), True),
        # One person more, which nobody may be told.
        (a_mean(201, estimate=44.1), False),
    ],
)
def test_what_its_readers_have_seen_since_is_held_against_it(ledger, since, is_entered):
    first = ledger.record(an_entry(), cells_of(a_mean(200), a_mean(90, measure="pain_duration")))
    with ledger.opened() as store:
        told = ["register", "national", "s", "2022", "extract", "policy", 1, "day"]
        enter_in_file(store, told, cells_of(since))

    [again] = ledger.record_again([(an_entry(), first)])

    assert (again is not None) == is_entered
    assert ledger.check() == 2 + is_entered


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([("register", ""), ("public", ""), ("own_unit", "SV001")]),
            st.sampled_from([200, 203, 206, 212, 240]),
        ),
        min_size=2,
        max_size=6,
    ),
    st.integers(0, 5),
)
def test_entering_again_decides_as_the_whole_test_does(history, which):
    with TemporaryDirectory() as folder:
        ledger, entered = Ledger(Path(folder) / "l.sqlite"), []
        for (audience, subject), n in history:
            entry = an_entry(audience=audience, subject=subject or "national")
            cells = cells_of(a_mean(n, estimate=44.0 + n / 1000), audience=audience)
            with suppress(DisclosureError):
                entered.append((entry, ledger.record(entry, cells), cells))
        entry, position, cells = entered[which % len(entered)]
        entry = replace(entry, extract_id="another")
        copied = Ledger(Path(folder) / "copy.sqlite")
        copied.path.write_bytes(ledger.path.read_bytes())

        [again] = ledger.record_again([(entry, position)])
        try:
            whole = copied.record(entry, cells)
        except DisclosureError:
            whole = None

        assert (again is None) == (whole is None)
        assert again is None or again.entry == whole.entry


@pytest.mark.parametrize(("extract", "is_entered"), [("extract", True), ("another", False)])
def test_what_the_same_readers_saw_of_the_extract_is_shown_again(ledger, extract, is_entered):
    """The registry was shown ten where everybody was told of fifteen, some of whom it is one."""
    share = a_mean(295, statistic="share", estimate=0.05, sd=None, denominator=295)
    entry = replace(an_entry(audience="public"), round_to=5)
    first = cells_of(share | {"numerator": 17}, audience="public")
    ledger.record(entry, first)
    ledger.record(an_entry(), cells_of(share | {"numerator": 10}))

    again = replace(entry, report="other language", extract_id=extract)
    with nullcontext() if is_entered else pytest.raises(DisclosureError, match="fewer people"):
        ledger.record(again, first)
    with pytest.raises(DisclosureError, match="fewer people"):
        ledger.record(again, cells_of(share | {"numerator": 18}, audience="public"))


def test_what_others_have_seen_since_is_not(ledger):
    first = ledger.record(an_entry(audience="own_unit", subject="SV001"), cells_of(a_mean(200)))
    with ledger.opened() as store:
        told = ["own_unit", "SV002", "s", "2022", "extract", "policy", 1, "day"]
        enter_in_file(store, told, cells_of(a_mean(201, estimate=44.1)))

    [again] = ledger.record_again([(an_entry(audience="own_unit", subject="SV001"), first)])
    assert again is not None


def test_repetitions_of_what_came_before_it_are_nothing_new(ledger):
    """The nation's, then a unit's; both again: the unit's has the nation's first after it."""
    entries = an_entry(audience="other_units"), an_entry(audience="own_unit", subject="SV001")
    shown = cells_of(a_mean(200)), cells_of(a_mean(300, measure="wait_to_programme"))
    told = list(zip(entries, map(ledger.record, entries, shown), strict=True))

    positions = ledger.record_again(told)

    assert [one.entry for one in positions] == [3, 4]


@pytest.mark.parametrize(
    "changed",
    [
        {"audience": Audience.PUBLIC},
        {"subject": "SV001"},
        {"report": "s"},
        {"period": "2021"},
        {"policy_sha256": "other"},
        {"round_to": 5},
    ],
)
def test_what_is_not_the_same_entry_is_tested(ledger, changed):
    first = ledger.record(an_entry(), cells_of(a_mean(200)))

    assert ledger.record_again([(replace(an_entry(), **changed), first)]) == [None]
    assert ledger.record_again([(an_entry(), first._replace(seal="0" * 64))]) == [None]
    assert ledger.record_again([(an_entry(), first._replace(entry=9))]) == [None]


def test_an_entry_whose_numbers_were_changed_is_not_repeated(ledger):
    first = ledger.record(an_entry(), cells_of(a_mean(200)))
    with closing(sqlite3.connect(ledger.path)) as store, store:
        store.execute("drop trigger kept_cells")
        store.execute("update cells set n = 999")

    assert ledger.record_again([(an_entry(), first)]) == [None]


def of_unit(subject: str) -> Entry:
    return an_entry(audience="own_unit", subject=subject)


def test_what_was_hidden_from_one_unit_is_not_given_to_it_by_a_later_release_to_all(ledger):
    """Another unit has been shown all there is, which is no comfort to the first."""
    quarters = [a_count(n, period=code) for code, n in (("2022Q1", 20), ("2022Q2", 30))]
    half = a_count(50, period="2022H1")
    withheld = (*(quarters[0].get(name, "") for name in KEY), "national", None, None, None)

    ledger.record(of_unit("SV001"), cells_of(*quarters, audience="own_unit"))
    assert hidden_after(ledger, half, audience="public") == [""]

    ledger.record(of_unit("SV002"), [withheld, *cells_of(quarters[1], audience="own_unit")])
    assert hidden_after(ledger, half, audience="public") == ["protected"]
    assert hidden_after(ledger, half, audience="own_unit", subject="SV001") == [""]
    assert hidden_after(ledger, half, audience="own_unit", subject="SV002") == ["protected"]


def test_a_release_tells_the_ledger_which_of_the_nations_numbers_it_hides():
    rows = [a_count(n, period=code) for code, n in (("2022Q1", 3), ("2022Q2", 30))]

    told = {cell[KEY.index("period")]: cell[-3:] for cell in cells_of(*rows)}

    assert told == {"2022Q1": (None, None, None), "2022Q2": (30, None, 30.0)}
