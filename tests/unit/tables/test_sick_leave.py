"""Sick leave in words: no change is told that its interval does not bear."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from nrs_lib.contracts.cautions import Caution
from nrs_lib.disclosure import clear
from nrs_lib.stats.estimates import from_rows
from nrs_lib.tables import (
    show_sick_leave_categories,
    show_sick_leave_days,
    show_sick_leave_moves,
    show_sick_leave_windows,
    write_sick_leave_lead,
    write_sick_leave_limits,
    write_sick_leave_period,
)
from nrs_lib.tables.sick_leave_lead import NOT_COUNTED, NOT_FOLLOWED, NOT_REACHED
from nrs_lib.tables.sick_leave_notes import category_notes
from nrs_lib.terms import Audience
from tests.support import cleared as made

ABOUT = {"period_label": "2020", "is_national": False}


def days(low=-60.0, high=-20.0, n=40, cautions=(), years=("year_1_after",)):
    row = {
        "measure": "sick_leave_net_days",
        "statistic": "change",
        "group": made.UNIT,
        "scope": "own",
        "period": "2020",
        "estimate": (low + high) / 2,
        "low": low,
        "high": high,
        "n": n,
        "n_units": 1,
        "largest_n": n,
    }
    rows = [row | {"time_point": year} for year in years] if n else []
    return clear(from_rows(rows, cautions=cautions), audience=Audience.OWN_UNIT)


def lead(told, followed=None, **asked):
    followed = made.sick_leave() if followed is None else followed
    return write_sick_leave_lead(followed, told, **(ABOUT | asked))


def plain(text):
    return text.plain.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("limits", "word"), [((-60.0, -20.0), "40 färre"), ((20.0, 60.0), "40 fler")]
)
def test_a_change_is_told_where_its_interval_lies_on_one_side(limits, word):
    assert f"{word} nettodagar än året före start (95 %-intervall" in plain(lead(days(*limits)))


@pytest.mark.parametrize("limits", [(-60.0, 20.0), (-1.0, 0.0), (0.0, 5.0)])
def test_no_change_is_told_that_the_interval_covers(limits):
    told = plain(lead(days(*limits)))
    assert "går inte att säga" in told
    assert "i medeltal" not in told


def test_the_lead_counts_who_was_without_sick_leave():
    own = made.sick_leave().table.query("scope == 'own'").set_index("category")["numerator"]
    told = plain(lead(days()))
    assert told.startswith(f"Av de 90 patienter som följts hela tiden saknade {own['none||']} (")
    assert "efter avslut, räknat under tre månader varje gång." in told


@pytest.mark.parametrize(("own", "is_told"), [(90, False), (None, True)])
def test_no_sick_leave_is_defined_and_of_the_nation_it_is_said_that_others_are_not_counted(
    own, is_told
):
    html = show_sick_leave_categories(made.sick_leave(own=own)).html
    assert "Ingen sjukskrivning: inga 14 dagar i följd i fönstret" in html
    assert ("Hur många som inte kunnat följas hela tiden visas inte för riket" in html) is is_told


def test_a_small_unit_is_told_why_and_what_helps():
    told = plain(lead(days(n=4), made.sick_leave(own=4)))
    assert "för få patienter; tal visas från 10" in told
    assert "längre period" in told
    assert "i medeltal" not in told


def test_without_linkage_the_lead_says_so_under_its_own_name():
    refused = [Caution.of("sick_leave_not_linked", "sick_leave", register="NRSpv")]
    nothing = made.sick_leave().where(category="nobody")
    found = lead(days(n=0, cautions=refused), nothing)
    assert found.name == NOT_COUNTED
    assert "Det betyder inte att ingen var sjukskriven" in found.plain
    assert "när registret har hämtat uppgifterna" in found.plain
    # Tables of nothing are made all the same; the page leaves them out.
    for show in (show_sick_leave_categories, show_sick_leave_moves):
        assert not show(nothing).rows


def test_where_nobody_is_followed_yet_the_lead_says_so_under_its_own_name():
    found = lead(days(), made.sick_leave().where(category="nobody"))
    assert found.name == NOT_REACHED
    assert "Data når ännu inte fram till ett och två år efter avslut för alla" in found.plain


def year_before(own=40, nation=900):
    """Days in the year before the programme alone, as where the data reach no further."""
    rows = []
    for scope, group, n in (("own", made.UNIT, own), ("national", "national", nation)):
        side = {"scope": scope, "group": group, "period": "2022", "time_point": "year_before"}
        side |= {"n": n, "n_units": 1 if scope == "own" else 30, "largest_n": min(n, 40)}
        mean = side | {"statistic": "mean"}
        rows += [
            mean
            | {"measure": "sick_leave_net_days", "estimate": 164.0, "low": 133.0, "high": 195.0},
            mean | {"measure": "sick_leave_between", "estimate": 0.426, "low": 0.34, "high": 0.52},
            side
            | {"measure": "sick_leave_none", "statistic": "share", "estimate": 0.25}
            | {"numerator": n // 4, "denominator": n, "low": 0.14, "high": 0.4},
        ]
    return clear(from_rows(rows), audience=Audience.OWN_UNIT)


def test_where_nobody_is_followed_yet_the_year_before_is_told_with_its_numbers():
    nobody = made.sick_leave().where(category="nobody")
    for language, words in (
        ("sv", "Året före start hade enhetens patienter i medeltal 164 nettodagar (95 %-intervall"),
        ("en", "In the year before start, the unit's patients had 164 net days on average (95%"),
    ):
        told = plain(lead(year_before(), nobody, language=language))
        assert told.startswith(words)
        assert ("10 av 40" if language == "sv" else "10 of 40") in told
        assert ("I riket var det" if language == "sv" else "Nationally it was") in told


def test_a_small_unit_is_told_why_its_year_before_is_not_shown():
    nobody = made.sick_leave().where(category="nobody")
    told = plain(lead(year_before(own=6), nobody))
    assert told.startswith("Enhetens nettodagar året före start visas inte (för få patienter; tal")
    assert "I riket var det 164 nettodagar (900 patienter)." in told


@pytest.mark.parametrize(
    ("language", "unit"), [("sv", "(0 är inga, 1 är alla)"), ("en", "(0 none, 1 all)")]
)
def test_what_lies_between_none_and_all_days_has_its_unit_beside_per_cent(language, unit):
    html = show_sick_leave_days(year_before(), language=language).html
    assert unit in html
    assert ("0,43" if language == "sv" else "0.43") in html


def test_a_note_on_change_stands_only_where_change_is_shown():
    assert "Täcker intervallet noll" in show_sick_leave_days(days()).html
    assert "Täcker intervallet noll" not in show_sick_leave_days(year_before()).html


def test_where_years_are_not_reached_the_last_one_that_is_is_named():
    nobody = made.sick_leave().where(category="nobody")
    for fetched, year in (("2023-06-30", 2020), ("2023-12-31", 2021), ("2023-12-30", 2020)):
        told = lead(days(), nobody, fetched=[fetched]).plain
        assert f"till och med {year} kan följas hela tiden" in told
    assert "kan följas" not in lead(days(), fetched=["2023-06-30"]).plain


def test_a_unit_with_too_few_is_told_no_moves():
    assert lead(days(n=4), made.sick_leave(own=4)).name == NOT_FOLLOWED
    assert lead(days(), made.sick_leave()).name == "lead"


def test_a_unit_without_programmes_is_not_told_the_nations_numbers():
    nation = made.sick_leave(own=None)
    found = lead(days(n=0), nation)
    assert found.name == NOT_COUNTED
    assert "Inga program" in found.plain
    assert "Kontrollera datumen i registret" in found.plain


def test_fewer_days_have_an_interval_without_signs_and_what_is_unsure_is_said_once():
    assert "40 färre nettodagar än året före start (95 %-intervall 30–50" in plain(
        lead(days(-50, -30))
    )
    unsure = plain(lead(days(-5, 5, years=("year_1_after", "year_2_after"))))
    assert unsure.count("går inte att säga") == 1
    assert "första och andra året efter avslut än året före" in unsure
    # Whoever is told that nothing can be said may see why.
    assert unsure.count(" till +5; ") == 2


def test_hidden_moves_have_their_reason_in_the_table():
    table = show_sick_leave_moves(made.sick_leave(own=4))
    assert {cell for row in table.rows for cell in row.values()} >= {"för få patienter"}


def test_the_box_tells_until_when_data_are_known_and_no_count_of_people():
    cautions = [Caution.of("sick_leave_linked_assumed", "sick_leave", n=17, of=43)]
    asked = {"fetched": ["2019-03-01", "2023-06-30"]}
    told = write_sick_leave_limits(made.sick_leave(), days(cautions=cautions), **asked).plain
    assert "senaste gången 2023-06-30" in told
    assert "2019-03-01 och 2023-06-30" in told
    assert "pensionsålder" in told
    assert "17" not in told


@pytest.mark.parametrize("is_assumed", [True, False])
def test_why_a_year_cannot_be_counted_agrees_with_whom_the_delivery_is_known_to_hold(is_assumed):
    cautions = [Caution.of("sick_leave_linked_assumed", "sick_leave", n=17, of=43)]
    shown = show_sick_leave_windows(days(cautions=cautions if is_assumed else []))

    assert ("uppgifter är inte hämtade för patienten" in shown.html) is not is_assumed
    assert ("började efter den senaste hämtningen" in shown.html) is is_assumed


def test_an_interval_in_a_sentence_stays_on_one_line():
    told = lead(days(-50, -30)).html

    assert '<span class="nrs-whole">30–50' in told


def test_changes_of_days_have_sign_and_interval():
    row = show_sick_leave_days(days()).rows[0]
    assert "\N{MINUS SIGN}40" in row.values()


def test_the_period_says_why_it_is_a_longer_one():
    followed = made.sick_leave(own=19)
    pooled = plain(write_sick_leave_period(followed, shown="2022Q4-8Q", asked="2022"))

    assert "Färre än 10 av enhetens patienter 2022 kan räknas, och tal visas från 10." in pooled
    assert "visas åtta kvartal (januari 2021–december 2022), både för enheten" in pooled
    assert "program avslutades då, varje patient en gång" in pooled


def test_the_period_is_that_of_the_programmes_ends_and_the_days_lie_around_it():
    for language, words in (
        ("sv", "Talen gäller dem vars program avslutades 2022"),
        ("en", "The numbers are for those whose programme ended in 2022"),
    ):
        told = plain(write_sick_leave_period(made.sick_leave(), shown="2022", language=language))
        assert told.startswith(words)


def test_years_that_are_not_whole_have_their_reasons_beneath_the_table():
    for language, words in (("sv", "Förkortat år: "), ("en", "Shortened year: ")):
        assert words in show_sick_leave_windows(days(), language=language).html


def test_beside_the_years_stands_how_many_are_followed_throughout():
    first = show_sick_leave_windows(days(), made.sick_leave()).rows[0]
    assert list(first.values())[:2] == ["Följda hela tiden", "90"]


def test_moves_that_are_hidden_side_by_side_have_each_its_reason():
    table = made.sick_leave().table.copy()
    gone = table["category"].isin(["partial|full|", "partial|permanent|"])
    gone &= table["scope"] == "own"
    table.loc[gone, ["estimate", "low", "high", "n", "numerator", "denominator"]] = None
    table.loc[gone, "hidden"] = "protected"
    shown = show_sick_leave_moves(replace(made.sick_leave(), table=table))
    assert 'colspan="2"' not in shown.html.partition("<tbody")[2]


def test_on_a_phone_a_table_of_moves_says_from_what_and_to_what():
    for language, (of, to) in {"sv": ("Från", "Till"), "en": ("From", "To")}.items():
        table = made.sick_leave().table.copy()
        gone = table["category"].eq("partial|full|") & table["scope"].eq("own")
        table.loc[gone, ["estimate", "low", "high", "n", "numerator", "denominator"]] = None
        table.loc[gone, "hidden"] = "protected"
        # Reasons take the room of the columns' heads, and each cell its own.
        shown = show_sick_leave_moves(replace(made.sick_leave(), table=table), language=language)
        assert f'<th scope="row" role="rowheader" data-head="{of}">' in shown.html
        if "nrs-many" in shown.html:
            assert shown.html.count(f'data-group="{to}"') == 8


def test_an_interval_of_a_change_has_the_signs_of_the_change():
    rows = show_sick_leave_days(days(-37.0, 43.0)).rows
    assert any("\N{MINUS SIGN}37 till +43" in row.values() for row in rows)


@pytest.mark.parametrize(("language", "words"), [("sv", "datum för flytten"), ("en", "its date")])
def test_whoever_moved_abroad_without_a_date_is_not_told_to_be_left_out(language, words):
    asked = {"fetched": ["2023-06-30"], "language": language}
    undated = [Caution.of("sick_leave_emigration_unknown", "sick_leave")]
    dated, without = (
        write_sick_leave_limits(made.sick_leave(), days(cautions=cautions), **asked).plain
        for cautions in ([], undated)
    )
    assert words in dated
    assert words not in without


def with_lost(of=95):
    """Those followed, and how many they are out of."""
    place = {"measure": "sick_leave_windows", "group": made.UNIT, "scope": "own"}
    place |= {"period": "2022", "time_point": "t1>t2>t3", "n_units": 1}
    share = {"statistic": "share", "category": "throughout", "estimate": 90 / of}
    share |= {"n": of, "numerator": 90, "denominator": of, "largest_n": of}
    lost = {"statistic": "count", "category": "left_out", "estimate": of - 90, "n": of - 90}
    rows = [place | share, place | lost | {"largest_n": of - 90}]
    return made.sick_leave() + clear(from_rows(rows), audience=Audience.OWN_UNIT)


def test_how_many_could_not_be_followed_is_told_where_some_could_not():
    followed = with_lost()
    assert plain(lead(days(), followed)).startswith(
        "90 av 95 patienter kunde följas hela tiden. Av dem saknade"
    )
    assert plain(lead(days(), with_lost(90))).startswith("Av de 90 patienter som följts")
    first = show_sick_leave_windows(days(), followed).rows[0]
    assert list(first.values()) == ["Följda hela tiden", "90", "–", "5"]


def test_the_categories_are_explained_by_their_benefits():
    sv, en = (
        show_sick_leave_categories(made.sick_leave(), language=language).html
        for language in ("sv", "en")
    )
    assert "Hel permanent: på heltid med sjukersättning eller aktivitetsersättning." in sv
    assert "full time with sickness compensation or activity compensation." in en


@pytest.mark.parametrize(
    ("counts", "is_told"), [((14, 8, 14, 10), True), ((10, 10, 10, 10), False), ((), False)]
)
def test_rounded_shares_that_miss_100_are_explained(counts, is_told):
    rows = [SimpleNamespace(hidden="", numerator=n, denominator=sum(counts)) for n in counts]
    asked = {"is_national": False, "language": "sv"}
    notes = list(category_notes([rows or [None]], **asked))

    assert any("avrundade var för sig" in note for note in notes) is is_told


def test_a_day_in_the_box_is_not_broken():
    box = write_sick_leave_limits(made.sick_leave(), days(), fetched=["2023-06-30"]).html

    assert '<span class="nrs-whole">2023-06-30</span>' in box
