"""Published works that definitions refer to, told in full: who wrote what, when and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence

FILE = "references.yaml"
_HOMES = ("journal", "publisher")


@dataclass(frozen=True)
class Work:
    """One published work.

    Attributes
    ----------
    authors
        As a list of sources writes them: ``Zigmond AS, Snaith RP``, ``White IR et al.``
    home
        The journal, for a book its publisher.
    seen
        Where the citation was read beside its DOI.
    """

    doi: str
    authors: str
    year: int
    title: str
    home: str
    evidence: Evidence
    seen: str

    @property
    def citation(self) -> str:
        """Author, title, journal and year in one line, without the DOI."""
        return " ".join(map(_closed, (self.authors, self.title, f"{self.home} {self.year}")))


def _closed(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


@cache
def read_references(path: Path | None = None) -> Mapping[str, Work]:
    """Read the works, by DOI in small letters: a DOI is the same in either case.

    Raises
    ------
    DefinitionError
        A key is unknown or missing, a DOI stands twice, or a work has neither journal nor
        publisher, or both; names the file and the DOI.
    """
    path = path or definitions() / FILE
    raw = read_definition(path, schema=definitions() / "references.schema.json")
    found: dict[str, Work] = {}
    for part in raw["references"]:
        where, key = f"{path.name}: references: {part['doi']}", part["doi"].casefold()
        if key in found:
            raise DefinitionError("A work stands twice.", where=where, remedy="Keep one.")
        homes = [part[name] for name in _HOMES if name in part]
        if len(homes) != 1:
            raise DefinitionError(
                "A work is not said to have come out in one place.",
                where=where,
                remedy="Write journal for an article, or publisher for a book.",
            )
        found[key] = Work(
            part["doi"],
            part["authors"],
            part["year"],
            part["title"],
            homes[0],
            Evidence(part["evidence"]),
            part["seen"],
        )
    return MappingProxyType(found)


def work_of(doi: str) -> Work | None:
    """The work behind a DOI; None where it could not be looked up."""
    return read_references().get(doi.casefold())
