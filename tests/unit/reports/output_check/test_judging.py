"""Researchers' outputs: what passes, what is asked about, what is stopped, and by which rule."""

from __future__ import annotations

import json

import pytest

from nrs_lib.reports.output_check.judging import Outcome, check_outputs
from tests.support.planted_leaks import embedded, identity_number, png

BORN = identity_number("19461023")
PASSES = {
    "means.csv": "group,n,mean\nwomen,120,5.4\nmen,34,5.1\n",
    "swedish.csv": "Grupp;Antal;Medel\nKvinnor;1 120;5,4\nMän;340;5,1\n",
    "shares.csv": "group,numerator,denominator,percent\nwomen,60,120,50.0\nmen,17,34,50.0\n",
    "crossed.csv": ",woman,man,total\nyes,20,15,35\nno,12,30,42\ntotal,32,45,77\n",
    "letters.csv": ",a,b\nwoman,20,15\nman,30,12\n",
    "hidden_well.csv": ",woman,man,total\nyes,,,35\nno,,,42\ntotal,32,45,77\n",
    "curve.csv": "time,n_at_risk,survival\n0,50,1.0\n1,40,0.8\n",
    "spread.csv": "group,n,p10,median,p90\nwomen,60,2.5,6.1,9.5\n",
    "described.csv": ",age,pain\ncount,60,40\nmean,44.1,5.2\n25%,31,4\n50%,44,6\n75%,51,8\n",
    "text.md": "The mean was 5.4 (n = 120).",
    "result.json": json.dumps({"women": {"n": 120, "mean": 5.4}}),
}
STOPS = {
    "a small count": ("t.csv", "group,n,mean\nwomen,120,5.4\nmen,4,5.1\n", "small_count"),
    "a mean of few": ("t.csv", "group,n,mean\nwomen,120,5.4\nmen,9,5.1\n", "few"),
    "nearly all": ("t.csv", "group,events,total\nwomen,118,120\n", "whole_group"),
    "a per cent of few": ("t.csv", "group,n,percent\nwomen,60,5.0\n", "percent_of_n"),
    "a share of few": ("t.csv", "group,n,share\nwomen,60,0.05\n", "percent_of_n"),
    "a small cell of a cross table": ("t.csv", ",woman,man\nyes,20,15\nno,3,12\n", "small_count"),
    "one hidden cell beside its totals": (
        "t.csv",
        ",woman,man,total\nyes,20,15,35\nno,,12,16\ntotal,24,27,51\n",
        "recoverable",
    ),
    "an extreme as a column": ("t.csv", "group,n,mean,max\nwomen,120,5.4,10\n", "extreme"),
    "an extreme as a row": ("t.csv", ",age\ncount,120\nmean,44.1\nmin,19\n", "extreme"),
    "a step of one person": ("t.csv", "time,n_at_risk,s\n0,50,1.0\n1,49,0.98\n", "step_of_few"),
    "a whisker of few": ("t.csv", "group,n,p10,p90\nwomen,49,2.5,9.5\n", "few_beyond"),
    "quartiles of few": ("t.csv", "Grupp;Antal;Undre kvartil\nMän;19;2,5\n", "few_beyond"),
    "a quantile of few as a row": ("t.csv", ",age,pain\ncount,60,15\n75%,51,8\n", "few_beyond"),
    "rows of people": (
        "t.csv",
        "age,sex,n\n" + "".join(f"{age},woman,1\n" for age in range(40, 50)),
        "row_level",
    ),
    "rows of people without identifiers": (
        "t.csv",
        "id_row,sex,education,pain\n"
        + "".join(f"{n},{'mw'[n % 2]},{'abc'[n * n % 3]},{n * n % 11}\n" for n in range(60)),
        "unnamed_rows",
    ),
    "rows of answers, numbers alone": (
        "t.csv",
        ",q1,q2,q3,q4\n"
        + "".join(f"{n},{n * 7 % 11},{n * 5 % 7},{n * n % 5},{n % 3}\n" for n in range(60)),
        "unnamed_rows",
    ),
    "rows of people in the order of their numbers": (
        "t.csv",
        "lopnr,sex,pain\n" + "".join(f"{n + 1001},{'mw'[n % 2]},{n * n % 11}\n" for n in range(60)),
        "unnamed_rows",
    ),
    "rows of people in no order, numbers alone": (
        "t.csv",
        "code,pain\n" + "".join(f"{n * 7919 % 10007 + 11},{n * n % 11}\n" for n in range(60)),
        "unnamed_rows",
    ),
    "rows of people of one unit": (
        "t.csv",
        "unit,code,pain\n"
        + "".join(f"U1,{n * 7919 % 10007 + 11},{n * n % 11}\n" for n in range(60)),
        "unnamed_rows",
    ),
    "rows of people in the order of what they have": (
        "t.csv",
        "sex,score\n" + "".join(f"{'mw'[n % 2]},{n * n / 10 + 0.5}\n" for n in range(60)),
        "unnamed_rows",
    ),
    "a column of identifiers": ("t.csv", "Patient_id,n\na,120\n", "person_id"),
    "a personal identity number": (
        "t.txt",
        identity_number("19461023"),
        "personal_identity_number",
    ),
    "a small count in a log": ("t.log", "dropped 3 patients", "small_count"),
    "a pair in prose": ("t.md", "38 of 40 improved", "whole_group"),
    "a saturated model": ("t.txt", "No. Observations: 14\nDf Residuals: 2", "saturated_model"),
    "a small count in JSON": ("t.json", json.dumps({"men": {"n": 3}}), "small_count"),
    "an extreme in JSON": ("t.json", json.dumps({"age": {"max": 93}}), "extreme"),
    "a figure alone": ("t.svg", "<svg><path d='M 0 0'/></svg>", "no_underlying_data"),
    "a model as a file": ("fit.pickle", "x", "file_type"),
    "a script": ("t.html", "<p>n = 120</p><script>x()</script>", "script"),
    "a hidden table": ("t.html", "<p hidden>3</p>", "hidden_content"),
    "a file inside": ("t.html", f'<a href="{embedded("text/csv", b"x")}">x</a>', "embedded_file"),
    "what is no CSV": ("t.csv", b"\xff\xfe\x00\x01", "unreadable"),
}
ASKS = {
    # Without a number of people, but what a row is stands in it.
    "a long table of groups": (
        "t.csv",
        "unit,measure,mean\n" + "".join(f"u{n % 10},m{n // 10},{n * 7 % 11}\n" for n in range(60)),
        "no_context",
    ),
    "years within units": (
        "t.csv",
        "unit,year,mean\n" + "".join(f"u{n % 10},{2015 + n // 10},{n % 7}.5\n" for n in range(60)),
        "no_context",
    ),
    "a curve along its scale": (
        "t.csv",
        ",x,y\n" + "".join(f"{n},{n / 10},{n * 7 % 11}.5\n" for n in range(60)),
        "no_context",
    ),
    "no number of people": ("t.csv", "group,mean\nwomen,5.4\nmen,5.1\n", "no_context"),
    "coefficients": ("t.csv", "term,coef,n\nage,0.4,120\n", "model"),
    "numbers in prose": ("t.txt", "The mean was 5.4.", "other_content"),
    "very many rows": ("t.csv", "day,n\n" + "2022,120\n" * 600, "many_rows"),
}


