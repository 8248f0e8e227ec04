"""A release with all that is kept of it inside the house, and an order for another extract."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from nrs_lib.disclosure import Stamped
from nrs_lib.reports.folders import NOTEBOOK, write_private
from nrs_lib.reports.manifest import Provenance, provenance, read_manifest
from nrs_lib.reports.orders import Order
from nrs_lib.reports.rebuilding import keep_made_from
from tests.support.desks import Desk
from tests.support.releases import few_outputs
from tests.support.stamps import an_executed
from tests.support.templates import an_extract

FIRST, SECOND = "2023-09-01-00000001", "2023-09-01-00000002"


def an_origin(extract_id: str, **told: object) -> Provenance:
    """Of an extract with this id; ``rows`` and ``scoring`` as its account tells them."""
    made = provenance(an_extract(extract_id, fingerprint=extract_id[-8:] * 8))
    return replace(made, extract={**made.extract, **told})


class Reissue:
    """The same report of two extracts: made of the first, ordered of the second."""

    def __init__(
        self,
        folder: Path,
        *,
        second: str = SECOND,
        was: Mapping[str, object] | None = None,
        now: Mapping[str, object] | None = None,
        shown: Sequence[Stamped] | None = None,
        language: str = "sv",
        **declared: object,
    ) -> None:
        self.folder = folder
        self.shown = shown or few_outputs(language)
        self.first = Desk(folder, an_origin(FIRST, **was or {}), language=language, **declared)
        self.second = Desk(folder, an_origin(second, **now or {}), language=language, **declared)
        self.first.write(*self.shown)
        self.keep(made_from={"numbers": "the same"})

    def keep(self, *, made_from: Mapping[str, object]) -> None:
        """Keep the first one's notebook, and what it was made from."""
        notebook = json.dumps(an_executed(*self.shown))
        write_private(self.first.places.internal / NOTEBOOK, notebook)
        files = read_manifest(self.first.places.release)["files"]
        seal = hashlib.sha256(notebook.encode()).hexdigest()
        order = self.order(self.first, made_from=made_from)
        keep_made_from(order, notebook_sha256=seal, files=files)

    def order(self, desk: Desk, **changed: object) -> Order:
        told = {
            "sidecar": desk.sidecar,
            "template": "",
            "subject": desk.subject,
            "parameters": desk.parameters,
            "origin": desk.origin,
            "key": desk.key,
            "places": desk.places,
            "older": "supersede",
            "made_from": {"numbers": "the same"},
        }
        return Order(**told | changed)

    @property
    def asked(self) -> Order:
        """The order for the second extract."""
        return self.order(self.second, predecessor=self.first.places.internal / NOTEBOOK)


def files_of(release: Path) -> dict[str, bytes]:
    """Every file of a release but its manifest, by its path."""
    return {
        path.relative_to(release).as_posix(): path.read_bytes()
        for path in release.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
