"""Planted leaks: each is one way to give somebody away, and the rule that must see it.

Every leak is planted in a release that is clean without it, and its manifest is given the
files as they stand, so that nothing but the rule in question can stop it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from nrs_lib import figures
from nrs_lib.disclosure import REASONS
from nrs_lib.reports.audit.auditing import audit_release
from nrs_lib.reports.audit.folders import audit_folder
from nrs_lib.reports.pdf import add_pdf
from tests.support import cleared as made
from tests.support import planted_leaks as plant
from tests.support.paper import needs_paper
from tests.support.releases import bare, cell, copied, few_outputs, hidden, sealed, share, write

BORN = plant.identity_number("19461023")
COORDINATED = plant.identity_number("19461083")
PSEUDONYM = "PBCDFGHJKL"
QUARTERS = ("2022Q1", "2022Q2", "2022Q3", "2022Q4")
EXTERNAL = "https" + "://example.org/x"


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> Path:
    """A release for one unit, with figures and tables."""
    return write(tmp_path_factory.mktemp("clean"), few_outputs(), audited=True)


def test_without_a_leak_nothing_is_found(clean) -> None:
    audit = audit_release(clean)

    assert audit.findings == ()
    assert audit.numbers > 300
    assert len(audit.described) > 50


ENGLISH = {
    "a pair": lambda r: plant.in_page(r, "<p>3 of 16 answered</p>"),
    "a pair in words": lambda r: plant.in_page(r, "<p>Three of sixteen answered</p>"),
    "one of them": lambda r: plant.in_page(r, "<p>One of 16 answered</p>"),
    "people in words": lambda r: plant.in_page(r, "<p>It helped seven patients.</p>"),
    "thousands": lambda r: plant.in_page(r, "<p>1,230 of 1,234 answered</p>"),
    "in prose": lambda r: plant.in_prose(r, "<p>Seven women were left.</p>"),
    "in a drawing": lambda r: plant.in_drawing(
        r, "<title>Three of sixteen answered</title>", figure="perceived_pain"
    ),
}


@pytest.fixture(scope="module")
def english(tmp_path_factory) -> Path:
    """The same release in English."""
    folder = tmp_path_factory.mktemp("english")
    return write(folder, few_outputs("en"), language="en", prose="## Answers", audited=True)


def test_an_english_release_without_a_leak_is_clean(english, clean) -> None:
    audit = audit_release(english)

    assert audit.findings == ()
    same = [one.cell for one in audit_release(clean).described]
    assert [one.cell for one in audit.described] == same


@pytest.mark.parametrize("leak", ENGLISH)
def test_a_count_that_is_planted_in_english_is_seen(english, tmp_path, leak) -> None:
    release = copied(english, tmp_path / "r")
    ENGLISH[leak](release)
    sealed(release)

    assert "uncleared_count" in {one.rule for one in audit_release(release).fails}


@needs_paper
def test_on_paper_and_in_its_workbook_a_release_is_read_too(clean, tmp_path) -> None:
    release = copied(clean, tmp_path / "release")
    add_pdf(release)

    audit, without = audit_release(release), audit_release(clean)

    assert {"report.pdf", "report.xlsx"} <= set(audit.facts["files"])
    assert audit.findings == ()
    assert audit.numbers > without.numbers + 50


def _another_number(release: Path) -> None:
    book = openpyxl.load_workbook(release / "report.xlsx")
    book.worksheets[-1].cell(8, 3).value = 3
    book.save(release / "report.xlsx")


# --- leaks in what is told: name, where it is planted, rule ---------------------------------
def _workbook(change: Callable) -> Callable[[Path], None]:
    return lambda release: plant.a_workbook(release, change)


def _hide_column(book, sheet) -> None:
    sheet["C2"] = 3
    sheet.column_dimensions["C"].hidden = True


def _hide_row(book, sheet) -> None:
    sheet.append(["Män", 3])
    sheet.row_dimensions[3].hidden = True


def _hide_sheet(book, sheet) -> None:
    book.create_sheet("Underlag").sheet_state = "veryHidden"


def _comment(book, sheet) -> None:
    from openpyxl.comments import Comment

    sheet["A2"].comment = Comment("tre personer", "n")


def _property(book, sheet) -> None:
    book.properties.description = "Underlag: 3 patienter"


def _name(book, sheet) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    book.defined_names["smallest"] = DefinedName("smallest", attr_text="3")


def _change_a_file(release: Path) -> None:
    path = release / plant.TABLE
    path.write_bytes(path.read_bytes().replace(b"Riket", b"Landet"))


def _drop_a_file(release: Path) -> None:
    (release / plant.TABLE).unlink()


def _more_in_manifest(release: Path) -> None:
    plant.in_manifest(release, debug={"smallest": 3})


DOTS = "".join(f'<circle cx="{200 + 3 * n}" cy="{40 + n}" r="2"/>' for n in range(120))
OUTLIERS = "".join(f'<circle cx="{x}" cy="121.5" r="1.5"/>' for x in (201.3, 234.9, 377.7))
COURSE = "M " + " L ".join(f"{20 + n} {40 + n % 17}" for n in range(900))
BINS = "".join(f"<tr><td>{n}–{n + 1}</td><td>{n % 3 + 1}</td></tr>" for n in range(5))
PEOPLE_ROWS = "\n".join(f"{age},woman,2022-01-1{age % 10},7" for age in range(41, 49))
WIDGETS = {"application/vnd.jupyter.widget-state+json": {"state": {"w": {"state": {"value": 3}}}}}
OUTPUT = [{"output_type": "stream", "name": "stdout", "text": ["kvar: 3 av 1237\n"]}]
ELSEWHERE = {"custom": {"smallest_group": 3}}

TOLD: dict[str, tuple[Callable[[Path], None], str]] = {
    # On the page.
    "tooltip": (lambda r: plant.in_page(r, '<p title="n = 3">Män</p>'), "uncleared_count"),
    "alternative text": (
        lambda r: plant.in_page(r, '<img alt="4 av 17 blev bättre">'),
        "uncleared_count",
    ),
    "label for screen readers": (
        lambda r: plant.in_page(r, '<p aria-label="7 kvinnor">Kvinnor</p>'),
        "uncleared_count",
    ),
    "data attribute": (lambda r: plant.in_page(r, '<p data-n="1 237">x</p>'), "hidden_text"),
    "comment": (lambda r: plant.in_page(r, "<!-- rådata -->"), "comment"),
    "element that is not displayed": (
        lambda r: plant.in_page(r, '<p style="display:none">3</p>'),
        "hidden_content",
    ),
    "hidden element": (lambda r: plant.in_page(r, "<p hidden>3</p>"), "hidden_content"),
    "invisible text": (
        lambda r: plant.in_page(r, '<p style="font-size:0">3</p>'),
        "hidden_content",
    ),
    "data in a script": (
        lambda r: plant.in_page(r, '<script type="application/json">[3]</script>'),
        "script",
    ),
    "external script": (
        lambda r: plant.in_page(r, f'<script src="{EXTERNAL}.js"></script>'),
        "outside_address",
    ),
    "external link": (lambda r: plant.in_page(r, f'<a href="{EXTERNAL}">x</a>'), "outside_address"),
    "external style": (
        lambda r: plant.in_page(r, f"<style>p{{background:url({EXTERNAL})}}</style>"),
        "outside_address",
    ),
    "event handler": (lambda r: plant.in_page(r, '<p onclick="x()">x</p>'), "script"),
    "sentence": (lambda r: plant.in_prose(r, "<p>Av de 3 patienter som</p>"), "uncleared_count"),
    "bins of a histogram": (
        lambda r: plant.in_page(r, f"<table><tr><th>Från</th><th>Antal</th></tr>{BINS}</table>"),
        "uncleared_number",
    ),
    "survival step of one person": (
        lambda r: plant.in_page(r, "<p>Kvar: n = 41, sedan n = 40</p>"),
        "uncleared_count",
    ),
    "quantile of few": (
        lambda r: plant.in_page(r, "<p>Median 7,25 (n = 4)</p>"),
        "uncleared_count",
    ),
    "saturated model": (
        lambda r: plant.in_page(r, "<p>Residual df: 1; R2 0,99</p>"),
        "saturated_model",
    ),
    "coefficient of a small group": (
        lambda r: plant.in_page(r, "<p>b = 1,7 för gruppen (n = 4)</p>"),
        "uncleared_count",
    ),
    "unstamped table": (
        lambda r: plant.in_prose(r, "<table><tr><th>x</th></tr><tr><td>3</td></tr></table>"),
        "unstamped",
    ),
    "file inside the page": (
        lambda r: plant.in_page(r, f'<a href="{plant.embedded("text/csv", b"id,x")}">x</a>'),
        "embedded_file",
    ),
    "picture inside the page that tells": (
        lambda r: plant.in_page(
            r, f'<img src="{plant.embedded("image/png", plant.png((b"tEXt", b"n 3 of 7")))}">'
        ),
        "metadata",
    ),
    # In drawings.
    "points of single patients": (lambda r: plant.in_drawing(r, DOTS), "single_points"),
    "outlier dots": (
        lambda r: plant.in_drawing(r, OUTLIERS, figure="patienterna"),
        "single_points",
    ),
    "path through single patients": (
        lambda r: plant.in_drawing(r, f'<path d="{COURSE}"/>'),
        "single_points",
    ),
    "metadata of a drawing": (
        lambda r: plant.in_drawing(r, "<metadata>smallest 3</metadata>"),
        "metadata",
    ),
    "description of a drawing": (
        lambda r: plant.in_drawing(r, "<desc>Minst: 3 av 17</desc>"),
        "uncleared_count",
    ),
    "axis that ends at one patient's value": (
        lambda r: plant.in_drawing(
            r, '<text x="530" y="161.5" font-size="8.5">91,7 %</text>', figure="patienterna"
        ),
        "axis_limits",
    ),
    # In sheets.
    "rows more in the CSV": (lambda r: plant.a_row(r, "Kön;Män;3 %;3 av 91;"), "uncleared_number"),
    "hidden column": (_workbook(_hide_column), "hidden_content"),
    "hidden row": (_workbook(_hide_row), "hidden_content"),
    "hidden sheet": (_workbook(_hide_sheet), "hidden_content"),
    "note in a cell": (_workbook(_comment), "comment"),
    "number in the report's workbook": (_another_number, "uncleared_number"),
    "properties of a workbook": (_workbook(_property), "metadata"),
    "defined name": (_workbook(_name), "metadata"),
    # In other files.
    "metadata of a PDF": (
        lambda r: plant.a_pdf(r, "En text", {"/Subject": "smallest cell 3"}),
        "metadata",
    ),
    "thousands in a PDF": (
        lambda r: plant.a_pdf(r, "Bara 3 av 10 561 svarade", {}),
        "uncleared_count",
    ),
    "people in a PDF": (lambda r: plant.a_pdf(r, "10 061 patienter", {}), "uncleared_count"),
    # The whole was cleared, and is written as paper gives it back; it excuses nobody beside it.
    "people beside a thousand in a PDF": (
        lambda r: plant.a_pdf(r, "1 394 patienter, och 94 patienter", {}),
        "uncleared_count",
    ),
    "text of a PDF": (lambda r: plant.a_pdf(r, "Bara 3 av 1237", {}), "uncleared_count"),
    "EXIF": (lambda r: plant.a_file(r, "figures/linje.jpg", plant.jpeg(b"n 3 of 7")), "metadata"),
    "text chunk of a picture": (
        lambda r: plant.a_file(r, "figures/linje.png", plant.png((b"tEXt", b"n 3 of 7"))),
        "metadata",
    ),
    "tail of a picture": (
        lambda r: plant.a_file(r, "figures/linje.png", plant.png() + b"id,value 3"),
        "metadata",
    ),
    "metadata of a notebook": (
        lambda r: plant.a_file(r, "x.ipynb", plant.notebook(metadata=ELSEWHERE)),
        "metadata",
    ),
    "output of a notebook": (
        lambda r: plant.a_file(r, "x.ipynb", plant.notebook(outputs=OUTPUT)),
        "uncleared_count",
    ),
    "state of a widget": (
        lambda r: plant.a_file(r, "x.ipynb", plant.notebook(metadata={"widgets": WIDGETS})),
        "hidden_content",
    ),
    "manifest": (_more_in_manifest, "metadata"),
    # About people.
    "rows of single people": (
        lambda r: plant.a_file(r, "x.csv", f"age,sex,first_visit_date,x\n{PEOPLE_ROWS}"),
        "row_level",
    ),
    "column of patients": (lambda r: plant.a_file(r, "x.csv", "patient_id,x\na,1"), "person_id"),
    "key of an episode in JSON": (
        lambda r: plant.a_file(r, "x.json", json.dumps({"episode": "EBCDFGHJKL"})),
        "person_id",
    ),
    "pseudonym in a sentence": (lambda r: plant.in_prose(r, f"<p>{PSEUDONYM}</p>"), "person_id"),
    "personal identity number in a sentence": (
        lambda r: plant.in_prose(r, f"<p>Patient {BORN} saknas</p>"),
        "personal_identity_number",
    ),
    "personal identity number in an attribute": (
        lambda r: plant.in_page(r, f'<p id="p{BORN}">x</p>'),
        "personal_identity_number",
    ),
    "coordination number in a file's name": (
        lambda r: plant.a_file(r, f"figures/{COORDINATED}.txt", "x"),
        "personal_identity_number",
    ),
}


@pytest.mark.parametrize("leak", TOLD)
def test_a_leak_in_what_is_told_is_caught(leak: str, clean: Path, tmp_path: Path) -> None:
    put, rule = TOLD[leak]
    release = copied(clean, tmp_path / "release")
    put(release)

    audit = audit_release(sealed(release))

    assert rule in {finding.rule for finding in audit.fails}
    told = " ".join(f"{one.file} {one.place} {one.what} {one.remedy}" for one in audit.findings)
    assert not any(secret in told for secret in (BORN, COORDINATED, PSEUDONYM))


def test_a_per_cent_in_place_of_a_reason_gives_the_count_back(tmp_path) -> None:
    few = made.curves(own=None, nation=100, audience="register")
    figure = figures.draw_responder_curves(few, time_point="discharge")
    release = write(tmp_path, [figure], audience="register", subject="national", audited=True)
    path = release / plant.PAGE
    page = path.read_text(encoding="utf-8")
    reason = REASONS["protected"]["sv"]
    planted = page.replace(f'class="num">{reason}</td>', 'class="num">3,3&nbsp;%</td>', 1)
    assert planted != page
    path.write_text(planted, encoding="utf-8")

    found = audit_release(sealed(release)).fails

    assert {(one.rule, one.file) for one in found} == {("uncleared_number", plant.PAGE)}


@pytest.mark.parametrize(
    ("leak", "put", "rule"),
    [
        ("changed file", _change_a_file, "changed_file"),
        ("missing file", _drop_a_file, "missing_file"),
        ("extra file", lambda r: plant.a_file(r, "tables/more.csv", "x"), "not_in_manifest"),
    ],
)
def test_files_are_those_of_the_manifest(leak, put, rule, clean, tmp_path) -> None:
    release = copied(clean, tmp_path / "release")
    put(release)

    assert rule in {finding.rule for finding in audit_release(release).fails}


# --- leaks in the numbers themselves: name, what is cleared, rule -----------------------------
def _units(*counts: int | None, measure: str = "women") -> list[dict]:
    rows = []
    for number, count in enumerate(counts):
        where = {"scope": "unit", "group": f"u{number}", "measure": measure}
        rows.append(hidden(**where) if count is None else share(count, 2 * count, **where))
    return rows


def _means(*people: int | None) -> list[dict]:
    rows = []
    for number, n in enumerate(people):
        where = {"measure": "age", "statistic": "mean", "scope": "unit", "group": f"u{number}"}
        rows.append(hidden(**where) if n is None else cell(n=n, estimate=44.0, **where))
    return rows


def _parts(*counts: int | None, whole: int, categories=("primary", "secondary", "university")):
    rows = []
    for category, count in zip(categories, counts, strict=True):
        where = {"measure": "education", "category": category}
        rows.append(
            hidden("small_count", **where) if count is None else share(count, whole, **where)
        )
    return rows


def _quarters(*counts: int | None) -> list[dict]:
    rows = []
    for period, count in zip(QUARTERS, counts, strict=True):
        where = {"period": period}
        rows.append(hidden(**where) if count is None else share(count, 2 * count, **where))
    return rows


def _coefficient(**known: object) -> list[dict]:
    return [cell("age", "coefficient", category="diagnosis[rare]", estimate=1.5, **known)]


def _bins(*counts: int | None, whole: int | None = None) -> list[dict]:
    rows = []
    for place, count in enumerate(counts):
        where = {"statistic": "histogram", "measure": "nrs_pain"}
        where |= {"category": f"{place}:{place + 1}"}
        total = whole or sum(counts)
        rows.append(hidden(**where) if count is None else share(count, total, **where))
    return rows


def _quantile(share_below: str, **known: object) -> list[dict]:
    return [cell("age", "quantile", category=share_below, estimate=70.0, **known)]


def _curve(*points: tuple[int, int]) -> list[dict]:
    """Of 80 people, those to whom it has happened and those still followed, 30 days apart."""
    rows = []
    for place, (events, left) in enumerate(points, start=1):
        where = {"statistic": "incidence", "measure": "time_to_programme"}
        where |= {"category": f"{30 * place}", "estimate": events / 80, "at_risk": left}
        rows.append(share(events, 80, **where))
    return rows


def _improved(*points: tuple[int, int | None], people: int = 90, **known: object) -> list[dict]:
    """Of so many people those who improved by at least so many per cent; None is hidden."""
    where = {"statistic": "improved_by", "time_point": "discharge"}
    where |= {"measure": "nrs_pain:percent:improved", **known}
    return [
        hidden(**where, category=f"{at}")
        if count is None
        else share(count, people, **where, category=f"{at}")
        for at, count in points
    ]


def _by_threshold(count: int | None) -> list[dict]:
    """The share that stands in a table: who improved by 30 per cent, as the curve tells at 30."""
    where = {"measure": "nrs_pain", "time_point": "discharge", "category": "improved"}
    return [hidden(**where) if count is None else share(count, 90, **where)]


def _rolling() -> list[dict]:
    """Four quarters, the four that end one quarter later, and the newest, hidden."""
    shown = {"2023Q1-4Q": 30, "2023Q2-4Q": 24}
    rows = [share(n, 2 * n, period=period) for period, n in shown.items()]
    return [*rows, hidden(period="2023Q2")]


def _parts_of_people() -> list[dict]:
    """A nation, and those of its people whose background is known: one unit's of two hidden."""
    known = ":known_background"
    unit = {"scope": "unit", "n_units": 1}
    return [
        share(60, 200, n_units=5),
        share(45, 150, group=f"national{known}", n_units=3),
        share(30, 80, **unit | {"group": f"u1{known}"}),
        share(12, 60, **unit | {"group": f"u2{known}"}),
        hidden(**unit | {"group": f"u3{known}"}),
    ]


