import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.cautions import Caution
from nrs_lib.reports import sections
from nrs_lib.reports.desk import Desk
from nrs_lib.reports.reference import reference
from nrs_lib.reports.sections import SECTIONS, modelled_losses, scales
from nrs_lib.stats.data_quality.sensitive import main_results
from nrs_lib.stats.estimates import from_rows
from nrs_lib.terms import Audience, Register
from tests.support.extracts import an_answer, an_episode, an_extract

YEAR = Period.parse("2022")
UNITS = ("SV001", "SV002", "SV003")


@pytest.fixture(scope="module")
def extract():
    episodes, answers = [], []
    for number in range(60):
        name = f"e{number:02d}"
        episodes.append(an_episode(name, unit_id=UNITS[number % 3]))
        pain = {"nrs_pain": 6 + number % 5}
        answers.append(an_answer(name, "initial", **pain))
        answers.append(an_answer(name, "discharge", nrs_pain=3 + number % 6))
    return an_extract(episodes, answers, scales=scales())


def a_desk(extract, folder, subject="SV001", audience=Audience.OWN_UNIT):
    return Desk(extract, Register.NRSSV, subject, YEAR, audience, folder)


def test_own_numbers_stand_beside_the_nations(extract, tmp_path):
    shown = a_desk(extract, tmp_path).section("start").where(measure="nrs_pain").table
    assert shown.set_index("group")["n"].to_dict() == {"SV001": 20, "national": 60}


def test_every_section_is_cleared_for_the_reader(extract, tmp_path):
    desk = a_desk(extract, tmp_path)
    for name in (*SECTIONS, "units"):
        assert desk.section(name).record.audience == Audience.OWN_UNIT


def test_a_unit_sees_other_units_without_their_names(extract, tmp_path):
    groups = set(a_desk(extract, tmp_path).section("units").table["group"])
    assert "SV001" in groups
    assert not groups & {"SV002", "SV003"}


def test_the_nation_has_no_own_rows(extract, tmp_path):
    desk = a_desk(extract, tmp_path, "national", Audience.REGISTER)
    assert set(desk.section("start").table["scope"]) == {"national"}
    assert {"SV001", "SV002", "SV003"} <= set(desk.section("units").table["group"])


def test_only_scales_that_somebody_answered_are_shown(extract, tmp_path):
    assert a_desk(extract, tmp_path).scales == ("nrs_pain",)


def test_what_readers_must_be_told_is_stored_with_the_numbers(extract, tmp_path, monkeypatch):
    caution = Caution.of("values_missing", "nrs_pain", n=20, of=60)
    told = from_rows([], cautions=[caution])
    monkeypatch.setitem(SECTIONS, "told", lambda population, period: told)

    reference(extract, register="NRSsv", period=YEAR, folder=tmp_path)
    read = reference(extract, register="NRSsv", period=YEAR, folder=tmp_path)

    assert read["told"].cautions == (caution,)
    assert a_desk(extract, tmp_path).section("told").cautions == (caution,)


def test_the_reference_is_computed_once_and_read_back_equal(extract, tmp_path):
    made = reference(extract, register="NRSsv", period=YEAR, folder=tmp_path)
    stored = next(tmp_path.rglob("start.parquet"))
    written = stored.stat().st_mtime_ns
    read = reference(extract, register="NRSsv", period=YEAR, folder=tmp_path)
    assert stored.stat().st_mtime_ns == written
    for name, estimates in made.items():
        assert read[name].table.equals(estimates.table)
        assert read[name].definitions == estimates.definitions
        assert read[name].cautions == estimates.cautions


def test_the_nations_loss_is_imputed_for_whole_periods_and_not_for_pooled_quarters(
    extract, monkeypatch
):
    place = {"measure": "nrs_pain", "statistic": "adjusted", "group": "national", "n": 60}
    place |= {"scope": "national", "category": "imputed", "period": "2022", "estimate": -1.0}
    monkeypatch.setattr(sections, "main_results", lambda cohort: from_rows([place]))
    population = Population(extract, register="NRSsv")

    assert len(modelled_losses(population, YEAR).table) == 1
    assert modelled_losses(population, Period.parse("2022Q3-4Q")).table.empty


def test_a_curve_of_the_nation_is_coarser_than_its_numbers(extract, tmp_path):
    stored = reference(extract, register="NRSsv", period=YEAR, folder=tmp_path)["curves"]
    shown = a_desk(extract, tmp_path).section("curves").table
    national = shown[shown["scope"] == "national"]
    assert 0 < len(national) < len(stored.table)
    assert (national["hidden"] == "").any()
    assert not (national["hidden"] == "protected").any()


def test_the_modelled_losses_are_kept_as_they_were_computed(tmp_path):
    people = range(90)
    due = {"followup_due_date": "2022-09-01", "discharge_date": "2021-09-01"}
    episodes = [an_episode(f"e{n}", unit_id=UNITS[n % 3], **due) for n in people]
    answers = [an_answer(f"e{n}", "initial", nrs_pain=5 + n % 6) for n in people]
    answers += [an_answer(f"e{n}", "followup_12m", nrs_pain=3 + n % 5) for n in people if n % 3]
    followed = an_extract(episodes, answers, scales=scales())
    made = main_results(Population(followed, register="NRSsv").in_period(YEAR))

    kept = reference(followed, register="NRSsv", period=YEAR, folder=tmp_path)[sections.MODELLED]

    assert len(made.table) > 0
    assert kept.table.equals(made.table)
    assert (kept.definitions, kept.cautions) == (made.definitions, made.cautions)

    read = reference(followed, register="NRSsv", period=YEAR, folder=tmp_path)
    nation = read[sections.SENSITIVITY]
    beside = sections.of_unit(sections.SENSITIVITY, from_rows([]), nation)
    imputed = "convention:imputations_least"
    assert "imputed" in set(nation.table["category"])
    assert imputed in nation.definitions
    assert "imputed" not in set(beside.table["category"]), "a unit's report has none"
    assert imputed not in beside.definitions
    assert "convention:small_shift_sd" in beside.definitions
