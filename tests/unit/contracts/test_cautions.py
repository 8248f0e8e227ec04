"""What a reader must be told beside a number."""

from __future__ import annotations

import json

import pytest

from nrs_lib.contracts.cautions import Bound, Caution, read_cautions
from nrs_lib.errors import DefinitionError

GOOD = """version: 1
facts: {people: [n], other: [least]}
cautions:
- code: few
  severity: refused
  sentence: {sv: "Bara {n}.", en: "Only {n}."}
  reference: "x"
"""


def test_the_sentence_tells_its_facts_in_both_languages():
    caution = Caution.of("too_few", "nrs_pain", n=3, least=10)

    assert caution.sentence("sv").startswith("Bara 3 av de minst 10")
    assert caution.sentence("en").startswith("Only 3 of the at least 10")
    assert caution.severity == "refused"


def test_a_decimal_is_written_as_the_language_writes_it():
    caution = Caution.of("too_few", n=2.5, least=10)

    assert "2,5" in caution.sentence("sv")
    assert "2.5" in caution.sentence("en")


@pytest.mark.parametrize("facts", [{}, {"n": 1}, {"n": 1, "least": 2, "more": 3}])
def test_facts_are_those_of_the_sentence(facts):
    with pytest.raises(DefinitionError, match="facts"):
        Caution.of("too_few", **facts)


def test_an_unknown_caution_is_refused():
    with pytest.raises(DefinitionError, match="unknown"):
        Caution.of("never_heard_of")


@pytest.mark.parametrize(
    "broken",
    [
        GOOD.replace("Only {n}", "Only {m}"),
        GOOD.replace("refused", "shouted"),
        GOOD.replace("people: [n]", "people: []"),
        GOOD.replace("other: [least]", "other: [n]"),
        GOOD + GOOD.partition("cautions:\n")[2],
        GOOD.replace('  reference: "x"\n', ""),
    ],
    ids=["facts", "severity", "undeclared", "both", "twice", "reference"],
)
def test_a_broken_file_is_refused(tmp_path, broken):
    path = tmp_path / "cautions.yaml"
    path.write_text(broken, encoding="utf-8")

    with pytest.raises(DefinitionError, match=r"."):
        read_cautions(path)


def test_only_facts_that_count_people_are_counts():
    caution = Caution.of("too_few", n=3, least=10)

    assert dict(caution.people) == {"n": 3}


def test_a_count_can_be_told_as_a_bound_and_counts_no_more():
    caution = Caution.of("too_few", "nrs_pain", n=3, least=10)

    told = caution.telling(n=Bound("fewer", 5))

    assert told.sentence("sv").startswith("Bara färre än 5 av de minst 10")
    assert told.sentence("en").startswith("Only fewer than 5 of the at least 10")
    assert not told.people
    assert told.about == "nrs_pain"


@pytest.mark.parametrize("n", [3, 2.5, Bound("more", 95)])
def test_a_caution_is_the_same_after_a_file(n):
    caution = Caution.of("too_few", "nrs_pain", n=n, least=10)

    assert Caution.from_dict(json.loads(json.dumps(caution.as_dict()))) == caution
