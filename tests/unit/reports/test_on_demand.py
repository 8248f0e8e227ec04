"""One person's pages through the production runner: who they are is nowhere, and batches refuse."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
from pathlib import Path

import nbformat
import pytest

from nrs_lib.cli.main import main
from nrs_lib.cohort.extracts import open_extract
from nrs_lib.errors import DisclosureError, ParameterError, UsageError
from nrs_lib.reports import making
from nrs_lib.reports.audit.auditing import audit_release
from nrs_lib.reports.audit.folders import audit_folder
from nrs_lib.reports.catalog import template
from nrs_lib.reports.ledger import every_ledger
from nrs_lib.reports.manifest import verify_release
from nrs_lib.reports.on_demand import OVERVIEW, SINGLE, _order, make_profile
from nrs_lib.reports.orders import CONFIDED
from nrs_lib.reports.producing import produce, subjects_for
from nrs_lib.reports.running import orders_of
from nrs_lib.reports.site.holding import Readers, held
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import PERSON, Audience, Register
from tests.support.people import EPISODE, PATIENT, a_register

ANSWERS = {
    "nrs_pain": (7, 4, 5),
    "hads_anxiety": (12, 8, None),
    "isi_total": (20, 12, 19),
}


class House:
    """A register loaded, and the person's pages made of it by the command."""

    def __init__(self, home: Path) -> None:
        self.home, self.to = home, home / "private"
        self.outputs = home / "outputs"
        self.extract_id = a_register(self.outputs, with_items=True, **ANSWERS)

    @property
    def extract(self):
        return open_extract(self.extract_id, folder=self.outputs)

    def release(self, report: str) -> Path:
        return next(self.to.glob(f"{report}-*"))


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        house = House(tmp_path_factory.mktemp("house"))
        patch.setenv("NRS_OUTPUTS", str(house.outputs))
        # Papers that a run leaves behind are looked through too.
        scratch = tmp_path_factory.mktemp("t")
        patch.setenv("TMPDIR", str(scratch))
        patch.setattr("tempfile.tempdir", str(scratch))
        house.scratch = scratch
        patch.setattr(sys, "stdin", io.StringIO(f"{PATIENT}\n"))
        assert main(["profile", "-", "--to", str(house.to)]) == 0
        single = {"instruments": ["hads"], "language": "en"}
        make_profile(EPISODE, extract=house.extract, to=house.to, **single)
        yield house


def test_a_profile_is_made_and_whole(house) -> None:
    manifest = verify_release(house.release(OVERVIEW))
    page = (house.release(OVERVIEW) / "report.html").read_text(encoding="utf-8")

    assert manifest["audience"] == "care_team"
    assert manifest["subject"] == PERSON
    assert manifest["parameters"] == {
        "extract_id": house.extract_id,
        "register": "NRSsv",
        "language": "sv",
    }
    assert 'class="nrs-large"' in page
    assert "Hur ont det gör" in page
    assert "Att prata om" in page
    assert "To talk about" not in page


def test_a_single_form_tells_each_answer_and_each_missing_one(house) -> None:
    page = (house.release(SINGLE) / "report.html").read_text(encoding="utf-8")

    assert 'lang="en"' in page
    assert "Question 3" in page
    assert page.count("no answer") > 14
    assert "Question by question" in page
    assert "Fråga för fråga" not in page


def test_every_page_tells_when_its_answers_were_given(house) -> None:
    for name, words in (
        (OVERVIEW, "vid start ("),
        (SINGLE, "at the start ("),
    ):
        release = house.release(name)
        page = (release / "report.html").read_text(encoding="utf-8")
        assert f'{words}<span class="nrs-whole">2022-02-01</span>)' in page
        told = [path.name for path in release.rglob("*")] + [
            (release / "manifest.json").read_text(encoding="utf-8")
        ]
        assert "2022-02-01" not in "".join(told)
    answers = (house.release(SINGLE) / "tables" / "svar.csv").read_text(encoding="utf-8")
    assert "Question;Start (2022-02-01);Discharge (2022-06-15);" in answers


def everything_written(house) -> list[Path]:
    kept = house.outputs / house.extract_id / "internal" / "analysis_ready"
    return [
        path
        for root in (house.to, house.outputs, house.scratch)
        for path in root.rglob("*")
        if kept not in (path, *path.parents)
    ]


def test_nothing_that_is_written_tells_who_it_is_about(house) -> None:
    written = everything_written(house)

    assert any(path.name == "manifest.json" for path in written)
    assert any(path.suffix == ".sqlite" for path in written)
    for path in written:
        for name in (PATIENT, EPISODE):
            assert name not in path.name
            assert not path.is_file() or name.encode() not in path.read_bytes()


def test_no_notebook_and_no_message_of_the_run_is_kept(house) -> None:
    assert not [path for path in everything_written(house) if path.suffix == ".ipynb"]
    assert not [path for path in everything_written(house) if path.name == CONFIDED]


@pytest.mark.skipif(os.name == "nt", reason="permissions are the system's")
def test_only_the_owner_may_read_what_is_written(house) -> None:
    for path in [house.to, *house.to.rglob("*")]:
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path.name


