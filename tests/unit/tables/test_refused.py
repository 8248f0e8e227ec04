"""Why a value that takes in the loss is a dash."""

import numpy as np
import pytest

from nrs_lib import tables
from nrs_lib.contracts.cautions import Caution
from nrs_lib.disclosure import clear
from nrs_lib.stats.estimates import from_rows
from nrs_lib.terms import Audience

ROW = {
    "measure": "nrs_pain",
    "group": "national",
    "scope": "national",
    "period": "2022",
    "time_point": "followup_12m",
    "n": 173,
    "n_units": 20,
    "largest_n": 15,
}


def table(
    *cautions,
    language="sv",
    category="weighted",
    statistic="adjusted",
    audience=Audience.PUBLIC,
):
    observed = {"statistic": "change", "category": "observed"}
    observed |= {"estimate": -1.0, "low": -1.5, "high": -0.5}
    missing = {"statistic": statistic, "category": category}
    missing |= dict.fromkeys(("estimate", "low", "high"), np.nan)
    made = from_rows([ROW | observed, ROW | missing], cautions=cautions)
    return tables.show_sensitivity(clear(made, audience=audience), language=language).html


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", "Streck i stället för tal på raden ”Vägt efter vilka som svarat” (smärtintensitet"),
        ("sv", "eftersom avslutsorsak bestäms helt av de andra variablerna"),
        (
            "en",
            "A dash in place of a number in the row “Weighted for non-response” (pain intensity",
        ),
        ("en", "because reason for discharge is wholly determined by the other"),
    ],
)
def test_the_model_that_could_not_be_fitted_and_its_variable_are_named(language, words):
    caution = Caution.of("collinear_covariates", "nrs_pain", columns="discharge_reason[1]")

    told = table(caution, language=language)

    assert words in told
    assert "discharge_reason" not in told
    assert "för få" not in told
    assert "too few" not in told


def test_a_refusal_for_another_scale_is_no_reason():
    caution = Caution.of("collinear_covariates", "mpi_interference", columns="age")
    assert "för få svar, eller för få utan svar" in table(caution)


def test_a_group_too_small_is_told_without_numbers_that_no_table_shows():
    facts = {"answered": 173, "lost": 12, "least": 20}
    told = table(Caution.of("response_group_too_small", "nrs_pain", **facts))
    assert "för få saknar svar för att skatta" in told
    assert "12" not in told.partition("nrs-notes")[2]


def test_a_shift_that_changes_nothing_is_not_put_down_to_the_model():
    caution = Caution.of("collinear_covariates", "nrs_pain", columns="discharge_reason[1]")
    told = table(caution, category="tipping_shift", statistic="difference")
    assert "ingen förskjutning ändrar slutsatsen" in told
    assert "bestäms helt" not in told


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"answered": 42, "lost": 12}, "för få saknar svar för att skatta"),
        ({"answered": 12, "lost": 42}, "för få har svarat för att skatta"),
        ({"answered": 12, "lost": 12}, "för få har svarat, eller för få saknar svar, för att"),
    ],
)
def test_it_is_told_which_are_too_few_and_how_many_are_needed(facts, words):
    caution = Caution.of("response_group_too_small", "nrs_pain", least=20, **facts)
    told = table(caution, audience=Audience.OWN_UNIT)
    assert words in told
    assert "; minst 20 behövs av vardera" in told
