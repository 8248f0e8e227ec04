"""Works are told in full, each once, and only those that some definition refers to."""

from __future__ import annotations

import pytest
import yaml

from nrs_lib.contracts.references import FILE, read_references, work_of
from nrs_lib.contracts.shape import entries_in, read_yaml
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.text import sort_key
from nrs_lib.text.references import dois_in

ONE = {
    "doi": "10.1000/a(1)",
    "authors": "Adler A, Ström K",
    "year": 2001,
    "title": "Why wait?",
    "journal": "Pain",
    "evidence": "verified",
    "seen": "the journal's page",
}


def read(home, *works):
    path = home / FILE
    path.write_text(yaml.safe_dump({"version": 1, "references": list(works)}), encoding="utf-8")
    return read_references(path)


def cited() -> set[str]:
    files = [path for path in definitions().rglob("*.yaml") if path.name != FILE]
    told = (value for path in files for _, value in entries_in(read_yaml(path)))
    return {doi.casefold() for text in told if isinstance(text, str) for doi in dois_in(text)}


def test_every_work_is_one_that_a_definition_refers_to():
    strays = sorted(set(read_references()) - cited())
    assert not strays, "no definition refers to these: take them out of references.yaml"


def test_the_file_stands_in_the_order_of_the_list():
    works = list(read_references().values())
    assert works == sorted(works, key=lambda one: (sort_key(one.authors), one.year))


def test_a_citation_is_closed_once():
    assert work_of("10.1002/SIM.1970").citation == (
        "Spiegelhalter DJ. Funnel plots for comparing institutional performance. "
        "Statistics in Medicine 2005."
    )
    assert work_of("10.1002/sim.4067").citation.startswith("White IR et al. Multiple imputation")
    assert work_of("10.4324/9780203771587").citation.endswith("Lawrence Erlbaum Associates 1988.")
    assert work_of("10.1000/nobody") is None


def test_a_question_keeps_its_mark(tmp_path):
    (work,) = read(tmp_path, ONE).values()
    assert work.citation == "Adler A, Ström K. Why wait? Pain 2001."


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        ({"jornal": "Pain"}, "10.1000/a(1).jornal", "Unknown key jornal"),
        ({"evidence": "assumed"}, "10.1000/a(1).evidence", "cannot have"),
        ({"year": "2001"}, "10.1000/a(1).year", "cannot have"),
        ({"doi": "doi:10.1000/a"}, "doi", "cannot have"),
        ({"publisher": "Springer"}, "10.1000/a(1)", "one place"),
    ],
)
def test_a_faulty_work_is_refused(tmp_path, change, where, what):
    with pytest.raises(DefinitionError, match=what) as fault:
        read(tmp_path, ONE | change)
    assert where in fault.value.where
    assert fault.value.remedy


def test_a_work_without_a_place_is_refused(tmp_path):
    with pytest.raises(DefinitionError, match="one place"):
        read(tmp_path, {key: value for key, value in ONE.items() if key != "journal"})


def test_a_work_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(DefinitionError, match="twice"):
        read(tmp_path, ONE, ONE | {"doi": ONE["doi"].upper()})
