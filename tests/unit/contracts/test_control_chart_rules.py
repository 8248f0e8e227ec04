"""Rules of control charts are read strictly and can be read aloud."""

from __future__ import annotations

import copy

import pytest
import yaml

from nrs_lib.contracts.control_chart_rules import read_control_chart_rules
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.places import definitions

FILE = "control_chart_rules.yaml"


@pytest.fixture
def raw():
    return yaml.safe_load((definitions() / FILE).read_text(encoding="utf-8"))


def read(home, raw):
    path = home / FILE
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return read_control_chart_rules(path)


def rule(raw, code):
    return next(part for part in raw["rules"] if part["code"] == code)


def test_the_four_western_electric_rules():
    rules = read_control_chart_rules().rule_set("western_electric").rules
    assert [(r.kind, r.length, r.count, r.of, r.sigma) for r in rules] == [
        ("beyond_limits", 0, 0, 0, 0),
        ("zone", 0, 2, 3, 2),
        ("zone", 0, 4, 5, 1),
        ("run", 8, 0, 0, 0),
    ]


def test_the_four_rules_of_making_data_count():
    rules = read_control_chart_rules().rule_set("making_data_count").rules
    assert {(r.kind, r.length, r.count, r.of) for r in rules} == {
        ("beyond_limits", 0, 0, 0),
        ("run", 7, 0, 0),
        ("trend", 7, 0, 0),
        ("zone", 0, 2, 3),
    }


def test_a_label_says_the_rules_own_numbers():
    rules = read_control_chart_rules().rule_set("western_electric").rules
    assert rules[3].label().startswith("8 punkter i rad")
    assert rules[1].label("en").startswith("2 of 3 points in a row more than 2 standard")


def test_a_label_keeps_the_decimals_of_a_number(tmp_path, raw):
    rule(raw, "two_of_three_beyond_2")["sigma"] = 1.5
    read_rules = read(tmp_path, raw).rule_set("western_electric").rules
    assert "mer än 1,5 standardavvikelser" in read_rules[1].label()


def test_every_label_can_be_read_in_both_languages():
    known = read_control_chart_rules()
    for rule_set in known.sets.values():
        for part in (rule_set, *rule_set.rules):
            for language in ("sv", "en"):
                assert part.label(language)
                assert "{" not in part.label(language)


def test_an_unknown_set_is_refused_with_those_that_exist():
    with pytest.raises(ParameterError, match="western_electric"):
        read_control_chart_rules().rule_set("nelson")


@pytest.mark.parametrize(
    ("code", "change", "where"),
    [
        ("run_of_7", {"length": None}, "rules.run_of_7.length"),
        ("run_of_7", {"count": 2}, "rules.run_of_7.count"),
        ("beyond_limits", {"sigma": 3}, "rules.beyond_limits.sigma"),
        ("two_of_three_beyond_2", {"of": None}, "rules.two_of_three_beyond_2.of"),
        ("two_of_three_beyond_2", {"count": 4}, "rules.two_of_three_beyond_2.count"),
        ("two_of_three_near_limit", {"within": 2}, "rules.two_of_three_near_limit.within"),
        ("run_of_7", {"lenght": 7}, "rules.run_of_7.lenght"),
        ("run_of_7", {"kind": "streak"}, "rules.run_of_7.kind"),
        ("run_of_7", {"label": {"sv": "{count}", "en": "x"}}, "rules.run_of_7.label.sv"),
    ],
)
def test_a_fault_of_a_rule_is_named(tmp_path, raw, code, change, where):
    part = rule(raw, code)
    part.update(change)
    for key in [key for key, value in part.items() if value is None]:
        del part[key]
    with pytest.raises(DefinitionError) as caught:
        read(tmp_path, raw)
    assert caught.value.where == f"{FILE}: {where}"


@pytest.mark.parametrize("section", ["rules", "sets", "variation", "assurance"])
def test_a_code_stands_once(tmp_path, raw, section):
    raw[section].append(copy.deepcopy(raw[section][0]))
    with pytest.raises(DefinitionError, match="stands twice"):
        read(tmp_path, raw)


def test_a_set_names_rules_that_exist(tmp_path, raw):
    raw["sets"][0]["rules"].append("run_of_9")
    with pytest.raises(DefinitionError, match="run_of_9"):
        read(tmp_path, raw)


def test_what_is_read_cannot_be_changed():
    known = read_control_chart_rules()
    with pytest.raises(TypeError):
        known.sets["mine"] = None
    with pytest.raises(AttributeError):
        known.sets["limits_only"].rules[0].length = 5
