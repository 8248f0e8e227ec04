"""Slides on paper: what is shown on a wall, and where the rest stands."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from pypdf import PdfReader

from nrs_lib import tables
from nrs_lib.reports import pdf
from nrs_lib.reports.page.wording import WORDS
from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.stats.indicators import INDICATORS
from nrs_lib.tables.choices import Choices, show_choices, write_choices_lead, write_first_steps
from tests.support import cleared as made
from tests.support.paper import needs_paper

_HEADS = "<thead><tr><th>Definition</th><th>Grund</th></tr></thead>"
_DEFINED = f"""<div data-output="definitions"><div class="nrs-table nrs-prose">
<div class="nrs-scroll"><table><caption>Definitioner</caption>{_HEADS}<tbody>
<tr><th scope="row">Antagen.</th><td>doi:10.1/antagen</td></tr></tbody></table></div>
<details class="nrs-fold"><summary>Fler</summary><div class="nrs-scroll"><table>{_HEADS}<tbody>
<tr><th scope="row">Publicerad.</th><td>doi:10.1/publicerad</td></tr></tbody><tbody>
<tr><th scope="row" colspan="2">Svar vid avslut <small>Andel som svarat.</small></th></tr></tbody>
</table></div></details></div></div>"""


def _slides(language: str) -> str:
    cleared = [made.response(), made.change()]
    clearance = tables.show_clearance(cleared, language=language)
    shown = (_DEFINED, f'<div data-output="clearance">{clearance.html}</div>')
    return render_report(
        ReportPage(
            title="Enhet 017, 2022",
            kicker="Registret",
            facts=("Bilder", "2023-09-01"),
            sections=(
                Section("s1", "", ("<p>Vad?</p>",)),
                Section("s2", "Så är siffrorna gjorda", shown),
            ),
            footer=(("Version", "0.1"),),
            is_synthetic=True,
            is_slides=True,
            language=language,
        )
    )


@needs_paper
@pytest.mark.parametrize("language", ["sv", "en"])
def test_printed_slides_say_how_measures_are_counted_and_where_the_rest_stands(language) -> None:
    page = _slides(language)
    sheets = PdfReader(BytesIO(pdf.pdf_of(page, day=dt.date(2023, 9, 1)))).pages
    words = " ".join(sheets[-1].extract_text().split())

    assert len(sheets) == 2
    assert WORDS[language]["elsewhere"].replace(" ", "") in words.replace(" ", "")
    assert "Svar vid avslut" in words
    assert "Andel som svarat." in words
    # A convention's source, and the checksum of the rules.
    assert "doi:" in page
    assert "doi:" not in words
    assert {"sv": "kontrollsumma", "en": "Checksum"}[language] not in words


@needs_paper
@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_slide_of_a_unit_without_a_plan_has_one_sheet(language) -> None:
    """English has more words than Swedish, and a unit with no value has all measures in words."""
    part = made.response(own=4)
    choices = Choices(part, INDICATORS, "PV016", "2022")
    question = {
        "sv": "Vad vill vi förbättra, vad gör vi, och vad kan vi säga att det ger?",
        "en": "What do we want to improve, what are we doing, and what can we say about the "
        "outcome?",
    }[language]
    said = {"instead": part, "language": language}
    page = render_report(
        ReportPage(
            title="Smärtrehabilitering 17, januari 2020–december 2022",
            kicker="Nationella registret över smärtrehabilitering (NRS) · primärvård",
            facts=("Förbättringsarbete", "Datauttag 2023-09-01", "För enhetens eget bruk"),
            sections=(
                Section(
                    "s1",
                    "",
                    (f"<p>{question}</p>", write_choices_lead(choices, language=language).html),
                ),
                Section("s2", "Mått att välja bland", (show_choices(choices, **said).html,)),
                Section("s3", "Så skrivs en plan", (write_first_steps(choices, **said).html,)),
                Section("s4", "Så är siffrorna gjorda", (_DEFINED,)),
            ),
            footer=(("Version", "0.1"),),
            is_synthetic=True,
            is_slides=True,
            language=language,
        )
    )

    sheets = PdfReader(BytesIO(pdf.pdf_of(page, day=dt.date(2023, 9, 1)))).pages

    assert len(sheets) == 4
