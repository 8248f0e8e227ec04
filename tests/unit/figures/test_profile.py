"""One person's profile: what is drawn, what is said, and what is never said."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.person import Course, person_population
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.patient_profile import read_profile_form
from nrs_lib.disclosure import clear
from nrs_lib.errors import DisclosureError
from nrs_lib.figures import (
    draw_instrument,
    draw_profile,
    write_profile_days,
    write_profile_key,
    write_profile_lead,
    write_profile_limits,
    write_questions,
)
from nrs_lib.figures.person_wording import ends_in_words
from nrs_lib.figures.profile_drawing import whole_name
from nrs_lib.figures.profile_rows import rows_of, said
from nrs_lib.figures.sheet import text_width, wrapped
from nrs_lib.figures.theme import NARROW
from nrs_lib.figures.values import Values
from nrs_lib.scoring.thresholds import changed, worsened
from nrs_lib.stats.estimates import combined
from nrs_lib.stats.person import person_days, person_scores
from nrs_lib.stats.spread import start_spread
from nrs_lib.terms import Register
from tests.support.extracts import an_extract
from tests.support.people import EPISODE, SCALES, others, the_person

VERSIONS = ("eq5d3l_index_uk_tto_1997", "eq5d5l_index_se_eb_tto_2020")


def a_profile(*, many: int = 60, audience: str = "care_team", **scores: tuple):
    """The person's scores beside others', cleared."""
    extract = _extract(many, scores)
    mine = person_population(extract, Course(Register.NRSSV, EPISODE))
    everybody = Population(extract, register="NRSsv").in_period(Period.parse("2022"))
    parts = [
        person_days(mine),
        person_scores(mine, scales=SCALES),
        start_spread(everybody, scales=SCALES),
    ]
    return clear(combined(parts), audience=audience)


def _extract(many: int, scores: dict) -> Extract:
    mine, answered = the_person(**scores)
    rest, told = others(many)
    return an_extract([*mine, *rest], [*answered, *told], scales=SCALES)


def verdicts(cleared, code: str) -> dict[str, str]:
    form = read_profile_form()
    labels = {one: form.label_of(one, "sv") for one in form.scales}
    values = Values(cleared, name="profil", language="sv")
    return dict(rows_of(values, form.scales, labels)[code].verdicts)


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ((10, 7, 8), ("better", "same")),
        ((10, 10, 10), ("same", "same")),
        ((5, 7, 6), ("worse", "same")),
        ((0, 3, 3), ("unjudged", "unjudged")),
        ((7, None, 4), ("missing", "better")),
        ((None, 7, 4), ("no_start", "no_start")),
    ],
)
def test_better_and_worse_need_a_change_as_large_as_the_threshold(scores, told) -> None:
    assert tuple(verdicts(a_profile(nrs_pain=scores), "nrs_pain").values()) == told


def test_versions_of_a_form_are_never_joined() -> None:
    older, newer = VERSIONS
    cleared = a_profile(**{older: (0.1, 0.2, None), newer: (None, None, 0.9)})

    assert verdicts(cleared, newer) == {
        "discharge": "other_version",
        "followup_12m": "other_version",
    }
    assert verdicts(cleared, older)["followup_12m"] == "other_version"
    drawn = draw_profile(cleared)
    assert "äldre formulär" in drawn.plain
    assert "bättre efter ett år" not in drawn.plain
    assert "formulär byttes" in write_profile_limits(cleared).plain


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(["nrs_pain", "hads_anxiety", "isi_total"]),
    st.integers(0, 10),
    st.one_of(st.none(), st.integers(0, 10)),
    st.one_of(st.none(), st.integers(0, 10)),
)
def test_no_sentence_claims_a_change_that_its_definition_does_not_bear(
    code, first, second, third
) -> None:
    scores = (first, second, third)
    cleared = _cleared_alone(code, scores)
    label = read_profile_form().label_of(code, "sv")
    values = Values(cleared, name="profil", language="sv")
    row = rows_of(values, [code], {code: label})[code]
    start, *later = (pd.Series([score], dtype="float64") for score in scores)
    threshold = scale(code).change_threshold
    improved = [bool(changed(start, one, threshold).fillna(False).iloc[0]) for one in later]
    worse = [bool(worsened(start, one, threshold).fillna(False).iloc[0]) for one in later]

    for language, words in (("sv", ("bättre", "sämre")), ("en", ("better", "worse"))):
        told = said(row, language)
        assert (words[0] in told) == any(improved)
        assert (words[1] in told) == any(worse)


def _cleared_alone(code: str, scores):
    extract = an_extract(*the_person(**{code: scores}), scales=SCALES)
    mine = person_population(extract, Course(Register.NRSSV, EPISODE))
    return clear(person_scores(mine, scales=[code]), audience="care_team")


def test_worse_is_to_the_left_whichever_way_the_scale_goes() -> None:
    cleared = a_profile(nrs_pain=(9, 2, None))
    values = Values(cleared, name="profil", language="sv")
    row = rows_of(values, ["nrs_pain"], {"nrs_pain": "Smärta"})["nrs_pain"]

    places = [row.place(row.scores[point]) for point in ("initial", "discharge")]
    assert places == [10, 80]


def test_a_missing_answer_is_said_and_has_no_mark() -> None:
    drawn = draw_profile(a_profile(nrs_pain=(7, 4, 5), hads_anxiety=(8, None, 6)))

    assert "Avslut: inget svar" in drawn.html
    assert "Inga svar finns om:" in drawn.html
    told = [row for row in drawn.rows if row["Vad"] == "Oro" and row["När"] == "Avslut"]
    assert [row["Svar i poäng"] for row in told] == ["inget svar"]


def test_what_was_never_asked_for_is_no_missing_answer() -> None:
    drawn = draw_profile(a_profile(nrs_pain=(7, None, None)))

    assert "Avslut" not in drawn.html.partition("</figure>")[0]
    assert "inget svar" not in drawn.html
    assert "jämföra med ännu" in write_profile_lead(a_profile(nrs_pain=(7, None, None))).plain


def test_a_person_without_answers_gets_words_and_no_picture() -> None:
    cleared = a_profile(pri_total=(1, None, None))

    assert "<svg" not in draw_profile(cleared).html
    assert "inga svar" in write_profile_lead(cleared).plain
    assert write_questions(cleared).plain


@pytest.mark.parametrize(("many", "is_shown"), [(60, True), (18, False)])
def test_the_nation_s_middle_half_is_shown_only_with_enough_beyond_it(many, is_shown) -> None:
    drawn = draw_profile(a_profile(many=many, nrs_pain=(7, 4, 5)))

    assert (" till " in drawn.rows[0]["Hälften i landet svarade"]) == is_shown
    assert ("För få svar i landet" in drawn.html) != is_shown


@pytest.mark.parametrize(
    "audience", ["own_unit", "other_units", "register", "researcher", "public"]
)
def test_a_person_s_scores_are_hidden_from_everybody_but_the_care_team(audience) -> None:
    hidden = a_profile(audience=audience, nrs_pain=(7, 4, 5))
    mine = hidden.table[hidden.table["scope"] == "own"]

    assert len(mine)
    assert (mine["hidden"] != "").all()
    assert mine[["estimate", "n", "numerator"]].isna().all(axis=None)
    assert "<svg" not in draw_profile(hidden).html


def test_only_what_is_cleared_is_drawn() -> None:
    mine = person_population(_extract(3, {"nrs_pain": (7, 4, 5)}), Course(Register.NRSSV, EPISODE))

    with pytest.raises(DisclosureError):
        draw_profile(person_scores(mine, scales=["nrs_pain"]))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_both_languages_say_the_same_numbers_and_name_each_limit(language) -> None:
    cleared = a_profile(nrs_pain=(7, 4, 8), hads_anxiety=(8, 8, 11), isi_total=(20, 12, 19))
    words = {
        "sv": ("en sak bättre", "Enligt forskning: ”", "Antaget", "bättre vid avslut men inte"),
        "en": ("one thing is better", "From research: “", "Assumed", "better at discharge but not"),
    }[language]
    lead = write_profile_lead(cleared, language=language).plain
    limits = write_profile_limits(cleared, language=language).plain
    questions = write_questions(cleared, language=language).plain

    for part, text in zip(
        words,
        (
            lead.replace("two things are", "one thing is").replace("två saker", "en sak"),
            limits,
            limits,
            questions,
        ),
        strict=True,
    ):
        assert part in text


def test_an_instrument_s_bands_are_named_in_large() -> None:
    scores = {"hads_anxiety": (8, 4, None), "nrs_pain": (7, 4, 8)}
    drawn = draw_instrument(a_profile(**scores), instrument="hads")

    assert "Troliga besvär" in drawn.html
    assert "Ett år: inget svar" in drawn.html
    assert drawn.html.count("<svg") == 2


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("instrument", ["hads", "isi", "nrs_pain"])
def test_names_of_bands_never_lie_on_each_other(instrument, language) -> None:
    scores = {"hads_anxiety": (8, 4, None), "nrs_pain": (7, 4, 8), "isi_total": (16, 12, None)}
    drawn = draw_instrument(a_profile(**scores), instrument=instrument, language=language).html
    bands = [band.label[language] for code in scores for band in scale(code).bands]
    for sheet in drawn.split("<svg")[1:]:
        reach = []
        for look, words in re.findall(r"<text ([^>]*)>([^<]+)</text>", sheet):
            if not any(words in name for name in bands):
                continue
            known = dict(re.findall(r'([\w-]+)="([^"]*)"', look))
            wide = text_width(words, float(known["font-size"]))
            part = {"end": 1.0, "middle": 0.5}.get(known.get("text-anchor", ""), 0.0)
            start = float(known["x"]) - part * wide
            reach.append((known["y"], start, start + wide))
        assert len(reach) > 2
        for (y, start, end), (other, first, last) in combinations(reach, 2):
            assert y != other or end < first or last < start


def test_whoever_has_answered_at_the_start_alone_is_not_told_what_is_missing_later() -> None:
    drawn = draw_instrument(a_profile(hads_anxiety=(8, None, None)), instrument="hads")

    assert "inget svar" not in drawn.html


@pytest.mark.parametrize(
    ("scores", "shapes"),
    [
        ((6.0, None, None), "Ringen är start."),
        ((6.0, 5.0, None), "Ringen är start och punkten avslut."),
        ((None, 5.0, 4.0), "Punkten är avslut och romben ett år efter avslutet."),
    ],
)
def test_the_key_names_only_the_shapes_that_are_drawn(scores, shapes) -> None:
    told = write_profile_key(a_profile(nrs_pain=scores)).plain
    assert f" {shapes} " in told
    assert "Det grå visar hur andra svarade som började i landet under 2022: " in told
    assert "grå" not in write_profile_key(a_profile(many=0, nrs_pain=scores)).plain


def test_names_of_several_words_are_kept_apart() -> None:
    cleared = a_profile(nrs_pain=(7, 4, 8), hads_anxiety=(8, 8, None))

    drawn = draw_profile(cleared)
    assert "”Rädsla för att röra sig” och ”Att leva med smärtan”" in drawn.html
    assert "”Vad kroppen klarar” och annat" in write_questions(cleared).plain


def test_each_time_is_told_with_its_own_verdict() -> None:
    older, newer = VERSIONS
    cleared = a_profile(**{older: (0.1, 0.2, None), newer: (None, None, 0.9)})
    form = read_profile_form()
    labels = {one: form.label_of(one, "sv") for one in form.scales}
    rows = rows_of(Values(cleared, name="profil", language="sv"), form.scales, labels)

    told = said(rows[older], "sv")
    assert "vid avslut: bättre; efter ett år: kan inte jämföras, för formuläret är" in told
    same = a_profile(nrs_pain=(7, 4, 4))
    values = Values(same, name="profil", language="en")
    labels = {one: form.label_of(one, "en") for one in form.scales}
    found = said(rows_of(values, form.scales, labels)["nrs_pain"], "en")
    assert found.endswith("at discharge and after one year: better.")


def test_the_strokes_on_a_line_are_explained_where_there_are_any() -> None:
    with_levels = a_profile(hads_anxiety=(8, 4, 3))
    without = a_profile(**{VERSIONS[1]: (0.4, 0.5, 0.9)})

    assert "Små streck" in write_profile_key(with_levels).plain
    assert "Små streck" not in write_profile_key(without).plain
    assert "senaste nivån: " in draw_profile(with_levels).html


@pytest.mark.parametrize(
    ("language", "words", "row"),
    [
        (
            "sv",
            "Här är dina svar vid start (2022-02-01) och ett år efter avslutet (2023-06-20).",
            {"När": "Ett år", "Besvarad": "2023-06-20"},
        ),
        (
            "en",
            "These are your answers at the start (2022-02-01) and one year after discharge "
            "(2023-06-20).",
            {"When": "One year", "Answered": "2023-06-20"},
        ),
    ],
)
def test_each_time_is_told_with_the_day_when_it_was_answered(language, words, row) -> None:
    cleared = a_profile(hads_anxiety=(8, None, 6))

    assert write_profile_lead(cleared, language=language).plain.startswith(words)
    assert (
        write_profile_lead(cleared, language=language).html.count('<span class="nrs-whole">') == 2
    )
    asked = {"instrument": "hads", "language": language}
    assert write_profile_days(cleared, **asked).plain == words
    for drawn in (draw_profile(cleared, language=language), draw_instrument(cleared, **asked)):
        assert any(row.items() <= told.items() for told in drawn.rows)


def test_a_time_whose_day_is_unknown_is_told_without_one() -> None:
    mine = _extract(60, {"nrs_pain": (7, 4, None)})
    answers = mine.answers.assign(answered_date=pd.NaT)
    undated = replace(mine, answers=answers.astype({"answered_date": "datetime64[ns]"}))
    person = person_population(undated, Course(Register.NRSSV, EPISODE))
    parts = combined([person_days(person), person_scores(person, scales=SCALES)])
    cleared = clear(parts, audience="care_team")

    assert "Här är dina svar vid start och vid avslut." in write_profile_lead(cleared).plain
    assert {row["Besvarad"] for row in draw_profile(cleared).rows} == {""}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_on_the_narrowest_phone_the_smallest_letters_are_twelve_pixels(language) -> None:
    cleared = a_profile(nrs_pain=(7, 4, 8), hads_anxiety=(8, None, 11), isi_total=(20, 12, 19))
    profile = draw_profile(cleared, language=language).html
    large = draw_instrument(cleared, instrument="hads", language=language).html

    for html in (profile, large):
        narrow = re.findall(r'<div class="[^"]*nrs-narrow.*?</svg>', html, re.DOTALL)
        sizes = [float(size) for one in narrow for size in re.findall(r'font-size="([\d.]+)', one)]
        assert min(sizes) * (320 - 2 * 16) / NARROW >= 12


def test_a_person_s_numbers_are_told_under_their_heads_on_a_phone() -> None:
    html = draw_profile(a_profile(nrs_pain=(7, 4, 8))).html

    assert 'class="nrs-data nrs-stacked"' in html
    assert html.count('data-head="Svar i poäng"') == 3
    assert html.count('role="row"') == 1 + 3


@pytest.mark.parametrize(
    ("language", "register", "words"),
    [
        ("sv", "NRSsv", "andra svarade som började i specialistvården under 2022:"),
        ("sv", "NRSpv", "andra svarade som började i primärvården under 2022:"),
        ("en", "NRSpv", "others answered who began in primary care in 2022:"),
    ],
)
def test_the_key_says_who_the_others_are_and_when_they_began(language, register, words) -> None:
    cleared = a_profile(nrs_pain=(7, 4, 5))

    assert words in write_profile_key(cleared, register=register, language=language).plain


def test_what_others_answered_on_an_older_form_is_not_said_to_be_too_little() -> None:
    older, _ = VERSIONS
    drawn = draw_profile(a_profile(**{older: (0.1, 0.2, 0.3)}, nrs_pain=(7, 4, 5))).html

    assert "”Hälsan i fem frågor”: få eller inga av dem fick det formuläret" in drawn
    assert "För få svar i landet" not in drawn


def test_a_form_that_was_changed_is_not_called_unanswered_in_the_table() -> None:
    older, newer = VERSIONS
    drawn = draw_profile(a_profile(**{older: (0.1, 0.2, None), newer: (None, None, 0.9)}))

    told = {
        (row["Vad"], row["När"]): row["Svar i poäng"] for row in drawn.rows if row["Besvarad"] == ""
    }
    assert len(told) == 3
    assert set(told.values()) == {"annat formulär"}
    assert "inget svar" not in drawn.plain


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "Övriga svar"), ("en", "The other answers")]
)
def test_the_lead_says_that_some_answers_are_not_judged_where_some_are(language, words) -> None:
    some = a_profile(nrs_pain=(0, 3, 3), hads_anxiety=(8, 4, 3))
    every = a_profile(hads_anxiety=(8, 4, 3))
    none = a_profile(nrs_pain=(0, 3, 3))

    told = [write_profile_lead(one, language=language).plain for one in (some, every, none)]
    assert [words in one for one in told] == [True, False, False]


def test_a_form_that_the_clinic_may_leave_out_is_not_told_as_left_unanswered() -> None:
    cleared = a_profile(hads_anxiety=(8, 4, 3), nrs_pain=(7, 4, 5))

    drawn = draw_profile(cleared).html
    optional = "”Rädsla för att röra sig” och ”Att leva med smärtan”"
    assert f"{optional}. Mottagningen kan ha valt att inte ställa de frågorna." in drawn
    assert "Inga svar finns om: ”Nedstämdhet” och ”Kontroll över livet”.</p>" in drawn
    nothing_else = "”Rädsla för att röra sig”"
    assert nothing_else not in write_questions(cleared).plain


def test_a_limit_in_per_cent_says_of_what() -> None:
    cleared = a_profile(nrs_pain=(7, 4, 5))

    assert "30\u00a0% av svaret vid start" in write_profile_limits(cleared).plain
    assert "30% of the answer at the start" in write_profile_limits(cleared, language="en").plain


def test_a_scale_from_below_zero_has_no_dash_after_its_minus() -> None:
    assert ends_in_words(scale(VERSIONS[0]), "sv") == "−0,59 till 1, högre är bättre"
    assert ends_in_words(scale("nrs_pain"), "sv") == "0–10, lägre är bättre"


def test_patients_read_of_places_and_of_worry_and_low_mood() -> None:
    form = read_profile_form()

    assert form.label_of("hads_total", "sv") == "Oro och nedstämdhet sammanlagt"
    few = next(band for band in scale("pri_total").bands if band.code == "regions_1_6")
    # The field's word stays the scale's own.
    assert few.label["sv"] == "1–6 regioner"
    assert form.level_of("pri_total", few, "sv") == "1–6 ställen"
    mild = scale("nrs_pain").bands[0]
    assert form.level_of("nrs_pain", mild, "sv") == mild.label["sv"]


def test_a_number_in_the_name_of_a_band_stands_with_its_word() -> None:
    assert wrapped(whole_name("1–6 ställen"), 0, 9) == ["1–6\u00a0ställen"]
    assert wrapped(whole_name("Troliga besvär"), 0, 9) == ["Troliga", "besvär"]