def _judged(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return next(one for one in check_outputs(folder).files if one.file == name)


@pytest.mark.parametrize("name", PASSES)
def test_results_of_enough_people_pass(name, tmp_path) -> None:
    judged = _judged(tmp_path, name, PASSES[name])

    assert (judged.outcome, judged.findings) == (Outcome.PASS, ())


@pytest.mark.parametrize("what", STOPS)
def test_what_gives_somebody_away_is_stopped(what, tmp_path) -> None:
    name, content, rule = STOPS[what]

    judged = _judged(tmp_path, name, content)

    assert judged.outcome is Outcome.FAIL
    assert rule in {finding.rule for finding in judged.findings}


@pytest.mark.parametrize("what", ASKS)
def test_what_no_rule_can_judge_is_asked_about(what, tmp_path) -> None:
    name, content, rule = ASKS[what]

    judged = _judged(tmp_path, name, content)

    assert judged.outcome is Outcome.REVIEW
    assert {finding.rule for finding in judged.findings} == {rule}


def test_a_figure_with_its_numbers_beside_passes(tmp_path) -> None:
    (tmp_path / "t.csv").write_text("group,n,mean\nwomen,120,5.4\n", encoding="utf-8")

    assert _judged(tmp_path, "t.png", png()).outcome is Outcome.PASS


def test_a_drawing_of_people_is_stopped_whatever_lies_beside(tmp_path) -> None:
    (tmp_path / "t.csv").write_text("group,n,mean\nwomen,120,5.4\n", encoding="utf-8")
    dots = "".join(f'<circle cx="{n}" cy="{n}"/>' for n in range(120))

    judged = _judged(tmp_path, "t.svg", f"<svg>{dots}</svg>")

    assert "single_points" in {finding.rule for finding in judged.findings}


def test_what_lies_behind_a_link_is_not_judged(tmp_path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("x", encoding="utf-8")
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "t.csv").symlink_to(outside)

    (judged,) = check_outputs(folder).files

    assert judged.outcome is Outcome.FAIL


def test_outputs_made_with_the_project_pass(tmp_path) -> None:
    from nrs_lib.disclosure.describing import cells_csv, packed, unpacked
    from tests.support.stamps import a_cleared, a_figure

    figure = a_figure(audience="researcher")
    described = {"t": unpacked(packed(figure.cells))}
    (tmp_path / "t.csv").write_text(cells_csv(described), encoding="utf-8")

    assert a_cleared(audience="researcher").record.audience == "researcher"
    assert check_outputs(tmp_path).files[0].outcome is Outcome.PASS
