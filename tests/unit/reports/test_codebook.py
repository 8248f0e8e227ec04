"""The codebook: every column once, in the reader's words, and never surer than its source."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser

import numpy as np
import pytest
from markupsafe import escape

from nrs_lib.cli.main import main
from nrs_lib.contracts.codelists import read_codelists
from nrs_lib.contracts.instruments import read_instruments, scales
from nrs_lib.contracts.pain_diagnoses import read_pain_diagnoses
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.contracts.rules import read_limits, read_rules
from nrs_lib.extract.cells import Fate, type_column
from nrs_lib.extract.raw import RawColumn
from nrs_lib.reports.codebook.book import (
    SHEETS,
    codebook_name,
    render_codebook,
    sheet_name,
    sheet_rows,
    write_codebook,
)
from nrs_lib.reports.codebook.columns import anchor, bounds, entries, missing_codes
from nrs_lib.reports.codebook.wording import UNITS_SV, WORDS
from nrs_lib.reports.page.documents import LANGUAGES
from nrs_lib.reports.scoring_manual.manual import manual_name, render_manual
from nrs_lib.reports.sheets import inert
from nrs_lib.terms import Evidence

LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
COLUMNS = [
    pytest.param(contract, field, id=f"{contract.table}.{field.name}")
    for contract in read_contracts().values()
    for field in contract.fields
]


@cache
def page(language):
    return render_codebook(language)


class _Parts(HTMLParser):
    """The text of every element with an id, its ids in order, its links and its tags."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.ids, self.links, self.tags, self.texts = [], [], [], {}
        self._open = []

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.tags.append(tag)
        if tag == "a":
            self.links.append(named["href"])
        if "id" in named:
            self.ids.append(named["id"])
            self.texts[named["id"]] = ""
        if tag not in ("br", "meta"):
            self._open.append((tag, named.get("id")))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for _, name in self._open:
            if name:
                self.texts[name] += data


@cache
def parts(language):
    found = _Parts()
    found.feed(page(language))
    return found


def plain(text):
    return re.sub(r"[ \t\r\n]+", " ", text)


def block(language, table, column):
    return plain(parts(language).texts[anchor(table, column)])


def fact(told, table, column):
    found = [one for one in told if (one.contract.table, one.field.name) == (table, column)]
    assert len(found) == 1
    return found[0].facts


@LANGUAGE
def test_every_column_of_every_contract_stands_once(language):
    asked = [anchor(contract.table, field.name) for contract, field in _all_columns()]

    assert [one for one in parts(language).ids if one.startswith("col-")] == asked
    rows = sheet_rows("columns", language)
    words = WORDS[language]
    assert [anchor(row[words["table"]], row[words["column"]]) for row in rows] == asked


def _all_columns():
    return [(one, field) for one in read_contracts().values() for field in one.fields]


@LANGUAGE
def test_what_the_sheet_says_of_a_column_its_block_on_the_page_says_too(language):
    words = WORDS[language]
    as_marks = {words[key] for key in ("table", "key", "required", "unique", "codes")}
    for row in sheet_rows("columns", language):
        text = block(language, row[words["table"]], row[words["column"]])
        for head, cell in row.items():
            assert head in as_marks or plain(cell) in text, (row[words["column"]], head)
        for pair in filter(None, row[words["codes"]].split("; ")):
            code, _, label = pair.partition(" = ")
            assert code in text
            assert label in text
        for key, mark in (
            ("key", "key_part"),
            ("required", "must_be_filled"),
            ("unique", "only_once"),
        ):
            head = text.split(words["name_is"].format(evidence=""))[0]
            assert (words[mark] in head) == bool(row[words[key]])


@LANGUAGE
@pytest.mark.parametrize("sheet", ["codes", "scores"])
def test_codes_items_and_scales_of_the_sheets_stand_on_the_page(sheet, language):
    text = plain("".join(parts(language).texts["innehall"]))

    for row in sheet_rows(sheet, language):
        for cell in row.values():
            assert plain(cell) in text


