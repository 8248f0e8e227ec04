"""Tables and sentences about data quality: the lowest first, and nothing without evidence."""

from __future__ import annotations

import re

import pytest

from nrs_lib import figures, tables
from nrs_lib.contracts.reading import read_contract
from nrs_lib.disclosure import ClearedTable, reason_words
from nrs_lib.figures.theme import NARROW
from nrs_lib.reports.audit.numbers import pairs_in
from nrs_lib.tables.clearance_words import sees_own
from nrs_lib.tables.quality_uncounted import QUALITY_NOT_COUNTED
from nrs_lib.tables.reasons import reason_notes
from nrs_lib.tables.unanswered import ALL_LOST
from tests.support import cleared as made
from tests.support.made_up import PERIOD, UNIT

SIDES = {
    "own": {"group": UNIT, "scope": "own"},
    "nation": {"group": "national", "scope": "national"},
}


def a_share(side: str, numerator: int, denominator: int, **key: str) -> dict[str, object]:
    share = numerator / denominator
    place = {"statistic": "share", "period": PERIOD, "n_units": 1 if side == "own" else 30}
    counts = {"n": denominator, "numerator": numerator, "denominator": denominator}
    ends = {"low": max(0.0, share - 0.1), "high": min(1.0, share + 0.1)}
    return SIDES[side] | place | counts | ends | {"estimate": share} | key


def fields(**own: int) -> ClearedTable:
    """Fields at the start, of 50 of our own people; 80 % of the nation's."""
    rows = []
    for name, numerator in own.items():
        key = {"measure": "field_filled", "category": f"episode.{name}", "time_point": "initial"}
        rows += [a_share("own", numerator, 50, **key), a_share("nation", 2400, 3000, **key)]
    return made.cleared(rows)


def beside(
    own: tuple[int, int], nation: tuple[int, int], time_point: str = "initial"
) -> ClearedTable:
    """One field, of how many on each side it is filled in."""
    key = {"measure": "field_filled", "category": "episode.interpreter_needed"}
    key |= {"time_point": time_point}
    return made.cleared([a_share("own", *own, **key), a_share("nation", *nation, **key)])


def lead(part: ClearedTable, language: str = "sv") -> str:
    nothing = part.where(measure="none")
    told = tables.write_quality_lead(part, response=nothing, followups=nothing, language=language)
    return told.plain.replace("\u00a0", " ")


def test_the_lowest_field_stands_first_by_the_units_own_number():
    part = fields(referral_date=49, interpreter_needed=20, incl_team_goal=40)
    heads = [row["Fält"] for row in tables.show_fields(part, time_point="initial").rows]
    assert heads == ["Tolkbehov", "Teamets samordnade mål", "Remissdatum"]


@pytest.mark.parametrize(
    ("numerator", "said"),
    [
        (20, "av 1 jämförda fält ligger ifyllnaden säkert under rikets i 1, säkert över i 0"),
        (38, "inget av 1"),
        (48, "säkert under rikets i 0, säkert över i 1"),
    ],
)
def test_below_the_nation_is_said_only_where_the_interval_is(numerator, said):
    assert said in lead(fields(interpreter_needed=numerator)).lower()


def test_most_of_some_fields_are_told_as_no_number_of_people_is():
    patient = [one.name for one in read_contract("episode").fields if one.reported_by == "patient"]
    told = lead(fields(**dict.fromkeys([*patient[:2], "interpreter_needed"], 20)))
    assert "Av de tre under riket hör två till patientens enkät vid start" in told
    assert (2, 3) not in pairs_in(told)


@pytest.mark.parametrize(
    ("whose", "said"),
    [
        (("own", "nation"), "har 32 av 50 (64 %) alla personalens fält vid avslut ifyllda på en "),
        (("nation",), "har 1198 av 1737 (69 %) alla personalens fält vid avslut ifyllda på en "),
        ((), ""),
    ],
)
def test_in_how_many_programmes_staff_filled_in_everything_is_told(whose, said):
    counts = {"own": (32, 50), "nation": (1198, 1737)}
    forms = [a_share(side, *counts[side], measure="discharge_form_complete") for side in whose]
    part = fields(interpreter_needed=20)
    part = part if "own" in whose else part.where(scope="national")
    nothing = part.where(measure="none")
    told = tables.write_quality_lead(
        part, response=nothing, followups=nothing, forms=made.cleared(forms) if forms else None
    ).plain.replace("\u00a0", " ")
    assert said in told
    assert ("på en gång" in told) == bool(said)
    assert ("; i riket 1198 av 1737 (69 %)." in told) == (len(whose) == 2)


