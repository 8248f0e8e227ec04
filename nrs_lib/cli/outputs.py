"""`nrs output`: what of a researcher's export folder may leave."""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nrs_lib.reports.output_check.judging import Checked


def check(arguments: Namespace) -> int:
    """Judge every file, and write nothing."""
    from nrs_lib.reports.output_check.judging import check_outputs

    return _show(check_outputs(arguments.folder.absolute()))


def release(arguments: Namespace) -> int:
    """Put what passes in a new folder, with the record."""
    from nrs_lib.reports.output_check.releasing import release_outputs

    code = _show(release_outputs(arguments.folder.absolute(), arguments.to.absolute()))
    print(arguments.to)
    return code


def allow(arguments: Namespace) -> int:
    """Add an exception for a file as it is now."""
    from nrs_lib.reports.output_check.exceptions import EXCEPTIONS, allow

    allow(
        arguments.folder.absolute(),
        arguments.file,
        rule=arguments.rule,
        reason=arguments.reason,
        asked_by=arguments.asked_by,
        approved_by=arguments.approved_by,
        date=dt.date.today(),
    )
    print(arguments.folder / EXCEPTIONS)
    return 0


def _show(checked: Checked) -> int:
    from nrs_lib.errors import DisclosureError
    from nrs_lib.reports.audit.findings import masked
    from nrs_lib.reports.output_check.judging import Outcome

    for one in checked.files:
        print(f"{one.outcome:8}{masked(one.file)}")
        for finding in one.findings:
            print(f"{'':8}{finding.verdict} {finding.rule}, {finding.place}: {finding.what}")
            print(f"{'':8}do: {finding.remedy}")
        for finding, exemption in one.excepted:
            print(f"{'':8}allowed {finding.rule}, {finding.place}: {exemption.approved_by}")
    for exemption in checked.void:
        print(f"void    exception to {exemption.rule} for {masked(exemption.file)}: another file")
    told = ", ".join(f"{checked.count(outcome)} {outcome}" for outcome in Outcome)
    print(f"{len(checked.files)} files: {told}")
    stopped = len(checked.files) - checked.count(Outcome.PASS)
    return DisclosureError.exit_code if stopped else 0
