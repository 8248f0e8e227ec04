"""Which numbers of a period may still grow after the day on which the data were taken out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.conventions import get


def growing(periods: Iterable[Period], *, as_of: dt.date) -> dict[str, tuple[str, ...]]:
    """Codes of the periods whose number may still grow, by measure.

    A referral is known once its patient has come, a follow-up counts as due when its grace has
    passed, and it may be answered until its window closes. Beside an earlier period, such a
    number is not yet all that it will be.

    Returns
    -------
    dict
        ``referrals``, ``followups_due`` and ``response_12m``, those alone that have any period.
    """
    opens, closes = get("followup_due_days").value, max(get("followup_window_days").value)
    days = {
        "referrals": get("referrals_known_days").value,
        "followups_due": get("followup_grace_days").value,
        "response_12m": closes - opens,
    }
    periods = tuple(periods)
    found = {
        measure: tuple(
            dict.fromkeys(
                period.code for period in periods if period.end + dt.timedelta(days=more) > as_of
            )
        )
        for measure, more in days.items()
    }
    return {measure: codes for measure, codes in found.items() if codes}
