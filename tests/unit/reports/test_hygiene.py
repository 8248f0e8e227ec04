"""Notebooks are narratives; each rule has a notebook that breaks it."""

from __future__ import annotations

import json

import nbformat
import pytest

from nrs_lib.errors import DefinitionError
from nrs_lib.reports.catalog import read_sidecar
from nrs_lib.reports.hygiene import faults_in
from tests.support.templates import LANGUAGES, PARAMETERS, a_template


def a_clean(folder, *cells: str):
    """A notebook that breaks no rule but those of `cells`."""
    sidecar = a_template(folder, "prov", *cells)
    notebook = nbformat.read(sidecar.notebook, as_version=4)
    notebook.cells[2].source = "from nrs_lib import figures"
    nbformat.write(notebook, sidecar.notebook)
    return sidecar


def whats(sidecar) -> str:
    return "\n".join(map(str, faults_in(sidecar.notebook, sidecar)))


def test_a_narrative_has_no_fault(tmp_path) -> None:
    sidecar = a_clean(
        tmp_path, "volume = desk.section('volume')\nfigures.draw(volume, unit='dagar')"
    )

    assert whats(sidecar) == ""


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import pandas as pd", "imports something besides"),
        ("from os import path", "imports something besides"),
        ("from nrs_library import x", "imports something besides"),
        ("def f(): pass", "defines a function"),
        ("f = lambda: 1", "defines a function"),
        ("class A: pass", "defines a function"),
        ("for x in y: z(x)", "loops"),
        ("while True: z()", "loops"),
        ("made = [f(u) for u in units]", "goes through the units"),
        ("read('../data/a')", "names a file"),
        ("read('a.csv')", "names a file"),
        ("read('/tmp')", "names a file"),
        ("read('C:\\\\data')", "names a file"),
        ("show(frame.style)", "uses .style"),
        ("widgets.HTML(f'<b>{name}</b>')", "put together"),
        ("Markdown('**' + name)", "put together"),
        ("show(x, escape=False)", "escaping off"),
        ("model.summary()", ".summary()"),
        ("frame", "bare value"),
        ("frame['a']", "bare value"),
        ("frame.head()", "bare frame"),
        ("print(1)", "calls print"),
        ("%matplotlib inline", "not plain Python"),
        ("\n".join(f"a{n} = 1" for n in range(13)), "13 lines"),
    ],
)
def test_each_rule_is_seen(tmp_path, code, what) -> None:
    assert what in whats(a_clean(tmp_path, code))


def in_two_languages(folder, *prose: tuple[str, str]):
    """A notebook with cells of prose, each with its language."""
    sidecar = a_template(folder, "prov", parameters=PARAMETERS | LANGUAGES)
    notebook = nbformat.read(sidecar.notebook, as_version=4)
    notebook.cells[2].source = "from nrs_lib import figures"
    notebook.cells[0].metadata["tags"] = ["sv"]
    title = nbformat.v4.new_markdown_cell("# Trial", id="title-en", metadata={"tags": ["en"]})
    told = [
        nbformat.v4.new_markdown_cell(text, id=f"prose-{place}", metadata={"tags": [language]})
        for place, (language, text) in enumerate(prose, start=1)
    ]
    notebook.cells = [notebook.cells[0], title, *notebook.cells[1:3], *told]
    text = nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"
    sidecar.notebook.write_text(text, encoding="utf-8")
    return sidecar


@pytest.mark.parametrize(
    ("prose", "what"),
    [
        ((("sv", "## Ett"), ("en", "## One"), ("sv", "Två"), ("en", "Two")), ""),
        ((("sv", "## Ett"),), "side by side"),
        ((("en", "## One"), ("sv", "## Ett")), "side by side"),
        ((("sv", "## Ett"), ("en", "## One"), ("sv", "Två")), "side by side"),
        ((("sv", "## Ett"), ("en", "One")), "other headings"),
    ],
)
def test_prose_stands_in_every_language_of_its_notebook(tmp_path, prose, what) -> None:
    told = whats(in_two_languages(tmp_path, *prose))

    assert what in told
    assert bool(what) == bool(told)


def changed(sidecar, change) -> None:
    notebook = json.loads(sidecar.notebook.read_text(encoding="utf-8"))
    change(notebook)
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    sidecar.notebook.write_text(text + "\n", encoding="utf-8")


CHANGES = {
    "keeps outputs": lambda nb: nb["cells"][2].update(execution_count=3),
    "does not begin with a title": lambda nb: nb["cells"].pop(0),
    "ids that stand twice": lambda nb: nb["cells"][2].update(id="title"),
    "nobody can read": lambda nb: nb["cells"][2].update(id="3048608a"),
    "metadata besides tags": lambda nb: nb["cells"][2]["metadata"].update(scrolled=True),
    "somebody's session": lambda nb: nb["metadata"].update(widgets={}),
    "not one cell tagged": lambda nb: nb["cells"][1]["metadata"].clear(),
    "other parameters": lambda nb: nb["cells"][1].update(source='extract_id: str = "x"'),
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_form_of_a_notebook(tmp_path, what) -> None:
    sidecar = a_clean(tmp_path)
    changed(sidecar, CHANGES[what])

    assert what in whats(sidecar)


@pytest.mark.parametrize(
    "line", ['period: int = "2022"', 'period = "2022"', 'period: str = "2021"', "x = 1"]
)
def test_parameters_are_those_of_the_sidecar(tmp_path, line) -> None:
    sidecar = a_clean(tmp_path)
    lines = (
        nbformat.read(sidecar.notebook, as_version=4)
        .cells[1]
        .source.replace('period: str = "2022"', line)
    )
    changed(sidecar, lambda nb: nb["cells"][1].update(source=lines))

    assert "other parameters than its sidecar" in whats(sidecar)


def test_a_notebook_that_is_not_canonical(tmp_path) -> None:
    sidecar = a_clean(tmp_path)
    text = sidecar.notebook.read_text(encoding="utf-8")
    sidecar.notebook.write_text(json.dumps(json.loads(text)), encoding="utf-8")

    assert "canonical" in whats(sidecar)


def test_what_is_no_notebook(tmp_path) -> None:
    sidecar = a_clean(tmp_path)
    sidecar.notebook.write_text("{}", encoding="utf-8")

    with pytest.raises(DefinitionError, match="not a notebook"):
        faults_in(sidecar.notebook, read_sidecar(sidecar.notebook.with_suffix(".yaml")))
