"""Two deliveries compared: planted changes are named, and a plain delivery invents none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nrs_lib.cohort.sides import side_of
from nrs_lib.errors import ExtractError, ParameterError
from nrs_lib.extract.comparing.difference import is_one_sided
from nrs_lib.reports.comparison.page import render_comparison, write_comparison
from nrs_lib.reports.comparison.sentences import sentence
from nrs_lib.stats.deliveries.comparison import compare
from nrs_lib.stats.indicators import INDICATORS
from tests.support.planted import PLANTED, Planted, named, planted, two_deliveries


class Deliveries:
    """A plain pair, the same pair with changes planted, and the first one sent again."""

    def __init__(self, folder: Path) -> None:
        before, after = two_deliveries(folder / "raw")
        self.first = side_of(before.write(folder / "first"))
        again = folder / "again"
        for name, frame in before.files.items():
            before.files[name] = frame.sample(frac=1, random_state=1)[frame.columns[::-1]]
        self.again = side_of(before.write(again, encoding="utf-8-sig", delimiter="\t"))
        self.plain = compare(self.first, side_of(after.write(folder / "second")))
        planted(before, after)
        self.planted = compare(
            side_of(before.write(folder / "third")), side_of(after.write(folder / "fourth"))
        )


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory) -> Deliveries:
    return Deliveries(tmp_path_factory.mktemp("deliveries"))


def test_there_are_more_than_thirty_changes() -> None:
    assert len({one.name for one in PLANTED}) > 30


@pytest.mark.parametrize("change", PLANTED, ids=lambda one: one.name)
def test_a_planted_change_is_named(deliveries: Deliveries, change: Planted) -> None:
    assert named(deliveries.planted, change)
    assert not named(deliveries.plain, change)


def test_a_plain_later_delivery_has_nothing_to_look_at(deliveries: Deliveries) -> None:
    plain = deliveries.plain

    assert plain.notable == []
    assert plain.n_tests > 200
    assert {"rows_new", "rows_late", "cells_filled"} <= {one.kind for one in plain.differences}
    assert not plain.is_repeated


def test_a_delivery_sent_again_differs_in_nothing(deliveries: Deliveries) -> None:
    # Other order of rows and columns, other encoding, other separator.
    again = compare(deliveries.first, deliveries.again)

    assert list(again.differences) == []
    assert not again.indicators.table["exceeds"].any()
    assert set(again.indicators.table["change"].dropna()) == {0.0}
    assert not again.is_repeated
    assert compare(deliveries.first, deliveries.first).is_repeated


def test_rows_before_and_after_add_up(deliveries: Deliveries) -> None:
    found = deliveries.planted
    rows = found.rows

    assert (rows["after"] == rows["before"] - rows["gone"] + rows["new"] + rows["late"]).all()
    for side, column in (
        (deliveries.planted.before, "before"),
        (deliveries.planted.after, "after"),
    ):
        sums = rows.groupby("table")[column].sum()
        assert all(sums[table] == len(side.tables[table]) for table in sums.index)


def test_units_before_and_after_add_up(deliveries: Deliveries) -> None:
    units = deliveries.planted.units
    came = units["new"] + units["late"] + units["moved_here"]

    assert (units["after"] == units["before"] - units["gone"] - units["moved_away"] + came).all()


def test_every_indicator_of_nation_and_units_stands_before_and_after(deliveries) -> None:
    table = deliveries.plain.indicators.table
    per_group = table.groupby(["register", "group", "period"])["measure"].agg(set)

    assert (per_group.map(set(INDICATORS).__eq__)).all()
    assert {"national", "SV001", "PV001"} <= set(table["group"])
    assert deliveries.plain.indicators.periods == ("2020", "2021")
    moved = deliveries.planted.indicators.table
    outside = moved["exceeds"] & moved["change"].notna()
    assert (
        (moved["estimate_after"] < moved["low_before"])
        | (moved["estimate_after"] > moved["high_before"])
    )[outside].all()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_difference_has_a_sentence_without_holes(deliveries: Deliveries, language) -> None:
    for one in [*deliveries.planted.differences, *deliveries.plain.differences]:
        words = sentence(one, language)
        assert words.endswith((".", "…")) or one.kind == "definition_changed"
        assert "{" not in words
        assert "nan" not in words.casefold().split()


def test_no_patient_is_on_the_page_or_in_the_files(deliveries: Deliveries, tmp_path: Path) -> None:
    folder = write_comparison(deliveries.planted, folder=tmp_path)
    names = {path.name for path in folder.iterdir()}
    text = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    episodes = deliveries.planted.after.tables["episode"]

    assert names == {
        "comparison.sv.html",
        "comparison.en.html",
        "comparison.json",
        *(f"{sheet}.csv" for sheet in ("differences", "rows", "units", "indicators")),
    }
    for column in ("episode_id", "patient_id"):
        assert not [one for one in episodes[column].astype(str) if one in text]
    told = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    assert len(told["differences"]) == len(deliveries.planted.differences)
    assert not list(tmp_path.rglob(".aside*"))


def test_the_page_says_that_it_is_internal_and_made_up(deliveries: Deliveries) -> None:
    page = render_comparison(deliveries.planted, "sv")

    assert "Internt – lämnar inte registret" in page
    assert "Syntetiska data" in page
    assert "bakåt i tiden" in page


def test_the_later_delivery_cannot_stand_first(deliveries: Deliveries) -> None:
    with pytest.raises(ParameterError, match="wrong order"):
        compare(deliveries.plain.after, deliveries.plain.before)


def test_a_side_is_an_extract_or_a_path(tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match="neither an extract nor a delivery"):
        side_of("2022-09-01-nothere1", folder=tmp_path)


def test_what_is_seen_once_is_no_reason_for_alarm() -> None:
    assert not is_one_sided(0, 10, 10, false_alarms=0.01)
    assert not is_one_sided(1, 1, 1, false_alarms=0.01)
    # All of 20 on the side with half of the rows: about one in two million.
    assert is_one_sided(20, 200, 200, false_alarms=1e-5)
    assert not is_one_sided(3, 200, 200, false_alarms=0.01)