def test_fields_that_are_apart_because_of_one_questionnaire_are_told_as_one_finding():
    patient = [one.name for one in read_contract("episode").fields if one.reported_by == "patient"]
    told = lead(fields(**dict.fromkeys(patient[:2], 20)))
    assert "Alla de under riket hör till patientens enkät vid start" in told
    assert "hör till patientens enkät" not in lead(
        fields(interpreter_needed=20, **{patient[0]: 20})
    )


def test_a_response_rate_and_a_score_that_are_surely_lower_are_named():
    def pair(own: tuple[int, int], **key: str) -> list[dict[str, object]]:
        return [a_share("own", *own, **key), a_share("nation", 2850, 3000, **key)]

    response = made.cleared(
        [*pair((25, 50), measure="response_start"), *pair((46, 50), measure="response_12m")]
    )
    key = {"measure": "instrument_filled", "category": "eq5d", "time_point": "initial"}
    instruments = made.cleared(pair((20, 50), **key))
    nothing = response.where(measure="none")
    told = tables.write_quality_lead(
        fields(interpreter_needed=40),
        response=response,
        followups=nothing,
        instruments=instruments,
    ).plain.replace("\u00a0", " ")
    assert "vid start av 25 av 50 (50 %; säkert under riket)" in told
    assert "efter ett år av 46 av 50 (92 %)" in told
    assert (
        "mer sällan poäng än i riket för EQ-5D vid start, 20 av 50 (40 %), mot 2850 av 3000" in told
    )


def test_a_column_of_nothing_but_all_is_a_sentence():
    rows = []
    for unit, numerator in (("100", 30), ("101", 10)):
        side = {"group": unit, "scope": "unit"}
        rows.append(a_share("own", 40, 40) | side | {"measure": "start_form_complete"})
        rows.append(a_share("own", numerator, 40) | side | {"measure": "discharge_form_complete"})
    rows += [
        a_share("nation", 1000, 1000, measure="start_form_complete"),
        a_share("nation", 600, 1000, measure="discharge_form_complete"),
    ]
    measures = ["start_form_complete", "discharge_form_complete"]
    shown = tables.show_quality_by_unit(
        made.cleared(rows, audience="register"), measures=measures, names={}
    )
    assert "står inte i tabellen: inget saknas vid de enheter som kan visas (i" in shown.html
    assert len(shown.rows[0]) == 4


@pytest.mark.parametrize(
    ("overdue", "lost", "said"),
    [
        (0, 0, "De övriga"),
        (0, 600, "De övriga ettårsuppföljningarna är uteblivna; ingen är försenad."),
        (600, 0, "De övriga ettårsuppföljningarna är försenade och kan ännu göras; ingen är"),
        (200, 400, "De övriga ettårsuppföljningarna är försenade (200 av 2000 (10 %)) eller"),
        (200, 300, "Av periodens uppföljningar är 200 av 2000 (10 %) försenade och 300 av 2000"),
    ],
)
def test_follow_ups_without_an_answer_are_told_as_the_rest_where_they_are(overdue, lost, said):
    due = 2000
    answered = due if not overdue + lost else 1400
    states = {"overdue": overdue, "lost": lost}
    part = made.cleared(
        [
            a_share("nation", answered, due, measure="response_12m"),
            *(
                a_share("nation", n, due, measure="followup_state", category=state)
                for state, n in states.items()
            ),
        ],
        audience="register",
    )
    nothing = part.where(measure="none")
    parts = {"response": part, "followups": part.where(measure="followup_state")}
    told = tables.write_quality_lead(nothing, **parts).plain.replace("\u00a0", " ")
    assert (said in told) is bool(overdue + lost)


