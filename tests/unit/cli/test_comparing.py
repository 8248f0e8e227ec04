"""`nrs compare`, `nrs why-moved`, and a load that knows a delivery again."""

from __future__ import annotations

from pathlib import Path

import pytest

from nrs_lib.cli.main import main
from nrs_lib.cohort.extracts import extract_ids
from tests.support.deliveries import WIDE, a_delivery, a_draft
from tests.support.frozen import EARLIER, LATER, a_course, held, old_courses


@pytest.fixture
def outputs(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path / "outputs"))
    return tmp_path / "outputs"


def test_a_delivery_loaded_again_is_recognised(outputs: Path, tmp_path: Path, capsys) -> None:
    path = a_delivery(tmp_path / "delivery")
    assert main(["load", str(path)]) == 0
    assert "dentical" not in capsys.readouterr().out
    assert main(["load", str(path)]) == 0
    told = capsys.readouterr().out

    assert f"Identical to the extract loaded before as {extract_ids()[0]}" in told
    assert main(["load", str(path), "--as-of", "2023-10-01"]) == 0
    assert f"The same files were loaded before as {extract_ids()[0]}" in capsys.readouterr().out


def test_compare_takes_extracts_and_paths_and_stores_no_delivery(
    outputs: Path, tmp_path: Path, capsys
) -> None:
    main(["load", str(a_delivery(tmp_path / "first"))])
    capsys.readouterr()
    draft = a_draft().put(WIDE, 1, Age="46")
    later = draft.write(tmp_path / "second")
    assert main(["compare", extract_ids()[0], str(later)]) == 0
    told = capsys.readouterr().out

    assert "Vårdförlopp: Ålder: ändrat bakåt i tiden" in told
    assert "46" not in told.replace("2046", "").split("file:")[0]
    assert len(extract_ids()) == 1
    assert (outputs.glob("*/internal/comparisons/*/comparison.sv.html")).__next__().is_file()


def test_compare_of_one_and_the_same_says_so_in_either_language(
    outputs: Path, tmp_path: Path, capsys
) -> None:
    path = str(a_delivery(tmp_path / "first"))
    main(["load", path])
    capsys.readouterr()
    assert main(["compare", extract_ids()[0], path, "--language", "en"]) == 0

    assert f"identical to the extract loaded as {extract_ids()[0]}" in capsys.readouterr().out


def test_why_moved_prints_parts_sentence_and_sum(outputs: Path, capsys) -> None:
    held(outputs, EARLIER, old_courses())
    held(outputs, LATER, [*old_courses(), a_course(20, 8, 3)])
    asked = ["why-moved", "improved_pain", "--unit", "SV001", "--period", "2022"]
    assert main([*asked, "--from", EARLIER, "--to", LATER]) == 0
    told = capsys.readouterr().out

    assert "Sena registreringar" in told
    assert "Delarna summerar till" in told
    assert "why_moved.sv.html" in told


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--period", "2022", "--from", EARLIER], 2),
        (["--from-period", "2021", "--to", LATER], 2),
        (["--period", "2022", "--from-period", "2021", "--to-period", "2022"], 2),
        (["--period", "2022", "--to", "2000-01-01-00000000"], 5),
        (["--period", "2022", "--from", EARLIER, "--to", "2000-01-01-00000000"], 4),
    ],
)
def test_a_question_that_does_not_fit_ends_with_its_code(
    outputs: Path, words, code, capsys
) -> None:
    held(outputs, EARLIER, old_courses())

    assert main(["why-moved", "improved_pain", "--unit", "SV001", *words]) == code
    assert "do:" in capsys.readouterr().err
