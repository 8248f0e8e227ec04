"""A PDF is compared where it can be made; where not, it is said."""

from __future__ import annotations

import pytest

from nrs_lib.errors import PlatformError
from nrs_lib.reports import pdf
from nrs_lib.reports.manifest import read_manifest
from nrs_lib.reports.verification import papers as module
from nrs_lib.reports.verification.papers import DIFFERS, SAME, papers
from tests.support.releases import few_outputs, write
from tests.support.verified import with_facts


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    try:
        pdf.check_paper()
    except PlatformError as fault:
        pytest.skip(fault.what)
    made = write(tmp_path_factory.mktemp("papers"), few_outputs())
    assert papers([made]) == {}
    assert pdf.add_pdf(made)
    return made


def test_the_same_page_gives_the_same_paper(release):
    assert set(read_manifest(release)["pdf"]) == {"weasyprint", "pydyf", "fonttools", "pango"}
    assert papers([release]) == {release: SAME}


def test_another_paper_is_found(release):
    paper = release / pdf.PDF
    before = paper.read_bytes()
    paper.write_bytes(before.replace(b"%%EOF", b"%%EOF "))
    try:
        assert module._compared(release) == DIFFERS
    finally:
        paper.write_bytes(before)


def test_other_tools_are_named_and_nothing_is_compared(release):
    with_facts(release, lambda told: told["pdf"].update(pango="1.0.0"))

    found = papers([release])[release]

    assert found.startswith("not compared: pango 1.0.0, here ")


def test_without_the_library_it_says_so(release, monkeypatch):
    def lacking():
        raise PlatformError("PDF is made by WeasyPrint, which is not installed.")

    monkeypatch.setattr(module, "check_paper", lacking)

    assert papers([release])[release].startswith("not compared: PDF is made by WeasyPrint")
