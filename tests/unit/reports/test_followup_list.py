"""Whom a unit should ask: those who can still answer, and nobody else; never among the outputs."""

import csv
import stat

import pytest

from nrs_lib.errors import ParameterError, UsageError
from nrs_lib.places import outputs
from nrs_lib.reports.followup_list import write_followup_list
from nrs_lib.stats.data_quality.followup_states import open_followups
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

ENDED = {
    "soon": "2022-08-20",
    "overdue": "2022-05-01",
    "lost": "2021-12-01",
    "early": "2023-03-01",
    "answered": "2022-07-01",
    "dead": "2022-07-02",
    "elsewhere": "2022-07-03",
}


def a_year():
    episodes = [an_episode(code, discharge_date=day) for code, day in ENDED.items()]
    episodes[5]["deceased"] = True
    episodes[6]["unit_id"] = "SV002"
    answers = [an_answer("answered", "followup_12m", answered_date="2023-07-01")]
    return an_extract(episodes, answers)


def test_those_who_can_still_answer_are_listed_the_most_urgent_first():
    found = open_followups(a_population(a_year(), "SV001"))

    assert list(found["episode_id"]) == ["overdue", "soon"]
    assert list(found["state"]) == ["overdue", "waiting"]
    assert list(found["days_left"]) == [60, 171]
    assert str(found["last_day"].iloc[0].date()) == "2023-10-31"


@pytest.mark.parametrize(("language", "head"), [("sv", "Dagar kvar"), ("en", "Days left")])
def test_the_list_is_a_page_and_a_sheet_for_their_owner_alone(tmp_path, language, head):
    to = tmp_path / "private"
    page, sheet = write_followup_list(a_year(), unit_id="SV001", to=to, language=language)

    assert stat.S_IMODE(to.stat().st_mode) == 0o700
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    html = page.read_text(encoding="utf-8")
    assert head in html
    assert "p-overdue" in html
    assert "p-elsewhere" not in html
    with sheet.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    assert [row[head] for row in rows] == ["60", "171"]


def test_a_pseudonym_is_never_run_as_a_formula(tmp_path):
    episodes = [an_episode("e1", patient_id="=1+1", discharge_date="2022-08-20")]
    extract = an_extract(episodes, [an_answer("e1", "initial", answered_date="2022-02-01")])
    page, sheet = write_followup_list(extract, unit_id="SV001", to=tmp_path)
    assert ";'=1+1;" in sheet.read_text(encoding="utf-8-sig")
    assert "=1+1" in page.read_text(encoding="utf-8")


def test_a_unit_with_nobody_to_ask_is_told_so(tmp_path):
    page, _ = write_followup_list(a_year(), unit_id="SV003", to=tmp_path)
    assert "Ingen ettårsuppföljning väntar på svar." in page.read_text(encoding="utf-8")


def test_it_is_not_put_among_the_outputs(tmp_path, monkeypatch):
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path))
    with pytest.raises(UsageError, match="about persons"):
        write_followup_list(a_year(), unit_id="SV001", to=outputs() / "lists")
    assert not (outputs() / "lists").exists()


def test_an_unknown_unit_is_told():
    with pytest.raises(ParameterError, match="no such unit"):
        write_followup_list(a_year(), unit_id="XX", to=outputs().parent / "never")
