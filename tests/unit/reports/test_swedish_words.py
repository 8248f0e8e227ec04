"""What explains a definition is Swedish on a Swedish page; titles of works keep their language."""

import re
from html import unescape

import pytest

from nrs_lib.contracts.case_mix import read_case_mix
from nrs_lib.contracts.conventions import read_conventions
from nrs_lib.contracts.instruments import read_instruments, scales
from nrs_lib.contracts.languages import by_language
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.outlier_policy import read_outlier_policy
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.contracts.sick_leave import read_sick_leave
from nrs_lib.contracts.versions import read_families
from nrs_lib.reports.codebook.book import render_codebook
from nrs_lib.reports.scoring_manual.manual import render_manual
from nrs_lib.tables.defined import defined
from tests.support.languages import TITLES

ENGLISH = re.compile(
    r"\b(the|of|and|was|were|are|with|which|from|that|not|found|assumed|read|asks|by|its)\b", re.I
)


def english_in(text):
    """Every piece of a page's text that reads as English; marked pieces and code are not read."""
    text = re.sub(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>|<code>.*?</code>', " ", text, flags=re.S)
    text = re.sub(r"<(style|svg|head)\b.*?</\1>", " ", text, flags=re.S)
    pieces = (unescape(part).strip() for part in re.split(r"<[^>]+>", text))
    return [part for part in pieces if ENGLISH.search(_without_names(part))]


def _without_names(text):
    for name in TITLES:
        text = text.replace(name, "")
    # Addresses, files, and codes before the words that they stand for.
    return re.sub(r"https?://\S+|\S+\.(?:yaml|csv)|\b\w+ = ", "", text)


def every_definition(language):
    keys = [
        *(f"convention:{key}" for key in read_conventions()),
        *(f"measure:{code}" for code in read_measures()),
        *(f"scale:{code}" for code in scales()),
        *(f"instrument:{code}" for code in read_instruments()),
        *(f"versions:{name}" for name in read_families()),
        *(f"case_mix:{code}" for code in read_case_mix().families),
        f"outlier_policy:{read_outlier_policy().name}",
        *(f"sick_leave:{code}" for code in read_sick_leave().window_sets),
        "diagnosis_groups",
    ]
    judged = [code for code, one in scales().items() if one.change_threshold is not None]
    return defined(keys, judged=judged, language=language)


def test_every_definition_is_told_in_swedish_with_its_source():
    told = [f"{one.text} {one.detail} {one.reference}" for one in every_definition("sv")]
    assert len(told) > 240
    assert [text for text in told if ENGLISH.search(_without_names(text))] == []


def test_the_same_definitions_are_told_in_english():
    swedish, english = every_definition("sv"), every_definition("en")
    assert {one.key.partition(":")[0] for one in swedish} == {
        one.key.partition(":")[0] for one in english
    }
    assert any(a.reference != b.reference for a, b in zip(swedish, english, strict=False))
    assert [one for one in english if re.search(r"\b(och|inte|registrets)\b", one.reference)] == []


@pytest.mark.parametrize("page", [render_codebook, render_manual])
def test_no_swedish_page_explains_in_english(page):
    assert english_in(page("sv")) == []


def test_the_english_codebook_has_english_names_of_tables_and_columns():
    page = render_codebook("en")
    for contract in read_contracts().values():
        assert contract.label("en") != contract.business_name
        assert contract.row["sv"] != contract.row["en"]
        assert f"{contract.label('en')} ({contract.table})" in page
        assert f"{contract.business_name} ({contract.table})" not in page


def test_a_citation_is_the_same_in_each_language():
    one = by_language("10.2340/16501977-0631")
    assert one["sv"] == one["en"] == "10.2340/16501977-0631"
    both = by_language({"sv": "Vanligt bruk", "en": "Common usage"})
    assert (both["sv"], both["en"]) == ("Vanligt bruk", "Common usage")
