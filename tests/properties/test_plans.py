"""No sentence and no figure claims a change whose interval covers none, in either language."""

from tests.support.simulated_changes import wrong_changes

UNITS = 100


def test_a_change_is_claimed_exactly_where_its_interval_bears_it():
    assert wrong_changes(UNITS, seed=20221231) == []
