"""The auditor knows who has answered as a count of its own, and what follows from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nrs_lib.disclosure import read_policy
from nrs_lib.reports.audit.described import Described
from nrs_lib.reports.audit.policing import broken_rules
from nrs_lib.reports.audit.recovery import recover
from nrs_lib.terms import Audience
from tests.support.releases import cell, hidden, share

POLICY = read_policy()
REGISTER = POLICY.audiences[Audience.REGISTER]
STRICT = replace(REGISTER, answered_from=5)
FILLED = {"measure": "instrument_filled", "time_point": "initial", "category": "nrs_pain"}
MEAN = {"measure": "nrs_pain", "statistic": "mean", "time_point": "initial"}


def described(*cells: dict) -> list[Described]:
    return [Described(("tabell",), one) for one in cells]


def broken(*cells: dict, rules=REGISTER) -> list[str]:
    return sorted(rule for rule, _ in broken_rules(described(*cells), rules, POLICY))


def worked_out(*cells: dict, rules=REGISTER) -> list[str]:
    exposed = recover(described(*cells), rules, POLICY).exposed
    return [str(one.cell["measure"]) for one in exposed]


def test_few_without_an_answer_are_no_finding_and_other_few_are():
    assert broken(share(98, 100, **FILLED)) == []
    assert broken(share(2, 100, **FILLED)) == []
    assert broken(share(98, 100, **FILLED), rules=STRICT) == ["whole_group"]
    assert broken(share(98, 100)) == ["whole_group"]
    assert broken(share(7, 9, **FILLED)) == ["few"]


def test_the_nation_less_a_unit_may_lack_few_answers_and_not_few_people():
    rules = POLICY.audiences[Audience.OWN_UNIT]
    mine = {"scope": "own", **FILLED}
    assert broken(share(98, 140, **FILLED), share(60, 100, **mine), rules=rules) == []
    assert broken(share(70, 80, **FILLED), share(64, 72, **mine), rules=rules) == ["rest"]
    assert broken(share(98, 140), share(60, 100, scope="own"), rules=rules) == ["rest"]


def a_flow(measure: str, before: str, after: str, n: int) -> list[dict]:
    return [
        cell(measure, "count", category=before, n=n),
        cell(measure, "count", category=after, n=n - 1),
    ]


def test_who_is_lost_before_answering_is_shown_among_enough_people():
    asked = "flow_discharge", "discharged", "with_start"
    assert broken(*a_flow(*asked, 60)) == []
    assert broken(*a_flow(*asked, 9)) == ["step_of_few"]
    assert broken(*a_flow(*asked, 60), rules=STRICT) == ["step_of_few"]
    assert broken(*a_flow("process_mmr", "visited", "started", 60)) == ["step_of_few"]


def test_a_hidden_form_is_read_off_the_mean_of_its_scale():
    cells = [
        hidden("protected", **FILLED),
        share(100, 130, measure="response_start"),
        cell(n=97, estimate=6.0, **MEAN),
    ]
    assert worked_out(*cells, rules=STRICT) == ["instrument_filled"]
    assert worked_out(*cells[:2], rules=STRICT) == []
    # Where who has answered is no secret there is nothing to protect.
    assert worked_out(*cells) == []


@pytest.mark.parametrize("reason", ["few", "dominance"])
def test_what_is_hidden_for_few_people_or_one_unit_stays_unknown(reason):
    cells = [
        hidden(reason, **FILLED),
        share(100, 130, measure="response_start"),
        cell(n=97, estimate=6.0, **MEAN),
    ]
    assert worked_out(*cells) == ["instrument_filled"]


def test_units_of_few_may_lack_few_answers_together():
    """Of three units, two of them of few patients, all but two answered."""
    place = {"measure": "response_start", "scope": "unit"}
    whole = share(70, 72, n_units=3, measure="response_start")
    few = [hidden("few", **place) | {"group": unit} for unit in ("u2", "u3")]

    assert worked_out(whole, share(56, 56, **place), *few) == []
    assert worked_out(whole, share(56, 56, **place), *few, rules=STRICT) == ["response_start"] * 2
    women = [one | {"measure": "women"} for one in (whole, share(56, 56, **place), *few)]
    assert worked_out(*women) == ["women"] * 2


def test_limits_of_a_chart_are_those_of_its_share():
    assert broken(share(98, 100, measure="response_12m", statistic="process_limits")) == []


def test_a_form_is_within_the_means_of_its_scales():
    form = FILLED | {"category": "mpi_s"}
    cells = [hidden("protected", **form), share(100, 130, measure="response_start")]
    scale = {**MEAN, "measure": "mpi_interference"}
    # At most three have it filled in, as no more have a score of the scale.
    assert worked_out(*cells, cell(n=3, estimate=None, **scale), rules=STRICT)
    assert worked_out(*cells, cell(n=97, estimate=6.0, **scale), rules=STRICT) == []


def test_how_many_are_behind_a_hidden_mean_does_not_tell_the_mean():
    cells = [hidden("rest", **MEAN), share(60, 100, **FILLED)]
    assert worked_out(*cells) == []


def test_a_mean_that_is_the_rest_of_others_is_told_whatever_is_known_of_its_people():
    units = [cell(n=n, estimate=6.0, scope="unit", **MEAN) | {"group": f"u{n}"} for n in (30, 22)]
    lost = hidden("few", scope="unit", **MEAN) | {"group": "u0"}
    whole = cell(n=60, n_units=3, estimate=6.0, **MEAN)
    assert worked_out(whole, *units, lost) == ["nrs_pain"]
    assert worked_out(whole, units[0], lost, lost | {"group": "u1"}) == []


def test_a_share_that_is_hidden_for_its_rounding_is_no_secret():
    rules = POLICY.audiences[Audience.PUBLIC]
    cells = [
        hidden("rounded", **FILLED),
        share(100, 130, measure="response_start"),
        cell(n=95, estimate=6.0, **MEAN),
    ]
    assert worked_out(*cells, rules=rules) == []
