"""Each kind of file tells where it differs by the names of what was made, and tells no value."""

from __future__ import annotations

import shutil
import zipfile

import openpyxl
import pytest

from nrs_lib.disclosure.describing import COLUMNS
from nrs_lib.reports.manifest import NAME
from nrs_lib.reports.verification.differences import differences
from tests.support.releases import few_outputs, sealed, write
from tests.support.verified import with_facts

CANARY = "19121212"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return write(tmp_path_factory.mktemp("made"), few_outputs())


@pytest.fixture
def release(made, tmp_path):
    return shutil.copytree(made, tmp_path / made.name)


def told(release, made) -> list[str]:
    found = [str(one) for one in differences(release, made)]
    assert CANARY not in "".join(found)
    return found


def replaced(path, old: str, new: str = CANARY) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def a_table(made):
    return next(iter(sorted((made / "tables").glob("*.csv"))))


def test_a_copy_is_the_same(release, made):
    assert told(release, made) == []


def test_a_cell_of_a_table_has_the_id_by_which_it_can_be_asked(release, made):
    name = a_table(made).name
    text = (release / "tables" / name).read_bytes().decode("utf-8-sig")
    heads, first, *_ = text.split("\r\n")
    last = first.split(";")[-1]
    (release / "tables" / name).write_text(
        text.replace(first, first[: -len(last)] + CANARY), encoding="utf-8-sig", newline=""
    )

    [one] = told(sealed(release), made)

    place = heads.count(";") + 1
    assert one.startswith(f"tables/{name}: cell {a_table(made).stem}-1-{place} (row ")
    assert one.endswith(f", column {heads.split(';')[-1]})")


def test_many_cells_are_counted(release, made):
    name = a_table(made).name
    rows = (release / "tables" / name).read_bytes().decode("utf-8-sig").split("\r\n")
    text = "\r\n".join([rows[0], *(";".join(CANARY for _ in row.split(";")) for row in rows[1:])])
    (release / "tables" / name).write_text(text, encoding="utf-8-sig", newline="")

    [one] = told(sealed(release), made)

    assert " more" in one
    assert one.count("; ") == 3


def test_a_row_that_is_not_made_is_told_by_its_number(release, made):
    name = a_table(made).name
    rows = len((release / "tables" / name).read_bytes().decode("utf-8-sig").split("\r\n")) - 1
    with (release / "tables" / name).open("a", encoding="utf-8") as file:
        file.write(f"{CANARY}\r\n")

    assert told(sealed(release), made) == [
        f"tables/{name}: row {rows}, column 1: no such cell is made"
    ]


def test_a_described_number_is_told_by_its_key(release, made):
    line = (release / "cells.csv").read_text(encoding="utf-8").splitlines()[1]
    fields = line.split(",")
    place = 1 + COLUMNS.index("n")
    fields[place] = CANARY
    replaced(release / "cells.csv", line, ",".join(fields))

    [one] = told(sealed(release), made)

    assert one.startswith("cells.csv: row 1 (")
    assert fields[1] in one
    assert one.endswith("): n")


def test_a_number_that_can_be_asked_is_told_by_its_id(release, made):
    replaced(release / "numbers.json", '"row":"', f'"row":"{CANARY}')

    [one] = told(sealed(release), made)

    assert one.startswith("numbers.json: number ")


def test_a_cell_of_the_workbook_is_told_by_its_place(release, made):
    book = release / "report.xlsx"
    words = openpyxl.load_workbook(book).worksheets[1]["A1"].value
    with zipfile.ZipFile(book) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(book, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content.replace(words.encode(), CANARY.encode()))

    [one] = told(sealed(release), made)

    assert "cell A1" in one
    assert one.startswith("report.xlsx: sheet ")


def test_a_page_is_told_by_line_and_the_name_before_it(release, made):
    replaced(release / "report.html", "En text.")

    [one] = told(sealed(release), made)

    assert one.startswith("report.html: line ")
    assert ", after s" in one


def test_what_is_no_table_any_longer_is_told_by_its_line(release, made):
    (release / "numbers.json").write_bytes(b"\xff\x00")

    assert told(sealed(release), made) == ["numbers.json: line 1"]


def test_a_file_too_many_or_too_few(release, made):
    (release / "extra.txt").write_text(CANARY)
    (release / "cells.csv").unlink()

    assert told(sealed(release), made) == [
        "cells.csv: missing",
        "extra.txt: no such file is made",
    ]


def test_what_changed_after_it_was_released_is_told_as_that(release, made):
    replaced(release / "report.html", "En text.")
    (release / "extra.txt").write_text(CANARY)
    (release / "report.pdf").write_bytes(b"%PDF")

    found = told(release, made)

    assert len(found) == 3
    assert all(one.endswith("; changed since it was released") for one in found)


def test_a_checksum_alone_is_the_manifests_fault(release, made):
    with_facts(release, lambda facts: facts["files"]["cells.csv"].update(sha256="0"))

    assert f"{NAME}: another checksum of cells.csv" in told(release, made)


def test_a_fact_of_the_manifest_is_told_by_its_name(release, made):
    with_facts(release, lambda facts: facts.update(period=CANARY))

    assert told(release, made) == [f"{NAME}: period"]


def test_time_ledger_commit_and_paper_are_no_differences(release, made):
    def later(facts):
        facts.update(created="2030-01-01", ledger={"entry": 9, "seal": "s"}, pdf={}, audit={})
        facts["code"]["commit"] = "f" * 40

    with_facts(release, later)

    assert told(release, made) == []
