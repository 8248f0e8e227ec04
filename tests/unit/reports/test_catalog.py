"""Sidecars: a closed set of parameters, checked before anything runs."""

from __future__ import annotations

import pytest
import yaml

from nrs_lib.errors import DefinitionError, ParameterError, UsageError
from nrs_lib.places import templates
from nrs_lib.reports.catalog import catalog, read_sidecar, template
from nrs_lib.terms import Audience
from tests.support.templates import LANGUAGES, PARAMETERS, a_sidecar, a_template


def written(folder, **changed):
    path = folder / "prov.yaml"
    path.write_text(yaml.safe_dump(a_sidecar(**changed)), encoding="utf-8")
    return path


def test_a_sidecar_is_read(tmp_path) -> None:
    sidecar = read_sidecar(written(tmp_path))

    assert sidecar.name == "prov"
    assert sidecar.audience is Audience.OWN_UNIT
    assert sidecar.defaults["period"] == "2022"


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"audience": "everybody"}, "audience"),
        ({"titel": {}}, "top level"),
        ({"title": {"sv": "Bara svenska"}}, "title"),
        ({"timeout": 0}, "timeout"),
        ({"published": "ja"}, "published"),
        ({"parameters": {"x": {"type": "string", "default": "a"}}}, "parameters.x"),
        ({"parameters": {"x": {"type": "integer", "default": "a"}}}, "parameters.x"),
        ({"parameters": {"x": {"type": "integer", "default": 1, "maxi": 2}}}, "parameters.x"),
        ({"parameters": {"class": {"type": "integer", "default": 1}}}, "parameters.class"),
        ({"parameters": {"x;y": {"type": "integer", "default": 1}}}, "parameters.x;y"),
    ],
)
def test_a_faulty_sidecar_names_its_key(tmp_path, changed, where) -> None:
    with pytest.raises(DefinitionError) as fault:
        read_sidecar(written(tmp_path, **changed))

    assert fault.value.where == f"prov.yaml: {where}"


def test_a_key_that_stands_twice_is_refused_and_not_read_as_the_last(tmp_path) -> None:
    path = written(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "timeout: 9\n", encoding="utf-8")

    with pytest.raises(DefinitionError, match="timeout stands twice"):
        read_sidecar(path)


@pytest.mark.parametrize("name", ["patient_id", "episode_id", "personnummer", "the_pnr"])
def test_no_parameter_picks_out_a_person(tmp_path, name) -> None:
    rule = {"type": "string", "pattern": "^.*$", "default": "x"}

    with pytest.raises(DefinitionError, match="picks out a person"):
        read_sidecar(written(tmp_path, parameters={name: rule}))


def test_a_report_is_made_in_its_languages_and_no_other(tmp_path) -> None:
    one = read_sidecar(written(tmp_path))
    both = read_sidecar(written(tmp_path, parameters=PARAMETERS | LANGUAGES))

    assert (one.languages, both.languages) == (("sv",), ("sv", "en"))
    assert (both.in_language(None).folder, both.in_language("en").folder) == ("prov", "prov-en")
    with pytest.raises(ParameterError, match="not written in en"):
        one.in_language("en")


@pytest.mark.parametrize("changed", [{"enum": ["sv", "de"]}, {"default": "en"}])
def test_a_language_that_is_not_known_or_not_the_default_is_refused(tmp_path, changed) -> None:
    rule = LANGUAGES["language"] | changed

    with pytest.raises(DefinitionError, match="language"):
        read_sidecar(written(tmp_path, parameters={"language": rule}))


def test_given_parameters_are_completed_with_defaults(tmp_path) -> None:
    sidecar = read_sidecar(written(tmp_path))

    found = sidecar.checked({"subject": "U2"})

    assert found == sidecar.defaults | {"subject": "U2"}
    assert list(found) == list(sidecar.parameters)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"import os;x": 1}, "prov: 'import os;x'"),
        ({"subject": "../../etc"}, "prov: subject"),
        ({"subject": "U1\n"}, "prov: subject"),
        ({"subject": 1}, "prov: subject"),
        ({"register": "NRS"}, "prov: register"),
        ({"period": None}, "prov: period"),
    ],
)
def test_what_does_not_fit_is_refused_without_being_repeated(tmp_path, given, where) -> None:
    sidecar = read_sidecar(written(tmp_path))

    with pytest.raises(ParameterError) as fault:
        sidecar.checked(given)

    assert fault.value.where == where
    assert "etc" not in str(fault.value)


def test_notebook_and_sidecar_come_as_a_pair(tmp_path) -> None:
    a_template(tmp_path, "prov")
    (tmp_path / "prov.ipynb").unlink()

    with pytest.raises(DefinitionError, match="pair"):
        catalog(tmp_path)


def test_an_unknown_report_names_those_that_exist(tmp_path) -> None:
    a_template(tmp_path, "prov")

    with pytest.raises(UsageError, match="no such report") as fault:
        template("pro", folder=tmp_path)

    assert "prov" in fault.value.remedy


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"apart": ["period"]}, "apart.period"),
        ({"apart": ["nothing"]}, "apart.nothing"),
        ({"audience": "public"}, "parameters.audience"),
        ({"apart": ["measure"]}, "parameters.audience"),
    ],
)
def test_releases_beside_each_other_need_names_and_readers_that_are_told(
    tmp_path, changed, where
) -> None:
    raw = yaml.safe_load((templates() / "improvement.yaml").read_text(encoding="utf-8"))
    path = tmp_path / "improvement.yaml"
    path.write_text(yaml.safe_dump(raw | changed), encoding="utf-8")
    with pytest.raises(DefinitionError) as told:
        read_sidecar(path)
    assert where in told.value.where


def test_each_day_of_a_change_has_a_folder_and_a_title_of_its_own() -> None:
    slides = template("improvement")
    days = [slides.choosing({"change": day}) for day in ("2021-03-01", "2022-03-01")]
    assert [one.folder for one in days] == ["improvement-2021-03-01", "improvement-2022-03-01"]
    assert days[1].title["sv"] == "Förbättringsarbete, förändring 2022-03-01"
    both = slides.choosing({"measure": "response_12m", "change": "2022-03-01", "language": "en"})
    assert both.folder == "improvement-response_12m-2022-03-01-en"
    assert both.title["en"].endswith("Response after one year, change on 2022-03-01")


def test_what_is_chosen_apart_names_the_folder_once() -> None:
    slides = template("improvement")
    chosen = slides.choosing({"measure": "response_12m", "audience": "public", "language": "en"})
    assert slides.choosing({"measure": "plan"}).folder == "improvement"
    assert chosen.folder == "improvement-response_12m-public-en"
    assert chosen.choosing({"measure": "response_12m"}).folder == chosen.folder
    assert str(chosen.audience) == "public"
    assert chosen.title["en"] == "Improvement work: Response after one year, for the public"
