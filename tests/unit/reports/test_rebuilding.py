"""What decides whether a report is made again: its inputs, and no more than its inputs."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.places import templates
from nrs_lib.reports import reference as references
from nrs_lib.reports import report_inputs, work
from nrs_lib.reports.catalog import template
from nrs_lib.reports.folders import MADE_FROM
from nrs_lib.reports.hiring import Hired
from nrs_lib.reports.own_sections import (
    missing,
    own_fingerprints,
    own_sections,
    store_own,
)
from nrs_lib.reports.rebuilding import needs_kernel, why
from nrs_lib.reports.reference import (
    fingerprints,
    in_one_table,
    reference,
    reference_fingerprints,
)
from nrs_lib.reports.report_inputs import reads_sections_only
from nrs_lib.reports.running import orders_of, run_batch
from nrs_lib.reports.sections import SECTIONS, reach_of
from nrs_lib.reports.slices import Slices
from nrs_lib.reports.subjects import Subject
from nrs_lib.terms import Register
from tests.support.editions import two_extracts
from tests.support.extracts import a_population
from tests.support.templates import a_template
from tests.support.templates import an_extract as no_data

YEAR = Period.parse("2022")
DESK = "from nrs_lib.reports.desk import open_desk"
PLACE = {"register": Register.NRSSV, "period": YEAR}


@pytest.fixture(scope="module")
def extracts(tmp_path_factory):
    outputs = tmp_path_factory.mktemp("rebuilding")
    return outputs, *two_extracts(outputs, changed="SV001-3", nrs_pain=1.0)


def keys(extract, period: Period = YEAR):
    return Slices(extract).within(reach_of("NRSsv", period)).units


def test_stored_numbers_are_the_computed_ones(extracts):
    outputs, first, _ = extracts
    key = keys(first)["SV002"]
    store_own(first, unit_id="SV002", key=key, folder=outputs, **PLACE)
    population = a_population(first, "SV002")

    read = own_sections(first, unit_id="SV002", folder=outputs, **PLACE)

    assert set(read) == set(SECTIONS)
    for name, section in SECTIONS.items():
        made = section(population, YEAR)
        pd.testing.assert_frame_equal(read[name].table, made.table, check_exact=True)
        assert (read[name].definitions, read[name].cautions) == (made.definitions, made.cautions)


def test_a_sections_checksum_is_the_same_whatever_stands_beside_it(extracts):
    population = a_population(extracts[1], "SV002")
    made = {name: SECTIONS[name](population, YEAR) for name in ("volume", "versions", "change")}
    together = fingerprints(made, in_one_table(made))
    for name, estimates in made.items():
        assert fingerprints({name: estimates}, estimates.table)[name] == together[name]


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize("damage", [flip_a_bit, cut_short, Path.unlink])
@pytest.mark.parametrize("file", ["indicators.parquet", "rests_on.json"])
def test_stored_numbers_of_the_nation_that_are_damaged_are_computed_again(
    extracts, tmp_path, file, damage
):
    _, first, _ = extracts
    section = SECTIONS["indicators"]
    population = a_population(first)
    home = tmp_path / "NRSsv" / "2022"

    def read():
        return references.kept_estimates(home, lambda: {"indicators": section(population, YEAR)})

    made = read()["indicators"]
    before = (home / file).read_bytes()
    damage(home / file)

    pd.testing.assert_frame_equal(read()["indicators"].table, made.table, check_exact=True)
    assert (home / file).read_bytes() == before


@pytest.mark.parametrize("damage", [flip_a_bit, cut_short, Path.unlink])
@pytest.mark.parametrize("ending", ["parquet", "json"])
def test_a_units_stored_numbers_that_are_damaged_are_not_read(tmp_path, extracts, ending, damage):
    _, first, _ = extracts
    place = {"unit_id": "SV002", "folder": tmp_path, **PLACE}
    store_own(first, key=keys(first)["SV002"], **place)
    assert own_sections(first, **place) is not None

    [stored] = tmp_path.rglob(f"SV002-*.{ending}")
    damage(stored)

    assert own_sections(first, **place) is None


def test_a_unit_whose_id_begins_like_anothers_is_not_given_its_numbers(extracts):
    outputs, first, _ = extracts
    key = keys(first)["SV003"]
    store_own(first, unit_id="SV003", key=key, folder=outputs, **PLACE)
    for stored in outputs.rglob(f"SV003-{key}.*"):
        stored.rename(stored.with_name(f"SV003-B-{key}{stored.suffix}"))

    assert own_sections(first, unit_id="SV003", folder=outputs, **PLACE) is None
    twin = {"extract_id": first.extract_id, **PLACE}
    assert own_fingerprints(outputs, unit_id="SV003", **twin) is None
    assert own_sections(first, unit_id="SV003-B", folder=outputs, **PLACE) is not None


def test_another_extract_takes_over_what_is_the_same(extracts):
    outputs, first, second = extracts
    for unit in ("SV001", "SV003"):
        key = keys(first)[unit]
        store_own(first, unit_id=unit, key=key, folder=outputs, **PLACE)

    left = missing(second, unit_ids=["SV001", "SV003"], keys=keys(second), folder=outputs, **PLACE)

    assert set(left) == {"SV001"}
    assert own_sections(second, unit_id="SV003", folder=outputs, **PLACE) is not None
    assert own_sections(second, unit_id="SV001", folder=outputs, **PLACE) is None


def test_national_numbers_are_taken_over_where_the_rows_within_reach_are_the_same(
    extracts, monkeypatch
):
    outputs, first, second = extracts
    made = reference(first, register="NRSpv", period=YEAR, folder=outputs)
    reference(first, register="NRSsv", period=YEAR, folder=outputs)

    def computed(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(references, "SECTIONS", {"indicators": computed})
    taken = reference(second, register="NRSpv", period=YEAR, folder=outputs)
    for name, estimates in made.items():
        pd.testing.assert_frame_equal(taken[name].table, estimates.table, check_exact=True)
    prints = [
        reference_fingerprints(outputs, extract_id=one.extract_id, register="NRSpv", period=YEAR)
        for one in (first, second)
    ]
    assert prints[0] == prints[1] is not None
    # A row of SV001 within the year is another, so its register's numbers are computed.
    with pytest.raises(AssertionError):
        reference(second, register="NRSsv", period=YEAR, folder=outputs)


@pytest.mark.parametrize("name", ["unit_report", "national_report"])
def test_the_shipped_reports_know_nothing_but_sections(name):
    assert reads_sections_only(templates() / f"{name}.ipynb")


@pytest.mark.parametrize(
    "cell",
    [
        "desk.extract.episodes",
        "desk._population",
        "import pandas",
        "from nrs_lib.cohort.extracts import open_extract",
        "from nrs_lib.reports import desk",
        "getattr(desk, name)",
        "open('/tmp/rows.csv')",
        "!cat rows.csv",
    ],
)
def test_a_notebook_that_knows_more_depends_on_the_whole_extract(tmp_path, cell):
    plain = a_template(tmp_path / "plain", "plain", DESK)
    more = a_template(tmp_path / "more", "more", DESK, cell)
    for sidecar in (plain, more):
        words = sidecar.notebook.read_text(encoding="utf-8")
        sidecar.notebook.write_text(
            words.replace("from tests.support.stamps import a_cleared, a_figure, a_text", "1")
        )

    assert reads_sections_only(plain.notebook)
    assert not reads_sections_only(more.notebook)


def an_order(folder: Path, **changed: object):
    sidecar = a_template(folder / "templates", "prov", "a_text()", **changed)
    order = orders_of(
        [(sidecar, Subject(Register.NRSSV, "U1"), "2022")],
        extract=no_data(),
        outputs=folder / "outputs",
        older="supersede",
    )[0]
    made_from = report_inputs.made_from(order, no_data(), folder / "outputs", Slices(no_data()))
    return replace(order, made_from=made_from)


def kept(order, **changed: object) -> None:
    order.places.internal.mkdir(parents=True, exist_ok=True)
    told = json.loads(json.dumps(dict(order.made_from))) | changed
    (order.places.internal / MADE_FROM).write_text(json.dumps(told))


def test_what_no_report_was_made_of_before_needs_a_kernel_and_a_forced_one_too(tmp_path):
    order = an_order(tmp_path)
    outputs = tmp_path / "outputs"
    assert needs_kernel(order, outputs)

    kept(order)
    assert not needs_kernel(order, outputs)
    assert needs_kernel(replace(order, older="remake"), outputs)


@pytest.mark.parametrize("is_known", [False, True])
def test_kernels_begin_before_anything_is_computed_where_some_are_needed(
    tmp_path, monkeypatch, is_known
):
    order, began = an_order(tmp_path), []
    if is_known:
        kept(order)
    monkeypatch.setattr(Hired, "begin", lambda _: began.append("kernels"))
    monkeypatch.setattr(work, "made", lambda *_: began.append("work") or iter(()))

    run_batch(
        [(order.sidecar, order.subject, "2022")],
        extract=no_data(),
        outputs=tmp_path / "outputs",
        progress=False,
    )

    assert began == (["work"] if is_known else ["kernels", "work"])


def imported_with(modules: str, asked: tuple[str, ...]) -> list[str]:
    code = f"import sys; {modules}; print(*[name for name in {asked!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout.split()


def test_to_find_that_all_stand_nothing_is_read_that_computes():
    computes = ("nrs_lib.disclosure", "nrs_lib.tables", "nrs_lib.stats.shares", "scipy")

    found = imported_with(
        "from nrs_lib.reports import editions, producing", (*computes, "nbformat", "matplotlib")
    )

    assert found == []


def test_a_run_begins_without_what_clears_and_what_issues_again():
    begins = (
        "from nrs_lib.reports import hiring, work; from nrs_lib.reports.pooling import _least; "
        "_least('own_unit')"
    )

    found = imported_with(begins, ("scipy.optimize", "highspy", "nrs_lib.reports.reissuing"))

    assert found == []


def test_why_names_the_part_that_differs(tmp_path):
    order = an_order(tmp_path)
    outputs = tmp_path / "outputs"
    assert why(order, outputs) == "made for the first time"

    kept(order)
    assert why(order, outputs) == "no whole release stands there"
    assert why(replace(order, older="remake"), outputs) == "asked for (--force)"

    libraries = {**order.made_from["libraries"], "pandas": "2.9"}
    now = order.made_from["libraries"]["pandas"]
    kept(order, code="0", libraries=libraries)
    assert why(order, outputs) == f"code; libraries: pandas 2.9 -> {now}"

    kept(order, numbers={"the whole extract": "0"})
    assert why(order, outputs) == "numbers: the whole extract"


def test_a_changed_template_is_another_template(tmp_path):
    first, second = an_order(tmp_path), an_order(tmp_path, timeout=61)

    assert first.made_from["template"] != second.made_from["template"]
    assert first.key != second.key


def test_a_report_of_pooled_quarters_is_made_from_what_it_shows_and_what_was_asked(extracts):
    """Asked for the second quarter, in which nobody came; both halves of its course are in H1."""
    outputs, first, second = extracts
    numbers = []
    for extract in (first, second):
        for period in ("2022Q2", "2022H1"):
            reference(extract, register="NRSsv", period=Period.parse(period), folder=outputs)
        place = {"unit_id": "SV001", "period": Period.parse("2022H1")}
        key = keys(extract, place["period"])["SV001"]
        store_own(extract, register=Register.NRSSV, key=key, folder=outputs, **place)
        asked = [(template("unit_report"), Subject(Register.NRSSV, "SV001"), "2022Q2")]
        [order] = orders_of(asked, extract=extract, outputs=outputs)
        numbers.append(report_inputs.made_from(order, extract, outputs, Slices(extract))["numbers"])

    before, after = numbers
    assert before["shown"] == "2022H1, results"
    assert {"own change", "national volume asked for", "own rows asked for"} <= set(before)
    changed = {name for name in before if before[name] != after[name]}
    assert {"own rows asked for", "own change"} <= changed
    assert "national volume asked for" not in changed
