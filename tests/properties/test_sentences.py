"""No sentence claims a difference that the interval does not bear, in either language."""

from tests.support.simulated_units import wrong_claims

UNITS = 150


def test_sentences_claim_what_the_intervals_bear_and_nothing_else():
    assert wrong_claims(UNITS, seed=20221231) == []
