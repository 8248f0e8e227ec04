"""Which texts tell of a model that has too many parameters."""

import pytest

from nrs_lib.disclosure import read_policy
from nrs_lib.reports.audit.models import is_saturated


@pytest.mark.parametrize(
    "parameters",
    [
        *("DF model: 39", "df_model 39", "parameters 39", "PARAMETER: 39", "Parametrar = 39"),
        *("Predictors: 39", "prediktorer 39", "39 parameters", "39 Parametrar"),
        *("39 prediktorer", "39 PREDICTOR"),
    ],
)
def test_parameters_are_told_under_any_of_their_names(parameters: str) -> None:
    assert is_saturated(f"40 patienter: 40; {parameters}", read_policy().models)
    assert not is_saturated(
        f"40 patienter: 40; {parameters.replace('39', '1')}", read_policy().models
    )
