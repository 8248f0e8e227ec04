"""Another account at the end of a page and in a workbook, or none where that is not certain."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import xlsxwriter

from nrs_lib.reports.accounts import endings, with_account, with_ending


def a_workbook(*words: str) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    # Else two of them are the same only within a second.
    book.set_properties({"created": dt.datetime(2024, 1, 1)})
    for name in ("first", "second"):
        sheet = book.add_worksheet(name)
        for line, word in enumerate(words if name == "first" else words[:1]):
            sheet.write_string(line, 0, word)
    book.close()
    return file.getvalue()


BOOK = a_workbook("twice", "Uttag", "<2023> & å")


def other(was: str, now: str) -> bytes | None:
    return with_account(BOOK, was=[("Uttag", was)], now=[("Uttag", now)])


def test_a_word_of_the_account_is_another():
    assert other("<2023> & å", "<2024> & ö") == a_workbook("twice", "Uttag", "<2024> & ö")
    assert other("<2023> & å", "<2023> & å") == BOOK


@pytest.mark.parametrize(
    ("was", "now"),
    [("twice", "other"), ("<2023> & å", "twice"), ("not there", "other")],
)
def test_a_word_that_other_cells_show_too_is_left(was, now):
    assert other(was, now) is None


def test_an_account_with_other_lines_is_another_account():
    assert with_account(BOOK, was=[("Uttag", "a")], now=[("Uttag", "a"), ("Mer", "b")]) is None
    assert with_account(BOOK, was=[("Uttag", "<2023> & å")], now=[("Mall", "b")]) is None


def test_only_the_ending_may_differ():
    assert endings("<p>a</p><dl>1</dl>", "<p>a</p><dl>2</dl>") == ("<dl>1</dl>", "<dl>2</dl>")
    assert endings("<p>a</p><dl>1</dl>", "<p>b</p><dl>2</dl>") is None
    assert with_ending(b"page<dl>1</dl>", was=b"<dl>1</dl>", now=b"<dl>2</dl>") == b"page<dl>2</dl>"
    assert with_ending(b"page<dl>3</dl>", was=b"<dl>1</dl>", now=b"<dl>2</dl>") is None
