"""Headings of scales are data, every scale has one, and an unknown one is refused."""

import json
from dataclasses import replace

import pytest

from nrs_lib.contracts.instruments import scale, scales
from nrs_lib.contracts.outcome_domains import by_domain, headings_of, read_outcome_domains
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.reports.sections import scales as reported
from nrs_lib.terms import Evidence


def test_the_file_names_what_instruments_may_say():
    schema = json.loads((definitions() / "instruments.schema.json").read_text(encoding="utf-8"))
    text = json.dumps(schema)
    known = read_outcome_domains()
    for code in (*known.components, *known.domains):
        assert f'"{code}"' in text
    for one in scales().values():
        assert {one.icf_component, one.immpact} <= {"none", *known.components, *known.domains}


def test_the_core_domains_are_those_of_the_recommendation_and_others_are_assumed():
    core = [
        code
        for code, one in read_outcome_domains().domains.items()
        if one.evidence is not Evidence.ASSUMED
    ]
    assert core == ["pain", "physical_functioning", "emotional_functioning", "improvement_rating"]


def test_every_scale_of_the_reports_has_a_heading_and_stands_under_it_once():
    groups = by_domain(reported(), language="en")
    assert all(heading for heading, _ in groups)
    found = [one.code for _, members in groups for one in members]
    assert sorted(found) == sorted(reported())
    assert groups[0][0] == "Body functions: pain"
    # Within a heading the order is the one given.
    for _, members in groups:
        assert [one.code for one in members] == [
            code for code in reported() if code in {one.code for one in members}
        ]


def test_headings_say_where_they_come_from():
    found = headings_of(["nrs_pain", "isi_total", "nrs_pain"])
    assert [one.code for one in found] == ["function", "pain", "sleep"]
    assert "10.1016/j.pain.2004.09.012" in found[1].reference["sv"]


def test_a_scale_under_an_unknown_heading_is_refused():
    stray = replace(scale("nrs_pain"), immpact="happiness")
    with pytest.raises(DefinitionError, match="not defined") as fault:
        read_outcome_domains().of(stray)
    assert "nrs_pain" in str(fault.value)


def test_a_heading_that_stands_twice_is_refused(tmp_path):
    text = (definitions() / "outcome_domains.yaml").read_text(encoding="utf-8")
    path = tmp_path / "outcome_domains.yaml"
    path.write_text(text.replace("- code: fatigue", "- code: sleep"), encoding="utf-8")
    with pytest.raises(DefinitionError, match="twice"):
        read_outcome_domains(path)
