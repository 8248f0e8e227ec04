"""Pages and their companions as files: templates filled in, and files that stand whole."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from nrs_lib.reports.folders import aside_of
from nrs_lib.reports.sanitising import check_self_contained

LANGUAGES = ("sv", "en")
"""Languages of the pages that are written in each, the readers' own first."""

REGISTRY = {
    "sv": "Nationella Registret över Smärtrehabilitering",
    "en": "Swedish Quality Registry for Pain Rehabilitation (SQRP)",
}
"""Whose pages these are."""


@cache
def templates(folder: Path) -> Environment:
    """The templates in a folder: text is escaped, and a name that nobody gave is an error."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def write_page(path: Path, page: str) -> Path:
    """Write a page that runs nothing and fetches nothing.

    Raises
    ------
    DisclosureError
        The page would run or fetch something; nothing is written.
    """
    check_self_contained(page, where=path.name)
    return write_text(path, page)


def write_text(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    """Write a file whole or not at all, with line ends as they are.

    It is written aside and renamed, so that a reader meets the older file or the new one.
    Folders on the way are made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = aside_of(path)
    try:
        aside.write_text(text, encoding=encoding, newline="")
        return aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
