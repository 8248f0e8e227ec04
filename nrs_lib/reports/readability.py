"""How heavy the running text of a finished report is to read, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

from nrs_lib.reports.manifest import verify_release
from nrs_lib.text.readability import Readability, readability

_PAGE = "report.html"
_RUNNING = {"p", "li", "h3", "figcaption"}
_APART = {"table", "svg", "details", "nav", "style", "header", "footer"}
_VOID = {"meta", "br", "img", "input", "hr", "link", "col"}
PROSE, FIGURES = "prose", "figures and notes"
OWN_PARTS = ("lead", "plain_summary", "annual_findings", "caution")


def running_text(page: str) -> dict[str, str]:
    """The sentences of a page, without what stands in tables, drawings and lists of contents.

    Returns
    -------
    dict
        By part: ``lead`` and ``caution`` as they are computed, ``prose`` as it is written, and
        what is said around figures and tables.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return {part: " ".join(told) for part, told in reader.found.items()}


def readability_of(release: Path) -> Mapping[str, Readability]:
    """How heavy each part of a release's running text is.

    Raises
    ------
    DisclosureError
        The release is not what its manifest says.
    """
    verify_release(release)
    page = (release / _PAGE).read_text(encoding="utf-8")
    return {part: readability(text) for part, text in running_text(page).items()}


class _Reader(HTMLParser):
    """Paragraphs with the part of the page that they stand in; each is whole sentences."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, list[str]] = {}
        self._open: list[tuple[str, str, bool]] = []
        self._told = ""

    def handle_starttag(self, tag, attributes) -> None:
        if tag in _VOID:
            return
        output, is_apart = self._open[-1][1:] if self._open else ("", False)
        output = dict(attributes).get("data-output") or output
        self._open.append((tag, output, is_apart or tag in _APART))

    def handle_endtag(self, tag) -> None:
        while self._open:
            closed, output, is_apart = self._open.pop()
            if closed in _RUNNING and not is_apart and self._told.strip():
                part = output if output in OWN_PARTS else FIGURES if output else PROSE
                told = " ".join(self._told.split(" ")).strip()
                whole = told if told[-1] in ".:?!" else f"{told}."
                self.found.setdefault(part, []).append(whole)
                self._told = ""
            if closed == tag:
                return

    def handle_data(self, data) -> None:
        is_running = any(tag in _RUNNING for tag, _, _ in self._open)
        if is_running and not self._open[-1][2]:
            self._told += data
