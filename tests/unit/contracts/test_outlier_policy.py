"""The policy on outliers is fixed beforehand, and lets nobody see a flag before the unit."""

from __future__ import annotations

import copy

import pytest
import yaml

from nrs_lib.contracts.outlier_policy import read_outlier_policy
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Audience

RAW = yaml.safe_load((definitions() / "outlier_policy.yaml").read_text(encoding="utf-8"))


def written(home, change):
    raw = copy.deepcopy(RAW)
    change(raw)
    path = home / "outlier_policy.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


def step(raw, code):
    return next(part for part in raw["steps"] if part["code"] == code)


def test_alert_and_alarm_are_the_two_funnel_levels():
    levels = {level.code: level.level for level in read_outlier_policy().levels}
    assert levels == {"alert": 0.95, "alarm": 0.998}
    assert read_outlier_policy().levels[1].tail == pytest.approx(0.001)


def test_the_unit_checks_its_data_before_anybody_outside_sees_a_flag():
    inside = {Audience.REGISTER, Audience.OWN_UNIT}
    for level in ("alert", "alarm"):
        steps = read_outlier_policy().steps_at(level)
        checked = next(place for place, one in enumerate(steps) if one.checks_data)
        for one in steps[: checked + 1]:
            assert one.seen_by <= inside
        assert Audience.PUBLIC in steps[-1].seen_by


def test_an_alarm_has_more_steps_than_an_alert():
    policy = read_outlier_policy()
    assert len(policy.steps_at("alarm")) > len(policy.steps_at("alert"))


def test_the_policy_names_itself():
    policy = read_outlier_policy()
    assert policy.multiplicity == "fixed_levels"
    assert len(policy.sha256) == 64
    assert set(policy.reason) == {"sv", "en"}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda raw: step(raw, "own_check")["seen_by"].append("public"), "Somebody outside"),
        (lambda raw: step(raw, "unit_told")["seen_by"].append("other_units"), "Somebody outside"),
        (lambda raw: step(raw, "unit_checks").pop("checks_data"), "Somebody outside"),
        (lambda raw: step(raw, "unit_checks").update(by="register"), "without knowing"),
        (lambda raw: step(raw, "joint_review").update(seen_by=["register"]), "left out again"),
        (lambda raw: step(raw, "own_check").update(at=["nonsense"]), "does not exist"),
        (lambda raw: raw["levels"].reverse(), "do not rise"),
        (lambda raw: raw["levels"][1].update(code="alert"), "stands twice"),
        (lambda raw: raw["steps"].append(raw["steps"][0]), "stands twice"),
        (lambda raw: step(raw, "unit_checks").update(at=["alarm"]), "Somebody outside"),
        (lambda raw: raw.update(directions=["above"]), "cannot have"),
        (lambda raw: raw["multiplicity"].update(method="none"), "cannot have"),
        (lambda raw: step(raw, "own_check").update(days=0), "cannot have"),
    ],
)
def test_a_fault_is_named(change, what, tmp_path):
    with pytest.raises(DefinitionError, match=what) as caught:
        read_outlier_policy(written(tmp_path, change))
    assert caught.value.where.startswith("outlier_policy.yaml")
    assert caught.value.remedy


def test_a_policy_without_a_check_of_data_is_refused(tmp_path):
    def change(raw):
        raw["steps"] = [raw["steps"][0]]

    with pytest.raises(DefinitionError, match="No step lets the unit"):
        read_outlier_policy(written(tmp_path, change))
