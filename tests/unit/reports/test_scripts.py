"""Slides run two scripts that are known to the byte; no other gets through, anywhere."""

from __future__ import annotations

import hashlib
import json
import re
from html import unescape

import pytest

from nrs_lib.errors import DisclosureError, PlatformError
from nrs_lib.reports import scripts
from nrs_lib.reports.audit.reading import read_file
from nrs_lib.reports.sanitising import check_self_contained
from nrs_lib.reports.scripts import slide_scripts
from tests.support.slides import some_slides


@pytest.fixture(scope="module")
def page() -> str:
    return some_slides()


def found_in(page: str, tmp_path) -> list[str]:
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    return [rule for rule, _ in read_file(path, path.name).faults]


def test_slides_run_what_is_known_and_their_policy_names_it(page, tmp_path):
    policy = unescape(re.search(r'Security-Policy" content="([^"]*)"', page)[1])

    assert [one.source in policy for one in slide_scripts()] == [True, True]
    assert policy.count("sha256-") == page.count("<script>") == 2
    assert "script-src 'sha256-" in policy
    assert "unsafe-inline" not in policy.split("script-src")[1]
    assert policy.startswith("default-src 'none'")
    check_self_contained(page, where="slides")
    assert found_in(page, tmp_path) == []


@pytest.mark.parametrize(
    "change",
    [
        ("hash: true", "hash: false"),
        ("</body>", "<script>1</script></body>"),
        ("<script>", "<script async>"),
        ("<script>", "<script src=more.js></script><script>"),
        ("<h2 ", "<h2 onclick='1' "),
        ("</body>", "<script src='https://cdn.example/reveal.js'></script></body>"),
    ],
)
def test_any_other_byte_is_refused_by_the_sanitiser_and_the_auditor(page, tmp_path, change):
    changed = page.replace(*change, 1)
    assert changed != page

    with pytest.raises(DisclosureError):
        check_self_contained(changed, where="slides")
    assert "script" in found_in(changed, tmp_path)


def test_a_known_script_a_second_time_is_refused(page):
    again = page.replace("</body>", slide_scripts()[1].element + "</body>")

    with pytest.raises(DisclosureError):
        check_self_contained(again, where="slides")


def test_where_each_script_comes_from_is_told_and_its_licence_lies_beside_it():
    told = json.loads(scripts._KNOWN.read_text(encoding="utf-8"))

    assert list(told) == ["reveal.js", "start.js"]
    for name, one in told.items():
        assert {"version", "licence", "source", "sha256"} == set(one)
        held = (scripts._PAGE / name).read_bytes()
        assert hashlib.sha256(held).hexdigest() == one["sha256"]
    licence = (scripts._PAGE / "reveal.LICENSE.txt").read_text(encoding="utf-8")
    assert "Permission is hereby granted, free of charge" in licence


def test_a_script_that_was_changed_on_the_way_is_not_shown(tmp_path, monkeypatch):
    for path in ("scripts.json", "reveal.js", "start.js"):
        (tmp_path / path).write_bytes((scripts._PAGE / path).read_bytes())
    (tmp_path / "reveal.js").open("a").write("\nalert(1)")
    monkeypatch.setattr(scripts, "_PAGE", tmp_path)

    with pytest.raises(PlatformError, match=r"not the one that is known"):
        slide_scripts.__wrapped__()