CLEARED: dict[str, tuple[list[dict], str, str]] = {
    "small cell": ([share(3, 90)], "register", "small_count"),
    "all of a group but two": ([share(88, 90)], "register", "whole_group"),
    "a whole group": ([share(90, 90)], "public", "whole_group"),
    "count under the limit": ([cell("referrals", "count", n=4)], "register", "small_count"),
    "mean of few": ([cell("age", "mean", n=9, estimate=44.0)], "register", "few"),
    "quantile of few": (
        [cell("wait_to_programme", "median", n=4, estimate=70.0)],
        "register",
        "few",
    ),
    "few units": ([share(40, 90, n_units=2)], "register", "few_units"),
    "one unit dominates": (
        [share(200, 400, n_units=3), *_units(190, 5, 5)],
        "register",
        "dominance",
    ),
    "nation less own": (
        [share(200, 400, n_units=3), share(198, 395, scope="own", group="u1")],
        "own_unit",
        "rest",
    ),
    "saturated model": (
        _coefficient(n=31, parameters=22, smallest_n=10),
        "register",
        "saturated_model",
    ),
    "many parameters for its people": (
        _coefficient(n=120, parameters=30, smallest_n=40),
        "register",
        "saturated_model",
    ),
    "coefficient of a small group": (
        _coefficient(n=400, parameters=4, smallest_n=0),
        "register",
        "small_group_model",
    ),
    "coefficient that tells nothing of its model": (
        _coefficient(n=400),
        "register",
        "model_not_told",
    ),
    "bin of few": (_bins(20, 3, 30), "register", "small_count"),
    "bin that the others give back": (_bins(20, None, 30, whole=53), "register", "recoverable"),
    "two bins that share three people": (
        _bins(20, None, None, 30, whole=53),
        "register",
        "recoverable",
    ),
    "all but three in one bin": (_bins(87, 3), "register", "whole_group"),
    "whisker of few": (_quantile("0.1", n=40), "register", "few_beyond"),
    "maximum": (_quantile("1", n=400), "register", "few_beyond"),
    "end of a median's interval": (
        [cell("age", "median", n=12, estimate=44.0, low=40.0, high=47.0)],
        "register",
        "few_beyond",
    ),
    "time that few are still waiting after": (
        [cell("time_to_programme", "median", n=40, estimate=70.0, smallest_n=0)],
        "register",
        "few_beyond",
    ),
    "survival step of three": (_curve((20, 60), (23, 57)), "register", "step_of_few"),
    "few who are followed no longer": (_curve((20, 60), (30, 48)), "register", "step_of_few"),
    "few who are still followed": (_curve((60, 3)), "register", "step_of_few"),
    "few who have had the event": (_curve((3, 60), (30, 33)), "register", "small_count"),
    "point of a responder curve": (
        [
            share(40, 90, statistic="improved_by", category="1"),
            share(38, 90, statistic="improved_by", category="2"),
        ],
        "register",
        "step_of_few",
    ),
    "point of a curve beside a table's share": (
        [*_improved((25, 40), (35, 30)), *_by_threshold(38)],
        "register",
        "step_of_few",
    ),
    "points of a curve on both sides of a hidden one": (
        _improved((25, 40), (30, None), (35, 37)),
        "register",
        "step_of_few",
    ),
    "hidden point where a curve is level": (
        _improved((25, 40), (30, None), (35, 40)),
        "register",
        "recoverable",
    ),
    "share that a level curve gives back": (
        [*_improved((25, 40), (35, 40)), *_by_threshold(None)],
        "register",
        "recoverable",
    ),
    "hidden point that a table tells": (
        [*_improved((25, 60), (30, None), (35, 30)), *_by_threshold(40)],
        "register",
        "recoverable",
    ),
    "hidden incidence between equal ones": (
        [
            *_curve((20, 60), (20, 60)),
            hidden(statistic="incidence", measure="time_to_programme", category="45"),
        ],
        "register",
        "recoverable",
    ),
    "step of the nation's curve less one's own": (
        [
            *_improved((25, 70), (30, 50), people=200, n_units=3),
            *_improved((25, 30), (30, 12), people=40, scope="own", group="u1"),
        ],
        "own_unit",
        "step_of_few",
    ),
    "not rounded": ([share(41, 93)], "public", "not_rounded"),
    "number in a hidden cell": (
        [hidden(numerator=3)],
        "register",
        "number_in_hidden",
    ),
    "step of one person": (
        [
            cell("process_mmr", "count", category="visited", n=60),
            cell("process_mmr", "count", category="started", n=59),
        ],
        "register",
        "step_of_few",
    ),
    "total less shown units": (
        [share(150, 300, n_units=4), *_units(50, 50, 48, None)],
        "register",
        "recoverable",
    ),
    "all but three of two hidden units": (
        [share(166, 244, n_units=4), *_units(50, 25, None, None)],
        "register",
        "recoverable",
    ),
    "total less shown categories": (_parts(None, 50, 37, whole=90), "register", "recoverable"),
    "two categories that share three people": (
        _parts(None, None, 87, whole=90),
        "register",
        "recoverable",
    ),
    "mean times n less the others": (
        [cell("age", "mean", n=60, n_units=3, estimate=44.0), *_means(30, 22, None)],
        "register",
        "recoverable",
    ),
    "year less three quarters": (
        [share(60, 120), *_quarters(20, 20, 18, None)],
        "register",
        "recoverable",
    ),
    "rolling periods and the quarter that fell out": (
        [*_rolling(), share(8, 16, period="2022Q2")],
        "register",
        "recoverable",
    ),
    "rolling period less three quarters": (
        [
            *(
                share(n, 2 * n, period=q)
                for q, n in {"2022Q3": 7, "2022Q4": 9, "2023Q1": 6}.items()
            ),
            *_rolling(),
        ],
        "register",
        "recoverable",
    ),
    "parts of units beside whole ones": (_parts_of_people(), "register", "recoverable"),
    "shown in another table": ([hidden(), share(40, 90)], "register", "shown_elsewhere"),
}


