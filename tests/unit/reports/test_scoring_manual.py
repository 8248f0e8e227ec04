"""How each score is computed: every scale is told, and every example can be checked by hand."""

from __future__ import annotations

import re
from functools import cache

import pytest

from nrs_lib.cli.main import main
from nrs_lib.contracts.instruments import read_instruments, scales
from nrs_lib.reports.page.documents import LANGUAGES
from nrs_lib.reports.scoring_manual.examples import example
from nrs_lib.reports.scoring_manual.manual import manual_name, render_manual

EACH_INSTRUMENT = pytest.mark.parametrize(
    "instrument", read_instruments().values(), ids=lambda one: one.id
)
LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@cache
def page(language):
    return render_manual(language)


def worked_out(arithmetic):
    """The value of the printed arithmetic, as somebody with a calculator would find it."""
    plain = arithmetic.replace("×", "*").replace("−", "-").replace("\u00a0", "")
    assert re.fullmatch(r"[\d.+*/() -]+", plain), arithmetic
    return eval(plain, {"__builtins__": {}})


@EACH_INSTRUMENT
def test_the_printed_arithmetic_gives_the_score_that_the_engine_gave(instrument):
    for one in example(instrument, "en").scales:
        if one.scale.value_set is None and one.scale.method != "count":
            # Terms are printed with five decimals.
            assert worked_out(one.arithmetic) == pytest.approx(one.score, abs=2e-3), one.scale.code


@EACH_INSTRUMENT
def test_every_scale_has_an_example_with_a_score_and_prorated_ones_have_two(instrument):
    found = example(instrument, "en").scales

    assert {one.scale.code for one in found} == {one.code for one in instrument.scales}
    assert all(one.score == one.score for one in found)
    for one in instrument.scales:
        may_skip = one.items and one.missing.needed(len(one.items)) < len(one.items)
        n_examples = sum(worked.scale.code == one.code for worked in found)
        assert n_examples == (2 if may_skip and one.method != "count" else 1)


@LANGUAGE
def test_every_scale_stands_once_with_its_code(language):
    for code in scales():
        assert page(language).count(f'id="scale-{code}"') == 1


@LANGUAGE
def test_a_recode_a_condition_and_a_reversal_are_told(language):
    text = re.sub(r"\s+", " ", page(language))
    comma = {"sv": ",", "en": "."}[language]

    assert f"1; 2; 3; 4; 5; 6 → 6; 5{comma}4; 4{comma}2; 3{comma}1; 2{comma}2; 1" in text
    assert f"6; 4{comma}75; 3{comma}5; 2{comma}25; 1" in text
    assert {"sv": "6 − svaret", "en": "6 − the answer"}[language] in text


def test_the_page_is_swedish_with_decimal_comma_and_says_what_is_assumed():
    assert '<html lang="sv">' in page("sv")
    assert "−0,594" in page("sv")
    assert "antagen" in page("sv")


def test_the_command_writes_both_languages(tmp_path, capsys):
    assert main(["scores", "--out", str(tmp_path)]) == 0

    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(manual_name(language) for language in LANGUAGES)
    assert capsys.readouterr().out.count("file://") == 2
