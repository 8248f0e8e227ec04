from __future__ import annotations

import json

import pytest

from nrs_lib.cli.main import main
from nrs_lib.disclosure import clear
from nrs_lib.disclosure.charting import charted
from nrs_lib.errors import DisclosureError, UsageError
from nrs_lib.figures import draw_control_chart
from nrs_lib.reports.content import content_of
from nrs_lib.reports.manifest import write_manifest
from nrs_lib.reports.tracing.asking import ask, parts
from nrs_lib.reports.tracing.numbers import NUMBERS, numbers_of, write_numbers
from nrs_lib.stats.estimates import from_rows
from nrs_lib.tables import show_responses
from nrs_lib.terms import Audience
from tests.support import cleared as made
from tests.support.stamps import an_executed


def _share(scope: str, n: int, answered: int) -> dict[str, object]:
    return {
        "measure": "response_discharge",
        "statistic": "share",
        "group": "U1" if scope == "own" else "national",
        "scope": scope,
        "period": "2022",
        "estimate": answered / n,
        "low": 0.4,
        "high": 0.8,
        "n": n,
        "numerator": answered,
        "denominator": n,
        "n_units": 1 if scope == "own" else 9,
        "largest_n": n if scope == "own" else 50,
        "method": "wilson",
    }


def _content(*, n: int = 40):
    keys = ["measure:response_discharge", "response_rate_discharge", "share_interval"]
    shares = [_share("own", n, n // 2), _share("national", 600, 450)]
    cleared = clear(from_rows(shares, definitions=keys), audience="own_unit")
    notebook = an_executed(show_responses(cleared))
    return content_of(notebook, audience=Audience.OWN_UNIT)


@pytest.fixture
def release(tmp_path):
    return _released(tmp_path, _content())


def _released(folder, content):
    write_numbers(folder / NUMBERS, content, language="sv")
    write_manifest(
        folder,
        {
            "report": "unit_report",
            "audience": "own_unit",
            "definitions_sha256": "d" * 64,
            "extract": {"id": "2023-09-01-abc", "fingerprint": "f" * 64},
            "code": {"version": "0.1.0", "sha256": "c" * 64, "commit": "a" * 40},
            "policy": {"name": "nrs-default", "version": 2, "sha256": "p" * 64},
        },
    )
    return folder


def test_a_number_leads_to_everything_it_rests_on(release) -> None:
    [answer, *_] = ask(release, "20 av 40")
    told = dict(answer.facts)

    assert told["Täljare och nämnare"] == "20 av 40"
    assert told["Vems"] == "enheten U1"
    assert "response_discharge" in told["Mått"]
    assert told["Vad som räknas"]
    assert told["Formel"] == "andel med Wilsons intervall"
    assert "episode 1." in told["Datakontrakt"]
    assert told["Datauttag"].startswith("2023-09-01-abc (ffff")
    assert told["Mall och cell"] == "unit_report, cell-1"
    assert "nrs-default 2" in told["Röjandekontroll"]


def test_a_number_is_found_by_its_id_and_by_words_of_its_row(release) -> None:
    [by_id] = ask(release, "responses-1-3")
    assert by_id.text == "20\u00a0av\u00a040"
    assert by_id.id in {answer.id for answer in ask(release, "svar vid avslut")}


def test_a_hidden_number_says_why_and_keeps_its_count() -> None:
    told = numbers_of(_content(n=8), language="sv")
    [own] = [row for row in told["outputs"][0]["origins"] if row["scope"] == "own"]

    assert own["hidden"] == "few"
    assert not {"n", "numerator", "denominator"} & set(own)
    assert "4\u00a0av\u00a08" not in json.dumps(told, ensure_ascii=False)


def test_a_release_that_was_changed_answers_nothing(release) -> None:
    path = release / NUMBERS
    path.write_text(path.read_text(encoding="utf-8").replace("40", "41"), encoding="utf-8")

    with pytest.raises(DisclosureError, match="not what its manifest says"):
        ask(release, "20 av 40")


@pytest.mark.parametrize("asked", ["99 av 100", " "])
def test_what_is_not_printed_is_not_explained(release, asked) -> None:
    with pytest.raises(UsageError, match="No number"):
        ask(release, asked)


def test_the_command_lists_parts_and_explains_one(release, capsys) -> None:
    assert [part["name"] for part in parts(release)] == ["responses"]
    assert main(["why", str(release)]) == 0
    assert "responses" in capsys.readouterr().out
    assert main(["why", str(release), "20", "av", "40"]) == 0
    assert "Täljare och nämnare" in capsys.readouterr().out
    assert main(["why", str(release), "nothing like it"]) == 2


def test_the_same_report_gives_the_same_bytes(tmp_path) -> None:
    for name in ("one", "two"):
        write_numbers(tmp_path / name, _content(), language="en")

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_chart_tells_what_its_lines_are_and_how_many_are_behind_the_point(tmp_path):
    chart = charted(made.over_time(measures=["improved_pain"]), measure="improved_pain")
    shown = an_executed(draw_control_chart(chart, name="chart"))
    release = _released(tmp_path, content_of(shown, audience=Audience.OWN_UNIT))
    for column in (7, 8):
        facts = dict(ask(release, f"chart-3-{column}")[0].facts)
        assert facts["Vad för tal"].startswith("centrallinje och processgränser")
        assert facts["Täljare och nämnare"] == "39 av 90"
        assert facts["Formel"] == "p'-diagram (Laney)"
