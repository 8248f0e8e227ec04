"""Every figure: stamped, safe, the same every time, and silent about what is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from xml.etree import ElementTree

import pytest

from nrs_lib import figures, tables
from nrs_lib.disclosure import ClearedTable, Stamped, verify
from nrs_lib.disclosure.charting import charted
from nrs_lib.disclosure.windows import period_of
from nrs_lib.errors import DisclosureError, ParameterError
from tests.support import cleared as made

SHOWN = {"period": made.PERIOD, "quarters": made.QUARTERS, "measures": made.INDICATORS}


def charts(cleared: ClearedTable, **told: object) -> Stamped:
    every = {
        code: charted(cleared, measure=code) for code in ("improved_pain", "wait_to_programme")
    }
    return figures.draw_control_charts(every, **told)


def chart(cleared: ClearedTable, **told: object) -> Stamped:
    return figures.draw_control_chart(charted(cleared, measure="improved_pain"), **told)


FIGURES: dict[str, tuple[str, Callable[..., Stamped]]] = {
    "indicators": ("indicators", partial(figures.draw_indicators, **SHOWN)),
    "completeness": ("fields", partial(figures.draw_completeness, time_point="initial")),
    "control_chart": ("over_time", chart),
    "control_charts": ("over_time", charts),
    "change": ("change", partial(figures.draw_change, scales=made.SCALES)),
    "units": ("units", partial(figures.draw_units, measure="improved_pain")),
    "funnel": ("funnel", partial(figures.draw_funnel, measure="improved_pain")),
    "portrait": ("portrait", figures.draw_portrait),
    "diagnoses": ("diagnoses", figures.draw_diagnoses),
    "perceived": ("perceived", partial(figures.draw_perceived, measure="change_pain")),
    "goals": ("goals", figures.draw_goals),
    "responders": ("responders", partial(figures.draw_responders, scales=made.SCALES)),
    "curves": ("curves", partial(figures.draw_responder_curves, time_point="discharge")),
    "trend": (
        "trend",
        partial(figures.draw_trend, measures=made.RESPONSES, quarters=made.QUARTERS),
    ),
    "versions": ("versions", partial(figures.draw_versions, quarters=made.QUARTERS)),
    "flow": ("flow", partial(figures.draw_flow, measure="flow_discharge")),
    "sick_leave": ("sick_leave", figures.draw_sick_leave),
}
SIZES = {
    "unit": {"own": 90, "nation": 3000},
    "nation": {"own": None, "nation": 3000},
    "tiny": {"own": 4, "nation": 3000},
    "hidden": {"own": 4, "nation": 6, "audience": "public"},
}
SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
DIGITS = re.compile(r"\d")


@cache
def section(name: str, size: str) -> ClearedTable:
    asked = dict(SIZES[size])
    if name in ("units", "funnel"):
        asked |= {"others": 6, "tiny": 6 if size == "hidden" else 2}
    return made.SECTIONS[name](**asked)


@cache
def drawn(name: str, size: str = "unit", language: str = "sv") -> Stamped:
    of, draw = FIGURES[name]
    return draw(section(of, size), language=language)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_whole_and_stamped(name: str, size: str) -> None:
    figure = drawn(name, size)

    assert verify(figure.data, figure.metadata)["kind"] == "figure"
    kind = r"( nrs-half| nrs-undrawn)?"
    assert re.match(rf'<figure class="nrs-figure{kind}" id="fig-{figure.name}">', figure.html)
    # Numbers folded beneath are no drawing.
    held = re.sub(r'<details class="nrs-data.*?</details>', "", figure.html, flags=re.DOTALL)
    assert ("nrs-undrawn" in figure.html) == (not re.search("<(svg|table|dl|ul)", held))
    assert figure.html.count('<h3 class="finding">') == 1
    for svg in SVG.findall(figure.html):
        ElementTree.fromstring(svg)
    identifiers = re.findall(r' id="([^"]+)"', figure.html)
    assert len(identifiers) == len(set(identifiers))
    assert "NaN" not in figure.html
    assert not re.search(r"\bnan\b", figure.html + figure.plain)
    # What draws nothing may have no data behind it either.
    assert figure.rows or "<svg" not in figure.html
    assert len({tuple(row) for row in figure.rows}) <= 1


@pytest.mark.parametrize("name", FIGURES)
def test_figures_take_nothing_but_what_is_cleared(name: str) -> None:
    of, draw = FIGURES[name]

    with pytest.raises(DisclosureError, match="cleared"):
        draw(section(of, "unit").table)


@pytest.mark.parametrize("name", FIGURES)
def test_data_and_text_alternative_have_every_number_that_is_drawn(name: str) -> None:
    figure = drawn(name)
    plain = figure.plain.replace("\u00a0", " ")
    cells = " ".join(cell for row in figure.rows for cell in row.values()).replace("\u00a0", " ")
    written = " ".join(re.findall(r"<text[^>]*>([^<]*)<", figure.html)).replace("\u00a0", " ")
    drawn_numbers = set(re.findall(r"\d+ av \d+", written))

    for number in drawn_numbers:
        assert number in plain
        assert number in cells
    # The quarters of small lines stand in the data, and would drown the words.
    now = [row for row in figure.rows if name != "indicators" or row["Period"] == made.PERIOD]
    missing = {
        cell
        for row in now
        for head, cell in row.items()
        if DIGITS.search(cell) and head not in ("Skala", "Mått", "Gräns")
        if cell.replace("\u00a0", " ") not in plain
    }
    assert not missing


@pytest.mark.parametrize("name", sorted(set(FIGURES) - {"units", "funnel", "flow"}))
def test_what_is_hidden_is_in_no_byte(name: str) -> None:
    """A figure of hidden numbers is the same whatever the numbers were."""
    of, draw = FIGURES[name]
    other = made.SECTIONS[of](own=3, nation=7, audience="public")
    assert (other.table["hidden"] != "").all()

    assert draw(other).data == drawn(name, "hidden").data


def test_a_hidden_own_number_leaves_no_mark_and_says_why() -> None:
    figure = drawn("units", "tiny")

    assert "vår enhet visas inte, för få svar (visas från 10)" in figure.plain
    assert "Romb" not in figure.plain
    own = [row for row in figure.rows if row["Vems"] == "Vår enhet"]
    assert own[0]["Värde"] == "för få svar (visas från 10)"
    assert own[0]["Svar"] == ""


@pytest.mark.parametrize("name", ["trend", "control_charts", "curves"])
def test_a_unit_of_which_nothing_is_shown_has_no_rows_of_reasons(name) -> None:
    figure = drawn(name, "hidden")

    assert not [row for row in figure.rows if "för få" in " ".join(row.values())]
    assert "för få" in figure.plain.casefold()


def test_hidden_units_are_counted_not_dropped_in_silence() -> None:
    cleared = made.units(others=20, tiny=5)
    figure = figures.draw_units(cleared, measure="improved_pain")
    hidden = cleared.where(measure="improved_pain", scope="unit").table["hidden"]

    assert (hidden != "").sum() == 5
    assert "Fem enheter visas inte: för få svar." in figure.plain
    assert sum(row["Vems"] == "Annan enhet" for row in figure.rows) == 15


def test_another_units_table_is_refused() -> None:
    with pytest.raises(ParameterError, match="another unit"):
        figures.draw_units(section("units", "unit"), measure="improved_pain", own="018")


@pytest.mark.parametrize("name", ["change", "units"])
def test_two_runs_give_the_same_bytes(name: str) -> None:
    of, draw = FIGURES[name]

    assert draw(section(of, "unit")).data == drawn(name).data


@pytest.mark.parametrize("name", FIGURES)
def test_names_with_markup_and_formulas_are_only_text(name: str) -> None:
    of, draw = FIGURES[name]
    figure = draw(section(of, "unit"), own_name='Smärta & <b onload="x">$\\frac{1}{2}$</b>')

    assert "<b" not in figure.html.replace("<br", "").replace("<body", "")
    assert "&amp; &lt;b onload=" in figure.html
    for svg in SVG.findall(figure.html):
        ElementTree.fromstring(svg)


@pytest.mark.parametrize("name", FIGURES)
def test_figures_speak_english(name: str) -> None:
    figure = drawn(name, language="en")

    assert not re.search(r"\b(och|riket|enhet|svar|vid|intervall)\b", figure.plain)
    assert "Our unit" in figure.plain


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ParameterError, match="language"):
        figures.draw_portrait(section("portrait", "unit"), language="de")


def test_two_periods_without_a_choice_are_refused() -> None:
    one = made.portrait()
    other = made.portrait()
    other.table["period"] = "2021"

    with pytest.raises(ParameterError, match="periods"):
        figures.draw_portrait(one + other)
    assert figures.draw_portrait(one + other, period="2022").rows


def test_versions_are_two_series_with_a_line_at_the_day_of_the_change() -> None:
    figure = drawn("versions")
    wide = SVG.findall(figure.html)[0]

    assert "2021-01-01" in figure.html
    assert figure.plain.startswith("EQ-5D antas ha bytt version 2021-01-01: ")
    assert all(name in wide for name in ("EQ-5D-3L", "EQ-5D-5L"))
    assert wide.count("stroke-dasharray") == 1


def test_where_the_unit_has_no_point_beside_the_nation_s_line_it_is_said_to_be_hidden() -> None:
    few = figures.draw_versions(made.versions(own=4), quarters=made.QUARTERS)
    assert "Grått: riket. Vår enhet visas inte: för få svar i varje kvartal." in few.plain
    assert "visas inte" not in drawn("versions").plain.split("\n")[1]


def test_a_change_of_version_is_said_to_change_the_value_sets_of_an_index_too() -> None:
    assert "de värden som svaren vägs med" in drawn("versions").plain
    assert "value sets" in drawn("versions", language="en").plain


def test_without_a_change_of_version_the_figure_says_so_and_draws_nothing() -> None:
    cleared = section("versions", "unit").where(period=made.QUARTERS[-1])

    figure = figures.draw_versions(cleared, quarters=made.QUARTERS)

    assert figure.plain.startswith("Inget formulär bytte version")
    assert not SVG.findall(figure.html)


def test_hidden_units_are_listed_by_name_with_their_reason_where_units_have_names():
    cleared = made.units(own=None, others=8, tiny=2, audience="register")
    names = {"100": "Smärtkliniken Ö", "101": "Annan klinik"}
    figure = figures.draw_units(cleared, measure="improved_pain", names=names)

    gone = {row["Vems"]: row["Värde"] for row in figure.rows if row["Värde"].startswith("för få")}
    assert list(gone) == ["Annan klinik", "Smärtkliniken Ö"]
    assert "Annan klinik och Smärtkliniken Ö (för få svar)" in figure.html
    # In words for those who do not see the figure.
    assert "Smärtkliniken Ö; för få svar" in figure.plain
    # Units that are shown have their names too.
    assert {"102", "103"} <= {row["Vems"] for row in figure.rows}


def test_hidden_units_without_names_are_counted_by_reason():
    rows = made.units(own=90, others=8, tiny=2).table
    assert set(rows.loc[rows["scope"] == "unit", "group"]) <= {f"unit_{n}" for n in range(1, 9)}

    cleared = made.units(own=90, others=8, tiny=3)
    few = (cleared.table["hidden"] == "few") & (cleared.table["measure"] == "improved_pain")
    first = cleared.table.index[few][0]
    cleared.table.loc[first, "hidden"] = "protected"
    figure = figures.draw_units(
        cleared,
        measure="improved_pain",
        names={f"{100 + n}": f"Klinik {n}" for n in range(8)},
    )

    said = "Tre enheter visas inte: två (för få svar) och en (små antal skyddas)."
    assert said in figure.html
    assert "Klinik" not in figure.html + figure.plain


@pytest.mark.parametrize(
    ("language", "said", "never"),
    [
        (
            "sv",
            "Multimodal smärtrehabilitering: efter 3000 första besök har 2595 kommit",
            "faller bort",
        ),
        (
            "en",
            "Multimodal pain rehabilitation: after 3,000 first visits, 2,595 have reached",
            "lost",
        ),
    ],
)
def test_a_care_process_is_no_loss_and_no_result(language: str, said: str, never: str) -> None:
    cleared = made.flow(own=None, measures={"process_mmr": 0.93})
    figure = figures.draw_flow(cleared, measure="process_mmr", language=language)

    assert figure.plain.startswith(said)
    assert never not in figure.plain + str(figure.rows) + figure.html


def test_a_flow_of_rounded_counts_says_how_far_its_differences_may_be_off() -> None:
    told = "avrundade till närmaste fem: skillnader kan avvika med upp till fyra"
    public = figures.draw_flow(made.flow(own=None, audience="public"), measure="flow_discharge")

    assert told in public.plain
    assert "avrundade" not in figures.draw_flow(made.flow(), measure="flow_discharge").plain


def test_a_card_reads_its_line_from_the_first_period_shown_to_the_last() -> None:
    cleared = made.indicators(own=None)
    later = made.QUARTERS[1:]
    kind = {"period": made.PERIOD, "measures": ("improved_pain",)}
    drawn = figures.draw_indicators(
        cleared.where(period=[made.PERIOD, *later]), quarters=made.QUARTERS, **kind
    )

    said = re.search(
        r"Minst 30\s% mindre smärta: från .*? \((.*?)\) till .*? \((.*?)\)<", drawn.html
    )
    assert said is not None
    ends = [period_of(code).brief() for code in (later[0], later[-1])]
    assert list(said.groups()) == ends


def test_diagnoses_put_among_the_others_are_named_beneath() -> None:
    cleared = made.diagnoses(own=None)
    step = {"kind": "merge_categories", "what": "diagnosis_group", "taken": True}
    step |= {"parts": ("other", "headache"), "rows": 11, "hidden": 3}
    step |= {"rows_after": 10, "hidden_after": 0}
    merged = replace(cleared, record=replace(cleared.record, steps=(step,)))

    for draw in (figures.draw_diagnoses, tables.show_diagnoses):
        assert "I övriga diagnoser ingår här också huvudvärk" in draw(merged).html
        assert "ingår här" not in draw(cleared).html


def test_the_commonest_diagnosis_is_one_of_the_first_diagnoses() -> None:
    """Any diagnosis of depression may be commoner, of other diagnoses than the first."""
    cleared = made.diagnoses(own=None, mental=0.9)
    finding = figures.draw_diagnoses(cleared).plain.split("\n")[0]

    assert finding.startswith("Vanligaste första diagnos: ")
    assert "depression" not in finding


def test_of_diagnoses_that_are_not_all_shown_the_commonest_is_of_those_shown() -> None:
    cleared = made.diagnoses(own=None)
    table = cleared.table.copy()
    groups = table.index[(table["measure"] == "diagnosis_group") & (table["hidden"] == "")]
    table.loc[groups[0], "hidden"] = "protected"
    finding = figures.draw_diagnoses(replace(cleared, table=table)).plain.split("\n")[0]
    assert finding.startswith("Vanligaste första diagnos av dem som visas: ")


@pytest.mark.parametrize(
    ("hidden", "sv", "en"),
    [
        ((), r"Av patienterna är .* kvinnor och .* har ihållande smärta", "are women and .* have"),
        (
            ("women",),
            r"Av patienterna har [^,]* ihållande smärta",
            "Of the patients, .* have",
        ),
        (("pain_persistent",), r"Av patienterna är [^,]* kvinnor\.$", r"are women\.$"),
        (("women", "pain_persistent"), r".*: .* av patienterna", ".*: .* of the patients"),
    ],
)
def test_who_the_nation_s_patients_are_is_told_of_what_is_shown(hidden, sv, en) -> None:
    cleared = made.portrait(own=None)
    table = cleared.table
    gone = table["hidden"].mask(table["measure"].isin(hidden), "protected")
    part = replace(cleared, table=table.assign(hidden=gone))
    for language, said in (("sv", sv), ("en", en)):
        told = figures.draw_portrait(part, language=language).plain.split("\n")[0]
        assert re.search(said, told)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_does_not_differ_is_told_by_what_it_is_about(language):
    drawn = (
        figures.draw_portrait(made.portrait(), language=language),
        figures.draw_diagnoses(made.diagnoses(), language=language),
    )
    patients, diagnoses = (figure.plain.split("\n")[0] for figure in drawn)
    assert "patient" in patients
    assert "diagnos" in diagnoses


def test_on_a_phone_a_reason_stands_in_the_unit_s_own_column():
    part = made.portrait()
    table = part.table
    gone = (table["measure"] == "pain_persistent") & (table["scope"] == "own")
    hidden = replace(part, table=table.assign(hidden=table["hidden"].mask(gone, "few")))
    narrow = figures.draw_portrait(hidden).html.split("<svg")[2]
    bold = r'font-weight="600"[^>]*text-anchor="end"[^>]*x="([0-9.]+)"[^>]*>\d'
    share = re.search(bold, narrow).group(1)
    for half in ("för få", "svar"):
        assert re.search(rf'text-anchor="end"[^>]*x="{share}"[^>]*>{half}</text>', narrow)


def test_a_version_that_goes_past_its_change_is_explained():
    every = made.versions()
    before = every.table["period"] < "2021"
    is_older = every.table["measure"].str.startswith("eq5d3l")
    within = replace(every, table=every.table[before | ~is_older].reset_index(drop=True))
    for cleared, is_told in ((every, True), (within, False)):
        figure = figures.draw_versions(cleared, quarters=made.QUARTERS)
        assert ("går förbi bytet" in figure.plain) == is_told


@pytest.mark.parametrize(
    ("others", "sv", "en"),
    [
        (11, "ingen av elva enheter går att skilja", "none of eleven units can be clearly"),
        (1, "antalet enheter är bara en, så", "the number of units is only one, so"),
    ],
)
def test_where_all_units_are_like_the_nation_none_is_told_apart(others, sv, en) -> None:
    every = made.units(own=None, audience="register", others=others, tiny=0)
    table = every.table
    is_unit = table["scope"] == "unit"
    alike = replace(
        every,
        table=table.assign(
            low=table["low"].mask(is_unit, 0.0), high=table["high"].mask(is_unit, 1.0)
        ),
    )
    for language, words in (("sv", sv), ("en", en)):
        figure = figures.draw_units(alike, measure="improved_pain", language=language)
        assert words in figure.plain.split("\n")[0]


def test_a_title_over_several_cards_says_that_it_tells_of_one() -> None:
    part = made.indicators(own=None, audience="register")
    title = figures.draw_indicators(part, **SHOWN).plain.split("\n")[0]
    assert title.startswith("Sex indikatorer, bland dem minst 30\u00a0% mindre smärta: ")
    assert "av\u00a03000)" in title


def test_the_span_in_a_card_is_called_an_interval() -> None:
    """Else "95 %: 18–22" is read as 95 per cent of something."""
    part = made.indicators(own=None, audience="register")
    for language, words in (("sv", "95\u00a0%-intervall "), ("en", "95% interval ")):
        assert f"<span>{words}" in figures.draw_indicators(part, **SHOWN, language=language).html


def test_steps_of_few_people_have_counts_and_no_shares_and_their_time() -> None:
    """Two of three is no 67 per cent."""
    for own, is_told in ((9, False), (10, True)):
        figure = figures.draw_flow(made.flow(own=own), measure="flow_discharge")
        title, what = figure.plain.split("\n")[:2]
        assert ("%" in title) == is_told
        assert what.startswith(f"Antal kvar i varje steg, {made.PERIOD}, ")
        mine = [row for row in figure.rows if row["Vems"] == "Vår enhet"]
        shares = [str(row["Andel av första steget"]) for row in mine]
        assert any("%" in share for share in shares) == is_told
        # None is blank: where there is no share the reason stands in its place.
        assert all("visas från 10" in share for share in shares) != is_told
        assert all(shares)


@pytest.mark.parametrize(("own", "is_told"), [(14, True), (90, False)])
def test_a_title_that_names_a_difference_of_few_tells_how_few(own, is_told) -> None:
    part = made.portrait(own=own)
    table = part.table
    differs = (table["measure"] == "born_outside_europe") & (table["scope"] == "own")
    apart = replace(
        part,
        table=table.assign(
            estimate=table["estimate"].mask(differs, 0.99),
            low=table["low"].mask(differs, 0.98),
            high=table["high"].mask(differs, 1.0),
        ),
    )
    title = figures.draw_portrait(apart).plain.split("\n")[0]
    assert "födda utom Europa" in title
    assert bool(re.search(r"\(\d+\xa0av\xa0\d+\)", title)) == is_told


def test_where_no_quarter_is_shown_none_is_told_to_be() -> None:
    part = made.indicators(own=9)
    measures = ("response_discharge", "response_12m")
    figure = figures.draw_trend(part, measures=measures, quarters=made.QUARTERS)
    assert "Inget av de tolv kvartalen visas för vår enhet" in figure.plain


def test_a_line_without_a_value_of_the_unit_says_so_and_has_no_dash_for_one() -> None:
    figure = figures.draw_indicators(made.indicators(own=12), **SHOWN)
    assert "inget värde visas för vår enhet" in figure.html
    assert "från – till –" not in figure.html


def test_why_a_share_rests_on_fewer_is_told_where_there_is_a_share():
    told = "skattade smärtan till 0 vid start"
    assert told in figures.draw_flow(made.flow(), measure="flow_discharge").plain
    assert told not in figures.draw_flow(made.flow(own=6), measure="flow_discharge").plain
    # The measure that is named is one of the discharge.
    later = figures.draw_flow(made.flow(), measure="flow_followup").plain
    assert f"Andelen med mindre smärta efter ett år räknas utan dem som {told}" in later
    assert "Minst 30" not in later
    course = made.flow(measures={"process_mmr": 0.9})
    assert told not in figures.draw_flow(course, measure="process_mmr").plain


def test_no_line_of_a_card_ends_within_an_interval():
    html = figures.draw_indicators(made.indicators(), **SHOWN).html
    assert re.search(r'intervall <span class="nrs-whole">\d+–\d+</span>', html)
