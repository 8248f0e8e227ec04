"""From a file without a contract to a table that is loaded by one, through the command line."""

from __future__ import annotations

import subprocess
import sys

from nrs_lib.cli.main import main
from nrs_lib.errors import DefinitionError, ExtractError, UsageError
from tests.support.drafts import CANARY, diary, filled_in, written


def test_draft_fill_in_check_and_load(tmp_path, capsys):
    data = written(tmp_path, diary())
    folder = tmp_path / "contracts"
    contract = folder / "diary.odcs.yaml"

    assert main(["contract", "init", str(data), "--to", str(folder)]) == 0
    told = capsys.readouterr().out
    assert str(contract) in told
    assert "marks (TODO) are yours to fill in" in told

    assert main(["contract", "check", str(contract)]) == DefinitionError.exit_code
    told = capsys.readouterr().err
    assert "diary.kvalitet.description: TODO" in told
    assert "diary_kvalitet.csv: line 5" in told

    filled_in(contract)
    assert main(["contract", "check", str(contract)]) == 0
    assert "8 columns, 2 code lists of its own" in capsys.readouterr().out

    assert main(["contract", "check", str(contract), str(data)]) == 0
    told = capsys.readouterr().out
    assert "80 rows = 80 to analyse + 0 set aside." in told
    assert "No reference to the registry was checked" in told
    assert CANARY not in told


def test_families_of_faults_have_their_exit_codes(tmp_path, capsys):
    data = written(tmp_path, diary())
    call = ["contract", "init", str(data), "--to", str(tmp_path)]

    assert main(call) == 0
    assert main(call) == UsageError.exit_code
    assert main([*call, "--replace"]) == 0
    assert main([*call, "--table", "episode"]) == UsageError.exit_code
    assert main(["contract", "init", str(tmp_path / "none.csv")]) == ExtractError.exit_code
    assert main(["contract", "check", str(tmp_path / "none")]) == DefinitionError.exit_code
    assert "Traceback" not in capsys.readouterr().err


def test_the_folder_one_is_in_is_the_folder_when_none_is_given(tmp_path, monkeypatch, capsys):
    data = written(tmp_path / "data", diary())
    monkeypatch.chdir(tmp_path)

    assert main(["contract", "init", str(data)]) == 0

    assert (tmp_path / "diary.odcs.yaml").is_file()


def test_an_extract_that_is_not_there_is_an_extract_error(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NRS_OUTPUTS", str(tmp_path / "outputs"))
    data = written(tmp_path, diary())
    main(["contract", "init", str(data), "--to", str(tmp_path)])
    filled_in(tmp_path / "diary.odcs.yaml")

    call = ["contract", "check", str(tmp_path / "diary.odcs.yaml"), str(data), "--extract", "none"]

    assert main(call) == ExtractError.exit_code


def test_it_runs_as_a_command_of_its_own(tmp_path):
    data = written(tmp_path, diary())

    ran = subprocess.run(
        [sys.executable, "-m", "nrs_lib.cli.main", "contract", "init", str(data)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "codelists" / "diary.lists.yaml").is_file()
