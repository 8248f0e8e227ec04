"""A plan written from one quarter is what the next quarter's report opens with."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from nrs_lib.cli.main import main
from nrs_lib.cohort.extracts import open_extract
from nrs_lib.errors import DefinitionError, ParameterError, UsageError
from nrs_lib.reports.catalog import template
from nrs_lib.reports.manifest import NAME, read_manifest
from nrs_lib.reports.plan_form import write_form
from nrs_lib.reports.plans import checked_plan, plan_of
from nrs_lib.reports.producing import subjects_for
from nrs_lib.reports.running import orders_of, run
from nrs_lib.reports.sections import scales
from nrs_lib.reports.site.holding import Readers, by_language, held
from nrs_lib.reports.subjects import Subject, units_of
from nrs_lib.reports.verification.verdicts import SAME, UNVERIFIED
from nrs_lib.reports.verification.verifying import verify
from nrs_lib.stats.indicators import INDICATORS
from nrs_lib.terms import Register
from tests.support import templates
from tests.support.extracts import an_answer, an_episode
from tests.support.frozen import LATER, frozen
from tests.support.plans import a_focus, write_plan

UNITS = ("SV001", "SV002", "SV003")
QUARTERS = {"2021Q2": "04", "2021Q3": "07", "2021Q4": "10", "2022Q1": "01", "2022Q2": "04"}
PER_QUARTER = 20


def an_extract(outputs: Path):
    """Twenty end their programme at each unit each quarter; in the last more of them answer."""
    episodes, answers = [], []
    for unit in UNITS:
        for quarter, month in QUARTERS.items():
            day = f"{quarter[:4]}-{month}-15"
            for number in range(PER_QUARTER):
                name = f"{unit}-{quarter}-{number}"
                episodes.append(an_episode(name, unit_id=unit, discharge_date=day))
                answers.append(an_answer(name, "initial", nrs_pain=8.0, answered_date=day))
                if number < (18 if quarter == "2022Q2" else 11):
                    answers.append(an_answer(name, "discharge", nrs_pain=6.0, answered_date=day))
    kind = {"as_of": "2023-09-01", "scales": scales()}
    return open_extract(frozen(outputs, LATER, episodes, answers, **kind), folder=outputs)


class House:
    """Reports of one quarter, a plan begun from it, and reports of the next."""

    def __init__(self, folder: Path) -> None:
        self.outputs, self.plans = folder / "outputs", folder / "plans"
        self.extract = an_extract(self.outputs)
        asked = {"unit_id": "SV001", "measures": ["response_discharge"], "period": "2022Q1"}
        self.form = write_form(self.extract, **asked)
        self.draft = self.form.read_text(encoding="utf-8")
        self.fill_in("Vi ringer dem som inte svarat.")
        self.second = self.report("2022Q2")
        self.slides = self.report("2022Q2", name="improvement", units=["SV001"])
        self.twins = {
            readers: self.report("2022Q2", name="improvement", units=["SV001"], audience=readers)
            for readers in ("other_units", "public")
        }

    def fill_in(self, what: str) -> None:
        raw = yaml.safe_load(self.draft)
        said = {"goal": 80, "starts": "2022-04-01", "review": "2022-10-01"}
        said |= {"what": {"sv": what}, "who": {"sv": "Koordinatorn"}, "why": {"sv": "För få svar."}}
        raw["focuses"][0] |= said
        self.form.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")

    def report(self, period: str, *, name: str = "unit_report", units=UNITS[:2], **chosen: str):
        sidecar = template(name).choosing(chosen)
        subjects = units_of(self.extract.units, unit_ids=units)
        how = {"extract": self.extract, "outputs": self.outputs, "older": "supersede"}
        summary = run(sidecar, subjects, period=period, progress=False, **how)
        assert summary.failed == [], summary.lines()
        return {one.subject.subject_id: one for one in summary.outcomes}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("NRS_OUTPUTS", str(folder / "outputs"))
        settings.setenv("NRS_PLANS", str(folder / "plans"))
        yield House(folder)


def page_of(outcome) -> str:
    return (outcome.release / "report.html").read_text(encoding="utf-8").replace("&nbsp;", " ")


def test_the_form_has_the_present_value_and_is_no_plan_until_it_is_filled_in(house, tmp_path):
    draft = tmp_path / "SV001.yaml"
    draft.write_text(house.draft, encoding="utf-8")

    assert "# Svar vid avslut första kvartalet 2022: 55 % (11 av 20)" in house.draft.replace(
        "\u00a0", " "
    )
    with pytest.raises(DefinitionError, match="4 marks are left"):
        checked_plan(draft)


def test_the_next_report_opens_with_how_it_went(house):
    page = page_of(house.second["SV001"])

    assert page.index("Vår handlingsplan") < page.index("I korthet")
    assert "Svar vid avslut: målet är minst 80 %" in page
    assert "Före (april 2021–mars 2022): 55 % (44 av 80)" in page
    assert "Nu (andra kvartalet 2022): 90 % (18 av 20)" in page
    assert "Värdet är högre än före förändringen, vilket är åt rätt håll" in page
    assert "Vi ringer dem som inte svarat." in page
    assert "Målet ligger inom osäkerheten" in page


def test_without_a_plan_a_report_is_as_it_was(house):
    outcome = house.second["SV002"]

    assert "handlingsplan" not in page_of(outcome)
    assert "plan" not in read_manifest(outcome.release)
    assert "ringer" in read_manifest(house.second["SV001"].release)["plan"]


def test_the_slides_show_the_same_change(house):
    page = page_of(house.slides["SV001"])

    assert "Svar vid avslut: högre efter förändringen än före" in page
    assert "Värdet är högre än före förändringen, vilket är åt rätt håll" in page
    assert "Efter förändringen har ett kvartal gått, mot fyra före" in page


def test_slides_for_others_hide_what_rounding_would_make_all_and_the_units_own_words(house):
    """Two of twenty did not answer: all may know that, and rounded it would look like nobody."""
    own = page_of(house.slides["SV001"])
    assert "18 av 20" in own
    assert "För få svar." in own
    for readers, word in (("other_units", "andra enheter i registret"), ("public", "allmänheten")):
        outcome = house.twins[readers]["SV001"]
        page = page_of(outcome)
        assert f"Bilderna är gjorda för {word}." in page
        assert ("18 av 20" in page) == (readers == "other_units")
        assert "20 av 20" not in page
        assert "Vi ringer dem" not in page
        assert "För få svar." not in page
        assert "Orden visas bara utanför enheten om planen säger det." in page
        assert read_manifest(outcome.release)["audience"] == readers
        assert read_manifest(outcome.release)["audit"]["failed"] == 0
        assert ("avrundade till närmaste 5" in page) == (readers == "public")


def test_every_reader_and_measure_has_a_place_of_its_own(house):
    chosen = {"measure": "response_12m", "change": "2022-01-01"}
    other = house.report("2022Q2", name="improvement", units=["SV001"], **chosen)["SV001"]
    releases = [house.slides["SV001"].release, other.release]
    releases += [one["SV001"].release for one in house.twins.values()]

    assert len(set(releases)) == 4
    assert all((release / "report.html").is_file() for release in releases)
    assert "response_12m" in other.release.parts[-3]
    assert "Förbättringsarbete: Svar efter ett år" in page_of(other)
    found = held(house.outputs, Readers(unit=Subject(Register.NRSSV, "SV001")))
    together = by_language(found, "sv")
    assert {*releases} <= {one.folder for one in found}
    assert all(len(group) == 1 for group in together)


def test_slides_of_all_units_are_those_of_plans(house):
    sidecar = template("improvement")
    subjects = subjects_for(sidecar, house.extract)
    assert [one.subject_id for one in subjects] == ["SV001"]
    followed = sidecar.choosing({"measure": "response_12m"})
    assert {one.subject_id for one in subjects_for(followed, house.extract)} >= set(UNITS)
    assert len(subjects_for(sidecar, house.extract, unit_ids=["SV002"])) == 1


def test_a_manifest_with_another_plan_is_no_manifest_of_its_release(house, tmp_path):
    manifest = house.slides["SV001"].release / NAME
    before = manifest.read_text(encoding="utf-8")
    told = json.loads(before)
    told["plan"] = told["plan"].replace("ringer", "skriver till")
    manifest.write_text(json.dumps(told), encoding="utf-8")
    try:
        [one] = verify([manifest.parent], outputs=house.outputs, progress=False).verdicts
    finally:
        manifest.write_text(before, encoding="utf-8")

    assert one.status == UNVERIFIED
    assert "key" in " ".join(one.told)


def test_a_changed_plan_makes_that_unit_s_report_anew_and_says_so(house):
    house.fill_in("Vi ringer alla.")

    made = house.report("2022Q2")

    assert (made["SV001"].status, made["SV001"].why) == ("made", "plan")
    assert made["SV002"].status == "kept"
    assert "Vi ringer alla." in page_of(made["SV001"])


def test_a_release_is_verified_with_the_plan_that_it_was_made_from(house):
    """The slides are of the plan as it was; it has changed since."""
    assert "alla" in house.form.read_text(encoding="utf-8")
    release = house.slides["SV001"].release

    found = verify([release], outputs=house.outputs, progress=False)

    assert [one.status for one in found.verdicts] == [SAME], found.lines()


def keys(plans: Path, monkeypatch, name: str) -> list[str]:
    monkeypatch.setenv("NRS_PLANS", str(plans))
    reports = [(template(name), Subject(Register.NRSSV, unit), "2022") for unit in UNITS[:2]]
    orders = orders_of(reports, extract=templates.an_extract("2023-09-01-0000000a"), outputs=plans)
    return [order.key[0] for order in orders]


@pytest.mark.parametrize(("name", "is_read"), [("unit_report", True), ("sick_leave_unit", False)])
def test_a_plan_is_part_of_what_reads_it_and_of_nothing_else(tmp_path, monkeypatch, name, is_read):
    before = keys(tmp_path, monkeypatch, name)
    write_plan(tmp_path)
    after = keys(tmp_path, monkeypatch, name)

    assert (before[0] != after[0]) == is_read
    assert before[1] == after[1]


@pytest.mark.parametrize("text", ["Tre av tolv svarade.", "Vi ringer 5 patienter."])
def test_a_count_of_people_is_left_to_the_report(tmp_path, text):
    with pytest.raises(DefinitionError) as told:
        checked_plan(write_plan(tmp_path, a_focus(what={"sv": text})))

    assert "what.sv" in told.value.where
    assert text not in str(told.value)


def test_a_plan_of_the_other_register_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("NRS_PLANS", str(tmp_path))
    write_plan(tmp_path, register="NRSpv")

    with pytest.raises(DefinitionError, match="another register"):
        plan_of("SV001", Register.NRSSV)
    assert plan_of("SV002", Register.NRSSV) is None


def test_a_form_overwrites_no_plan_and_asks_for_measures_that_can_be_followed(house):
    with pytest.raises(UsageError, match="has a plan already"):
        write_form(house.extract, unit_id="SV001", measures=["improved_pain"])
    with pytest.raises(ParameterError, match="one to three"):
        write_form(house.extract, unit_id="SV002", measures=["women"])


def test_check_tells_every_plan_and_ends_with_the_code_of_a_fault(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NRS_PLANS", str(tmp_path))
    write_plan(tmp_path)
    assert main(["plan", "check"]) == 0
    write_plan(tmp_path, a_focus(goal=0.4), unit="SV002")

    assert main(["plan", "check"]) == DefinitionError.exit_code
    told = capsys.readouterr()
    assert "SV001 NRSsv: response_12m, at least 70%, from 2021-10-01" in told.out
    assert "SV002.yaml" in told.err


def test_a_measure_and_a_day_stand_in_for_a_plan(house):
    chosen = template("improvement").choosing({"measure": "response_12m", "change": "2022-01-01"})

    assert chosen.defaults["measure"] == "response_12m"
    with pytest.raises(ParameterError, match="value does not fit"):
        template("improvement").choosing({"measure": "women"})
    with pytest.raises(ParameterError, match="no such parameter"):
        template("unit_report").choosing({"measure": "response_12m"})


def test_slides_without_a_plan_are_what_to_choose_from_and_how_a_plan_is_written(house):
    page = page_of(house.report("2022Q2", name="improvement", units=["SV002"])["SV002"])

    assert "Enheten har ingen handlingsplan ännu." in page
    assert "nrs plan init" in page
    assert "--unit SV002" in page
    for code in INDICATORS:
        assert code in page
    assert re.search(r"\d % \d+ av \d+", re.sub(r"(<[^>]+>|\s)+", " ", page))
    assert page.count("<section") == 4
    for empty in ("Före och efter", "Vad som gjordes", "Nästa steg"):
        assert empty not in page


def test_slides_of_a_chosen_measure_have_its_value_and_no_empty_before_and_after(house):
    chosen = {"measure": "response_discharge"}
    page = page_of(house.report("2022Q2", name="improvement", units=["SV002"], **chosen)["SV002"])

    assert re.search(r"Nu \([^)]+\): \d+ % \(\d+ av \d+\)", page)
    assert "Mått att välja bland" not in page
    for empty in ("Före och efter", "Vad som gjordes", "Nästa steg"):
        assert empty not in page
