"""Tasks in other processes: compared first, and told as failed where they cannot be done."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from nrs_lib.errors import PlatformError
from nrs_lib.reports.outposts import Outpost, do_there, unlike
from nrs_lib.reports.running import run_batch
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import Register
from tests.support.templates import a_template, an_extract

HERE = (("code", "a"), ("definitions", "b"), ("pandas", "3.0.1"), ("extract", "c"))


def test_the_same_is_like():
    assert unlike(HERE, HERE) == []


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("code", "x", "other code"),
        ("definitions", "x", "other definitions"),
        ("pandas", "3.0.0", "pandas 3.0.0, here 3.0.1"),
        ("extract", "x", "another extract"),
        ("extract", "", "cannot read the extract, or write beside it"),
    ],
)
def test_what_differs_is_told_in_words(part, value, words):
    assert unlike(HERE, tuple((dict(HERE) | {part: value}).items())) == [words]


def test_a_library_that_is_missing_is_told():
    assert unlike(HERE, [one for one in HERE if one[0] != "pandas"]) == [
        "pandas missing, here 3.0.1"
    ]


def test_a_process_that_joins_later_is_compared_too(tmp_path):
    outpost = Outpost(frozenset(), tmp_path, "none", dt.date(2023, 9, 1), None, HERE)

    with pytest.raises(PlatformError, match="not like the machine"):
        do_there(None, outpost)


def test_its_reason_stands_beside_each_report(tmp_path):
    sidecar = a_template(tmp_path / "templates", "good", "a_text()")
    units = [Subject(Register.NRSSV, name) for name in ("U1", "U2")]

    with ThreadPoolExecutor(2) as executor:
        summary = run_batch(
            [(sidecar, unit, "2022") for unit in units],
            extract=an_extract(),
            outputs=tmp_path / "outputs",
            progress=False,
            executor=executor,
        )

    assert len(summary.failed) == len(units)
    assert "cannot read the extract" in "\n".join(summary.lines())


def test_an_executor_that_takes_no_more_is_told(tmp_path):
    sidecar = a_template(tmp_path / "templates", "good", "a_text()")
    executor = ThreadPoolExecutor(1)
    executor.shutdown()

    summary = run_batch(
        [(sidecar, Subject(Register.NRSSV, "U1"), "2022")],
        extract=an_extract(),
        outputs=tmp_path / "outputs",
        progress=False,
        executor=executor,
    )

    assert [str(one.failure) for one in summary.failed] == ["worker died: no worker is left"]
