"""Each section's table: what it holds, for a unit, a tiny unit and the nation."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, partial

import pandas as pd
import pytest

from nrs_lib import tables
from nrs_lib.contracts.instruments import scale
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.errors import DefinitionError
from nrs_lib.tables.domains import domain_note
from nrs_lib.tables.results import described
from tests.support import cleared as made

GROUPS = ("fibromyalgia", "low_back", "neck", "other")
PERCENT = re.compile(r"\d\u00a0%(?! intervall)")
SHOWN = {
    "volume": partial(tables.show_volume, period_label="2022", previous_label="2021"),
    "portrait": tables.show_portrait,
    "start": partial(tables.show_start, scales=made.SCALES),
    "change": partial(tables.show_change, scales=made.SCALES, time_point="discharge"),
    "responders": partial(tables.show_responders, scales=made.SCALES),
    "programme": tables.show_programme,
    "diagnoses": tables.show_diagnoses,
    "response": tables.show_responses,
    "fields": partial(tables.show_fields, time_point="initial"),
}


FEW = dict.fromkeys(("response", "volume", "programme", "diagnoses"), "vårdförlopp")
"""What there are few of, where it is no answers."""


@cache
def section(name: str, **asked) -> ClearedTable:
    if name == "diagnoses":
        asked["groups"] = GROUPS
    return made.SECTIONS[name](**asked)


def shown(name: str, *, language: str = "sv", **asked) -> Stamped:
    return SHOWN[name](section(name, **asked), language=language)


# Where nothing of the unit can be shown its fields are the nation's alone.
@pytest.mark.parametrize("name", [name for name in SHOWN if name not in ("fields", "change")])
def test_a_tiny_unit_has_reasons_and_no_numbers(name):
    part = section(name, own=4)
    out = SHOWN[name](part)
    own = part.table[(part.table["scope"] == "own") & (part.table["statistic"] != "count")]
    assert (own["hidden"] == "few").all()
    assert f"för få {FEW.get(name, 'svar')}" in out.html
    assert "visas från 10 svar" in out.html
    cells = [
        text
        for row in out.rows
        for head, text in row.items()
        if head.startswith("Enheten") and row.get(" ") != "Antal"
    ]
    assert cells
    assert not [cell for cell in cells if not cell.startswith(("för få ", "–"))]


@pytest.mark.parametrize(
    ("show", "told"),
    [
        (
            SHOWN["change"],
            "Från start till avslut: visas inte, för få svar. Tal visas från 10 svar.",
        ),
        (
            lambda part: SHOWN["change"](part, language="en"),
            "From baseline to discharge: not shown, too few responses. "
            "Numbers need at least 10 responses.",
        ),
    ],
)
def test_a_table_of_which_nothing_may_be_shown_is_one_sentence(show, told):
    out = show(section("change", own=4))
    assert out.plain == told
    assert "<table" not in out.html
    assert "<table" in show(section("change", own=40)).html


@pytest.mark.parametrize("name", SHOWN)
def test_hidden_numbers_are_not_in_the_bytes(name):
    """What the nation was before it was hidden stands nowhere in the output."""
    open_nation = section(name, own=None, audience="register").table
    numbers = {str(n) for n in open_nation["n"].dropna() if n > 1000}
    hidden = shown(name, own=None, nation=6, audience="register")
    assert numbers
    assert not [n for n in numbers if n in hidden.html or n in hidden.plain]


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("own", [90, None])
def test_per_cent_never_stands_without_numerator_and_denominator(name, own):
    out = shown(name, own=own)
    for row in out.rows:
        cells = list(row.items())
        for place, (head, text) in enumerate(cells):
            if PERCENT.search(text) and not head.startswith(("Skala", "Mått")):
                beside = text + (cells[place + 1][1] if place + 1 < len(cells) else "")
                assert re.search(r"\d\u00a0av\u00a0\d", beside), (head, text)


@pytest.mark.parametrize("name", SHOWN)
def test_the_nations_own_report_has_no_column_for_a_unit(name):
    out = shown(name, own=None, audience="register")
    assert not [head for head in out.rows[0] if "Enheten" in head]


@pytest.mark.parametrize("name", SHOWN)
def test_tables_speak_english_too(name):
    out = shown(name, language="en")
    assert "National" in out.html
    assert not re.search(r"Riket|Enheten|Andel|\d\sav\s", out.html)


def test_volume_has_now_before_and_nation():
    row = shown("volume").rows[0]
    assert list(row)[2:] == ["Enheten: 2022", "Enheten: 2021", "Riket: 2022", "Riket: 2021"]


def test_change_names_its_formula_and_groups_by_component():
    out = shown("change")
    assert any("Effekt (d_av)" in head for head in out.rows[0])
    assert out.rows[0][" "] == "Kroppsfunktion: smärta"
    assert "d<sub>av</sub>" in out.html
    assert "−" in out.rows[0]["Enheten: Förändring"]


def test_responders_tell_threshold_source_and_what_is_assumed():
    out = shown("responders")
    assert "doi:10.1016/j.jpain.2007.09.005" in out.html
    assert "antagen: " in out.html
    for when in ("vid avslut", "efter ett år"):
        assert sum(f", {when}" in row["Skala"] for row in out.rows) == len(out.rows) / 2


@pytest.mark.parametrize("name", ["start", "change", "responders"])
def test_scales_stand_under_what_they_measure(name):
    out = shown(name)
    headings = list(dict.fromkeys(row[" "] for row in out.rows))
    assert headings[:3] == [
        "Kroppsfunktion: smärta",
        "Kroppsfunktion: emotionell funktion",
        "Kroppsfunktion: sömn",
    ]
    assert "Aktivitet och delaktighet: fysisk funktion" in headings
    assert out.html.count('<th scope="rowgroup"') == len(headings) == out.html.count("<tbody")
    assert "doi:10.1016/j.pain.2004.09.012" in out.html
    assert re.search("Rubriker som inte finns där: [^.]*sömn", out.html)


def test_low_response_is_marked_and_explained():
    out = tables.show_responses(made.response())
    assert out.html.count("nrs-look") == 2  # own and national, after a year
    assert "under 60\u00a0%" in out.html


def test_an_unlabelled_category_stops_the_table():
    with pytest.raises(DefinitionError, match="no label"):
        tables.show_diagnoses(made.diagnoses(groups=("fibromyalgia", "unheard_of")))


def test_units_stand_in_swedish_order_and_never_by_size():
    names = {"100": "Örebro", "101": "Ängelholm", "102": "Åre", "103": "Arvika <b>"}
    part = made.units(own=None, audience="register", others=4, tiny=1)
    out = tables.show_response_by_unit(part, names=names)
    assert [row["Enhet"] for row in out.rows] == ["Arvika <b>", "Åre", "Ängelholm", "Riket"]
    assert "Arvika &lt;b&gt;" in out.html
    # Of each column its own reason.
    assert "Inget kan visas för Örebro (för få vårdförlopp; för få uppföljningar)." in out.html


def test_where_no_unit_may_be_shown_the_nation_stands_alone():
    out = tables.show_response_by_unit(made.units(own=None, audience="register", others=3, tiny=3))
    assert [row["Enhet"] for row in out.rows] == ["Riket"]
    assert "för någon av de 3 enheterna" in out.html


def test_a_part_of_a_unit_is_no_unit_that_answered():
    part = made.units(own=None, audience="register", others=4, tiny=1)
    compared = part.table.iloc[[0]].assign(group="100:known_background", measure="improved_pain")
    both = replace(part, table=pd.concat([part.table, compared], ignore_index=True))
    heads = [row["Enhet"] for row in tables.show_response_by_unit(both).rows]
    assert heads == ["101", "102", "103", "Riket"]


def test_units_without_names_are_counted_and_not_joined_across_measures():
    part = made.units(audience="own_unit")
    out = tables.show_response_by_unit(part)
    assert "unit_1" not in out.html
    for row in out.rows:
        assert sum(int(text) for head, text in row.items() if head != "Mått") == 34


def test_units_without_names_that_are_not_shown_are_counted_by_reason():
    out = tables.show_response_by_unit(made.units(own=90, others=8, tiny=3))

    assert "enheter som inte visas: för få uppföljningar (3 enheter)." in out.html


@pytest.mark.parametrize("audience", ["own_unit", "register"])
def test_the_time_that_responses_by_unit_are_of_is_told(audience):
    part = made.units(own=None, audience=audience)
    longer = replace(part, table=part.table.assign(period="2022Q4-8Q"))
    told = "Tid: januari 2021–december 2022."
    assert told in tables.show_response_by_unit(longer).html
    assert told not in tables.show_response_by_unit(part).html


def _volume(counts: dict[str, tuple[int, int]]) -> ClearedTable:
    """First visits and ended programmes of a unit by period, and as many times in the nation."""
    rows = []
    for period, numbers in counts.items():
        for measure, n in zip(("first_visits", "programme_discharges"), numbers, strict=True):
            for scope, group, times in (("own", "SV001", 1), ("national", "national", 40)):
                place = {"measure": measure, "statistic": "count", "period": period}
                side = {"scope": scope, "group": group, "n_units": times}
                rows.append({**place, **side, "n": 30 + n * times if times > 1 else n})
    return made.cleared([row | {"estimate": float(row["n"])} for row in rows])


POOLED = {"2023Q2": (5, 1), "2023Q2-4Q": (21, 14), "2022Q2-4Q": (19, 12)}


def test_pooled_quarters_are_told_first_with_what_was_asked_for():
    out = tables.write_period(_volume(POOLED), shown="2023Q2-4Q", asked="2023Q2")
    assert out.plain == (
        "Andra kvartalet 2023 hade enheten 5 första besök och ett avslutat program. Svaren är för "
        "få för att visa både läget vid start och förändringen till avslut, som kräver svar "
        "vid båda tillfällena: vart och ett visas från 10 svar. Därför visas fyra kvartal (juli "
        "2022–juni 2023), både för enheten och för riket."
    )
    english = tables.write_period(
        _volume(POOLED), shown="2023Q2-4Q", asked="2023Q2", language="en"
    ).plain
    assert "5 first visits and one programme that ended" in english
    assert "four quarters are shown (July 2022–June 2023), both for the unit" in english


def test_of_nobody_it_is_not_said_that_few_answered():
    empty = POOLED | {"2023Q2": (0, 0)}
    said = {
        language: tables.write_period(
            _volume(empty), shown="2023Q2-4Q", asked="2023Q2", language=language
        ).plain
        for language in ("sv", "en")
    }
    assert "och inget avslutat program. Därför visas fyra kvartal" in said["sv"]
    assert "no programmes that ended. Therefore four quarters are shown" in said["en"]


def test_a_half_year_is_named_inside_an_english_sentence():
    out = tables.write_period(
        _volume({"2022H2": (5, 1), "2022": (40, 30)}), shown="2022", asked="2022H2", language="en"
    )
    assert out.plain.startswith("In the second half of 2022 the unit had 5 first visits")


def test_a_period_that_was_asked_for_is_named_and_no_more():
    out = tables.write_period(_volume({"2023Q2": (40, 30)}), shown="2023Q2")
    assert out.plain == "Talen gäller andra kvartalet 2023 när inget annat sägs."


def test_a_page_without_results_says_so_by_its_name_too():
    counts = {"2023Q2": (0, 0), "2023Q2-12Q": (3, 0), "2020Q2-12Q": (0, 0)}
    out = tables.write_period(
        _volume(counts), shown="2023Q2-12Q", asked="2023Q2", has_results=False
    )
    assert out.name == "period_without_results"
    assert "hade enheten inget första besök och inget avslutat program" in out.plain
    assert "Inte heller tolv kvartal (juli 2020–juni 2023) ger tillräckligt med svar" in out.plain


@pytest.mark.parametrize(("asked", "words"), [("2022", "de tolv kvartalen"), ("", "volymen.")])
def test_a_page_of_a_unit_with_nobody_says_that_there_was_nobody(asked, words):
    shown = "2022Q4-12Q" if asked else "2022"
    out = tables.write_period(
        _volume({"2022": (0, 0), shown: (0, 0)}), shown=shown, asked=asked, has_results=False
    )
    assert out.name == "period_without_patients"
    assert out.plain.startswith("2022 hade enheten inga patienter i registret")
    assert words in out.plain


def test_the_volume_of_a_quarter_stands_before_that_of_the_quarters_up_to_it():
    labels = {"period_label": "P", "previous_label": "F", "asked_label": "Q"}
    out = tables.show_volume(_volume(POOLED), **labels)
    heads = [head for head in out.rows[0] if head.startswith("Enheten")]
    assert heads == ["Enheten: Kv\u00a02 2023", "Enheten: Juli 2022–juni 2023"]
    assert [out.rows[0][head] for head in heads] == ["5", "21"]
    assert "Q, med P bredvid" in out.plain


def test_counts_that_may_still_grow_are_told_beneath_the_volume():
    labels = {"period_label": "P", "previous_label": "F"}
    without = tables.show_volume(_volume(POOLED), **labels).html
    shown = _volume(POOLED).table["period"].max()
    for growing, is_told in (({"referrals": [shown]}, True), ({"referrals": ["1999"]}, False)):
        said = tables.show_volume(_volume(POOLED), growing=growing, **labels).html
        assert (said != without) == is_told


def test_the_course_has_a_row_for_each_quarter_the_newest_first():
    out = tables.show_course(_volume({"2022Q4": (4, 0), "2023Q1": (7, 3)}))
    assert [row["Kvartal"] for row in out.rows] == ["Kv\u00a01 2023", "Kv\u00a04 2022"]
    assert list(out.rows[1].values())[1:] == ["4", "0"]


def test_care_that_nobody_has_had_has_no_row():
    every = section("volume")
    labels = {"period_label": "2022", "previous_label": "2021"}
    named = "Annan specialiserad"
    table = every.table
    none = table["category"] == "other_specialised"
    counts = {key: table[key].mask(none, 0) for key in ("numerator", "estimate")}
    nobody = replace(every, table=table.assign(**counts))
    assert named in " ".join(str(row) for row in tables.show_volume(every, **labels).rows)
    assert named not in " ".join(str(row) for row in tables.show_volume(nobody, **labels).rows)


def test_care_whose_number_is_hidden_keeps_its_row_with_the_reason():
    """Of what is left the reader would else not know that it is anything."""
    few = tables.show_volume(
        made.volume(own=None, nation=40, audience="public"),
        period_label="2022",
        previous_label="2021",
    )
    rows = {row["Vad"]: row for row in few.rows}
    assert "Annan specialiserad smärtverksamhet" in rows
    assert "skyddar små antal" in rows["Annan specialiserad smärtverksamhet"].values()


def test_care_that_is_counted_in_the_volume_alone_is_named_beneath_it():
    told = "ingår inte i resultaten"
    every = section("volume")
    without = every.where(category=["", "assessment_only", "mmr"])
    labels = {"period_label": "2022", "previous_label": "2021"}
    assert told in tables.show_volume(every, **labels).html
    assert told not in tables.show_volume(without, **labels).html


def test_thresholds_are_numbered_as_a_reader_meets_them():
    scales = ("isi_total", "nrs_pain")
    table = tables.show_responders(made.responders(scales=scales), scales=scales)
    # Pain stands above sleep, whatever the order asked for.
    met = [int(n) for n in re.findall(r"<sup>(\d)</sup>", table.html)]
    assert met == sorted(met)


def test_a_scale_without_a_better_direction_says_so():
    neutral = scale("mpi_support")
    assert described(neutral, "sv") == "0–6, ingen given riktning"
    assert described(neutral, "en") == "0–6, no better direction"


def test_a_heading_of_several_words_does_not_stand_last():
    codes = ["nrs_pain", "lisat_work", "isi_total"]
    assert domain_note(codes, "sv").endswith("roller och relationer och sömn.")
