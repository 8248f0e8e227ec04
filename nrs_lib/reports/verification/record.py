"""What has been verified, kept in a file as it comes, so that one that was stopped can go on."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.errors import DisclosureError
from nrs_lib.reports.manifest import NAME, verify_release
from nrs_lib.reports.verification.verdicts import SAME, Verdict


@dataclass(frozen=True)
class Record:
    """The releases that were made once more and found the same.

    Attributes
    ----------
    path
        A line for each; None where nothing is kept.
    """

    path: Path | None = None

    def day_of(self, release: Path) -> str:
        """The day on which a release was found the same; empty where it was not, or is another.

        It is another when its manifest is, or when a file is not what its manifest says.
        """
        day = next((day for seal, day in self._lines() if seal == _seal(release)), "")
        if day:
            try:
                verify_release(release)
            except DisclosureError:
                return ""
        return day

    def keep(self, verdict: Verdict) -> None:
        """Add a release that was found the same now, with all that it consists of."""
        if self.path is None or verdict.status != SAME or verdict.note:
            return
        day = dt.datetime.now(dt.UTC).date().isoformat()
        told = {"release": verdict.name, "manifest_sha256": _seal(verdict.release), "day": day}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told, ensure_ascii=False) + "\n")

    def _lines(self) -> Iterator[tuple[str, str]]:
        if self.path is None or not self.path.is_file():
            return
        for line in self.path.read_text(encoding="utf-8").splitlines():
            # The last line of one that was killed may be half a line.
            with contextlib.suppress(ValueError, KeyError, TypeError):
                told = json.loads(line)
                yield told["manifest_sha256"], dt.date.fromisoformat(told["day"]).isoformat()


def _seal(release: Path) -> str:
    return hashlib.sha256((release / NAME).read_bytes()).hexdigest()
