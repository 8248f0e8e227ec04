"""A made-up unit's report in both languages, in a folder that can be given to anybody."""

from __future__ import annotations

import pytest

from nrs_lib.cli.main import main
from nrs_lib.reports.audit.auditing import audit_release
from nrs_lib.reports.manifest import verify_release


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("given") / "sample"
    assert main(["sample", str(folder), "--scale", "0.3", "--name", "Påhittade enheten"]) == 0
    return folder


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "Syntetiska data – inga patienter"), ("en", "no patients")]
)
def test_it_is_a_release_of_a_unit_that_does_not_exist(made, language, words) -> None:
    release = made / language

    verify_release(release)
    assert not audit_release(release).fails
    page = (release / "report.html").read_text(encoding="utf-8")
    assert "Påhittade enheten" in page
    assert words in page


def test_what_is_there_already_is_not_written_over(made, capsys) -> None:
    before = sorted(path.name for path in made.iterdir())

    assert main(["sample", str(made)]) == 2
    assert "Name a new folder" in capsys.readouterr().err
    assert sorted(path.name for path in made.iterdir()) == before == ["en", "sv"]


def test_a_unit_that_was_not_invented_has_no_report(tmp_path, capsys) -> None:
    assert main(["sample", str(tmp_path / "new"), "--scale", "0.05", "--unit", "XX999"]) == 2
    assert not (tmp_path / "new").exists()
