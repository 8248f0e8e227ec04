"""One side of a comparison: an extract by its id, or a delivery that is read and not stored."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from nrs_lib.cohort.extracts import FOLDER, extract_ids
from nrs_lib.cohort.preparing import make_ready, score_checked
from nrs_lib.errors import ExtractError
from nrs_lib.extract.comparing.difference import Side
from nrs_lib.extract.freezing import thaw
from nrs_lib.extract.loading import check
from nrs_lib.places import outputs


def side_of(name: str | Path, *, as_of: dt.date | None = None, folder: Path | None = None) -> Side:
    """Read one side of a comparison.

    Parameters
    ----------
    name
        The id of an extract, or the path of a delivery; the latter is read, checked and
        scored as by ``nrs load``, and nothing is stored.
    as_of
        The day of a delivery that has no delivery note.
    folder
        Where extracts are; ``outputs/`` by default.

    Raises
    ------
    ExtractError
        There is neither such an extract nor such a path, or the delivery is stopped.
    """
    if str(name) in extract_ids(folder=folder):
        home = (folder or outputs()) / str(name) / FOLDER
        tables, passport = thaw(home)
        return Side(str(name), tables, passport, home)
    if not Path(name).exists():
        raise ExtractError(
            "There is neither an extract nor a delivery of this name.",
            where=str(name)[:80],
            remedy="`nrs list` shows the extracts; or give the path of a delivery.",
        )
    ready = make_ready(score_checked(check(name, as_of=as_of)))
    return Side(ready.extract_id, ready.tables, ready.passport)
