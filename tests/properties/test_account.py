"""Rows in are analysed plus set aside, whatever is wrong with a delivery."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.cohort.preparing import score_checked
from nrs_lib.contracts.reading import TABLES
from nrs_lib.errors import ExtractError
from nrs_lib.extract.loading import check
from nrs_lib.reports.findings.account import account_of
from nrs_lib.terms import Severity
from tests.support.deliveries import UNITS, a_draft

_WHOLE = a_draft()
_CELLS = [
    (file, row, column)
    for file, frame in _WHOLE.files.items()
    for row in range(1, len(frame) + 1)
    for column in frame.columns
]
_WRONG = (
    "",
    "999",
    "-1",
    "x",
    "0001",
    "0002",
    "2031-01-01",
    "1890-01-01",
    "2021-02-15",
    "1e309",
    "sv01",
    "M80",
    "Avslut",
    "640823-3234",
    "=cmd|' /C calc'!A0",
)
damages = st.lists(st.tuples(st.sampled_from(_CELLS), st.sampled_from(_WRONG)), max_size=12)
_COLUMNS = sorted({(file, column) for file, _, column in _CELLS})
gone = st.lists(st.sampled_from(_COLUMNS), max_size=2, unique=True)
copies = st.lists(st.sampled_from([cell[:2] for cell in _CELLS if cell[0] != UNITS]), max_size=4)


def _checked(damaged, copied, left_out, folder):
    draft = a_draft()
    for (file, row, column), cell in damaged:
        draft.put(file, row, **{column: cell})
    for file, row in copied:
        draft.add(file, **draft.files[file].loc[row - 1].to_dict())
    for file, column in left_out:
        draft.drop(file, column)
    checked = check(draft.write(folder / "delivery"))
    score_checked(checked)
    return checked


@settings(max_examples=12, deadline=None)
@given(damages, copies, gone)
def test_no_row_is_lost_and_every_finding_is_somewhere(damaged, copied, left_out):
    with tempfile.TemporaryDirectory() as folder:
        try:
            checked = _checked(damaged, copied, left_out, Path(folder))
        except ExtractError:
            # Too few columns are left to tell which file it is.
            return
    findings, review = checked.findings(), checked.review
    told = findings.places.groupby("finding").size()
    for number, row in findings.frame.iterrows():
        # A finding without rows is about a whole column or file.
        assert told.get(number, row["count"]) >= 1
        assert row["severity"] in set(Severity)
    if findings.stops:
        return
    for table in TABLES:
        aside = len(review.rows_set_aside(table)) if review.set_aside[table] else 0
        assert review.rows_in[table] == len(review.tables[table]) + aside
    # Every row set aside has a finding that says so, and no other row has.
    frame = findings.places.merge(
        findings.frame[["table", "severity"]], left_on="finding", right_index=True
    )
    for table in TABLES:
        found = frame[(frame["table"] == table) & (frame["severity"] == "set_aside")]
        aside = review.rows_set_aside(table) if review.set_aside[table] else found.iloc[:0]
        rows = set(aside["source_row"]) if len(aside) else set()
        assert set(found["row"]) == rows
    rows = account_of(checked).rows
    assert all(one["rows_in"] == one["analysed"] + one["set_aside"] for one in rows.values())


@settings(max_examples=8, deadline=None)
@given(damages)
def test_no_cell_is_told_in_what_a_unit_gets(damaged):
    with tempfile.TemporaryDirectory() as folder:
        account = account_of(_checked(damaged, [], [], Path(folder)))
    told = account.every_row().to_csv() + account.findings.frame.to_csv()
    try:
        account.findings.refuse_stops()
    except ExtractError as error:
        told += str(error)
    for canary in ("640823", "=cmd", "1e309", "1890-01-01"):
        assert canary not in told
