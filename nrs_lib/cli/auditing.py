"""`nrs audit`: what finished releases tell, and whether it gives anybody away."""

from __future__ import annotations

import json
from argparse import Namespace

_MOST = 20


def audit(arguments: Namespace) -> int:
    """Audit one release, or all beneath a folder."""
    from nrs_lib.errors import DisclosureError
    from nrs_lib.reports.audit.folders import audit_folder

    found = audit_folder(arguments.folder.absolute())
    if arguments.json:
        text = json.dumps(found.as_dict(), ensure_ascii=False, indent=1, sort_keys=True)
        arguments.json.write_text(text + "\n", encoding="utf-8")
    for release, finding in found.findings[:_MOST]:
        print(f"{finding.verdict:8}{finding.rule:26}{release}")
        print(f"{'':8}{finding.file}: {finding.place}")
    more = len(found.findings) - _MOST
    if more > 0:
        print(f"and {more} more; --json FILE writes them all")
    for rule, finding in {finding.rule: finding for _, finding in found.findings}.items():
        print(f"\n{rule}: {finding.what}\n  do: {finding.remedy}")
    if found.findings:
        print()
    numbers = sum(one.numbers for one in found.releases)
    attacked = sum(one.recovery.hidden for one in found.releases)
    print(
        f"{len(found.releases)} releases, {numbers:,} numbers seen, {attacked:,} hidden ones "
        f"attacked; {found.fails} fail, {len(found.findings) - found.fails} to review."
    )
    return DisclosureError.exit_code if found.fails else 0