def test_two_pages_of_one_person_have_names_that_tell_nothing(house) -> None:
    names = {path.name.rpartition("-")[2] for path in house.to.iterdir()}

    assert len(names) == 2
    assert all(len(name) == 16 and int(name, 16) >= 0 for name in names)


def test_the_auditor_passes_it_for_the_care_team_and_no_other(house) -> None:
    assert audit_folder(house.to).fails == 0
    for release in house.to.iterdir():
        facts = verify_release(release)
        for audience in set(Audience) - {Audience.CARE_TEAM}:
            found = audit_release(release, facts=facts | {"audience": str(audience)})
            assert {"not_allowed", "few"} <= {one.rule for one in found.fails}, audience


def test_the_ledger_knows_the_nation_s_numbers_and_no_person(house) -> None:
    (ledger,) = every_ledger(house.outputs)

    assert ledger.check() == 2
    assert PERSON in ledger.path.read_bytes().decode("latin-1")


def test_each_number_of_a_page_can_be_asked_why(house, capsys) -> None:
    assert main(["why", str(house.release(OVERVIEW)), "profil-1-4"]) == 0
    said = capsys.readouterr().out

    assert "personen som sidan är om" in said
    assert "enheten" not in said


def test_no_site_holds_it_wherever_it_is_put(house, tmp_path) -> None:
    manifest = verify_release(house.release(OVERVIEW))
    home = tmp_path / house.extract_id / "cleared" / "care_team" / OVERVIEW / "2022" / PERSON
    home.mkdir(parents=True)
    (home / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    unit = Subject(Register.NRSSV, "SV001")
    readers = [Readers(), Readers(unit=unit), Readers(audience=Audience.PUBLIC)]
    assert [held(tmp_path, one) for one in readers] == [[], [], []]
    with pytest.raises(DisclosureError):
        Readers(audience=Audience.CARE_TEAM)


@pytest.mark.parametrize("name", [OVERVIEW, SINGLE])
def test_a_batch_refuses_it(house, name, tmp_path) -> None:
    sidecar = template(name)
    with pytest.raises(ParameterError, match="one person"):
        subjects_for(sidecar, house.extract)
    asked = [(sidecar, Subject(Register.NRSSV, PERSON), "2022")]
    with pytest.raises(ParameterError, match="one person"):
        orders_of(asked, extract=house.extract, outputs=tmp_path)
    with pytest.raises(ParameterError, match="one person"):
        produce(asked, extract=house.extract, folder=tmp_path, progress=False)
    assert not list(tmp_path.rglob("*.html"))


def test_commands_for_many_refuse_it(house, tmp_path, capsys) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "title: {sv: Prov, en: Trial}\nreports:\n"
        f"  - {{report: {OVERVIEW}, subjects: all, periods: ['2022']}}\n",
        encoding="utf-8",
    )

    assert main(["report", OVERVIEW, "--all", "--period", "2022"]) == 5
    assert main(["report", OVERVIEW, "--unit", "SV001", "--period", "2022"]) == 5
    assert main(["edition", str(plan)]) == 5
    assert "never made in a batch" in capsys.readouterr().err


def test_it_is_not_put_among_what_is_handed_on(house) -> None:
    with pytest.raises(UsageError, match="among the outputs"):
        make_profile(PATIENT, extract=house.extract, to=house.outputs / "here")


@pytest.mark.parametrize("given", ["PZZZZZZZZZ", "e1; rm"])
def test_an_unknown_pseudonym_is_told_without_being_repeated(
    house, given, monkeypatch, capsys, tmp_path
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{given}\n"))

    assert main(["profile", "-", "--to", str(tmp_path / "new")]) == 5
    said = capsys.readouterr()
    assert given not in said.err + said.out
    assert not (tmp_path / "new").exists()


def test_a_pseudonym_on_the_command_line_is_refused_and_not_repeated(house, tmp_path, capsys):
    assert main(["profile", PATIENT, "--to", str(tmp_path / "new")]) == 2
    assert PATIENT not in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_an_instrument_without_a_page_is_refused(house, tmp_path) -> None:
    with pytest.raises(ParameterError, match="no page"):
        make_profile(PATIENT, extract=house.extract, to=tmp_path, instruments=["pgic7"])


def test_a_failed_run_keeps_nothing_and_names_nobody(house, tmp_path, monkeypatch) -> None:
    def broken(*_args, **_settings):
        raise ValueError(EPISODE)

    monkeypatch.setattr(making, "execute", broken)
    order = _order(OVERVIEW, house.extract, Register.NRSSV, tmp_path, "sv", EPISODE, "")
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    outcome = making.make(order, scratch=scratch)

    assert outcome.status == "failed"
    assert EPISODE not in str(outcome) + str(order)
    assert [path.name for path in tmp_path.rglob("*")] == ["scratch"]


def test_the_notebooks_hold_no_word_of_anybody() -> None:
    for name in (OVERVIEW, SINGLE):
        sidecar = template(name)
        notebook = nbformat.read(sidecar.notebook, as_version=4)
        assert sidecar.subject == PERSON
        assert sidecar.audience is Audience.CARE_TEAM
        assert not any(cell.get("outputs") for cell in notebook.cells)
