"""A release of outputs: whole, with its record, and exceptions of two people."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import yaml

from nrs_lib.errors import DisclosureError, UsageError
from nrs_lib.reports.audit.rules import RULES
from nrs_lib.reports.output_check.exceptions import EXCEPTIONS, allow
from nrs_lib.reports.output_check.judging import Outcome, check_outputs
from nrs_lib.reports.output_check.releasing import release_outputs
from tests.support.planted_leaks import identity_number

GOOD = "group,n,mean\nwomen,120,5.4\n"
SMALL = "group,n,mean\nmen,4,5.1\n"
REASON = "The four are members of the steering group, who have all agreed."


@pytest.fixture
def export(tmp_path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "good.csv").write_text(GOOD, encoding="utf-8")
    (folder / "small.csv").write_text(SMALL, encoding="utf-8")
    return folder


def _allow(folder: Path, *, rules=("small_count", "few"), **changed: str) -> None:
    told = {"reason": REASON, "asked_by": "Asta Ek", "approved_by": "Bo Lind"} | changed
    for rule in rules:
        allow(folder, "small.csv", rule=rule, date=dt.date(2023, 9, 1), **told)


def test_only_what_passes_leaves_and_the_rest_says_why(export, tmp_path) -> None:
    release_outputs(export, tmp_path / "out")

    there = {path.name for path in (tmp_path / "out").iterdir()}
    records = {"record.json", "record.sv.html", "record.en.html"}
    assert there == {"good.csv", "small.csv.refused.txt", *records}
    assert (tmp_path / "out" / "good.csv").read_text(encoding="utf-8") == GOOD
    why = (tmp_path / "out" / "small.csv.refused.txt").read_text(encoding="utf-8")
    assert "small_count" in why
    assert "Ett litet antal visas." in why
    assert "A small count is shown." in why
    assert "tabell rad 1 kolumn 2" in why
    assert "5.1" not in why


def test_the_record_travels_with_the_files(export, tmp_path) -> None:
    _allow(export)
    release_outputs(export, tmp_path / "out")

    record = json.loads((tmp_path / "out" / "record.json").read_text(encoding="utf-8"))
    by_name = {one["file"]: one for one in record["files"]}
    assert by_name["good.csv"]["verdict"] == "pass"
    assert {one["approved_by"] for one in by_name["small.csv"]["exceptions"]} == {"Bo Lind"}
    assert record["policy"]["sha256"]
    assert record["audience"] == "researcher"
    for language, said in (("sv", "Lämnas ut"), ("en", "Released")):
        page = (tmp_path / "out" / f"record.{language}.html").read_text(encoding="utf-8")
        assert f'lang="{language}"' in page
        assert REASON in page
        assert "small.csv" in page
        assert said in page


def test_both_languages_tell_the_same_judgement(export, tmp_path) -> None:
    release_outputs(export, tmp_path / "out")

    record = json.loads((tmp_path / "out" / "record.json").read_text(encoding="utf-8"))
    findings = [found for one in record["files"] for found in one["findings"]]
    assert findings
    for language in ("sv", "en"):
        page = (tmp_path / "out" / f"record.{language}.html").read_text(encoding="utf-8")
        assert all(found["what"][language] in page for found in findings)
        assert all(found["rule"] in page for found in findings)


def test_every_rule_is_told_in_both_languages() -> None:
    for name, rule in RULES.items():
        for words in (rule.what, rule.remedy):
            assert set(words) == {"sv", "en"}, name
            assert words["sv"] != words["en"], name


def test_an_exception_lets_its_file_pass_as_it_is_and_no_other(export) -> None:
    _allow(export)
    assert {one.file: one.outcome for one in check_outputs(export).files} == {
        "good.csv": Outcome.PASS,
        "small.csv": Outcome.PASS,
    }

    (export / "small.csv").write_text(SMALL.replace("4", "3"), encoding="utf-8")

    checked = check_outputs(export)
    assert checked.files[1].outcome is Outcome.FAIL
    assert {one.rule for one in checked.void} == {"small_count", "few"}


def test_an_exception_to_one_rule_leaves_the_others(export) -> None:
    _allow(export, rules=("small_count",))

    assert {one.rule for one in check_outputs(export).files[1].findings} == {"few"}


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"approved_by": " asta  EK "}, "approved it too"),
        ({"reason": "because"}, "no reason"),
        ({"approved_by": " "}, "lacks a person"),
    ],
)
def test_what_is_no_exception_is_refused(export, changed, what) -> None:
    with pytest.raises(DisclosureError, match=what):
        _allow(export, **changed)

    assert not (export / EXCEPTIONS).exists()


@pytest.mark.parametrize("rule", ["person_id", "row_level", "personal_identity_number"])
def test_nobody_can_allow_people(export, rule) -> None:
    with pytest.raises(DisclosureError, match="Nobody can allow"):
        _allow(export, rules=(rule,))


def test_an_exception_written_by_hand_is_read_as_strictly(export) -> None:
    _allow(export)
    path = export / EXCEPTIONS
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    listed[0]["approved_by"] = listed[0]["asked_by"]
    path.write_text(yaml.safe_dump(listed), encoding="utf-8")

    with pytest.raises(DisclosureError, match="approved it too"):
        check_outputs(export)


def test_a_release_is_never_written_over(export, tmp_path) -> None:
    release_outputs(export, tmp_path / "out")

    with pytest.raises(UsageError):
        release_outputs(export, tmp_path / "out")
    with pytest.raises(UsageError):
        release_outputs(export, export / "out")


def test_a_release_that_fails_midway_leaves_nothing(export, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("nrs_lib.reports.output_check.releasing.record_page", lambda *_: "<script>")

    with pytest.raises(DisclosureError):
        release_outputs(export, tmp_path / "out")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["export"]


def test_a_name_that_names_a_person_is_told_nowhere(export, tmp_path) -> None:
    number = identity_number("19461023")
    (export / f"{number}.csv").write_text(GOOD, encoding="utf-8")

    release_outputs(export, tmp_path / "out")

    for path in (tmp_path / "out").iterdir():
        assert number not in path.name
        assert number not in path.read_text(encoding="utf-8")
