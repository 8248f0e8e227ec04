"""Editions are read strictly, and name each report once."""

from __future__ import annotations

import pytest
import yaml

from nrs_lib.errors import DefinitionError, UsageError
from nrs_lib.reports.editions import read_edition
from nrs_lib.reports.running import orders_of
from tests.support.editions import two_extracts

TITLE = {"sv": "Prov", "en": "Trial"}
UNITS = {"report": "unit_report", "subjects": "all", "periods": ["2023Q2"]}
NATION = {"report": "national_report", "subjects": "national", "periods": ["2023Q2"]}


def edition(folder, *parts, **more):
    path = folder / "prov.yaml"
    told = {"title": TITLE, "reports": list(parts) or [UNITS], **more}
    path.write_text(yaml.safe_dump(told), encoding="utf-8")
    return read_edition(path)


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    return two_extracts(tmp_path_factory.mktemp("e"), changed="SV001-3", nrs_pain=1.0)[0]


def test_all_units_and_the_nation_first(tmp_path, extract):
    reports = edition(tmp_path, UNITS, NATION).reports(extract)

    assert [subject.folder for _, subject, _ in reports] == [
        "national-NRSsv",
        "national-NRSpv",
        "PV001",
        "SV001",
        "SV002",
        "SV003",
    ]
    assert {period for _, _, period in reports} == {"2023Q2"}


def test_every_period_of_every_unit(tmp_path, extract):
    part = UNITS | {"subjects": ["SV002"], "periods": ["2022", "2021H1"], "register": "NRSsv"}

    reports = edition(tmp_path, part).reports(extract)

    assert [(subject.subject_id, period) for _, subject, period in reports] == [
        ("SV002", "2022"),
        ("SV002", "2021H1"),
    ]


def test_every_language_is_a_report_of_its_own(tmp_path, extract):
    part = UNITS | {"subjects": ["SV002"], "languages": ["sv", "en"]}

    orders = orders_of(
        edition(tmp_path, part).reports(extract), extract=extract, outputs=tmp_path / "outputs"
    )

    assert [(order.name, order.parameters["language"]) for order in orders] == [
        ("unit_report SV002 2023Q2", "sv"),
        ("unit_report-en SV002 2023Q2", "en"),
    ]
    assert len({order.key for order in orders}) == 2
    assert len({order.places.release for order in orders}) == 2


def test_the_same_report_twice_is_refused(tmp_path, extract):
    twice = UNITS | {"subjects": ["SV002"]}

    with pytest.raises(UsageError, match="twice"):
        edition(tmp_path, UNITS, twice).reports(extract)


def test_quarters_up_to_one_are_a_period_and_the_same_months_the_same(tmp_path, extract):
    part = UNITS | {"subjects": ["SV002"], "periods": ["2023Q2-4Q", "2022Q4-4Q"]}
    reports = edition(tmp_path, part).reports(extract)
    assert [period for _, _, period in reports] == ["2023Q2-4Q", "2022"]

    with pytest.raises(UsageError, match="twice"):
        edition(tmp_path, part | {"periods": ["2022Q4-4Q", "2022"]}).reports(extract)
    with pytest.raises(DefinitionError, match="periods"):
        edition(tmp_path, part | {"periods": ["2023Q2-13Q"]})


def test_a_unit_of_another_register_is_refused(tmp_path, extract):
    with pytest.raises(UsageError, match="no such unit"):
        edition(tmp_path, UNITS | {"subjects": ["SV002"], "register": "NRSpv"}).reports(extract)


def test_limits_are_those_of_the_plan(tmp_path):
    limits = {"seconds_per_report": 9, "seconds_per_cell": 4, "memory_mib": 512}
    made = edition(tmp_path, limits=limits)

    assert made.memory == 512 * 2**20
    assert (made.parts[0].sidecar.timeout, made.parts[0].sidecar.cell_timeout) == (9, 4)


@pytest.mark.parametrize(
    ("part", "key"),
    [
        (UNITS | {"subject": "all"}, "subject"),
        (UNITS | {"subjects": "some"}, "subjects"),
        (UNITS | {"subjects": "national"}, "reports[0].subjects"),
        (NATION | {"subjects": "all"}, "reports[0].subjects"),
        (UNITS | {"periods": ["2023-06"]}, "periods"),
        (UNITS | {"languages": ["de"]}, "languages"),
        (UNITS | {"subjects": ["../SV001"]}, "subjects"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_key(tmp_path, part, key):
    with pytest.raises(DefinitionError) as fault:
        edition(tmp_path, part)

    assert key in str(fault.value)


def test_an_unknown_report_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no such report"):
        edition(tmp_path, UNITS | {"report": "weekly_report"})


@pytest.mark.parametrize("name", ["quarter", "year"])
def test_the_examples_are_editions(name):
    from pathlib import Path

    examples = Path(__file__).resolve().parents[3] / "docs" / "editions"

    assert read_edition(examples / f"{name}.yaml").parts