@LANGUAGE
def test_labels_of_codes_are_in_the_language_of_the_page(language):
    words = WORDS[language]
    told = {
        (row[words["codelist"]], row[words["code"]]): row[words["label"]]
        for row in sheet_rows("codes", language)
    }

    assert told == {
        (one.name, code.code): getattr(code, f"label_{language}")
        for one in read_codelists().values()
        for code in one.codes
    }
    other = {"sv": "Upper secondary school", "en": None}[language]
    assert other is None or other not in page(language)


@LANGUAGE
def test_nothing_is_told_surer_than_its_source_says(language):
    words = WORDS[language]
    for contract, field in _all_columns():
        head = block(language, contract.table, field.name).split(words["registry_name"])[0]
        for evidence in Evidence:
            sentence = words["name_is"].format(evidence=words[str(evidence)])
            assert (sentence in head) == (evidence == field.evidence)
    for row in sheet_rows("codes", language):
        known = read_codelists()[row[words["codelist"]]]
        assert row[words["evidence"]] == words[str(known.evidence)]
    for row in sheet_rows("scores", language):
        known = (
            scales()[row[words["code"]]]
            if row[words["kind"]] == words["kind_scale"]
            else read_instruments()[row[words["instrument"]]]
        )
        assert row[words["evidence"]] == words[str(known.evidence)]


@LANGUAGE
def test_a_code_list_says_its_own_evidence_where_its_column_has_another(language):
    words = WORDS[language]
    coded = [entry for entry in entries(language) if entry.field.codelist]
    differing = set()
    for entry in coded:
        known = read_codelists()[entry.field.codelist]
        evidence = words[str(known.evidence)]
        text = block(language, entry.contract.table, entry.field.name)
        assert f"{words['codelist']} {known.name} ({evidence})" in text
        assert f"{words['reference']} ({evidence})" in parts(language).texts[f"list-{known.name}"]
        differing |= {known.name} if known.evidence != entry.field.evidence else set()
    assert differing


@LANGUAGE
def test_every_code_list_stands_once_and_leads_to_the_columns_that_use_it(language):
    found = parts(language)
    asked = [f"list-{name}" for name in read_codelists() if name != "missing_reasons"]
    assert [one for one in found.ids if one.startswith("list-")] == asked
    for name in asked:
        users = [
            f"#{anchor(contract.table, field.name)}"
            for contract, field in _all_columns()
            if f"list-{field.codelist}" == name
        ]
        told = page(language).split(f'id="{name}"')[1].split("<table")[0]
        assert re.findall('href="(.*?)"', told) == users
        assert (WORDS[language]["used_by_none"] in told) == (not users)


@LANGUAGE
def test_nothing_is_folded_away_for_paper_and_find_would_lose_it(language):
    assert not {"details", "summary"} & set(parts(language).tags)


@LANGUAGE
def test_no_word_of_the_page_is_an_object_of_the_program(language):
    assert not re.search(r"&lt;|built-in| object at ", page(language))


@LANGUAGE
def test_ids_are_unique_links_lead_somewhere_and_nothing_runs(language):
    found = parts(language)
    manual = set(re.findall(r'\bid="([^"]+)"', render_manual(language)))
    sheets = {sheet_name(sheet, language) for sheet in SHEETS}

    assert [one for one, times in Counter(found.ids).items() if times > 1] == []
    assert "script" not in found.tags
    assert not re.search(r"\son[a-z]+=", page(language))
    for link in found.links:
        file, _, place = link.partition("#")
        assert file in {"", manual_name(language)} | sheets
        assert not place or place in (manual if file else found.ids)


@LANGUAGE
def test_both_indexes_lead_to_every_column(language):
    body = page(language)
    ours = body[body.index('id="by-name-rubrik"') : body.index('id="by-registry-rubrik"')]
    theirs = body[body.index('id="by-registry-rubrik"') :]
    for entry in entries(language):
        link = f'href="#{entry.anchor}"'
        assert ours.count(link) == 1
        assert theirs.count(link) == len({*entry.names, *entry.accepted})


