"""What the ledger says of a release beside its numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, astuple, dataclass

from nrs_lib.disclosure import read_policy
from nrs_lib.terms import Audience

_ALIKE = ("audience", "subject", "period", "extract_id", "policy_sha256")


@dataclass(frozen=True)
class Entry:
    """What a release is, beside its numbers."""

    audience: Audience
    subject: str
    report: str
    period: str
    extract_id: str
    policy_sha256: str
    round_to: int

    @classmethod
    def of(
        cls, audience: Audience, *, subject: str, report: str, period: str, extract_id: str
    ) -> Entry:
        """An entry of a release cleared under the policy in force."""
        policy = read_policy()
        rules = policy.audiences[audience]
        return cls(audience, subject, report, period, extract_id, policy.sha256, rules.round_to)

    @property
    def alike(self) -> dict[str, object]:
        """What it has in common with releases of the same numbers to the same readers."""
        return {name: told for name, told in asdict(self).items() if name in _ALIKE}

    def told(self) -> list[object]:
        """The columns of the table of releases, from the audience to the day."""
        made = dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()
        return [*(str(part) for part in astuple(self)[:-1]), self.round_to, made]
