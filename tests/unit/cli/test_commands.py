"""Commands: words in, one function called, the family's exit code out."""

from __future__ import annotations

import datetime as dt
import errno
import sys
from pathlib import Path

import pytest

from nrs_lib import errors
from nrs_lib.cli import deliveries, main, pages, reporting, testing
from nrs_lib.cli.printing import table
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.reports.orders import Failure, Outcome
from nrs_lib.reports.running import RunSummary
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import Register
from tests.support.deliveries import WIDE, a_draft

CANARY = "19121212-1212"
FAMILIES = [
    family
    for family in vars(errors).values()
    if isinstance(family, type) and issubclass(family, errors.NrsError)
]


def calling(monkeypatch, fault: BaseException) -> int:
    def fail(arguments):
        raise fault

    monkeypatch.setattr(reporting, "show", fail)
    return main.main(["list"])


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_each_family_ends_with_its_code_and_no_trace(monkeypatch, capsys, family) -> None:
    code = calling(monkeypatch, family("Wrong.", where="table unit", remedy="Mend it."))

    told = capsys.readouterr().err
    assert code == family.exit_code
    assert "Wrong." in told
    assert "table unit" in told
    assert "Mend it." in told
    assert "Traceback" not in told


def test_exit_codes_tell_families_apart() -> None:
    assert sorted(family.exit_code for family in FAMILIES) == list(range(1, 9))


def test_an_unforeseen_error_tells_where_but_no_value(monkeypatch, capsys) -> None:
    code = calling(monkeypatch, KeyError(CANARY))

    told = capsys.readouterr().err
    assert code == 1
    assert "KeyError" in told
    assert "test_commands.py" in told
    assert CANARY not in told


def test_a_trace_is_shown_only_when_asked_for(monkeypatch) -> None:
    def fail(arguments):
        raise KeyError(CANARY)

    monkeypatch.setattr(reporting, "show", fail)

    with pytest.raises(KeyError):
        main.main(["--trace", "list"])


def test_a_full_disk_is_said_in_words(monkeypatch, capsys) -> None:
    code = calling(monkeypatch, OSError(errno.ENOSPC, "No space left on device", "page.html"))

    assert code == 8
    assert "No space left on device" in capsys.readouterr().err


def test_an_interruption_ends_with_130(monkeypatch) -> None:
    assert calling(monkeypatch, KeyboardInterrupt()) == 130


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nothing"],
        ["report", "unit_report"],
        ["report", "unit_report", "--period", "2022", "--unit", "A", "--all"],
        ["report", "unit_report", "--period", "2022", "--workers", "0"],
        ["load", "x", "--as-of", "1 sept"],
        ["synth", "x", "--format", "docx"],
        ["list", "--nothing"],
    ],
)
def test_wrong_words_end_with_two(words, capsys) -> None:
    with pytest.raises(SystemExit) as end:
        main.main(words)

    assert end.value.code == 2


@pytest.mark.parametrize(
    ("module", "function", "words", "expected"),
    [
        (
            reporting,
            "report",
            ["report", "r", "--period", "2022", "--unit", "A", "B", "--force"],
            {"template": "r", "unit": ["A", "B"], "force": True, "extract": None},
        ),
        (
            deliveries,
            "load",
            ["load", "in", "--as-of", "2023-09-01", "--check-only"],
            {"as_of": dt.date(2023, 9, 1), "check_only": True},
        ),
        (deliveries, "synth", ["synth", "out", "--seed", "7"], {"seed": 7, "format": "sav"}),
        (pages, "view", ["view", "unit_page", "--unit", "A"], {"unit": "A", "port": 0}),
        (pages, "bundle", ["bundle", "--all"], {"all": True, "unit": None}),
    ],
)
def test_words_reach_one_function(monkeypatch, module, function, words, expected) -> None:
    called = []
    monkeypatch.setattr(module, function, lambda asked: called.append(vars(asked)) or 0)

    assert main.main(words) == 0
    assert len(called) == 1
    assert called[0].items() >= expected.items()


def test_an_unknown_report_is_a_wrong_command(capsys) -> None:
    assert main.main(["report", "nothing", "--period", "2022", "--all"]) == 2
    assert "unit_report" in capsys.readouterr().err


def test_a_unit_report_needs_units(capsys) -> None:
    assert main.main(["report", "unit_report", "--period", "2022"]) == 2


