"""Takes a delivery in: checked, scored, its findings written whatever comes of it, stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.preparing import score_checked, store
from nrs_lib.errors import ExtractError
from nrs_lib.extract.declared import NOTHING_DECLARED, Declared
from nrs_lib.extract.loading import Progress, check, silent
from nrs_lib.places import outputs
from nrs_lib.reports.findings.account import Account, account_of
from nrs_lib.reports.findings.writing import FOLDER, stopped_folder, write_findings


@dataclass(frozen=True)
class Intake:
    """A delivery that nothing stopped.

    ``extract`` is missing where it was only checked; ``page`` is the page of findings.
    """

    account: Account
    files: tuple[dict[str, object], ...]
    page: Path
    extract: Extract | None


def take_in(
    path: str | Path,
    *,
    as_of: dt.date | None = None,
    folder: Path | None = None,
    check_only: bool = False,
    declared: Declared = NOTHING_DECLARED,
    progress: Progress = silent,
) -> Intake:
    """Take in a delivery, and write its findings whether or not it is stopped.

    Parameters
    ----------
    path
        A folder or file as the registry delivers it.
    as_of
        The day the registry was read; from the delivery note when there is one.
    folder
        Where outputs go; ``outputs/`` by default.
    check_only
        Store no extract; only the findings are written.
    declared, progress
        As for `nrs_lib.extract.loading.check`.

    Raises
    ------
    ExtractError
        The delivery cannot be read, or a finding stops it; the message then names the page
        where every finding stands.
    """
    home = folder or outputs()
    checked = check(path, as_of=as_of, declared=declared, progress=progress)
    progress("scores")
    scored = score_checked(checked)
    account = account_of(checked)
    files = tuple(file.as_dict() for file in checked.files)
    if check_only or account.findings.stops:
        page = write_findings(account, home / stopped_folder(account))
        try:
            account.findings.refuse_stops(checked.sources)
        except ExtractError as error:
            remedy = f"{error.remedy}\n         Every finding: {page.absolute().as_uri()}"
            raise ExtractError(error.what, where=error.where, remedy=remedy) from None
        return Intake(account, files, page, None)
    progress("stored tables")
    extract = store(scored, folder=folder)
    account = account_of(checked, extract_id=extract.extract_id)
    page = write_findings(account, home / extract.extract_id / FOLDER)
    return Intake(account, files, page, extract)
