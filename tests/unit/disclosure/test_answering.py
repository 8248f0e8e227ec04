"""Who has answered is shown however few they are, and nothing else becomes known by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nrs_lib.disclosure import Earlier, clear, read_policy
from nrs_lib.disclosure.linking import linked
from nrs_lib.disclosure.suppression import exposed
from nrs_lib.stats.estimates import from_rows
from nrs_lib.terms import Audience

POLICY = read_policy()
MPI = ("mpi_pain_severity", "mpi_interference")


def strict(audience: str, least: int = 5, policy=POLICY):
    """The policy of a controller who asks as much of who has answered as of others."""
    rules = replace(policy.audiences[Audience(audience)], answered_from=least)
    return replace(policy, audiences={**policy.audiences, Audience(audience): rules})


def a_share(numerator: int, denominator: int, measure="response_12m", **more) -> dict:
    return {
        **{"measure": measure, "statistic": "share", "group": "national", "scope": "national"},
        **{"estimate": numerator / denominator, "n": denominator, "numerator": numerator},
        **{"denominator": denominator, "n_units": 5, "largest_n": denominator // 4},
        **{
            "largest_numerator": numerator // 4,
            "largest_others": min(1, denominator - numerator),
            **more,
        },
    }


def filled(numerator: int, of: int, form: str = "nrs_pain", point="initial", **more) -> dict:
    return a_share(numerator, of, "instrument_filled", category=form, time_point=point, **more)


def a_mean(n: int, scale: str = "nrs_pain", point="initial", **more) -> dict:
    return {
        **{"measure": scale, "statistic": "mean", "group": "national", "scope": "national"},
        **{"time_point": point, "estimate": 6.0, "sd": 2.0, "n": n, "n_units": 5},
        **{"largest_n": n // 4, **more},
    }


def a_unit(row: dict, unit: str) -> dict:
    return row | {"group": unit, "scope": "unit", "n_units": 1, "largest_n": row["n"]}


def reasons(rows: list[dict], audience: str = "register", **more) -> list[str]:
    return clear(from_rows(rows), audience=audience, **more).table["hidden"].tolist()


@pytest.mark.parametrize("audience", ["register", "researcher", "own_unit", "other_units"])
@pytest.mark.parametrize("answered", [2, 98, 100, 0])
def test_the_few_who_have_or_have_not_answered_are_shown_and_other_few_are_not(audience, answered):
    few = "protected" if 0 < answered < 100 else ""
    assert reasons([a_share(answered, 100)], audience) == [""]
    assert reasons([filled(answered, 100)], audience) == [""]
    assert reasons([a_share(answered, 100, "women")], audience) == [few]
    assert reasons([a_unit(a_share(answered, 100), "SV002")], audience) == [""]


def test_a_single_question_and_a_form_of_the_staff_keep_the_limits_of_others():
    field = {"measure": "field_filled", "time_point": "discharge"}
    rows = [
        a_share(98, 100, category="questionnaire.answered_date", **field),
        a_share(98, 100, category="questionnaire.change_pain", **field),
        a_share(98, 100, category="episode.discharge_reason", **field),
        a_share(98, 100, "discharge_form_complete"),
    ]
    assert reasons(rows) == ["", "protected", "protected", "protected"]


def test_few_people_have_no_share_however_many_of_them_answered():
    assert reasons([a_share(7, 9)]) == ["few"]
    assert reasons([a_share(98, 100, largest_n=95)]) == ["dominance"]


def test_those_without_an_answer_may_all_be_one_units():
    others = {"largest_others": 4, "largest_numerator": 24}
    assert reasons([a_share(96, 100, **others)]) == [""]
    assert reasons([a_share(90, 100, "women", **others | {"largest_others": 10})]) == ["dominance"]


@pytest.mark.parametrize(
    ("numerator", "denominator", "reason"),
    [(96, 97, "rounded"), (2, 98, "rounded"), (95, 98, ""), (98, 98, ""), (0, 98, "")],
)
def test_a_public_share_is_not_rounded_to_all_or_none(numerator, denominator, reason):
    row = clear(from_rows([a_share(numerator, denominator)]), audience="public").table.iloc[0]
    assert row["hidden"] == reason
    if not reason:
        assert (row["numerator"] == row["denominator"]) == (numerator == denominator)


def test_a_rounded_share_costs_no_other_number():
    rows = [filled(96, 97), a_share(97, 104, "response_start"), a_mean(96)]
    assert reasons(rows, "public") == ["rounded", "", ""]


def test_a_unit_with_few_patients_is_still_not_worked_out_from_who_answered():
    place = {"measure": "programme_discharges", "statistic": "count", "n_units": 1}
    sizes = {"SV001": 3, "SV002": 40, "SV003": 50}
    rows = [
        {**place, "group": unit, "scope": "unit", "estimate": n, "n": n, "largest_n": n}
        for unit, n in sizes.items()
    ]
    rows.append(
        {**place, "group": "national", "scope": "national", "estimate": 93.0, "n": 93}
        | {"n_units": 3, "largest_n": 50}
    )
    rows += [
        a_unit(a_share(n - 1, n, "response_discharge"), unit) for unit, n in sizes.items() if n > 9
    ]
    table = clear(from_rows(rows), audience="register").table
    hidden = table.set_index(["measure", "group"])["hidden"].map(bool)

    assert hidden["programme_discharges", "SV001"]
    covers = [unit for unit in ("SV002", "SV003") if hidden["programme_discharges", unit]]
    assert covers or hidden["programme_discharges", "national"]
    # A share of a hidden number of people tells how many they are.
    assert all(hidden["response_discharge", unit] for unit in covers)


def a_form() -> list[dict]:
    """All but three filled it in; the mean and the response tell so as well."""
    return [filled(97, 100), a_share(100, 130, "response_start"), a_mean(97)]


def test_the_door_sees_that_a_form_and_its_mean_are_the_same_people():
    assert reasons(a_form()) == ["", "", ""]
    # Under limits for answering one of the three others has to go as well.
    few, *others = reasons(a_form(), policy=strict("register"))
    assert few == "protected"
    assert any(others)


def test_a_form_of_other_people_is_not_taken_for_the_scales():
    rows = [filled(97, 100), a_share(100, 130, "response_start"), a_mean(60)]
    assert reasons(rows, policy=strict("register")) == ["protected", "", ""]


def test_who_is_in_a_mean_and_has_not_the_whole_form_is_a_count_too():
    rows = [
        filled(60, 100, "mpi_s"),
        *(a_mean(n, scale) for n, scale in zip((60, 62), MPI, strict=True)),
    ]

    assert reasons(rows) == ["", "", ""]
    under = reasons(rows, policy=strict("register"))
    assert under != ["", "", ""]
    # What is lost is guarded: an attacker who sees all three has it.
    policy = strict("register")
    table = from_rows(rows).table.assign(hidden="")
    found = exposed(linked(table, policy.audiences[Audience.REGISTER], policy), set())
    assert [cell[0] for cell in found] == ["beyond"]
    hidden = {place for place, reason in enumerate(under) if reason}
    assert not exposed(linked(table, policy.audiences[Audience.REGISTER], policy), hidden)


def test_without_a_list_who_has_answered_is_a_count_like_others():
    none = replace(POLICY, answering=replace(POLICY.answering, shares=frozenset()))
    assert reasons([a_share(98, 100)], policy=none) == ["protected"]


def a_flow(measure: str, *steps: tuple[str, int]) -> list[dict]:
    place = {"measure": measure, "statistic": "count", "group": "national", "scope": "national"}
    return [
        {**place, "category": step, "estimate": n, "n": n, "n_units": 5, "largest_n": n // 4}
        for step, n in steps
    ]


def test_who_is_lost_between_steps_of_answering_is_shown_and_of_care_is_not():
    asked = a_flow("flow_discharge", ("discharged", 60), ("with_start", 58))
    treated = a_flow("process_mmr", ("visited", 60), ("started", 58))
    few = a_flow("flow_discharge", ("discharged", 9), ("with_start", 7))

    assert reasons(asked) == ["", ""]
    assert any(reasons(treated))
    assert any(reasons(few))
    assert any(reasons(asked, policy=strict("register")))


def test_pairs_in_the_flow_are_those_of_the_change():
    """Two units make the nation; one of them has too few pairs for a change."""
    steps = {"SV001": 2, "SV002": 40}
    flow = [
        a_unit(row, unit)
        for unit, n in steps.items()
        for row in a_flow("flow_discharge", ("paired", n))
    ]
    change = {"statistic": "change", "estimate": -1.0}
    rows = [*flow, a_unit(a_mean(40, point="discharge", **change), "SV002")]
    rows += [a_mean(42, point="discharge", n_units=2, largest_n=37, **change)]
    rows += a_flow("flow_discharge", ("paired", 42))
    table = clear(from_rows(rows), audience="register").table
    hidden = table.set_index(["measure", "group"])["hidden"].map(bool)

    told = {key for key in hidden.index if not hidden[key]}
    assert hidden["flow_discharge", "SV001"]
    # Neither the flow nor the change tells both the nation and the other unit.
    for whole in ("flow_discharge", "nrs_pain"):
        for part in ("flow_discharge", "nrs_pain"):
            assert not {(whole, "national"), (part, "SV002")} <= told


@pytest.mark.parametrize(("measure", "reason"), [("response_12m", ""), ("women", "released")])
def test_an_answer_that_came_after_a_release_gives_nobody_away(measure, reason):
    earlier = Earlier.of(
        [
            {**a_share(60, 100, measure), "time_point": "", "category": "", "period": ""}
            | {"round_to": 1}
        ]
    )
    assert reasons([a_share(61, 100, measure)], earlier=earlier) == [reason]
    assert reasons([a_share(62, 101, measure)], earlier=earlier) == ["released"]
