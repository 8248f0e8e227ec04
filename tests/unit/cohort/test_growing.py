import datetime as dt

import pytest

from nrs_lib.cohort.growing import growing
from nrs_lib.cohort.periods import Period


@pytest.mark.parametrize(
    ("as_of", "measures"),
    [
        # The quarter ends 2022-06-30: grace ends 92 days later, the window 183, referrals 365.
        ("2022-09-29", {"referrals", "followups_due", "response_12m"}),
        ("2022-09-30", {"referrals", "response_12m"}),
        ("2022-12-30", {"referrals"}),
        ("2023-06-30", set()),
    ],
)
def test_a_number_may_grow_until_its_own_time_is_over(as_of, measures):
    quarter = Period.parse("2022Q2")
    found = growing([quarter, quarter.year_before()], as_of=dt.date.fromisoformat(as_of))
    assert set(found) == measures
    assert all(codes == ("2022Q2",) for codes in found.values())
