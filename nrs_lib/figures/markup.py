"""From matplotlib's SVG to one that can stand inside a page.

What comes out has no identifiers but those of its title and description, no style sheet, no
style attributes and no references, only presentation attributes: nothing that could clash with
a second figure, leak into the page, or be lost when a report is cleaned.
"""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree

from nrs_lib.figures.theme import FAMILIES

_STYLES = frozenset(
    {
        "fill",
        "fill-opacity",
        "font-size",
        "font-weight",
        "opacity",
        "stroke",
        "stroke-dasharray",
        "stroke-dashoffset",
        "stroke-linecap",
        "stroke-opacity",
        "stroke-width",
        "text-anchor",
    }
)
_NUMBER = re.compile(r"-?\d+\.\d+")
_XLINK = "{http://www.w3.org/1999/xlink}href"


def _short(text: str) -> str:
    def cut(match: re.Match[str]) -> str:
        short = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
        return "0" if short == "-0" else short

    return _NUMBER.sub(cut, " ".join(text.split()))


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _look(element: ElementTree.Element) -> dict[str, str]:
    """Style as presentation attributes."""
    look: dict[str, str] = {}
    for part in element.get("style", "").split(";"):
        key, _, value = (piece.strip() for piece in part.partition(":"))
        if key in _STYLES:
            look[key] = _short(value.removesuffix("px"))
    for key in ("d", "transform", "x", "y"):
        if element.get(key):
            look[key] = _short(element.get(key))
    # What SVG does unasked need not be said; the family stands on the whole drawing.
    if look.get("transform", "").startswith("rotate(-0"):
        del look["transform"]
    for key, usual in (("text-anchor", "start"), ("font-weight", "400")):
        if look.get(key) == usual:
            del look[key]
    return look


def _written(tag: str, look: dict[str, str], inside: str = "") -> str:
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in look.items())
    return f"<{tag}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{attributes}/>"


def _drawn(element: ElementTree.Element, shapes: dict[str, ElementTree.Element]) -> str:
    tag = _tag(element)
    if tag in ("g", "svg"):
        return "".join(_drawn(child, shapes) for child in element)
    if tag == "path":
        return _written("path", _look(element)) + "\n"
    if tag == "use":
        shape = shapes[element.get(_XLINK, "").lstrip("#")]
        place = _short(f"{element.get('x', '0.0')} {element.get('y', '0.0')}")
        look = {**_look(shape), **_look(element), "transform": f"translate({place})"}
        look = {key: value for key, value in look.items() if key not in ("x", "y")}
        return _written("path", look) + "\n"
    if tag == "text":
        return _written("text", _look(element), escape(element.text or "", quote=False)) + "\n"
    return ""


def plain_svg(source: str, *, name: str, title: str, description: str) -> str:
    """Rewrite matplotlib's SVG for use inside a page."""
    root = ElementTree.fromstring(source)
    shapes = {part.get("id"): part for part in root.iter() if _tag(part) == "path"}
    _, _, width, height = (float(number) for number in root.get("viewBox").split())
    families = ", ".join(f"'{family}'" if " " in family else family for family in FAMILIES)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}pt" height="{height:g}pt" '
        f'aria-labelledby="fig-{name}-title fig-{name}-desc" font-family="{families}" '
        f'stroke-linejoin="round">\n'
        f'<title id="fig-{name}-title">{escape(title, quote=False)}</title>\n'
        f'<desc id="fig-{name}-desc">{escape(description, quote=False)}</desc>\n'
        f"{_drawn(root, shapes)}</svg>"
    )
