"""What a report's last lines tell of where its numbers come from."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.reports.assembling import report_page
from nrs_lib.reports.content import Block, Section
from nrs_lib.reports.manifest import provenance
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import Register
from tests.support.templates import a_template, an_extract

MARKED = {"instrument": "isi", "item": "isi_3", "rule": "out_of_range", "count": 7, "rows": "row 2"}
HELD = {"family": "eq5d", "instrument": "eq5d3l", "questionnaires": 900, "outside": 12}


def footer(tmp_path, rows=None, **scoring):
    extract = an_extract()
    extract.passport["scoring"] = scoring
    extract.passport["rows"] = rows or {}
    policy = {"policy": "nrs-default", "policy_version": 1, "policy_sha256": "f" * 64}
    content = SimpleNamespace(outputs=[SimpleNamespace(records=[policy])], sections=())
    page = report_page(
        content,
        sidecar=a_template(tmp_path, "prov"),
        subject=Subject(Register.NRSSV, "SV001"),
        parameters={},
        origin=provenance(extract),
    )
    return dict(page.footer)


def assembled(tmp_path, *sections, label="", **declared):
    policy = {"policy": "nrs-default", "policy_version": 1, "policy_sha256": "f" * 64}
    outputs = [SimpleNamespace(kind="text", records=[policy])]
    outputs += [block for section in sections for block in section.blocks]
    return report_page(
        SimpleNamespace(outputs=outputs, sections=sections),
        sidecar=a_template(tmp_path, "prov", **declared),
        subject=Subject(Register.NRSSV, "SV001", label),
        parameters={},
        origin=provenance(an_extract()),
    )


def test_a_name_keeps_its_number_in_a_title(tmp_path):
    assert assembled(tmp_path, label="Smärtteam 03").title == "Smärtteam\u00a003"


@pytest.mark.parametrize("asked", ["2022", "2022Q4"])
def test_reports_that_show_the_same_pooled_quarters_are_told_apart_by_what_was_asked(
    tmp_path, asked
):
    policy = {"policy": "nrs-default", "policy_version": 1, "policy_sha256": "f" * 64}
    outputs = [SimpleNamespace(kind="text", records=[policy])]
    shown = Period.parse("2022Q4-12Q")
    page = report_page(
        SimpleNamespace(outputs=outputs, sections=(), shown_period=shown),
        sidecar=a_template(tmp_path, "prov"),
        subject=Subject(Register.NRSSV, "SV001", "Smärtteam 03"),
        parameters={"period": asked},
        origin=provenance(an_extract()),
    )

    assert "januari 2020–december 2022" in page.title
    assert page.facts[0].endswith(f" för {Period.parse(asked).label('sv')}")


def figure(name: str, title: str, *notes: str) -> Block:
    html = f'<figure class="nrs-figure" id="fig-{name}">\n<h3 class="finding">{title}</h3>\n'
    html += "".join(f'<p class="note">{note}</p>' for note in notes)
    return Block("figure", html + "<svg></svg></figure>", name=name)


def test_a_long_list_under_a_figure_is_told_once_in_a_section_and_pointed_to(tmp_path):
    units = ", ".join(f"Smärtteam {n:02d}" for n in range(1, 12))
    hidden = f"11 enheter visas inte: {units} (för få svar)."
    other = hidden.replace("11 enheter", "10 enheter").replace("Smärtteam 01, ", "")
    short = "2 enheter visas inte: för få svar."
    drawn = [
        figure("one", "Mindre smärta: ingen skiljer sig", "Kort.", hidden, short),
        figure("two", "Mindre smärta: alla inom gränsen", hidden, short),
        figure("three", "Svar: ingen skiljer sig", other),
    ]
    page = assembled(tmp_path, Section("Bredvid", drawn), Section("Annat", drawn[:1]))

    (first, second, third), (again,) = (section.fragments for section in page.sections)

    assert hidden in first
    assert hidden in again
    assert hidden not in second
    assert '11 enheter visas inte: se under <a href="#fig-one">Mindre smärta</a>.' in second
    assert short in second
    assert other in third


def test_a_long_note_under_neighbouring_figures_is_pointed_to_from_the_second(tmp_path):
    long = "Antalen är avrundade till närmaste fem. En enhet räknas som utanför bara där alla är."
    long += " Att ligga utanför är skäl att se efter, inget omdöme."
    # A decimal point ends no words before a list, or English would point where Swedish does not.
    decimal = "A limit is not drawn (1.5 points): whoever answers reaches it together with others."
    drawn = [figure(name, f"Svar {name}", long, "Kort.", decimal) for name in ("one", "two")]
    page = assembled(tmp_path, Section("Bredvid", drawn), numbered=True)
    [(first, second)] = (section.fragments for section in page.sections)

    assert long in first
    assert long not in second
    assert decimal in second
    assert 'Noten under <a href="#figure-1">Figur\u00a01</a> gäller även här.' in second
    assert "Kort." in second


def test_that_units_cannot_be_shown_is_said_once_and_not_for_every_way_they_are_not(tmp_path):
    hidden = "2 enheter visas inte: Smärtteam 01 och Smärtteam 02 (för få svar)."

    def undrawn(name: str, title: str) -> Block:
        block = figure(name, title, hidden)
        html = block.html.replace("nrs-figure", "nrs-figure nrs-undrawn").replace("<svg></svg>", "")
        return Block("figure", html, name=name)

    none = [undrawn("a", "Smärta: inga visas"), undrawn("b", "Smärta: inga över antalet")]
    page = assembled(
        tmp_path,
        Section("Bredvid", [*none, figure("c", "Vardag: alla lika", hidden)]),
        Section("Annat", [figure("c", "Vardag: alla lika", hidden), none[1]]),
    )
    (first, second, third), (_, fourth) = (section.fragments for section in page.sections)

    assert "inga visas" in first
    assert "inga över antalet" not in second
    assert "alla lika" in third
    # After a figure that is drawn it is news that another is not.
    assert "inga över antalet" in fourth


def test_notes_that_a_table_above_in_the_section_has_told_are_pointed_to(tmp_path):
    notes = "<p>Alla frågor måste vara besvarade.</p>\n<p>Rubrikerna följer ICF.</p>\n"
    own = "<p>Bara här.</p>\n"
    tables = [
        Block("table", f'<div class="nrs-notes">\n{told}</div>', name=name)
        for name, told in (("one", notes), ("two", notes + own))
    ]
    page = assembled(tmp_path, Section("Förändring", tables), Section("Annat", tables[:1]))

    (first, second), (other,) = (section.fragments for section in page.sections)

    assert "Rubrikerna följer ICF." in first
    assert "Rubrikerna" not in second
    assert "Bara här." in second
    assert "Noterna under tabellen ovan gäller även här." in second
    assert "Rubrikerna följer ICF." in other


def test_notes_are_not_pointed_to_where_one_of_them_does_not_hold(tmp_path):
    shared = "<p>För få: från 10 svar.</p>\n<p>Markerat är under 60.</p>\n"
    tables = [
        Block("table", f'<div class="nrs-notes">\n{told}</div>', name=name)
        for name, told in (("one", "<p>Inget visas för 04.</p>\n" + shared), ("two", shared))
    ]
    [(_, second)] = (
        section.fragments for section in assembled(tmp_path, Section("Enheter", tables)).sections
    )

    assert "gäller även här" not in second
    assert "Markerat är under 60." in second


def test_what_is_pointed_to_is_called_by_its_number_where_it_has_one(tmp_path):
    notes = "<p>Alla frågor måste vara besvarade.</p>\n<p>Rubrikerna följer ICF.</p>\n"
    caption = '<table><caption><span class="nrs-caption">Svar</span></caption></table>'
    tables = [
        Block("table", f'{caption}<div class="nrs-notes">\n{notes}</div>', name=name)
        for name in ("one", "two")
    ]
    units = ", ".join(f"Smärtteam {n:02d}" for n in range(1, 12))
    drawn = [
        figure(name, f"Svar {name}", f"11 enheter visas inte: {units}.") for name in ("a", "b")
    ]
    page = assembled(tmp_path, Section("Svar", [*tables, *drawn]), numbered=True)
    [(_, table, _, drawing)] = (section.fragments for section in page.sections)

    assert 'Noterna under <a href="#table-1">Tabell\u00a01</a> gäller även här.' in table
    assert '11 enheter visas inte: se under <a href="#figure-1">Figur\u00a01</a>.' in drawing


def test_rules_for_scores_are_told_once_in_a_report(tmp_path):
    caption = '<table><caption><span class="nrs-caption">Svar</span></caption></table>'
    rule = "Alla frågor måste vara besvarade för poäng: "

    def a_table(name: str, *notes: str) -> Block:
        told = "".join(f"<p>{note}</p>\n" for note in notes)
        return Block("table", f'{caption}<div class="nrs-notes">\n{told}</div>', name=name)

    all_of, some = f"{rule}HADS Ångest, ISI och PDI.", f"{rule}ISI och PDI."
    other = f"{rule}ISI och TSK-17."
    sections = [
        Section("Start", [a_table("one", all_of)]),
        Section("Förändring", [a_table("two", some, "Bara här.")]),
        Section("Annat", [a_table("three", other)]),
    ]
    page = assembled(tmp_path, *sections, numbered=True)
    first, second, third = (section.fragments[-1] for section in page.sections)

    assert all_of in first
    assert rule not in second
    assert "Bara här." in second
    place = '<a href="#table-1">Tabell\u00a01</a>'
    assert f"Vad som måste vara besvarat för poäng står under {place}." in second
    assert other in third


@pytest.mark.parametrize(
    ("scoring", "told"),
    [
        ({"marked": [MARKED, MARKED]}, ("satta som saknade", "14")),
        ({"versions": [HELD]}, ("annan version", "12")),
    ],
)
def test_what_scoring_set_aside_is_told_with_its_number(scoring, told, tmp_path):
    words, number = told

    found = [value for term, value in footer(tmp_path, **scoring).items() if words in term]

    assert found == [f"{number} i hela leveransen"]


def test_nothing_is_told_where_nothing_was_set_aside(tmp_path):
    found = footer(tmp_path, marked=[], versions=[HELD | {"outside": 0}])

    assert not [term for term in found if "saknade" in term or "version än" in term]


def test_a_report_is_told_by_its_name_and_no_code_or_checksum_stands_at_its_end(tmp_path):
    found = footer(tmp_path)
    sidecar = a_template(tmp_path, "prov")
    assert found["Rapport"] == sidecar.title["sv"]
    assert found["Röjandekontroll"] == "regler version 1"
    assert not [value for value in found.values() if "nrs-default" in value or "ffff" in value]


def test_rows_of_every_table_that_lost_one_are_accounted_for(tmp_path):
    rows = {
        "episode": {"rows_in": 10, "analysed": 10, "set_aside": 0},
        "questionnaire": {"rows_in": 30, "analysed": 28, "set_aside": 2},
        "sick_leave": {"rows_in": 5, "analysed": 5, "set_aside": 0},
    }
    found = footer(tmp_path, rows=rows)
    assert found["Vårdförlopp i leveransen, båda delregistren"] == "10 = 10 inlästa + 0 avskilda"
    assert found["Enkäter i leveransen, båda delregistren"] == "30 = 28 inlästa + 2 avskilda"
    assert not [term for term in found if "Sjukskrivning" in term]
