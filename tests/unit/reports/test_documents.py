"""Files that stand whole or not at all, and pages that run nothing."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from nrs_lib.errors import DisclosureError
from nrs_lib.reports.page.documents import templates, write_page, write_text


def test_a_page_that_would_run_something_is_not_written_and_the_older_one_stands(tmp_path):
    path = write_page(tmp_path / "deeper" / "page.html", "<p>old</p>")

    with pytest.raises(DisclosureError, match="run or fetch"):
        write_page(path, "<script>1</script>")

    assert path.read_text(encoding="utf-8") == "<p>old</p>"
    assert [one.name for one in path.parent.iterdir()] == ["page.html"]


def test_a_text_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        write_text(tmp_path / "a.csv", "å", encoding="ascii")

    assert not list(tmp_path.iterdir())


def test_line_ends_are_as_they_come_and_the_newer_text_takes_the_name(tmp_path):
    write_text(tmp_path / "a.csv", "old")

    path = write_text(tmp_path / "a.csv", "a;b\r\n1;2\n")

    assert path.read_bytes() == b"a;b\r\n1;2\n"


def test_templates_escape_what_they_are_given_and_refuse_a_name_without_a_value(tmp_path):
    (tmp_path / "a.html.j2").write_text("<b>{{ told }}</b>", encoding="utf-8")
    template = templates(tmp_path).get_template("a.html.j2")

    assert template.render(told="<i>") == "<b>&lt;i&gt;</b>"
    with pytest.raises(UndefinedError):
        template.render()
