"""What is said of conclusions that rest on those who answered."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib import tables
from nrs_lib.contracts.conventions import get
from tests.support import cleared as made
from tests.support.made_up import PERIOD

FIRM = ("står sig", "förblir säker", "säkrad", "holds", "remains certain", "certain")


def part(
    low, high, shift, *, known=60, due=100, small=2.0, imputed=None, measure="nrs_pain", own=True
):
    side = {"group": "017", "scope": "own", "n_units": 1}
    if not own:
        side = {"group": "national", "scope": "national", "n_units": 34}
    place = side | {"measure": measure, "time_point": "followup_12m", "period": PERIOD}
    place |= {"n": known}
    counts = {"numerator": known, "denominator": due}
    rows = [
        {"statistic": "change", "category": "observed", "estimate": (low + high) / 2}
        | {"low": low, "high": high},
        {"statistic": "difference", "category": "shift_of_observed", "estimate": shift} | counts,
        {"statistic": "difference", "category": "small_shift", "estimate": small},
    ]
    if imputed:
        ends = {"estimate": sum(imputed) / 2, "low": imputed[0], "high": imputed[1]}
        rows.append({"statistic": "adjusted", "category": "imputed"} | ends)
        rows.append({"statistic": "difference", "category": "tipping_shift", "estimate": 1.4})
    audience = "own_unit" if own else "register"
    return made.cleared([place | row for row in rows], audience=audience)


def said(cleared, language="sv"):
    return tables.write_losses(cleared, language=language).plain


@pytest.mark.parametrize(
    ("cleared", "words"),
    [
        (part(-2, -1, 2.6), "(40 av 100) i snitt är mindre än 2,6 poäng sämre än de som svarat."),
        (
            part(-2, -1, 1.2),
            "mindre än gränsen för betydelsefull förbättring (2,0 poäng, 30 % av medelvärdet",
        ),
        (
            part(-2, -1, 2.6),
            "mer än gränsen för betydelsefull förbättring (2,0 poäng, 30 % av medelvärdet",
        ),
        (part(-2, -0.1, 0.01), "nätt och jämnt säkrad"),
        (
            part(-2, -1, np.nan),
            "även om alla vars förändring är okänd (40 av 100) skulle ha hamnat sämst",
        ),
        (part(-2, -1, np.nan, known=100), "alla som skulle följas upp har svarat"),
        (part(-1, 1, np.nan), "går förändringen efter ett år inte att skilja från noll"),
        (part(1, 2, np.nan), "blev i snitt sämre"),
        (part(-2, -1, 2.6, known=4, due=9), "för få svar efter ett år"),
        (
            part(-2, -1, 2.6, imputed=(-1.5, -0.5)),
            "ändras slutsatsen först om de är 1,4 poäng sämre än skattat",
        ),
        (part(-2, -1, 2.6, imputed=(-1.5, 0.5)), "skattade går förbättringen inte att skilja"),
    ],
)
def test_each_outcome_has_its_sentence(cleared, words):
    assert words in said(cleared).replace("\u00a0", " ")


def test_a_result_without_rows_is_told_of_too():
    labels = [words for words in said(part(-2, -1, 2.6)).split(". ") if "för få svar" in words]
    assert len(labels) == len(get("quality_results").value) - 1


@settings(max_examples=30, deadline=None)
@given(st.floats(-5, 5), st.floats(0.01, 4), st.floats(0, 6), st.sampled_from(["sv", "en"]))
def test_no_conclusion_is_claimed_where_the_interval_covers_none(centre, half, shift, language):
    low, high = centre - half, centre + half
    words = said(part(low, high, shift), language).split(". ")[0]
    is_better = high < 0
    assert any(word in words for word in FIRM) == is_better


@pytest.mark.parametrize(
    ("cleared", "words"),
    [
        (part(-2, -1, 1.2), "okänd (40 av 100) i snitt är 1,2 poäng sämre än de som svarat."),
        (part(-2, -0.1, 0.01), "okänd (40 av 100) i snitt är något sämre än de som svarat."),
        (part(-2, -1, 2.6), ""),
        (part(-2, -1, 2.0), ""),
        (part(-2, -1, np.nan), ""),
        (part(-2, -1, 1.2, known=100), ""),
        (part(-1, 1, 0.2), ""),
        (part(-2, -1, 1.2, known=4, due=9), ""),
    ],
)
def test_a_result_that_little_undoes_is_not_left_among_what_is_sure(cleared, words):
    about = {"change": made.change(), "scales": ["nrs_pain"]}
    told = tables.write_caution(made.response(), **about, losses=cleared).plain
    _, head, after = told.replace("\u00a0", " ").partition("Inte säkert. ")
    assert bool(head) == bool(words)
    assert after.startswith("Smärtintensitet") == bool(words)
    assert words in after


@pytest.mark.parametrize(
    ("cleared", "is_told", "words"),
    [
        (part(-2, -1, 1.2), "bara smärtintensitet senaste 7 dagarna prövade mot bortfallet", ""),
        (
            part(-2, -1, 2.6),
            "bara smärtintensitet",
            "förbättringen efter ett år förblir säker så länge de vars förändring är okänd "
            "(40 av 100) i snitt är mindre än 2,6 poäng sämre än de som svarat.",
        ),
        (part(-1, 1, np.nan), "bara smärtintensitet", ""),
        (part(-2, -1, 2.6, known=4, due=9), "ingen skala är prövad mot bortfallet", ""),
    ],
)
def test_what_is_sure_says_which_scales_were_tried_and_what_withstands(cleared, is_told, words):
    about = {"change": made.change(), "scales": ["nrs_pain"]}
    told = tables.write_caution(made.response(), **about, losses=cleared).plain
    sure = told.replace("\u00a0", " ").partition("Säkert. ")[2].partition("Inte säkert. ")[0]
    assert is_told in sure
    assert ("förblir säker" in sure) == bool(words)
    assert words in sure
    assert is_told not in tables.write_caution(made.response(), **about).plain


def test_both_languages_say_the_same():
    sv, en = (said(part(-2, -1, 1.2), language) for language in ("sv", "en"))
    assert sv.count(".") - sv.count("MPI") == en.count(".") - 2 - en.count("MPI")


def test_results_that_cannot_be_tried_share_a_sentence():
    told = tables.write_losses(part(-2, -1, 2.6, known=4, due=9)).plain
    assert told.count("för få svar efter ett år") == 1
    assert "Smärtintensitet senaste 7 dagarna och MPI Påverkan på vardagslivet" in told


def test_a_table_of_what_cannot_be_tried_tells_its_limit_alone():
    cleared = part(-2, -1, 2.6, known=4, due=9)
    assert tables.show_sensitivity(cleared).plain == "Tal visas från 10 svar."
    shown = tables.show_sensitivity(part(-2, -1, 2.6)).html.replace("\u00a0", " ")
    assert "<table" in shown
    assert "smärtintensitet senaste 7 dagarna: 30 % av medelvärdet vid start bland" in shown
    other = tables.show_sensitivity(part(-2, -1, 2.6, measure="mpi_interference")).html
    assert "av medelvärdet vid start" not in other
