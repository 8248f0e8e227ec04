"""The audit of a release that differs from an audited one in its account alone.

Every finding is about one file, or about what the release describes. A file that is the same,
beside the same description and under the same policy, has the same findings. What remains are
the accounts: the audited one's and the new one's are both read in full, against no cleared
number at all. Where either has a finding of any kind nothing is carried over, and the release
is audited as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from nrs_lib.disclosure import Policy
from nrs_lib.reports.audit.agreement import disagreements
from nrs_lib.reports.audit.auditing import count_seen, id_columns, of_form
from nrs_lib.reports.audit.cleared_numbers import ClearedNumbers
from nrs_lib.reports.audit.people import who
from nrs_lib.reports.audit.reading import read_bytes
from nrs_lib.reports.audit.seen import EVERY_OUTPUT, Channel, Grid, Seen
from nrs_lib.terms import Audience


def seen_in_page(page: str, file: str) -> Seen:
    """What is seen in a page without content."""
    return read_bytes(page.encode(), file)


def seen_in_workbook(account: Sequence[tuple[str, str]], file: str) -> Seen:
    """What is seen in those lines of a workbook that are its account."""
    seen = Seen(file, grids=[Grid("account", (), tuple(account), EVERY_OUTPUT)])
    for number, row in enumerate(account, start=1):
        seen.say(f"account row {number}", Channel.VISIBLE, " ; ".join(row), EVERY_OUTPUT)
    return seen


def is_spotless(seen: Iterable[Seen], *, audience: Audience, policy: Policy) -> bool:
    """Whether there is no finding, neither one that stops nor one to look at.

    Numbers of people are held against none at all, so what passes here passes beside any.
    """
    none = ClearedNumbers([], policy.audiences[audience], policy)

    def cleared_for(_: str) -> ClearedNumbers:
        return none

    return not any(_findings(one, cleared_for) for one in seen)


def _findings(seen: Seen, cleared_for: Callable[[str], ClearedNumbers]) -> list[object]:
    return [
        *of_form(seen),
        *who(seen, id_columns=id_columns()),
        *disagreements(seen, cleared_for, stamped=set()),
    ]


def carried_over(
    told: Mapping[str, object], *, was: Iterable[Seen], now: Iterable[Seen]
) -> dict[str, object]:
    """An audit as a manifest has it, of a release with another account that is spotless too."""
    more = sum(map(count_seen, now)) - sum(map(count_seen, was))
    return {**told, "numbers": int(told["numbers"]) + more}
