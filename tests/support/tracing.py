"""A released page read back: every printed number, where it stands, and whether it is data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

NUMBER = re.compile(r"[+\u2212]?\d(?:[\d\u00a0]*\d)?(?:,\d+)?")
PERIOD = re.compile(r"\d{4}(?:Q[1-4]|H[12])?")
GOAL = re.compile(r"[Mm]ål \d+\u00a0(?:%|dagar)")
WHEN = re.compile(r"^(?:Före|Nu), ")
# Cells of these tables tell definitions and the policy, and how many cells were hidden.
TELL_NO_RESULT = {"definitions", "clearance", "formulas", "scoring_rules", "sources"}
AXIS = {*map(str, range(0, 501, 5)), "0,0", "0,2", "0,4", "0,6", "0,8", "1,0"}
# Along a curve over all thresholds run points of a scale.
CURVES = ("alla_granser", "all_thresholds")
POINTS = set(map(str, range(31)))
# Beside a control chart stand marks of its axis, as bare per cent; its lines are named.
CHARTS = ("over_tid", "over_time")
A_MARK = re.compile(r"\d{1,3}\u00a0%")
_VOID = {"meta", "br", "hr", "path", "rect", "circle", "line", "use", "col"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, Mapping[str, str]]] = []
        self.texts: list[tuple[list[tuple[str, Mapping[str, str]]], str]] = []

    def handle_starttag(self, tag, attributes) -> None:
        if tag not in _VOID:
            self.open.append((tag, dict(attributes)))

    def handle_startendtag(self, tag, attributes) -> None:
        pass

    def handle_endtag(self, tag) -> None:
        while tag not in _VOID and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data) -> None:
        if NUMBER.search(data) and all(tag != "style" for tag, _ in self.open):
            self.texts.append((list(self.open), data.strip()))


def read_page(page: str) -> _Page:
    reader = _Page()
    reader.feed(page)
    return reader


def cells(page: str) -> Iterator[tuple[str, str]]:
    """Id and text of each table cell that holds a digit."""
    for places, text in read_page(page).texts:
        for tag, attributes in places:
            if tag == "td":
                yield attributes.get("id", ""), text


def drawn(page: str) -> Iterator[tuple[str, str]]:
    """Name of the figure and text, for what stands in drawings and on cards with a digit."""
    for places, text in read_page(page).texts:
        figure = [a["id"] for tag, a in places if tag == "figure" and "id" in a]
        classes = {name for _, a in places for name in (a.get("class") or "").split()}
        in_drawing = any(tag == "text" for tag, _ in places)
        if figure and (in_drawing or classes & {"value", "company", "beside", "nrs-keys"}):
            yield figure[0].removeprefix("fig-"), text


def is_no_result(text: str, names: str) -> bool:
    """Whether a digit is none of the results: the kinds there are, one a line."""
    return (
        text in names  # a name, or words of a row: EQ-5D-5L, Nacke (M50, M53.0), a threshold
        or bool(PERIOD.fullmatch(text))  # a quarter or year
        or WHEN.sub("", text).casefold() in names.casefold()  # the same, said before or now
        or bool(GOAL.fullmatch(text))  # what a unit has chosen to reach
        or text.startswith("95\u00a0%")  # the level of an interval
        or text.removesuffix("\u00a0%") in AXIS  # a mark of an axis
    )


def untraced(page: str, told: Mapping[str, object]) -> list[tuple[str, str]]:
    """Results of a page that the numbers beside it do not explain: where, and what is printed.

    A cell must be there under its own id, printed just so; a number in a drawing or on a card
    must be one of the numbers of that figure.
    """
    outputs = {output["name"]: output["numbers"] for output in told["outputs"]}
    by_id = {one["id"]: one for numbers in outputs.values() for one in numbers}
    names = {name: " ".join(one["row"] for one in found) for name, found in outputs.items()}
    left = []
    for where, text in cells(page):
        name = where.rsplit("-", 2)[0]
        printed = _plain(by_id[where]["text"]) if where in by_id else ""
        if _plain(text) in printed or name in TELL_NO_RESULT or is_no_result(text, names[name]):
            continue
        left.append((where, text))
    for name, text in drawn(page):
        if name.startswith(CURVES) and text in POINTS:
            continue
        if name in CHARTS and A_MARK.fullmatch(text):
            continue
        known = {found for one in outputs[name] for found in numbers_in(one["text"])}
        if numbers_in(text) - known and not is_no_result(text, names[name]):
            left.append((name, text))
    return left


def _plain(text: str) -> str:
    return text.strip("()")


def numbers_in(text: str) -> set[str]:
    return {found.lstrip("+") for found in NUMBER.findall(text)}
