"""A release is made again beside what had been released by then, and nothing later."""

from __future__ import annotations

import pytest

from nrs_lib.reports.ledger import Ledger, released_in
from nrs_lib.reports.ledger_entry import Entry
from nrs_lib.reports.verification.ledger_then import Met, copy_until, met, rounds
from nrs_lib.terms import Audience, Register
from tests.support.stamps import a_cleared

OWN, PUBLIC, REGISTER = Audience.OWN_UNIT, Audience.PUBLIC, Audience.REGISTER


@pytest.fixture
def ledger(tmp_path):
    return Ledger.of(Register.NRSSV, folder=tmp_path / "outputs")


def entered(ledger, audience, subject="U1"):
    entry = Entry.of(audience, subject=subject, report="prov", period="2022", extract_id="e1")
    return ledger.record(entry, released_in([a_cleared(audience=str(audience))]))


def test_a_copy_has_what_came_before_and_its_seals(ledger, tmp_path):
    for audience in (OWN, PUBLIC, REGISTER):
        entered(ledger, audience)
    before = ledger.path.read_bytes()

    copy_until(ledger, 3, tmp_path / "then" / "copy.sqlite")

    copy = Ledger(tmp_path / "then" / "copy.sqlite")
    assert copy.check() == 2
    with copy.opened() as then, ledger.opened() as now:
        query = "select count(*) from cells where release < 3"
        assert then.execute(query).fetchone() == now.execute(query).fetchone() != (0,)
    assert ledger.path.read_bytes() == before


def test_only_what_its_readers_may_have_seen_bounds_a_release(ledger):
    public = entered(ledger, PUBLIC, "national")
    first = entered(ledger, OWN, "U1")
    other = entered(ledger, OWN, "U2")
    entered(ledger, Audience.RESEARCHER, "national")
    again = entered(ledger, OWN, "U1")

    def bounds(told, audience, subject):
        found = met(ledger, told, audience=audience, subject=subject)
        return found.first, found.last

    assert bounds(public, PUBLIC, "national") == (1, 1)
    assert bounds(first, OWN, "U1") == (2, 2)
    assert bounds(other, OWN, "U2") == (2, 3)
    assert bounds(again, OWN, "U1") == (3, 5)


def test_an_entry_that_is_not_there_is_not_met(ledger, tmp_path):
    told = entered(ledger, OWN)

    for strange in (told._replace(seal="0"), told._replace(entry=2)):
        assert met(ledger, strange, audience=OWN, subject="U1") is None
    assert met(Ledger(tmp_path / "none"), told, audience=OWN, subject="U1") is None
    assert not (tmp_path / "none").exists()


def test_units_share_a_round_and_periods_of_one_do_not():
    one, two = (Ledger(name) for name in "ab")
    found = [Met(one, 1, 5), Met(one, 1, 6), Met(one, 6, 7), Met(two, 1, 2), Met(one, 7, 9)]

    assert rounds(found) == [0, 0, 1, 0, 1]


def test_every_release_of_a_round_can_share_its_ledger():
    found = [Met(Ledger("a"), first, first + length) for first in range(9) for length in range(4)]
    numbers = rounds(found)

    for number in set(numbers):
        part = [one for one, own in zip(found, numbers, strict=True) if own == number]
        end = min(one.last for one in part)
        assert all(one.first <= end <= one.last for one in part)
