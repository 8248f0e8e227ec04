"""Templates read through Papermill's handlers, here one that holds its files in memory."""

from __future__ import annotations

import json

import pytest
from papermill.iorw import papermill_io

from nrs_lib.cli.main import main
from nrs_lib.errors import DefinitionError, UsageError
from nrs_lib.reports.editions import read_edition
from nrs_lib.reports.manifest import verify_release
from nrs_lib.reports.stored_templates import named_template
from tests.support.editions import FIRST, two_extracts
from tests.support.templates import PARAMETERS, a_template

PARTS = PARAMETERS | {"subject": PARAMETERS["subject"] | {"default": "SV001"}}


class Store:
    """Files by address."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}

    def read(self, path: str) -> str:
        return self.files[path]


@pytest.fixture
def store(monkeypatch, tmp_path) -> Store:
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path / "outputs"))
    held = Store()
    monkeypatch.setattr(papermill_io, "_handlers", list(papermill_io._handlers))
    papermill_io.register("mem://", held)
    sidecar = a_template(tmp_path / "source", "own_report", "a_text()", parameters=PARTS)
    for path in (sidecar.notebook, sidecar.notebook.with_suffix(".yaml")):
        held.files[f"mem://shop/{path.name}"] = path.read_text(encoding="utf-8")
    return held


def test_a_report_is_made_from_a_template_in_a_store(store, tmp_path, capsys):
    outputs = tmp_path / "outputs"
    two_extracts(outputs, changed="SV001-3", nrs_pain=1.0)
    words = ["--extract", FIRST, "--period", "2022", "--unit", "SV001"]

    assert main(["report", "mem://shop/own_report.ipynb", *words]) == 0

    release = outputs / FIRST / "cleared/own_unit/own_report/2022/SV001"
    seal = verify_release(release)["template_sha256"]
    kept = outputs / "templates" / seal / "own_report.ipynb"
    assert kept.read_text(encoding="utf-8") == store.files["mem://shop/own_report.ipynb"]
    assert "1 made" in capsys.readouterr().out
    assert main(["report", "mem://shop/own_report.ipynb", *words]) == 0
    assert "1 kept" in capsys.readouterr().out


def test_another_text_is_another_template(store):
    first = named_template("mem://shop/own_report.ipynb")
    store.files["mem://shop/own_report.yaml"] += "\n# later\n"

    assert named_template("mem://shop/own_report.ipynb").notebook != first.notebook


def test_a_plain_name_is_one_of_ours():
    assert named_template("unit_report").name == "unit_report"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mem://shop/missing.ipynb", "missing.ipynb (.ipynb: KeyError)"),
        ("nobody://shop/own_report.ipynb", "(.ipynb: LookupError)"),
        ("mem://shop/own_report.py", "not one of a notebook"),
        ("mem://me:secret@shop/missing.ipynb", "mem://shop/missing.ipynb"),
        ("mem://shop/unit_report.ipynb", "name of one of the project's own"),
    ],
)
def test_what_cannot_be_read_is_told(store, address, words):
    with pytest.raises(UsageError) as fault:
        named_template(address)

    assert words in str(fault.value)
    assert "secret" not in str(fault.value)


@pytest.mark.parametrize("text", ["<html>Not found</html>", json.dumps({"cells": 1})])
def test_what_is_no_notebook_is_not_kept(store, tmp_path, text):
    store.files["mem://shop/own_report.ipynb"] = text

    with pytest.raises(DefinitionError, match="no notebook"):
        named_template("mem://shop/own_report.ipynb")

    assert list((tmp_path / "outputs/templates").iterdir()) == []


def test_an_edition_may_name_an_address(store, tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(
        "title: {sv: Prov, en: Trial}\n"
        "reports: [{report: mem://shop/own_report.ipynb, subjects: all, periods: ['2022']}]\n",
        encoding="utf-8",
    )

    assert read_edition(path).parts[0].sidecar.name == "own_report"
