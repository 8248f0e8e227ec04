"""Every scale on one direction, from the files alone."""

from __future__ import annotations

import pandas as pd
import pytest

from nrs_lib.contracts.instruments import scale, scales
from nrs_lib.errors import DefinitionError, ExtractError
from nrs_lib.scoring import on_profile, profile
from nrs_lib.terms import Direction


def test_worst_is_to_the_left_whichever_way_the_scale_goes():
    pain = on_profile(pd.Series([10.0, 0.0, 7.0, None]), scale("nrs_pain"))
    control = on_profile(pd.Series([0.0, 6.0, 1.5]), scale("mpi_life_control"))
    assert pain.tolist()[:3] == [0, 100, 30]
    assert pd.isna(pain[3])
    assert control.tolist() == [0, 100, 25]


def test_every_directed_scale_has_both_ends():
    for code, one in scales().items():
        if one.direction == Direction.NEUTRAL and one.profile is None:
            continue
        low, high = one.range
        ends = on_profile(pd.Series([low, high]), one).tolist()
        turned = one.direction == Direction.HIGHER_WORSE
        assert ends == pytest.approx([100, 0] if turned else [0, 100]), code


def test_a_scale_without_a_better_direction_has_no_place():
    with pytest.raises(DefinitionError, match="direction"):
        on_profile(pd.Series([1.0]), scale("mpi_solicitous"))


def test_a_profile_keeps_order_and_people_and_leaves_out_what_has_no_direction():
    scores = pd.DataFrame(
        {"mpi_solicitous": [3.0], "hads_anxiety": [21.0], "eq_vas": [40.0]}, index=["p"]
    )
    found = profile(scores, scales=["eq_vas", "mpi_solicitous", "hads_anxiety"])
    assert found.columns.tolist() == ["eq_vas", "hads_anxiety"]
    assert found.loc["p"].tolist() == [40, 0]


def test_a_score_outside_the_scale_stops_without_being_shown():
    with pytest.raises(ExtractError) as caught:
        on_profile(pd.Series([77.5]), scale("nrs_pain"))
    assert "77" not in str(caught.value)


@pytest.mark.parametrize("kind", ["Float64", "Int64"])
def test_a_profile_keeps_names_index_and_missing_of_nullable_numbers(kind):
    values = pd.Series([10, None], index=["a", "b"], name="pain", dtype=kind)

    found = on_profile(values, scale("nrs_pain"))

    assert found.name == "pain"
    assert found.dropna().to_dict() == {"a": 0.0}


def test_rounding_of_a_computer_never_passes_the_ends():
    found = on_profile(pd.Series([-1e-12, 10 + 1e-12]), scale("nrs_pain"))

    assert found.tolist() == [100.0, 0.0]
