"""Only prose and stamped outputs leave a notebook; anything else stops the release."""

from __future__ import annotations

import pytest
from nbformat import v4

from nrs_lib.disclosure import clear
from nrs_lib.errors import DisclosureError
from nrs_lib.reports.content import content_of
from nrs_lib.stats.estimates import from_rows
from nrs_lib.tables import write_period
from nrs_lib.terms import Audience
from tests.support.stamps import a_figure, a_text, an_executed


def content(notebook):
    return content_of(notebook, audience=Audience.OWN_UNIT)


def test_headings_of_level_two_open_sections() -> None:
    notebook = an_executed(
        a_figure(), a_text(), prose="Före.\n\n## Ett\n\ntext\n\n### Under\n\n## Två & tre"
    )

    found = content(notebook)

    assert found.title == "Prov"
    assert [part.heading for part in found.sections] == ["", "Ett", "Två & tre"]
    assert [[block.kind for block in part.blocks] for part in found.sections] == [
        ["prose", "prose"],
        ["prose"],
        ["figure", "text"],
    ]
    assert "<h3>Under</h3>" in found.sections[1].blocks[0].html


def test_prose_in_another_language_is_left_out() -> None:
    notebook = an_executed(a_text(), prose="## Svar")
    notebook.cells.insert(3, v4.new_markdown_cell("## Answers", metadata={"tags": ["en"]}))
    notebook.cells[2].metadata["tags"] = ["sv"]

    for language, heading in (("sv", "Svar"), ("en", "Answers")):
        found = content_of(notebook, audience=Audience.OWN_UNIT, language=language)
        assert [part.heading for part in found.sections if part.heading] == [heading]


def test_markup_in_prose_is_shown_as_text() -> None:
    found = content(an_executed(a_text(), prose="En <b>fet</b> <script>x</script>"))

    assert "&lt;script&gt;" in found.sections[0].blocks[1].html


def test_parameters_are_never_part_of_a_report() -> None:
    notebook = an_executed(a_text())
    notebook.cells.insert(
        2, v4.new_code_cell('x = "HEMLIG"', metadata={"tags": ["injected-parameters"]})
    )

    assert "HEMLIG" not in repr(content(notebook))


OUTPUTS = {
    "stream": v4.new_output("stream", text="CANARY"),
    "error": v4.new_output("error", ename="E", evalue="CANARY", traceback=[]),
    "plain": v4.new_output("execute_result", data={"text/plain": "CANARY"}),
    "frame": v4.new_output("display_data", data={"text/html": "<table>CANARY</table>"}),
}


@pytest.mark.parametrize("kind", OUTPUTS)
def test_an_output_without_a_stamp_names_its_cell(kind) -> None:
    notebook = an_executed(a_text())
    notebook.cells[-1].outputs.append(OUTPUTS[kind])

    with pytest.raises(DisclosureError) as fault:
        content(notebook)

    assert "cell cell-1" in str(fault.value)
    assert "CANARY" not in str(fault.value)


def test_an_output_of_the_parameters_cell_stops_it_too() -> None:
    notebook = an_executed(a_text())
    notebook.cells[1].outputs = [OUTPUTS["stream"]]

    with pytest.raises(DisclosureError, match="parameters"):
        content(notebook)


def test_an_output_changed_after_its_stamp() -> None:
    notebook = an_executed(a_text("Hälften svarade."))
    notebook.cells[-1].outputs[0].data["text/html"] = "<p>Alla svarade.</p>"

    with pytest.raises(DisclosureError, match="changed after it was cleared"):
        content(notebook)


def test_an_output_for_another_audience() -> None:
    with pytest.raises(DisclosureError, match="another audience"):
        content(an_executed(a_figure(audience="register")))


def test_two_outputs_of_one_name() -> None:
    with pytest.raises(DisclosureError, match="same name"):
        content(an_executed(a_text(), a_text("Ingen svarade.")))


def test_a_cell_that_should_show_something_and_does_not() -> None:
    notebook = an_executed(a_text())
    notebook.cells.append(v4.new_code_cell("figure", id="lost"))

    with pytest.raises(DisclosureError, match="cell lost"):
        content(notebook)


def test_a_report_that_shows_nothing() -> None:
    with pytest.raises(DisclosureError, match="shows nothing"):
        content(an_executed())


@pytest.mark.parametrize(
    "html", ["<p>x<script>1</script></p>", '<p style="background:url(http://a)">x</p>']
)
def test_a_stamp_does_not_excuse_markup_that_is_not_allowed(html) -> None:
    with pytest.raises(DisclosureError, match="cell-1: linje"):
        content(an_executed(a_figure(html=html)))


def _two_sections(*names: str):
    """A section of results and another, after texts of these names."""
    notebook = an_executed(*(a_text(name=name) for name in names), prose="Före.")
    told = {"## Resultat": ["results"], "mera resultat": [], "## Volym": [], "flode": ["patients"]}
    for prose, tags in told.items():
        heading = prose.removeprefix("## ").replace(" ", "_")
        notebook.cells.append(v4.new_markdown_cell(prose, metadata={"tags": tags}))
        notebook.cells.append(an_executed(a_figure(heading.lower())).cells[-1])
    return notebook


@pytest.mark.parametrize(
    ("name", "headings", "shown"),
    [
        ("period", ["Resultat", "Volym"], {"resultat", "mera_resultat", "volym", "flode"}),
        ("period_without_results", ["Volym"], {"volym", "flode"}),
        ("period_without_patients", ["Volym"], {"volym"}),
    ],
)
def test_a_page_leaves_out_what_it_says_that_there_is_none_of(name, headings, shown) -> None:
    found = content(_two_sections(name))

    assert [part.heading for part in found.sections if part.heading] == headings
    assert {block.name for block in found.outputs} - {name} == shown


def test_a_page_is_about_the_period_that_it_shows() -> None:
    counts = {"2023Q2": 5, "2023Q2-4Q": 21, "2022Q2-4Q": 19}
    rows = [
        {
            "measure": "first_visits",
            "statistic": "count",
            "group": "U1",
            "scope": "own",
            "period": period,
            "n": n,
        }
        for period, n in counts.items()
    ]
    cleared = clear(from_rows(rows), audience="own_unit")
    shown = write_period(cleared, shown="2023Q2-4Q", asked="2023Q2")

    assert content(an_executed(shown)).shown_period.code == "2023Q2-4Q"
    assert content(an_executed(a_text())).shown_period is None
