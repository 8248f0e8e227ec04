"""Whose releases the readers of a release may have seen."""

from __future__ import annotations

from nrs_lib.disclosure import read_policy
from nrs_lib.terms import UNIT_BOUND, Audience


def seen_by(audience: Audience, subject: str) -> tuple[str, tuple[str, ...]]:
    """The condition on releases ``r`` that readers of one may have seen, and what fills it."""
    rules = read_policy().ledger
    met = [str(other) for other in Audience if rules.meet(Audience(audience), other)]
    bound = ", ".join(f"'{one}'" for one in UNIT_BOUND)
    # Two units never see each other's reports; a release to others is seen by all of them.
    both_bound = f"r.audience in ({bound})" if Audience(audience) in UNIT_BOUND else "0"
    return (
        f"r.audience in ({', '.join('?' * len(met))}) and (not ({both_bound}) or r.subject = ?)",
        (*met, subject),
    )


def common_to(audience: Audience) -> tuple[str, ...]:
    """The audiences whose releases every reader of a release may have seen."""
    return tuple(sorted(map(str, read_policy().ledger.reads[Audience(audience)])))