def test_on_the_nations_page_units_that_answer_clearly_less_are_counted():
    def a_unit(name: str, numerator: int) -> dict[str, object]:
        return a_share("own", numerator, 50, measure="response_12m") | {
            "group": name,
            "scope": "unit",
        }

    nation = a_share("nation", 1500, 3000, measure="response_12m")
    some = [a_unit("U1", 15), a_unit("U2", 15), a_unit("U3", 26)]
    units = made.cleared([nation, *some], audience="register")
    nothing = units.where(measure="none")
    beside = {"response": nothing, "followups": nothing}
    told = tables.write_quality_lead(nothing, **beside, units=units, language="en").plain
    assert (
        "in the rate of response after one year, two of three units lie clearly below the" in told
    )
    assert "lie above" not in tables.write_quality_lead(nothing, **beside, language="en").plain


@pytest.mark.parametrize(
    ("days", "language", "said"),
    [
        (41.0, "sv", "I median besvarades enkäten 41 dagar efter ettårsuppföljningens förfallodag"),
        (-1.0, "sv", "1 dag före ettårsuppföljningens förfallodag (62 svar)"),
        (-12.5, "sv", "13 dagar före ettårsuppföljningens förfallodag (62 svar)"),
        (0.2, "sv", "samma dag som ettårsuppföljningens förfallodag (62 svar)"),
        (41.0, "en", "The median day of response was 41 days after the due day of the one-year"),
        (0.0, "en", "was the same day as the due day of the one-year follow-up (62 responses)"),
    ],
)
def test_how_soon_the_questionnaire_was_answered_is_told_first(days, language, said):
    key = {"measure": "delay_followup", "statistic": "median", "n": 62}
    own = SIDES["own"] | key | {"estimate": days, "low": days - 3, "high": days + 3}
    part = made.cleared([{**own, "n_units": 1, "largest_n": 62, "period": PERIOD}])
    nothing = part.where(measure="none")
    beside = {"response": nothing, "followups": nothing, "delays": part}

    told = tables.write_quality_lead(fields(interpreter_needed=20), **beside, language=language)

    assert said in told.plain.replace("\u00a0", " ")


def test_findings_stand_beneath_how_many_episodes_were_loaded():
    def counted(n: int, **key: str) -> dict[str, object]:
        counts = {"statistic": "count", "estimate": float(n), "n": n, "n_units": 30}
        return SIDES["nation"] | counts | {"largest_n": 40} | key

    found = {"measure": "episodes_with_findings"}
    every = [("set_aside", 90), ("mark", 120), ("ask", 213)]
    rows = [counted(20437, measure="episodes_loaded")]
    rows += [counted(n, category=kind, **found) for kind, n in every]
    table = tables.show_findings(made.cleared(rows, audience="register"))
    first = next(iter(table.rows))
    assert "Inlästa vårdförlopp, utan återkallade" in first.values()
    assert any("20" in text and "437" in text for text in first.values())
    assert "är ovanligt men räknas som det står" in table.html


def test_where_nothing_can_be_shown_nothing_is_said():
    part = fields(interpreter_needed=20)
    assert lead(part.where(measure="none")) == "För få vårdförlopp för att säga något om perioden."


def test_where_the_unit_has_too_few_the_page_says_what_would_help_and_leaves_out_the_nations():
    part = beside((2, 4), (2400, 3000))
    nothing = part.where(measure="none")
    told = tables.write_quality_lead(part, response=nothing, followups=nothing)

    assert told.name == QUALITY_NOT_COUNTED
    assert "visas från 10 vårdförlopp" in told.plain
    assert "En längre period kan räcka" in told.plain


def test_a_unit_with_too_few_for_shares_is_told_its_own_counts():
    part = beside((2, 4), (2400, 3000))
    nothing = part.where(measure="none")
    done = {"first_visits": 1, "programme_discharges": 4, "followups_due": 0}
    rows = [
        SIDES["own"]
        | {"measure": measure, "statistic": "count", "estimate": float(n), "n": n, "period": PERIOD}
        | {"n_units": min(n, 1)}
        for measure, n in done.items()
    ]
    told = tables.write_quality_lead(
        part, response=nothing, followups=nothing, counts=made.cleared(rows)
    )

    assert (
        "Enheten hade ett första besök, 4 avslutade program och ingen ettårsuppföljning att göra."
        in told.plain
    )


