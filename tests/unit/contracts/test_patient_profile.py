"""What a profile shows is read strictly, and says in plain words what each scale is."""

from __future__ import annotations

import pytest

from nrs_lib.contracts.instruments import scales
from nrs_lib.contracts.patient_profile import read_profile_form
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions


def altered(folder, old: str, new: str):
    text = (definitions() / "patient_profile.yaml").read_text(encoding="utf-8")
    assert old in text
    path = folder / "patient_profile.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_every_scale_has_plain_words_and_a_better_direction() -> None:
    form = read_profile_form()

    for code in form.scales:
        assert scales()[code].profile is not None
        assert {form.label_of(code, language) for language in ("sv", "en")}
    assert form.label_of("hads_anxiety", "sv") == "Oro"
    assert form.label_of("mpi_support", "sv") == scales()["mpi_support"].short["sv"]


def test_versions_of_one_thing_share_its_words() -> None:
    form = read_profile_form()
    words = {form.label_of(code, "en") for code in form.scales if code.startswith("eq5d")}

    assert len(words) == 1


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("scales: [nrs_pain]", "scales: [nrs_pian]", "nrs_pian"),
        ("scales: [nrs_pain]", "scales: [mpi_support]", "mpi_support"),
        ("scales: [pri_total]", "scales: [nrs_pain]", "nrs_pain"),
        ("- group: everyday", "- group: pain", "pain"),
        ("version: 1", "version: 1\ncolour: red", "colour"),
        ("level: regions_0", "level: regions_00", "regions_00"),
    ],
)
def test_a_faulty_profile_is_refused_with_its_place(tmp_path, old, new, where) -> None:
    with pytest.raises(DefinitionError, match=where) as fault:
        read_profile_form(altered(tmp_path, old, new))
    assert "patient_profile.yaml" in str(fault.value)