@pytest.mark.parametrize("leak", CLEARED)
def test_a_leak_in_what_was_cleared_is_caught(leak: str, tmp_path: Path) -> None:
    cells, audience, rule = CLEARED[leak]

    audit = audit_release(bare(tmp_path / "release", cells, audience=audience))

    assert rule in {finding.rule for finding in audit.findings}


@pytest.mark.parametrize(
    "cells",
    [
        _coefficient(n=400, parameters=4, smallest_n=40),
        _bins(20, 0, 30),
        _quantile("0.1", n=60),
        _curve((20, 60), (40, 40), (40, 33)),
        [*_improved((25, 60), (30, None), (35, 30)), *_by_threshold(None)],
        [*_improved((25, 60), (30, 45), (35, 30)), *_by_threshold(45)],
        # Other people, as of another delivery: what lies between them is nobody.
        [*_improved((25, 60)), *_improved((30, 58), people=95)],
    ],
)
def test_what_enough_people_stand_behind_passes(cells, tmp_path) -> None:
    assert not audit_release(bare(tmp_path / "release", cells, audience="register")).fails


def test_rolling_periods_alone_give_no_quarter(tmp_path: Path) -> None:
    audit = audit_release(bare(tmp_path / "release", _rolling(), audience="register"))

    assert "recoverable" not in {finding.rule for finding in audit.findings}


