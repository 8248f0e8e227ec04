"""Counts outside the registry: optional, and read strictly."""

from __future__ import annotations

import pytest

from nrs_lib.contracts.outside_counts import read_outside_counts
from nrs_lib.errors import DefinitionError
from nrs_lib.terms import Register

ONE = (
    "- {register: NRSsv, subject: SV001, period: '2022', count: 40, evidence: assumed, "
    "reference: A}\n"
)


def written(tmp_path, *entries):
    path = tmp_path / "outside_counts.yaml"
    path.write_text("version: 1\ncounts:\n" + "".join(entries), encoding="utf-8")
    return path


def test_no_count_is_shipped():
    assert read_outside_counts() == {}


def test_a_count_is_found_by_register_subject_and_period(tmp_path):
    found = read_outside_counts(written(tmp_path, ONE))
    assert found[Register.NRSSV, "SV001", "2022"].count == 40


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ((ONE, ONE), "two counts"),
        ((ONE.replace("count: 40", "count: 0"),), "cannot have"),
        ((ONE.replace("count", "number"),), "number"),
        ((ONE.replace("'2022'", "'22'"),), "cannot have"),
    ],
)
def test_a_faulty_count_is_refused(tmp_path, entries, said):
    with pytest.raises(DefinitionError, match=said):
        read_outside_counts(written(tmp_path, *entries))
