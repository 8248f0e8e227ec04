"""A figure that moved for one reason: the right part gets all of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from nrs_lib.cohort.extracts import open_extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.errors import ExtractError, ParameterError
from nrs_lib.scoring import score
from nrs_lib.stats.indicators import INDICATORS, indicators
from nrs_lib.stats.moved.estimates import moved_estimates
from nrs_lib.stats.moved.figures import FigureName, figure
from nrs_lib.stats.moved.why import PARTS, Moved, why_moved
from tests.support.extracts import an_answer, an_episode
from tests.support.frozen import EARLIER, LATER, a_course, altered_definitions, held, old_courses


def parts_of(moved: Moved) -> dict[str, float]:
    return {part.code: part.size for part in moved.parts}


def moved(outputs: Path, figure: str = "improved_pain", **kind) -> Moved:
    asked = {
        "extracts": (EARLIER, LATER),
        "periods": ("2022", "2022"),
        "unit_id": "SV001",
        "folder": outputs,
    }
    return why_moved(figure, **(asked | kind))


def only(found: Moved, code: str) -> None:
    """One part has the whole change, and the others nothing."""
    parts = parts_of(found)
    assert found.change != 0
    assert parts.pop(code) == pytest.approx(found.change, abs=1e-12)
    assert set(parts.values()) == {0.0}
    assert found.error < 1e-9


def test_late_registrations_alone(tmp_path: Path) -> None:
    late = [a_course(20, 8, 3), a_course(21, 8, 3)]
    held(tmp_path, EARLIER, old_courses())
    held(tmp_path, LATER, [*old_courses(), *late])
    found = moved(tmp_path)

    only(found, "late")
    late = next(part for part in found.parts if part.code == "late")
    assert (late.episodes, late.questionnaires) == (2, 4)
    assert (found.before.numerator, found.before.denominator) == (4, 12)
    assert (found.after.numerator, found.after.denominator) == (6, 14)


def test_new_patients_alone_where_no_case_mix_is_declared_for_the_measure(tmp_path: Path) -> None:
    new = a_course(
        20,
        8,
        3,
        first_visit_date="2022-10-01",
        program_start_date="2022-10-15",
        discharge_date="2022-12-01",
    )
    held(tmp_path, EARLIER, old_courses())
    held(tmp_path, LATER, [*old_courses(), new])

    only(moved(tmp_path, "first_visits"), "new")
    # Nothing to adjust for is delivered; the new patient then has the whole of it.
    found = moved(tmp_path)
    only(found, "new")
    assert {p.code: p.not_applicable for p in found.parts}["case_mix"] == "no_mix_columns"


def test_corrected_and_removed_records_alone(tmp_path: Path) -> None:
    courses = old_courses()
    held(tmp_path, EARLIER, courses)
    corrected = [a_course(0, 8, 7), *courses[1:11]]
    held(tmp_path, LATER, corrected)
    found = moved(tmp_path)

    only(found, "corrected")
    assert (found.after.numerator, found.after.denominator) == (3, 11)


def test_consent_withdrawn_afterwards_is_a_correction(tmp_path: Path) -> None:
    held(tmp_path, EARLIER, old_courses())
    gone = a_course(0, 8, 4, consent_withdrawn=True)
    held(tmp_path, LATER, [gone, *old_courses()[1:]])
    found = moved(tmp_path)

    only(found, "corrected")
    assert found.after.denominator == 11


def test_an_episode_that_ended_since_is_new_and_one_typed_late_is_late(tmp_path: Path) -> None:
    def course(number: int, day: str | None):
        episode = an_episode(f"e{number}", discharge_date=day)
        start = an_answer(f"e{number}", "initial", nrs_pain=8, answered_date="2022-01-20")
        end = an_answer(f"e{number}", "discharge", nrs_pain=2, answered_date=day)
        return episode, [start, end] if day else [start]

    held(tmp_path, EARLIER, [*old_courses(), course(30, None), course(31, None)])
    held(tmp_path, LATER, [*old_courses(), course(30, "2022-11-01"), course(31, "2022-08-01")])
    parts = parts_of(moved(tmp_path, "programme_discharges"))

    assert parts["new"] == parts["late"] == 1.0


def test_a_follow_up_falls_due_as_time_passes(tmp_path: Path) -> None:
    courses = [a_course(n, 8, 4, discharge_date="2022-05-15") for n in range(3)]
    held(tmp_path, EARLIER, courses)
    held(tmp_path, LATER, courses)
    ended = {"periods": ("2023", "2023")}

    with pytest.raises(ParameterError, match="nobody to count") as refused:
        moved(tmp_path, "response_12m", **ended)
    assert EARLIER in refused.value.where
    only(moved(tmp_path, "followups_due", **ended), "new")


def test_periods_of_one_extract_have_case_mix_and_rest_alone(tmp_path: Path) -> None:
    courses = [
        a_course(
            n,
            6 + n % 5,
            3 + n % 7,
            age=30 + n % 40,
            sex="man" if n % 4 else "woman",
            discharge_date=f"{2021 + n % 2}-06-15",
            first_visit_date="2021-02-01",
            program_start_date="2021-04-01",
            unit_id=f"SV00{1 + n % 3}",
        )
        for n in range(240)
    ]
    for episode, answers in courses:
        episode["country_of_birth_group"] = "sweden"
        answers[0]["pain_duration_days"] = 400 + 37 * int(episode["episode_id"][1:])
        answers[0]["hads_depression"] = 4 + int(episode["episode_id"][1:]) % 11
        answers[0]["answered_date"] = "2021-01-20"
    held(tmp_path, LATER, courses, scales=("nrs_pain", "hads_depression"))
    found = moved(
        tmp_path,
        "nrs_pain",
        extracts=(LATER, LATER),
        periods=("2021", "2022"),
        unit_id=None,
        register="NRSsv",
    )
    parts = {part.code: part for part in found.parts}

    assert found.error < 1e-9
    assert parts["case_mix"].size != 0
    assert parts["rest"].size != 0
    for code in ("new", "late", "corrected", "definition"):
        assert (parts[code].size, parts[code].not_applicable) == (0.0, "same_extract")


@pytest.fixture(scope="module")
def redefined(tmp_path_factory) -> Path:
    """The same answers under two sets of definitions: threshold and missing rule differ."""
    home = tmp_path_factory.mktemp("redefined")
    other = altered_definitions(
        home / "definitions",
        {
            "instruments/nrs_pain.yaml": ("size: 0.3", "size: 0.1"),
            "instruments/hads.yaml": ("default: half", "default: complete"),
        },
    )
    rows = [
        (f"e{number}", point, "hads", f"hads_{item:02d}", 2 if point == "initial" else number > 2)
        for number in range(12)
        for point in ("initial", "discharge")
        for item in range(1, 15)
        if not (number < 3 and item == 1)
    ] + [
        (f"e{number}", point, "nrs_pain", "nrs_7d", value)
        for number in range(12)
        for point, value in (("initial", 8), ("discharge", 4 if number % 3 == 0 else 7))
    ]
    items = pd.DataFrame(rows, columns=["episode_id", "time_point", "instrument", "item", "value"])
    items["value"] = items["value"].astype(int)
    scores = score(items).scores.set_index(["episode_id", "time_point"])["hads_anxiety"]

    def scored(*, complete: bool) -> list:
        made = old_courses()
        for number, (_, answers) in enumerate(made):
            for answer in answers:
                known = scores[answer["episode_id"], answer["time_point"]]
                answer["hads_anxiety"] = None if complete and number < 3 else known
        return made

    scales = ("nrs_pain", "hads_anxiety")
    held(home, EARLIER, scored(complete=False), items=items, scales=scales)
    held(home, LATER, scored(complete=True), items=items, scales=scales, by=other)
    return home


def test_a_changed_threshold_alone(redefined: Path) -> None:
    found = moved(redefined)

    only(found, "definition")
    assert (found.before.numerator, found.after.numerator) == (4, 12)


def test_a_changed_missing_rule_is_applied_to_the_answers_that_are_kept(redefined: Path) -> None:
    found = moved(redefined, "hads_anxiety")

    only(found, "definition")
    assert (found.before.n, found.after.n) == (12, 9)


@pytest.fixture(scope="module")
def with_one_more(tmp_path_factory) -> Path:
    """Two extracts, of which the later has one more patient, registered late."""
    home = tmp_path_factory.mktemp("one_more")
    scales = ("nrs_pain", "mpi_interference")
    held(home, EARLIER, old_courses(), scales=scales)
    held(home, LATER, [*old_courses(), a_course(20, 8, 3)], scales=scales)
    return home


def test_every_figure_is_the_one_that_reports_show(with_one_more: Path) -> None:
    shown = []
    for name in (EARLIER, LATER):
        population = Population(
            open_extract(name, folder=with_one_more), register="NRSsv", unit_id="SV001"
        )
        table = indicators(population, Period.parse("2022")).table
        shown.append(table[table["period"] == "2022"].set_index("measure")["estimate"])
    for measure in [one for one in INDICATORS if shown[0].notna()[one]]:
        found = moved(with_one_more, measure)
        assert (found.before.estimate, found.after.estimate) == tuple(one[measure] for one in shown)


def test_what_is_drawn_has_the_people_of_the_smaller_figure_behind_it(with_one_more: Path) -> None:
    table = moved_estimates(moved(with_one_more)).table.set_index("category")

    assert list(table.index) == ["before", "after", "new", "late"]
    assert table.loc["late", "n"] == 12
    assert table.loc[["new", "late"], "estimate"].sum() == pytest.approx(
        table.loc["after", "estimate"] - table.loc["before", "estimate"], abs=1e-12
    )


@pytest.mark.parametrize(
    ("figure", "kind", "said"),
    [
        ("improved_pian", {}, "no such figure"),
        ("education", {}, "one of its categories"),
        ("improved_pain:so", {}, "no categories"),
        ("improved_pain", {"extracts": (LATER, LATER)}, "with itself"),
        ("improved_pain", {"extracts": (LATER, EARLIER)}, "wrong order"),
        ("improved_pain", {"unit_id": "SV777"}, "no such unit|Neither extract"),
        ("improved_pain", {"unit_id": None}, "two registers"),
        ("improved_pain", {"periods": ("2019", "2019")}, "nobody to count"),
    ],
)
def test_what_cannot_be_asked_is_refused(with_one_more: Path, figure, kind, said) -> None:
    with pytest.raises(ParameterError, match=said):
        moved(with_one_more, figure, **kind)


def test_an_extract_that_is_not_there_is_refused(tmp_path: Path) -> None:
    held(tmp_path, LATER, old_courses())

    with pytest.raises(ExtractError, match="no extract"):
        moved(tmp_path)


def test_the_parts_stand_in_one_order(with_one_more: Path) -> None:
    assert tuple(moved(with_one_more).table["part"]) == PARTS


@pytest.fixture(scope="module")
def cohort(tmp_path_factory):
    home = tmp_path_factory.mktemp("cohort")
    held(home, LATER, old_courses(), scales=("nrs_pain", "mpi_interference"))
    population = Population(open_extract(LATER, folder=home), register="NRSsv")
    return population.in_period(Period.parse("2022"))


# Told in reports of their own, on sick leave and on data quality.
ELSEWHERE = {
    *("sick_leave_followed", "sick_leave_net_days", "sick_leave_none", "sick_leave_between"),
    *("sick_leave_all", "sick_leave_windows", "field_filled", "instrument_filled"),
    *("start_form_complete", "discharge_form_complete", "followup_lost", "followup_state"),
    *("delay_start", "delay_discharge", "delay_followup", "episodes_with_findings", "coverage"),
    "episodes_loaded",
    *("process_mmr", "process_assessment_only", "pain_bands", "anxiety_bands"),
    *("depression_bands", "sleep_bands", "fear_bands", "answered_day"),
}


@pytest.mark.parametrize("code", sorted(ELSEWHERE))
def test_a_figure_of_another_report_is_refused(code: str) -> None:
    with pytest.raises(ParameterError, match="report of its own"):
        FigureName.parse(code)


@pytest.mark.parametrize("code", [code for code in read_measures() if code not in ELSEWHERE])
def test_every_measure_can_be_asked_for_by_name(cohort, code: str) -> None:
    measure = read_measures()[code]
    codes = list(measure.categories)
    if measure.codelist:
        codes = [one.code for one in read_codelist(measure.codelist).codes if not one.missing]
    for category in codes or [""]:
        name = FigureName.parse(f"{code}:{category}" if category else code)
        assert figure(cohort, name).n <= len(old_courses())
        assert name.label("sv")
        assert name.label("en")