BETWEEN: dict[str, tuple[dict, dict, str]] = {
    "three people later": (
        {"cells": [share(200, 400)], "extract": "e1"},
        {"cells": [share(201, 403)], "extract": "e2"},
        "unsafe_difference",
    ),
    "all and all but a few": (
        {"cells": [share(200, 400)]},
        {"cells": [share(198, 396)]},
        "unsafe_difference",
    ),
    "hidden here and shown there": (
        {"cells": [hidden()]},
        {"cells": [share(200, 400)]},
        "shown_elsewhere",
    ),
    "the year here and three quarters there": (
        {"cells": [share(60, 120)]},
        {"cells": _quarters(20, 20, 18, None)},
        "recoverable",
    ),
    "a rounded half here and a quarter there": (
        {"cells": [share(15, 115, period="2022H1")], "audience": "public"},
        {
            "cells": [hidden(period="2022Q1"), share(12, 68, period="2022Q2")],
            "audience": "own_unit",
            "subject": "u1",
        },
        "recoverable",
    ),
    "rounded, and nearly all of it the reader's own": (
        {"cells": [share(50, 100)], "audience": "public"},
        {
            "cells": [hidden("rest"), share(48, 60, scope="own")],
            "audience": "own_unit",
            "subject": "u1",
        },
        "shown_elsewhere",
    ),
    "a wider audience's version": (
        {"cells": [hidden()], "audience": "own_unit", "subject": "u1"},
        {"cells": [share(200, 400)], "audience": "other_units"},
        "shown_elsewhere",
    ),
}


