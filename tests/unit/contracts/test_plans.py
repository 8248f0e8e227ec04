"""A unit's action plan is read strictly, and holds nothing about a patient."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml

from nrs_lib.contracts.plans import read_plan
from nrs_lib.errors import DefinitionError
from nrs_lib.stats.indicators import INDICATORS
from nrs_lib.terms import Audience
from tests.support.plans import a_focus, write_plan

NUMBER = "19121212-1212"
"""Tolvan Tolvansson's, which stands for anybody's."""


def read(path):
    return read_plan(path, measures=INDICATORS)


def test_a_plan_says_what_who_when_and_how_far(tmp_path):
    plan = read(write_plan(tmp_path, a_focus(), a_focus(measure="wait_to_programme", goal=60)))

    first, second = plan.focuses
    assert (plan.unit, plan.register, first.measure) == ("SV001", "NRSsv", "response_12m")
    assert (first.goal, second.goal) == (0.7, 60)
    assert (first.wants_higher, second.wants_higher) == (True, False)
    assert (first.starts, first.review) == (dt.date(2021, 10, 1), dt.date(2022, 10, 1))


def test_what_is_worked_on_comes_before_what_has_ended(tmp_path):
    ended = a_focus(measure="improved_pain", status="done", learnt={"sv": "Det gick."})

    assert read(write_plan(tmp_path, ended, a_focus())).first.measure == "response_12m"
    assert read(write_plan(tmp_path, ended)).first.measure == "improved_pain"


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"measure": "women"}, "focuses.women: measure"),
        ({"goal": 0.7}, "focuses.response_12m: goal"),
        ({"goal": 170}, "focuses.response_12m: goal"),
        ({"goal": -3}, "focuses.1.goal"),
        ({"goal": "TODO"}, "SV001.yaml"),
        ({"starts": "i höst"}, "focuses.response_12m: starts"),
        ({"review": "2021-10-01"}, "focuses.response_12m: review"),
        ({"status": "snart"}, "focuses.1.status"),
        ({"status": "done"}, "focuses.response_12m: learnt"),
        ({"what": {"no": "Vi ringer."}}, "focuses.1.what.no"),
        ({"what": "Vi ringer."}, "focuses.1.what"),
        ({"what": {"sv": "En rad\noch en till"}}, "focuses.response_12m: what.sv"),
        ({"what": {"sv": "Vi \ufffdr m\ufffdnga"}}, "focuses.response_12m: what.sv"),
        ({"deadline": "2022-01-01"}, "focuses.1.deadline"),
    ],
)
def test_a_flaw_is_told_by_its_place(tmp_path, changed, where):
    with pytest.raises(DefinitionError) as told:
        read(write_plan(tmp_path, a_focus(**changed)))

    assert where in told.value.where
    assert told.value.remedy


def test_a_plan_is_of_the_unit_that_it_is_named_after(tmp_path):
    path = write_plan(tmp_path)

    with pytest.raises(DefinitionError, match="not named after its unit"):
        read(path.rename(tmp_path / "SV002.yaml"))


def test_a_measure_stands_once_and_focuses_are_few(tmp_path):
    with pytest.raises(DefinitionError, match="twice"):
        read(write_plan(tmp_path, a_focus(), a_focus()))
    with pytest.raises(DefinitionError, match="cannot have"):
        read(write_plan(tmp_path, *(a_focus(measure=code) for code in INDICATORS[:4])))


@pytest.mark.parametrize(
    "text",
    [
        f"unit: SV001  # {NUMBER}",
        f'focuses: [{{what: {{sv: "Ring {NUMBER.replace("-", "")}"}}}}]',
        f"{NUMBER}: x",
    ],
)
def test_a_personal_identity_number_is_refused_and_not_repeated(tmp_path, text):
    path = tmp_path / "SV001.yaml"
    path.write_text(f"\n{text}\n", encoding="utf-8")

    with pytest.raises(DefinitionError) as told:
        read(path)

    assert told.value.where == "SV001.yaml: line 2"
    assert "1212" not in str(told.value)


@pytest.mark.parametrize(
    ("shown_to", "seen_by"),
    [
        ([], {"own_unit", "care_team"}),
        (["other_units"], {"own_unit", "care_team", "other_units"}),
        (["public"], {"own_unit", "care_team", "other_units", "public"}),
    ],
)
def test_who_may_read_a_plans_words(tmp_path, shown_to, seen_by):
    path = write_plan(tmp_path)
    if shown_to:
        raw = yaml.safe_load(path.read_text(encoding="utf-8")) | {"words_shown_to": shown_to}
        path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    plan = read_plan(path, measures=INDICATORS)
    for audience in ("own_unit", "care_team", "other_units", "public", "register"):
        focus = plan.seen_by(plan.first, Audience(audience))
        assert bool(focus.what) == (audience in seen_by)
        assert focus.words_kept == (audience not in seen_by)
        assert (focus.goal, focus.starts) == (plan.first.goal, plan.first.starts)