@pytest.mark.parametrize(
    ("loaded", "said"),
    [(5, "räcker inte heller"), (19, "kan räcka, eftersom hela leveransen innehåller 19")],
)
def test_a_longer_period_is_no_advice_to_a_unit_that_never_had_enough(loaded, said):
    part = beside((2, 4), (2400, 3000))
    nothing = part.where(measure="none")
    row = {"measure": "episodes_loaded", "statistic": "count", "estimate": float(loaded)}
    findings = made.cleared([SIDES["own"] | row | {"n": loaded, "n_units": 1, "period": PERIOD}])
    told = tables.write_quality_lead(part, response=nothing, followups=nothing, findings=findings)

    assert f"En längre period {said}" in told.plain
    assert ("bara 5" in told.plain) == (loaded == 5)
    assert "kontrollera att besöken" in told.plain


def test_a_dash_in_the_nations_place_has_its_reason_beneath():
    part = beside((30, 50), (3, 6))

    drawn = figures.draw_completeness(part, time_point="initial")

    assert "Ett streck i rikets kolumn: för få vårdförlopp." in drawn.plain


def test_where_the_unit_has_too_few_nothing_is_drawn_and_the_nation_stands_alone_folded():
    part = beside((2, 4), (2400, 3000), time_point="discharge")

    drawn = figures.draw_completeness(part, time_point="discharge")
    table = tables.show_fields(part, time_point="discharge")

    assert "<svg" not in drawn.html
    assert "Blå punkt" not in drawn.plain
    assert not table.html
    assert "står i rapportens filer" in drawn.plain
    assert not any("Enheten" in head or "för få" in cell for head, cell in table.rows[0].items())


def test_figure_and_table_have_what_is_alike_in_one_order():
    part = fields(referral_date=40, interpreter_needed=40, incl_team_goal=40)

    drawn = figures.draw_completeness(part, time_point="initial")
    listed = [row["Fält"] for row in tables.show_fields(part, time_point="initial").rows]

    assert list(dict.fromkeys(row["Mått"] for row in drawn.rows)) == listed


@pytest.mark.parametrize(("overdue", "name"), [(0, ALL_LOST), (3, "followups_open")])
def test_units_lost_are_left_out_where_they_are_the_rest_of_those_answered(overdue, name):
    key = {"measure": "followup_state"}
    states = {"answered": 60, "waiting": 0, "overdue": overdue, "lost": 40 - overdue}
    rows = [a_share("nation", n, 100, category=state, **key) for state, n in states.items()]
    told = tables.write_unanswered(made.cleared(rows, audience="register"))

    assert told.name == name
    assert bool(told.html) == (overdue == 0)


def test_units_that_are_alike_in_the_first_measure_stand_by_the_next():
    rows = []
    for unit, numerator in (("100", 30), ("101", 10)):
        key = {"group": unit, "scope": "unit"}
        rows.append(a_share("own", 40, 40) | key | {"measure": "response_start"})
        rows.append(a_share("own", numerator, 40) | key | {"measure": "response_12m"})
    rows += [
        a_share("nation", 600, 1000, measure=code) for code in ("response_start", "response_12m")
    ]
    shown = tables.show_quality_by_unit(
        made.cleared(rows, audience="register"),
        measures=["response_start", "response_12m"],
        names={},
    )

    assert [row["Enhet"] for row in shown.rows] == ["Riket", "101", "100"]
    assert "lägst först i kolumnen Svar efter ett år" in shown.html


def test_fields_filled_in_for_all_are_counted_and_not_drawn_as_the_lowest():
    part = fields(referral_date=50, interpreter_needed=40, incl_team_goal=50)

    drawn = figures.draw_completeness(part, time_point="initial")

    assert {row["Mått"] for row in drawn.rows} == {"Tolkbehov"}
    assert "2 av 3 visade fält är ifyllda i alla vårdförlopp" in drawn.plain


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("referral_date", "interpreter_needed"), "har tolkbehov vid start och remissdatum"),
        (("referral_date", "interpreter_needed", "incl_team_goal"), "har tre av"),
    ],
)
def test_of_fields_that_are_alike_none_is_called_the_lowest_alone(names, said):
    assert said in lead(fields(**dict.fromkeys(names, 40)))


