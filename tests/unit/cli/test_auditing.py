"""`nrs audit` and `nrs output`: exit codes, and what is printed without a value."""

from __future__ import annotations

import json

from nrs_lib.cli.main import main
from tests.support.releases import bare, share


def test_a_release_that_gives_nobody_away_ends_well(tmp_path, capsys) -> None:
    bare(tmp_path / "a", [share(200, 400)])

    assert main(["audit", str(tmp_path)]) == 0
    assert "1 releases" in capsys.readouterr().out


def test_a_release_that_gives_somebody_away_ends_with_the_code_of_disclosure(
    tmp_path, capsys
) -> None:
    bare(tmp_path / "a", [share(3, 491)])
    listed = tmp_path.parent / "found.json"

    assert main(["audit", str(tmp_path), "--json", str(listed)]) == 6

    out = capsys.readouterr().out
    assert "small_count" in out
    assert "491" not in out
    found = json.loads(listed.read_text(encoding="utf-8"))["findings"]
    assert {one["rule"] for one in found} == {"small_count"}


def test_a_folder_without_releases_is_a_wrong_word(tmp_path) -> None:
    assert main(["audit", str(tmp_path / "none")]) == 2
    assert main(["audit", str(tmp_path)]) == 2


def test_outputs_are_checked_allowed_and_released(tmp_path, capsys) -> None:
    export = tmp_path / "export"
    export.mkdir()
    (export / "t.csv").write_text("group,n,mean\nmen,473,5.4\nwomen,12,5\n", encoding="utf-8")
    (export / "note.txt").write_text("The mean was 5.4.", encoding="utf-8")
    words = ["--rule", "other_content", "--reason", "Only the means of the table beside it."]

    assert main(["output", "check", str(export)]) == 6
    assert (
        main(
            [
                "output",
                "allow",
                str(export),
                "note.txt",
                *words,
                "--asked-by",
                "A",
                "--approved-by",
                "a",
            ]
        )
        == 6
    )
    assert (
        main(
            [
                "output",
                "allow",
                str(export),
                "note.txt",
                *words,
                "--asked-by",
                "A",
                "--approved-by",
                "B",
            ]
        )
        == 0
    )
    assert main(["output", "release", str(export), "--to", str(tmp_path / "out")]) == 0

    assert (tmp_path / "out" / "note.txt").is_file()
    assert "473" not in capsys.readouterr().out
