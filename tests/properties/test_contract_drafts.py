"""Whatever a file holds, its draft writes no value that fewer hold than the policy allows."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.reports.contract_draft.drafting import draft_contract
from nrs_lib.reports.contract_draft.observing import secrecy
from tests.support.drafts import written

WORDS = ("björk", "gran", "tall", "alm", "lind")
PEOPLE = 14


@st.composite
def tables(draw) -> pd.DataFrame:
    """Rows of some people with a word and a number each, often held by about as many as allowed."""
    n = draw(st.integers(12, 90))
    people = draw(st.lists(st.integers(1, PEOPLE), min_size=n, max_size=n))
    words = draw(st.lists(st.sampled_from(WORDS), min_size=n, max_size=n))
    numbers = draw(st.lists(st.integers(7001, 7005), min_size=n, max_size=n))
    table = pd.DataFrame({"Rad": [f"r{one}" for one in range(n)], "Ord": words, "Tal": numbers})
    if draw(st.booleans()):
        table.insert(0, "Patient_id", [f"P{one}" for one in people])
    return table


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tables())
def test_only_what_enough_hold_is_written(table):
    with TemporaryDirectory() as folder:
        draft = draft_contract(written(Path(folder), table))
    text = "\n".join(draft.files.values())
    holders = table["Patient_id"] if "Patient_id" in table else table["Rad"]

    for column in ("Ord", "Tal"):
        held = holders.groupby(table[column]).nunique()
        for value, n in held.items():
            shown = re.search(rf"\b{value}\b", text) is not None
            assert n >= secrecy().fewest or not shown
    assert not re.search(r"\bP\d+\b|\br\d+\b", text)