def test_dots_of_completeness_begin_where_they_can_be_told_apart():
    drawn = figures.draw_completeness(fields(referral_date=49), time_point="initial").html

    assert ">50\u00a0%</text>" in drawn
    assert ">0\u00a0%</text>" not in drawn


def test_fields_have_names_in_english():
    part = fields(incl_pain_over_3m=49)
    heads = [
        row["Field"] for row in tables.show_fields(part, time_point="initial", language="en").rows
    ]

    assert heads == ["Pain for more than three months"]


def test_without_an_account_or_an_outside_count_a_sentence_says_so():
    empty = fields(interpreter_needed=20).where(measure="none")
    assert "Läs in den igen" in tables.show_findings(empty).plain
    assert "täckningsgraden är okänd" in tables.show_coverage(empty).plain
    assert "Inga svarsdagar" in tables.show_delays(empty).plain


def results(
    low: float,
    high: float,
    *,
    turns: bool = True,
    imputed: tuple[float, float] | None = None,
    shift: float = 2.5,
) -> ClearedTable:
    place = {"measure": "nrs_pain", "time_point": "followup_12m", "period": PERIOD, "n": 60}
    rows = [
        SIDES["own"]
        | place
        | {"statistic": "change", "category": "observed", "n_units": 1}
        | {"estimate": (low + high) / 2, "low": low, "high": high}
    ]
    place |= SIDES["own"] | {"n_units": 1}
    if turns:
        rows.append(place | {"statistic": "difference", "category": "tipping_shift"})
        rows[-1] |= {"estimate": shift, "low": 2.0, "high": 3.0}
    if imputed:
        rows.append(place | {"statistic": "adjusted", "category": "imputed"})
        rows[-1] |= {"estimate": sum(imputed) / 2, "low": imputed[0], "high": imputed[1]}
    return made.cleared(rows)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (results(-2.0, -1.0), "slutsatsen ändras"),
        (results(-1.0, 1.0), "inte att skilja från noll"),
        (results(-2.0, -1.0, turns=False), "kan inte prövas"),
        (results(-2.0, -1.0, imputed=(-1.2, -0.2)), "slutsatsen ändras"),
        (results(-2.0, -1.0, imputed=(-1.2, -0.04)), "med de saknade svaren skattade går"),
        (results(-2.0, -1.0, imputed=(-1.2, -0.2), shift=0.04), "är något sämre än skattat"),
        (
            results(-1.0, 0.0, imputed=(-1.2, -0.2)),
            "visar hela intervallet förbättring, men det vilar på skattade svar",
        ),
        (results(-1.0, 0.0, imputed=(-1.2, 0.2)), "redan bland dem som svarat går"),
    ],
)
def test_what_the_missing_may_do_is_said_by_what_was_computed(part, said):
    plain = tables.write_sensitivity(part).plain
    assert said in plain
    # What rests on imputed answers alone is told with what undoes it.
    is_imputed_alone = "vilar på skattade svar" in said
    assert ("gäller inte längre om de utan svar är minst 2,5 poäng" in plain) == is_imputed_alone
    # Nothing is said to be tried several ways where nothing is.
    assert ("på flera sätt" in plain) == (said != "kan inte prövas")


@pytest.mark.parametrize(("end", "shown"), [(-0.2, "2,5"), (-0.04, "–")])
def test_no_shift_stands_where_the_interval_as_written_bears_no_conclusion(end, shown):
    table = tables.show_sensitivity(results(-2.0, -1.0, imputed=(-1.2, end)))
    told = {row["Vad"]: row["Enheten: Värde"] for row in table.rows}
    assert (
        told["Så mycket sämre än skattat måste de utan svar vara för att ändra slutsatsen"] == shown
    )
    assert ("det finns ingen slutsats att ändra" in table.html) == (shown == "–")


def test_units_stand_worst_first_with_the_nation_on_top_and_those_hidden_beneath():
    rows = []
    for unit, numerator, people in (("100", 30, 40), ("101", 10, 40), ("102", 2, 4)):
        key = {"measure": "response_12m", "group": unit, "scope": "unit"}
        rows.append(a_share("own", numerator, people) | key)
    rows.append(a_share("nation", 600, 1000, measure="response_12m"))
    shown = tables.show_quality_by_unit(
        made.cleared(rows, audience="register"), measures=["response_12m"], names={"101": "Ö"}
    )
    assert [row["Enhet"] for row in shown.rows] == ["Riket", "Ö", "100"]
    assert "Inget kan visas för 102 (för få uppföljningar)." in shown.html
    assert "För få: " in shown.html


