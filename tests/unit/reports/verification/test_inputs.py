"""Every input that is another than when a release was made is named."""

from __future__ import annotations

import shutil
from dataclasses import asdict

import pytest

from nrs_lib import places
from nrs_lib.errors import DefinitionError, ExtractError, ParameterError, PlatformError
from nrs_lib.extract.kept_definitions import checksums_of_definitions
from nrs_lib.reports.running import orders_of
from nrs_lib.reports.subjects import Subject
from nrs_lib.reports.verification.inputs import lacks
from nrs_lib.terms import Register
from tests.support.templates import a_template, an_extract


def an_order(folder):
    sidecar = a_template(folder / "templates", "prov", "a_text()")
    asked = [(sidecar, Subject(Register.NRSSV, "U1"), "2022")]
    return orders_of(asked, extract=an_extract(), outputs=folder / "outputs")[0]


def a_manifest(order) -> dict[str, object]:
    return {
        **asdict(order.origin),
        "parameters": dict(order.parameters),
        "template_sha256": order.key[1],
    }


def told(order, manifest, passport=()) -> list[tuple[str, type]]:
    return [(one.what, one.family) for one in lacks(manifest, order, dict(passport))]


def test_the_same_inputs_lack_nothing(tmp_path):
    order = an_order(tmp_path)

    assert told(order, a_manifest(order)) == []


@pytest.mark.parametrize(
    ("change", "what", "family"),
    [
        ({"extract": {"fingerprint": "0"}}, "the extract with this id", ExtractError),
        ({"code": {"version": "0.0.1", "sha256": "b" * 64}}, "code: 0.0.1 (", PlatformError),
        ({"libraries": {"pandas": "2.9"}}, "pandas 2.9, here", PlatformError),
        ({"libraries": {"gone": "1.0"}}, "a library 1.0, here none", PlatformError),
        ({"libraries": {"pandas": "19121212-1212"}}, "pandas another, here", PlatformError),
        ({"parameters": {"19121212": "1"}}, "a parameter that the report", ParameterError),
        ({"parameters": {"period": "2021"}}, "parameter: period", ParameterError),
        ({"template_sha256": "0"}, "template: prov", DefinitionError),
        ({"definitions_sha256": "0"}, "definitions: others; which files is not", DefinitionError),
    ],
)  # fmt: skip
def test_each_input_is_named(tmp_path, change, what, family):
    order = an_order(tmp_path)
    manifest = a_manifest(order)
    for name, value in change.items():
        manifest[name] = {**manifest[name], **value} if isinstance(value, dict) else value

    [(said, of)] = told(order, manifest)

    assert said.startswith(what)
    assert of is family


def test_a_changed_definition_is_named_by_its_file(tmp_path, monkeypatch):
    passport = {
        "definitions": checksums_of_definitions(),
        "definitions_sha256": places.definitions_checksum(),
    }
    manifest = a_manifest(an_order(tmp_path))
    other = shutil.copytree(places.definitions(), tmp_path / "definitions")
    (other / "measures.yaml").open("a").write("# another\n")
    monkeypatch.setattr(places, "_in_force", other)
    places.definitions_checksum.cache_clear()
    try:
        found = told(an_order(tmp_path), manifest, passport)
    finally:
        monkeypatch.undo()
        places.definitions_checksum.cache_clear()

    assert found == [("definitions: measures.yaml", DefinitionError)]