@pytest.mark.parametrize("leak", BETWEEN)
def test_a_leak_between_two_safe_releases_is_caught(leak: str, tmp_path: Path) -> None:
    one, other, rule = BETWEEN[leak]
    first, second = bare(tmp_path / "a", **one), bare(tmp_path / "b", **other)

    assert not audit_release(first).fails
    assert not audit_release(second).fails
    assert rule in {finding.rule for finding in audit_folder(tmp_path).between}


def _among_unnamed() -> list[dict]:
    """A unit's own, another one's without a name, and those of three of which nothing is shown."""
    own = share(20, 24, scope="own")
    shown = [share(100, 115, n_units=5), own, share(20, 24, scope="unit") | {"group": "unit_1"}]
    return [*shown, *(hidden(scope="unit") | {"group": f"unit_{place}"} for place in (2, 3, 4))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Who has no name in either may be the same.
        (
            {"cells": _among_unnamed(), "audience": "own_unit", "subject": "u1"},
            {"cells": _among_unnamed(), "audience": "own_unit", "subject": "u1"},
        ),
        # Another unit's own numbers reach nobody else.
        (
            {"cells": [hidden()], "audience": "own_unit", "subject": "u1"},
            {"cells": [share(200, 400)], "audience": "own_unit", "subject": "u2"},
        ),
        # Enough people more.
        (
            {"cells": [share(200, 400)], "extract": "e1"},
            {"cells": [share(230, 460)], "extract": "e2"},
        ),
        # Rounded for everybody, and exact nowhere.
        (
            {"cells": [share(200, 400)], "audience": "public"},
            {"cells": [hidden("protected")], "audience": "own_unit", "subject": "u1"},
        ),
        # The two registers have other people.
        ({"cells": [hidden()]}, {"cells": [share(200, 400)], "register": "NRSpv"}),
    ],
)
def test_what_no_reader_can_put_together_is_no_leak(one, other, tmp_path) -> None:
    bare(tmp_path / "a", **one)
    bare(tmp_path / "b", **other)

    assert audit_folder(tmp_path).between == ()


def test_a_file_beside_releases_is_caught(tmp_path) -> None:
    bare(tmp_path / "a", [share(200, 400)])
    (tmp_path / "extra.csv").write_text("patient_id\nx", encoding="utf-8")

    found = {finding.rule for finding in audit_folder(tmp_path / "").beside}

    assert "person_id" in found