def test_units_beside_each_other_are_headed_by_every_measure_that_stands_there():
    rows = []
    for code in ("response_12m", "response_discharge", "response_start"):
        rows += [
            a_share("own", 20, 40) | {"measure": code, "group": unit, "scope": "unit"}
            for unit in ("100", "101")
        ]
        rows.append(a_share("nation", 600, 1000, measure=code))
    measures = ["response_12m", "response_discharge", "response_start"]
    shown = tables.show_quality_by_unit(
        made.cleared(rows, audience="register"), measures=measures, names={}
    )

    caption = "Enheterna bredvid varandra: svar efter ett år, svar vid avslut och svar vid start"
    assert caption in shown.html
    assert ", lägst först i kolumnen Svar efter ett år. " in shown.html


@pytest.mark.parametrize(("audience", "is_rounded"), [("register", False), ("public", True)])
def test_beneath_whole_forms_it_is_said_how_their_shares_are_to_be_read(audience, is_rounded):
    rows = []
    for code in ("discharge_form_complete", "start_form_complete"):
        of = 40 if code.startswith("start") else 25
        sides = [("own", 1, {"group": unit, "scope": "unit"}) for unit in ("100", "101")]
        rows += [
            a_share(side, of * times, 40 * times) | {"measure": code} | key
            for side, times, key in [*sides, ("nation", 10, {})]
        ]
    shown = tables.show_quality_by_unit(
        made.cleared(rows, audience=audience),
        measures=["start_form_complete", "discharge_form_complete"],
        names={},
    )
    html = shown.html.replace("\u00a0", " ")
    assert "ifyllda vid avslut” räknar bara dem där alla fälten är ifyllda på en gång" in html
    assert "ifyllda vid start” räknar" not in html
    told = "inget saknas vid de enheter som kan visas (i riket 100 %, 400 av 400)"
    assert (told in html) or is_rounded
    assert ("avrundade till närmaste 5 och kan vid en liten enhet" in html) == is_rounded


