"""What happens to a release in which the auditor found something."""

from __future__ import annotations

from nrs_lib.errors import DisclosureError
from nrs_lib.reports.audit.auditing import Audit

_FIRST = 5


def refuse_if_failed(audit: Audit, *, where: str) -> None:
    """Stop a release in which the auditor found something that may not leave.

    Raises
    ------
    DisclosureError
        Names file, place and rule of the first findings; never a value.
    """
    if not audit.fails:
        return
    first = audit.fails[0]
    listed = "; ".join(f"{one.file}: {one.place} ({one.rule})" for one in audit.fails[:_FIRST])
    more = len(audit.fails) - _FIRST
    raise DisclosureError(
        f"The audit stops the release. {first.what}",
        where=f"{where}: {listed}" + (f" and {more} more" if more > 0 else ""),
        remedy=first.remedy,
    )