def test_registry_names_are_told_per_time_point():
    told = entries("sv")

    assert (
        fact(told, "questionnaire", "work_status")["registry_name"]
        == "ini_Work_status; con_Work_status; fol_Work_status"
    )
    # Asked once, and so without a prefix in the registry's own file.
    assert fact(told, "questionnaire", "days_since_work")["registry_name"] == "days_no_work"
    assert fact(told, "questionnaire", "days_since_work")["aliases"] == "ini_days_no_work"
    assert fact(told, "questionnaire", "episode_id")["registry_name"] == "Episode_id"
    assert "ini_, con_, fol_" in fact(told, "questionnaire", "time_point")["registry_name"]
    assert fact(told, "unit", "unit_id")["aliases"] == "UnitId; Enhet_id; Enhetskod"


def test_bounds_and_units_are_written_as_the_reader_expects():
    told = {language: entries(language) for language in LANGUAGES}

    allowed = {
        language: fact(told[language], "questionnaire", "exported_eq5d_index")["allowed"]
        for language in LANGUAGES
    }
    assert allowed == {"sv": "−0,594 till 1", "en": "−0.594 to 1"}
    age = fact(told["sv"], "episode", "age")
    assert (age["allowed"], age["plausible"], age["unit"]) == ("15 till 99", "18 till 75", "år")
    assert bounds(None, 3, "sv") == "till 3"
    assert bounds(2.5, None, "en") == "from 2.5"
    assert bounds(None, None, "sv") == ""
    assert {field.unit for _, field in _all_columns()} - {None} <= set(UNITS_SV)


@pytest.mark.parametrize(("contract", "field"), COLUMNS)
def test_what_is_told_to_mean_missing_is_read_as_missing(contract, field):
    told = {code for _, code in missing_codes(field)}
    own = read_codelists()[field.codelist].codes if field.codelist else ()
    candidates = ["-7", "-8", "-9", *(code.code for code in own)]
    raw = RawColumn(field.name, np.arange(len(candidates)), np.array(candidates, dtype=object))

    read = type_column(raw, field)

    declared = read.rows_with(Fate.DECLARED_MISSING)
    assert {candidates[place] for place in declared} == told


def test_an_own_score_of_the_registry_leads_to_the_scales_that_it_stands_for():
    told = entries("en")

    assert fact(told, "questionnaire", "exported_sf36_pf")["score"] == "sf36_pf; rand36_pf"
    assert 'href="scoring.en.html#scale-rand36_pf"' in page("en")
    assert fact(told, "questionnaire", "work_status")["score"] == ""


@LANGUAGE
def test_sheets_are_inert_and_headed_without_doubles(tmp_path, language):
    write_codebook(tmp_path)
    for sheet in SHEETS:
        path = tmp_path / sheet_name(sheet, language)
        text = path.read_bytes().decode("utf-8-sig")
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
        rows = sheet_rows(sheet, language)
        assert len(set(read[0])) == len(read[0])
        assert read[1:] == [[inert(cell) for cell in row.values()] for row in rows]
    assert not list(tmp_path.glob(".*"))


def test_the_command_writes_both_languages_and_the_pages_that_they_lead_to(tmp_path, capsys):
    assert main(["codebook", "--out", str(tmp_path)]) == 0

    asked = {
        name
        for language in LANGUAGES
        for name in (
            codebook_name(language),
            manual_name(language),
            *(sheet_name(sheet, language) for sheet in SHEETS),
        )
    }
    assert {path.name for path in tmp_path.iterdir()} == asked
    assert capsys.readouterr().out.count("file://") == len(asked)


@LANGUAGE
def test_every_check_and_every_pain_diagnosis_is_told(language):
    page = render_codebook(language)
    for rule in read_rules().values():
        assert f"<code>{rule.code}</code>" in page
        assert str(escape(getattr(rule, f"message_{language}"))) in page
    for key in read_limits():
        assert f"<code>{key}</code>" in page
    for known in read_pain_diagnoses().prefixes:
        assert f"<code>{known.prefix}</code>" in page
