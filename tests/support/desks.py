"""Releases without a run: a throw-away report of made-up stamped outputs, written as any."""

from __future__ import annotations

from pathlib import Path

from nrs_lib.reports.folders import folders_of
from nrs_lib.reports.manifest import Provenance, input_key
from nrs_lib.reports.subjects import Subject
from nrs_lib.reports.writing import write_release
from nrs_lib.terms import Register
from tests.support.stamps import an_executed
from tests.support.templates import LANGUAGES, PARAMETERS, a_template

SUBJECT = Subject(Register.NRSSV, "U1", "Enhet 017")


class Desk:
    """One report's sidecar, places and key."""

    def __init__(
        self,
        folder: Path,
        origin: Provenance,
        *,
        subject: Subject = SUBJECT,
        period: str = "2022",
        report: str = "prov",
        language: str = "sv",
        **declared: object,
    ) -> None:
        declared |= {"parameters": PARAMETERS | LANGUAGES}
        made = a_template(folder / "templates", report, **declared)
        self.sidecar = made.in_language(language)
        self.subject = subject
        self.parameters = self.sidecar.defaults | {
            "subject": subject.subject_id,
            "register": str(subject.register),
            "period": period,
            "language": language,
        }
        self.origin = origin
        self.places = folders_of(
            folder,
            extract_id=str(origin.extract["id"]),
            sidecar=self.sidecar,
            period=period,
            subject=subject,
        )
        self.key = input_key(origin, self.sidecar, self.parameters)

    def write(self, *shown, may_supersede: bool = False) -> bool:
        return write_release(
            an_executed(*shown),
            sidecar=self.sidecar,
            subject=self.subject,
            parameters=self.parameters,
            origin=self.origin,
            key=self.key,
            places=self.places,
            may_supersede=may_supersede,
        )