def test_a_report_without_an_extract_says_what_to_do(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path))

    assert main.main(["report", "unit_report", "--period", "2022", "--all"]) == 4
    assert "nrs load" in capsys.readouterr().err


def test_an_extract_is_no_path(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path))

    assert main.main(["list", "--units", "--extract", "../../etc"]) == 5


def a_summary(*statuses: str, interrupted: bool = False) -> RunSummary:
    def outcome(number: int, status: str) -> Outcome:
        failure = Failure("flow", "KeyError", "") if status == "failed" else None
        subject = Subject(Register.NRSSV, f"U{number}")
        return Outcome(f"r U{number}", "r", subject, "2022", None, status, failure, 1.0, 1.0)

    made = tuple(outcome(number, status) for number, status in enumerate(statuses))
    return RunSummary(made, 12.0, interrupted)


def test_a_run_is_told_in_counts_and_reasons(tmp_path, capsys) -> None:
    with pytest.raises(errors.RunError, match="1 of 3"):
        reporting.told(a_summary("made", "kept", "failed"), tmp_path)

    told = capsys.readouterr().out
    assert "1 made, 1 kept, 1 failed in 12 s" in told
    assert "r U2: cell flow: KeyError" in told


def test_an_interrupted_run_tells_what_was_not_started(tmp_path, capsys) -> None:
    assert reporting.told(a_summary("made", "not started", interrupted=True), tmp_path) == 130
    assert "1 not started" in capsys.readouterr().out


def test_findings_are_shown_by_place_and_count(capsys) -> None:
    files = [{"name": "nrs_wide.sav", "rows": 5, "sha256": "ab" * 32, "read_as": "SPSS"}]
    finding = {
        "severity": "ask",
        "table": "episode",
        "column": "age",
        "rule": "plausible",
        "count": 2,
        "rows": "3, 5",
        "message_en": "Outside the plausible range.",
    }

    deliveries.show_delivery(files, [finding])

    told = capsys.readouterr().out
    assert "abababababab" in told
    assert "plausible" in told
    assert "Outside the" in told


def many_findings(draft):
    """A finding in every numeric column that the wide file has, and in many of its rows."""
    known = {name.casefold() for name in draft.files[WIDE]}
    for contract in read_contracts().values():
        if contract.layout == "prefixed":
            for field in contract.fields:
                name = f"fol_{field.physical_name}"
                if field.maximum and not field.codelist and name.casefold() not in known:
                    draft.put(WIDE, 1, **{name: "99999"})
    return draft


@pytest.mark.parametrize("words", [[], ["--check-only"]])
def test_loading_fits_a_screen_and_names_the_page_of_findings(
    words, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path / "outputs"))
    delivery = many_findings(a_draft()).write(tmp_path / "delivery")

    assert main.main(["load", str(delivery), *words]) == 0

    told = capsys.readouterr().out.splitlines()
    assert len(told) <= 30
    assert any(line.startswith("and ") and line.endswith(" more") for line in told)
    assert "Rows: 30 in = 30 analysed + 0 set aside" in told
    page = next(line for line in told if line.startswith("Findings: "))
    assert Path(page.removeprefix("Findings: file://")).is_file()


def test_a_stopped_load_fits_a_screen_and_names_the_page_of_findings(
    tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path / "outputs"))
    draft = a_draft()
    for number in range(25):
        draft.put(WIDE, 1, **{f"Extra_{number}": "1"})

    assert main.main(["load", str(draft.write(tmp_path / "delivery"))]) == 4

    told = capsys.readouterr().err.splitlines()
    assert len(told) <= 30
    page = next(line for line in told if "Every finding: " in line)
    assert Path(page.partition("file://")[2]).is_file()


def test_columns_stand_under_their_heads() -> None:
    lines = table([{"a": "xx", "b": "y"}, {"a": "x", "b": "z"}], ("a", "b")).splitlines()

    assert [line.index(last) for line, last in zip(lines, "byz", strict=True)] == [4, 4, 4]


def test_tests_are_run_by_this_interpreter(monkeypatch) -> None:
    called = []

    class Ended:
        returncode = 5

    monkeypatch.setattr(
        testing.subprocess, "run", lambda words, **_: called.append(words) or Ended()
    )

    assert main.main(["test", "-k", "one"]) == 5
    assert called[0] == [sys.executable, "-m", "pytest", "-k", "one"]
