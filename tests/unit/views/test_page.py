import re
from types import SimpleNamespace

import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.disclosure import Stamped
from nrs_lib.errors import DisclosureError
from nrs_lib.views import page as views_page
from nrs_lib.views.controls import ALL, Choice, Controls
from nrs_lib.views.page import Part, UnitPage, show_head
from nrs_lib.views.wording import REFUSALS, WORDS
from tests.support.languages import foreign_words


class Desk:
    """As much of an opened bundle as the controls and the page ask for."""

    periods = (Period.parse("2022"), Period.parse("2022H2"))
    every_directed_scale = ("nrs_pain", "isi_total")
    subject_label = "<script>alert(1)</script>"
    register = "NRSsv"
    audience = "own_unit"
    language = "sv"
    extract = SimpleNamespace(synthetic=True, as_of=None)

    def at(self, period):
        return self


def a_stamped(html):
    return Stamped("text", "part", html, "words", (), ())


class EnglishDesk(Desk):
    language = "en"


@pytest.fixture
def drawn(monkeypatch):
    """Two parts, and a list of what was drawn."""
    calls = []

    def drawing(name):
        def draw(_desk, choice):
            calls.append((name, choice))
            return a_stamped(f"<p>{name} {choice.period} {choice.scale}</p>")

        return draw

    parts = {
        "change": Part(drawing("change"), ("period", "scale")),
        "units": Part(drawing("units"), ("period", "comparison")),
    }
    monkeypatch.setattr(views_page, "PARTS", parts)
    return calls


def test_controls_offer_what_the_bundle_holds():
    controls = Controls(Desk())
    assert [code for _, code in controls.period.options] == ["2022", "2022H2"]
    assert [label for label, _ in controls.period.options] == ["2022", "Andra halvåret 2022"]
    assert [code for _, code in controls.scale.options] == [ALL, "nrs_pain", "isi_total"]
    assert controls.choice == Choice("2022", ALL, "improved_pain")
    assert controls.words.startswith("Visar 2022. Alla skalor.")


def test_only_what_a_choice_changes_is_drawn(drawn):
    controls = Controls(Desk())
    page = UnitPage(Desk(), controls)
    assert [name for name, _ in drawn] == ["change", "units"]
    controls.scale.value = "nrs_pain"
    assert [name for name, _ in drawn] == ["change", "units", "change"]
    assert page.show("change").value == "<p>change 2022 nrs_pain</p>"
    controls.scale.value = ALL
    assert len(drawn) == 3  # Drawn before, shown again.
    assert page.show("change").value == "<p>change 2022 all</p>"


def test_a_failure_leaves_no_old_figure_standing(drawn, monkeypatch):
    controls = Controls(Desk())
    page = UnitPage(Desk(), controls)
    monkeypatch.setattr(Desk, "at", lambda self, period: 1 / 0)
    controls.period.value = "2022H2"
    status = page.show_controls().children[1]
    assert status.value == WORDS["sv"]["failed"]
    assert page.show("change").value == page.show("units").value == ""
    monkeypatch.undo()


def test_a_page_recovers_after_a_failure(drawn, monkeypatch):
    controls = Controls(Desk())
    page = UnitPage(Desk(), controls)
    with monkeypatch.context() as broken:
        broken.setattr(Desk, "at", lambda self, period: 1 / 0)
        controls.period.value = "2022H2"
    controls.period.value = "2022"
    assert page.show("units").value == "<p>units 2022 all</p>"
    assert "Visar 2022." in page.show_controls().children[1].value


@pytest.mark.parametrize("stranger", ["<b>x</b>", None, SimpleNamespace(html="<b>x</b>")])
def test_nothing_unstamped_is_shown(stranger):
    place = SimpleNamespace(value="")
    with pytest.raises(DisclosureError, match="stamped"):
        views_page._put(place, stranger)
    assert place.value == ""


def test_names_in_the_head_are_escaped():
    html = show_head(Desk())._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "specialistvård" in html


def test_the_page_is_english_where_its_desk_is() -> None:
    controls, head = Controls(EnglishDesk()), show_head(EnglishDesk())._repr_html_()

    told = [controls.words, head, *(one.description for one in controls.row.children)]
    told += [label for one in controls.row.children for label, _ in one.options]
    text = " ".join(told).replace(Desk.subject_label, "")
    assert controls.words.startswith("Showing 2022. All scales.")
    assert list(foreign_words(text, "en")) == []


def test_every_word_of_the_page_is_in_both_languages() -> None:
    assert WORDS["sv"].keys() == WORDS["en"].keys()
    assert REFUSALS["sv"].keys() == REFUSALS["en"].keys()
    for language in ("sv", "en"):
        told = [*WORDS[language].values(), *(" ".join(one) for one in REFUSALS[language].values())]
        text = re.sub(r"{\w+}", "", " ".join(told))
        assert list(foreign_words(text, language)) == []
