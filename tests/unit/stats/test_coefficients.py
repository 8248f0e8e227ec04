"""A model's coefficients, and what disclosure control lets through of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nrs_lib.disclosure import clear, read_policy
from nrs_lib.disclosure.describing import describe
from nrs_lib.errors import ParameterError
from nrs_lib.reports.audit.described import Described
from nrs_lib.reports.audit.policing import broken_rules
from nrs_lib.stats.coefficients import coefficient_estimates
from nrs_lib.stats.mixed import category, linear_mixed_model, numeric


def some_rows(*, people: int = 120, rare: int = 40) -> pd.DataFrame:
    """Two answers of each person; `rare` of them have the rarer diagnosis."""
    rng = np.random.default_rng(5)
    one = pd.DataFrame(
        {
            "person": [f"p{k}" for k in range(people)],
            "unit_id": [f"SV{k % 6:03}" for k in range(people)],
            "diagnosis": ["rare" if k < rare else "usual" for k in range(people)],
            "age": rng.normal(44, 11, people),
        }
    )
    rows = pd.concat([one.assign(late=0), one.assign(late=1)], ignore_index=True)
    return rows.assign(score=rng.normal(7, 2, len(rows)) - rows["late"])


def made(rows: pd.DataFrame):
    model = linear_mixed_model(
        rows,
        outcome="score",
        covariates=[category("diagnosis", reference="usual"), numeric("age")],
        person="person",
    )
    return coefficient_estimates(model, rows, measure="pain", person="person")


def test_a_coefficient_counts_people_and_not_answers():
    table = made(some_rows(rare=30)).table.set_index("category")

    assert set(table["n"]) == {120}
    assert set(table["parameters"]) == {len(table)}
    assert table.loc["diagnosis[rare]", "smallest_n"] == 30
    assert set(table["n_units"]) == {6}


@pytest.mark.parametrize(("rare", "reason"), [(40, ""), (10, ""), (9, "model")])
def test_a_small_groups_coefficient_is_that_groups_result(rare, reason):
    cleared = clear(made(some_rows(rare=rare)), audience="register").table

    hidden = cleared.set_index("category")["hidden"]
    assert hidden["diagnosis[rare]"] == reason
    assert hidden["age"] == ""


@pytest.mark.parametrize("people", [12, 14])
def test_a_model_of_few_people_for_its_parameters_is_hidden_whole(people):
    cleared = clear(made(some_rows(people=people, rare=people // 2)), audience="register").table

    assert set(cleared["hidden"]) <= {"model", "few"}


def test_coefficients_without_company_are_hidden_and_the_care_team_sees_them():
    alone = made(some_rows())
    alone.table["smallest_n"] = pd.NA

    assert set(clear(alone, audience="register").table["hidden"]) == {"model"}
    own = made(some_rows(rare=3)).table.assign(scope="own", group="SV001")
    shown = clear(type(alone)(own), audience="care_team").table
    assert set(shown["hidden"]) == {""}
    assert shown["largest_n"].isna().all()
    # Of the smallest group no more leaves than that it is so large, in whole tens.
    assert (shown["smallest_n"] % 10 == 0).all()
    assert (shown["parameters"] == 3).all()


def uncleared(estimates):
    """Numbers that went round the door."""
    like = clear(estimates, audience="register")
    return replace(like, table=estimates.table.assign(hidden=""))


def test_the_auditor_judges_a_model_by_what_is_told_of_it():
    policy, given = read_policy(), made(some_rows(rare=3))
    cleared = describe([clear(given, audience="register")])
    around = describe([uncleared(given)])

    def rules(cells):
        described = [Described(("model",), cell) for cell in cells]
        found = broken_rules(described, policy.audiences["register"], policy)
        return {rule for rule, _ in found}

    assert all(cell["parameters"] == 3 for cell in cleared if not cell["hidden"])
    assert rules(cleared) == set()
    assert rules(around) == {"small_group_model"}


def test_other_rows_than_the_models_are_refused():
    rows = some_rows()
    model = linear_mixed_model(rows, outcome="score", covariates=[numeric("age")], person="person")

    with pytest.raises(ParameterError, match="not those"):
        coefficient_estimates(model, rows.head(10), measure="pain", person="person")