def test_a_measure_that_hardly_any_unit_may_show_has_no_columns():
    rows = []
    for code, people in (("response_12m", 40), ("response_start", 4)):
        rows += [
            a_share("own", people // 2, people) | {"measure": code, "group": unit, "scope": "unit"}
            for unit in ("100", "101")
        ]
        rows.append(a_share("nation", 600, 1000, measure=code))
    measures = ["response_start", "response_12m"]
    shown = tables.show_quality_by_unit(
        made.cleared(rows, audience="register"), measures=measures, names={}, language="en"
    )

    assert (
        "“Response at baseline” is not in the table: it can be shown for too few units."
        in shown.html
    )
    assert [row["Unit"] for row in shown.rows] == ["National", "100", "101"]
    assert shown.name == "beside_response_start"


def test_results_that_cannot_be_tested_are_named_in_one_sentence():
    rows = [
        SIDES["own"]
        | {"measure": code, "time_point": "followup_12m", "period": PERIOD, "n": 4, "n_units": 1}
        | {"statistic": "change", "category": "observed"}
        | {"estimate": -1.0, "low": -2.0, "high": 0.0}
        for code in ("nrs_pain", "mpi_interference")
    ]
    told = tables.write_sensitivity(made.cleared(rows)).plain
    assert told.count("För få svar") == 1
    assert told.count(". ") == 0


@pytest.mark.parametrize(
    ("measure", "said"),
    [("field_filled", "för få vårdförlopp"), ("followup_state", "för få uppföljningar")],
)
def test_it_is_said_what_there_are_few_of(measure, said):
    assert reason_words("few", measure, "sv") == said
    assert reason_words("few", "nrs_pain", "sv") == "för få svar"


def units_beside(audience: str, **shares: tuple[int, int]) -> ClearedTable:
    rows = [a_share("nation", *pair, measure=measure) for measure, pair in shares.items()]
    return made.cleared(rows, audience=audience)


@pytest.mark.parametrize(
    ("shares", "is_excepted"),
    [
        ({"response_start": (2400, 3000), "start_form_complete": (2998, 3000)}, True),
        ({"university": (2400, 3000), "start_form_complete": (2998, 3000)}, False),
    ],
)
def test_beside_a_number_that_protects_it_is_said_that_few_without_answers_are_shown(
    shares, is_excepted
):
    part = units_beside("register", **shares)
    assert part.table["hidden"].tolist() == ["", "protected"]
    (said,) = reason_notes(["protected"], cleared=[part], language="sv")
    assert said.startswith("Skyddar små antal: antal under 5")
    assert ("inte svarat, visas även när de är få" in said) is is_excepted
    assert ("utom där ett annat dolt tal" in said) is is_excepted


def test_a_reader_is_told_of_its_own_numbers_and_of_zero_as_the_policy_has_it():
    units = {"response_start": (96, 97)}
    inside, outside = (
        reason_notes(["protected"], cleared=[units_beside(one, **units)], language="sv")[0]
        for one in ("other_units", "public")
    )
    assert "Inte heller noll visas" in outside
    assert "läsarens egen" not in outside
    assert ("läsarens egen" in inside) is sees_own(units_beside("other_units", **units).record)


def test_a_share_that_rounding_would_make_all_says_so_without_a_number():
    part = units_beside("public", response_start=(96, 97))
    notes = reason_notes(["rounded"], cleared=[part], language="sv")
    assert part.table["hidden"].tolist() == ["rounded"]
    # The auditor knows no number that stands there.
    assert notes
    assert not any(letter.isdigit() for letter in notes[0])


def test_on_a_phone_dots_of_completeness_have_most_of_the_line():
    drawn = figures.draw_completeness(fields(referral_date=49), time_point="initial").html
    narrow = drawn[drawn.index("nrs-narrow") :]

    places = [float(x) for x in re.findall(r'x="([\d.]+)"[^>]*>\d+\u00a0%</text>', narrow)]

    assert ">40\u00a0%</text>" in narrow
    assert places[3] - places[0] > 0.6 * NARROW


def test_how_much_is_filled_in_follows_in_a_paragraph_of_its_own():
    part = fields(interpreter_needed=20)
    nothing = part.where(measure="none")
    alone = tables.write_quality_lead(part, response=nothing, followups=nothing).html
    both = tables.write_quality_lead(part, response=made.response(), followups=nothing).html
    first, further = both.split("</p><p>")
    assert alone.count("<p") == 1
    assert "Enkäten besvarades" in first
    assert "Lägst ifyllnad" in further


@pytest.mark.parametrize(("counted", "is_told"), [((20, 40), False), ((2, 40), True)])
def test_that_few_who_answered_are_shown_all_the_same_is_said_where_they_are(counted, is_told):
    rows = [
        a_share("own", *sides) | {"measure": "response_12m", "group": unit, "scope": "unit"}
        for unit, sides in (("100", (20, 40)), ("101", counted))
    ]
    rows.append(a_share("nation", 600, 1000, measure="response_12m"))
    # What a table of other measures explains is not read beneath this one.
    other = {"measure": "discharge_form_complete", "group": "100", "scope": "unit"}
    rows += [
        a_share("own", 2, 40) | other,
        a_share("nation", 600, 1000, measure="discharge_form_complete"),
    ]
    shown = tables.show_quality_by_unit(
        made.cleared(rows, audience="register"), measures=["response_12m"], names={}
    )
    assert ("visas även när de är få" in shown.html) is is_told


def test_of_all_of_a_hidden_national_number_no_per_cent_is_told():
    rows = [
        a_share("own", *sides) | {"measure": code, "group": unit, "scope": "unit"}
        for code, sides in (("start_form_complete", (40, 40)), ("response_12m", (20, 40)))
        for unit in ("100", "101")
    ]
    rows.append(a_share("nation", 600, 1000, measure="response_12m"))
    shown = tables.show_quality_by_unit(
        made.cleared(rows, audience="register"),
        measures=["start_form_complete", "response_12m"],
        names={},
    )
    assert "inget saknas vid de enheter som kan visas." in shown.html
    assert "100" + chr(160) + "%" not in shown.html
