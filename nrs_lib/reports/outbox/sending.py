"""An edition laid ready for its subscribers: a folder each, a letter, and a log.

Nothing is mailed. A person takes a folder and sends it; the log says what was laid ready,
when, for whom, and with which checksums.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from nrs_lib.errors import DisclosureError, RunError
from nrs_lib.reports.folders import exchanged, put_new, set_aside
from nrs_lib.reports.manifest import verify_release
from nrs_lib.reports.outbox.choosing import Parcel, files_of
from nrs_lib.reports.outbox.letters import letter
from nrs_lib.reports.packing import packed, packed_figures
from nrs_lib.reports.page.documents import write_text
from nrs_lib.reports.site.holding import Held
from nrs_lib.terms import Audience

LETTER = "letter.txt"
LOG = "log.jsonl"
_ENDINGS = {
    "html": ".html",
    "pdf": ".pdf",
    "xlsx": ".xlsx",
    "csv": ".csv.zip",
    "figures": ".figures.zip",
}


def lay_ready(
    parcels: Sequence[Parcel], *, outbox: Path, day: dt.date, edition: str = ""
) -> list[dict[str, object]]:
    """Write each recipient's folder and take it down in the log.

    Parameters
    ----------
    parcels
        Of one edition; those with nothing to send are passed over.
    outbox
        The edition's folder; each recipient gets one in it.
    day
        The day of sending.
    edition
        Its name, for the log; empty when all of an extract goes out.

    Returns
    -------
    list
        The new lines of the log. A recipient whose folder holds the very same already gets
        no new one, so the command may be given again at any time.

    Raises
    ------
    RunError
        Some recipients could not be served; the others are.
    """
    lines, failed = [], []
    for parcel in parcels:
        if parcel.state != "due":
            continue
        try:
            line = _laid(parcel, outbox, day)
        except DisclosureError as fault:
            failed.append(f"{parcel.subscription.recipient}: {fault.what}")
            continue
        # A run that was cut off after the folder and before its line is made good here.
        if line is not None and edition:
            line["edition"] = edition
        if line is not None and not _is_noted(outbox / LOG, line):
            _noted(outbox / LOG, line)
            lines.append(line)
    lacking = [
        f"{parcel.subscription.recipient}: {what}" for parcel in parcels for what in parcel.lacking
    ]
    if failed or lacking:
        raise RunError(
            f"{len(failed) + len({one.split(':')[0] for one in lacking})} recipients could not be "
            "served; the others are.",
            where="; ".join([*failed, *lacking][:5]),
            remedy="A missing PDF is made by nrs pdf. Give the same command again afterwards.",
        )
    return lines


def _laid(parcel: Parcel, outbox: Path, day: dt.date) -> dict[str, object] | None:
    one = parcel.subscription
    if parcel.lacking:
        return None
    for release in parcel.releases:
        verify_release(release.folder)
        _check_reader(release, one.units, one.audience)
    target = outbox / one.recipient
    with set_aside(target) as folder:
        files = [_files(release, folder, one.formats, older=target) for release in parcel.releases]
        told = letter(one, parcel.releases, files, day)
        write_text(folder / LETTER, told)
        sums = _sums(folder)
        # The letter may say that the end is near; that alone is no new delivery.
        if target.is_dir() and _but_letter(_sums(target)) == _but_letter(sums):
            sums = _sums(target)
        elif target.exists():
            exchanged(folder, target)
        else:
            put_new(folder, target)
    return {
        "day": day.isoformat(),
        "recipient": one.recipient,
        "name": one.name,
        "extract": parcel.releases[0].manifest["extract"]["id"],
        "releases": [release.place for release in parcel.releases],
        "files": sums,
    }


def _check_reader(release: Held, units: Sequence[str], audience: Audience | None) -> None:
    """The last look before anything leaves: an own unit's report goes to that unit alone.

    Raises
    ------
    DisclosureError
        It is another's.
    """
    is_own = release.audience is Audience.OWN_UNIT
    if is_own and (audience is not None or release.subject.subject_id not in units):
        raise DisclosureError(
            "A unit's own report was on its way to somebody else.",
            where=release.subject.folder,
            remedy="Nothing was laid ready. This is a fault of the program.",
        )


def _files(release: Held, folder: Path, formats: Sequence[str], *, older: Path) -> list[str]:
    """Put a release's files into a folder under names that tell what they are."""
    stem = "_".join(
        filter(
            None,
            (
                release.subject.folder,
                str(release.manifest["report"]),
                str(release.manifest["period"]),
            ),
        )
    )
    named = []
    for form in formats:
        names = files_of(release, form)
        target = folder / f"{stem}{_ENDINGS[form]}"
        paths = [release.folder / name for name in names]
        if form == "csv":
            target.write_bytes(packed(paths))
        elif form == "figures":
            target.write_bytes(packed_figures(paths, older=older / target.name))
        else:
            shutil.copyfile(paths[0], target)
        named.append(target.name)
    return named


def _sums(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def _but_letter(sums: dict[str, str]) -> dict[str, str]:
    return {name: told for name, told in sums.items() if name != LETTER}


def _is_noted(log: Path, line: dict[str, object]) -> bool:
    """Whether the last line about the recipient tells of the very same files."""
    if not log.exists():
        return False
    told = [json.loads(text) for text in log.read_text(encoding="utf-8").splitlines()]
    own = [one for one in told if one["recipient"] == line["recipient"]]
    return bool(own) and _but_letter(own[-1]["files"]) == _but_letter(line["files"])


def _noted(log: Path, line: dict[str, object]) -> None:
    """Add a line to the log; it is written aside and renamed, so no line is ever half."""
    before = log.read_text(encoding="utf-8") if log.exists() else ""
    told = json.dumps(line, ensure_ascii=False, sort_keys=True)
    write_text(log, f"{before}{told}\n")
