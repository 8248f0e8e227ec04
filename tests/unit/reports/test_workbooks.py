from __future__ import annotations

import datetime as dt
import io
import zipfile
from xml.etree import ElementTree

import pytest

from nrs_lib.disclosure import Told, clear, stamped
from nrs_lib.reports.content import content_of
from nrs_lib.reports.pages import ReportPage
from nrs_lib.reports.spelled_numbers import parts_of
from nrs_lib.reports.workbooks import workbook_of
from nrs_lib.stats.estimates import from_rows
from nrs_lib.terms import Audience
from tests.support.stamps import an_executed

DAY = dt.date(2023, 9, 1)
PAGE = ReportPage("Enhet 017, 2022", (), facts=("Prov",), footer=(("Uttag", "2023-09-01-abc"),))
N = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.mark.parametrize(
    ("text", "language", "numbers", "kinds"),
    [
        ("18\u00a0%", "sv", [0.18], [""]),
        ("12\u00a0345,7", "sv", [12345.7], [""]),
        ("\u22121,25", "sv", [-1.25], [""]),
        ("+0,7", "sv", [0.7], [""]),
        ("155\u00a0dagar", "sv", [155.0], [""]),
        ("14\u00a0av\u00a079", "sv", [14.0, 79.0], ["numerator", "denominator"]),
        (
            "18\u00a0% (14\u00a0av\u00a079)",
            "sv",
            [0.18, 14.0, 79.0],
            ["", "numerator", "denominator"],
        ),
        ("46 (SD 11,2)", "sv", [46.0, 11.2], ["", "SD"]),
        ("6,9 (1,8)", "sv", [6.9, 1.8], ["", "beside"]),
        ("\u22121,3 till 0,2", "sv", [-1.3, 0.2], ["low", "high"]),
        ("1,234.5", "en", [1234.5], [""]),
        ("18% (14\u00a0of\u00a079)", "en", [0.18, 14.0, 79.0], ["", "numerator", "denominator"]),
        ("f\u00f6r f\u00e5 svar", "sv", [None], [""]),
        ("\u2013", "sv", [], []),
    ],
)
def test_printed_numbers_are_read_back(text, language, numbers, kinds) -> None:
    found = parts_of(text, language)

    assert [part.number for part in found] == numbers
    assert [part.kind for part in found] == kinds


def test_limits_of_a_share_are_shares() -> None:
    assert [part.number for part in parts_of("11\u201328", "sv", is_share=True)] == [0.11, 0.28]


def _share(n: int, group: str) -> dict[str, object]:
    return {
        "measure": "improved_pain",
        "statistic": "share",
        "group": group,
        "scope": "own",
        "estimate": 0.5,
        "n": n,
        "numerator": n // 2,
        "denominator": n,
        "n_units": 1,
        "largest_n": n,
    }


def _book() -> bytes:
    cleared = clear(from_rows([_share(40, "U1"), _share(6, "U2")]), audience="own_unit")
    many, few = cleared.table.itertuples(index=False)
    shown = stamped(
        kind="table",
        name="andelar_" + "x" * 40,
        html='<p class="nrs-caption">Vilka</p><div class="nrs-notes"><p>En not.</p></div>',
        plain="Vilka",
        cleared=[cleared],
        rows=[
            {
                "Vem": "=1+1",
                "Period": "2022",
                "Andel": Told("50\u00a0% (20\u00a0av\u00a040)", many),
            },
            {"Vem": "Vi", "Period": "2022", "Andel": Told("f\u00f6r f\u00e5 svar", few)},
        ],
    )
    content = content_of(an_executed(shown), audience=Audience.OWN_UNIT)
    return workbook_of(content, PAGE, day=DAY)


def _cells(book: bytes, sheet: int) -> dict[str, tuple[str, str]]:
    """Type and value of each cell by its address, read without a library."""
    with zipfile.ZipFile(io.BytesIO(book)) as files:
        shared = ElementTree.fromstring(files.read("xl/sharedStrings.xml"))
        strings = ["".join(part.itertext()) for part in shared]
        root = ElementTree.fromstring(files.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert not list(root.iter(f"{N}f")), "no formula"
    found = {}
    for cell in root.iter(f"{N}c"):
        value = cell.findtext(f"{N}v", "")
        kind = cell.get("t", "n")
        found[cell.get("r")] = (kind, strings[int(value)] if kind == "s" else value)
    return found


def test_numbers_are_numbers_and_what_is_hidden_says_why() -> None:
    cells = _cells(_book(), 2)

    heads = [cells[f"{column}4"][1] for column in "ABCDE"]
    assert heads == ["Vem", "Period", "Andel", "Andel, t\u00e4ljare", "Andel, n\u00e4mnare"]
    assert [cells[f"{column}5"] for column in "ABCDE"] == [
        ("s", "=1+1"),
        ("s", "2022"),
        ("n", "0.5"),
        ("n", "20"),
        ("n", "40"),
    ]
    assert cells["C6"] == ("s", "f\u00f6r f\u00e5 svar")
    assert "D6" not in cells
    told = [text for _, text in cells.values()]
    assert "En not." in told
    assert any("1 av 2 tal dolda" in text for text in told)


def test_nothing_is_hidden_in_a_workbook_and_it_is_dated_by_the_extract() -> None:
    with zipfile.ZipFile(io.BytesIO(_book())) as files:
        book = files.read("xl/workbook.xml").decode()
        core = files.read("docProps/core.xml").decode()
        names = set(files.namelist())

    assert "hidden" not in book
    assert "2023-09-01T00:00:00Z" in core
    assert not {name for name in names if "comment" in name or "vba" in name}
    assert book.count("<sheet ") == 2


def test_the_same_report_gives_the_same_bytes() -> None:
    assert _book() == _book()
