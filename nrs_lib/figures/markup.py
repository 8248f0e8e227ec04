"""SVG that can stand inside a page.

It has no identifiers but those of its title and description, no style sheet, no style
attributes and no references, only presentation attributes: nothing that could clash with a
second figure, leak into the page, or be lost when a report is cleaned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape

from nrs_lib.figures.theme import FAMILIES


def short(number: float) -> str:
    """A number of points with at most two decimals."""
    # What is left of a subtraction may be a nought with a sign, and the two are one key.
    return _short(number) if number else f"{number:.0f}"


# Most stand in a drawing again and again, and in its twin for narrow pages.
@lru_cache(maxsize=1 << 14)
def _short(number: float) -> str:
    # Through six decimals, so that what is left of a subtraction does not turn a half.
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    if "." in text:
        text = f"{float(text):.2f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return text


def outline(points: Iterable[tuple[float, float]]) -> str:
    """Points in a row as the data of a path."""
    return "M " + " L ".join(f"{short(x)} {short(y)}" for x, y in points)


def escaped(texts: Iterable[str], *, quote: bool = True) -> list[str]:
    """Texts as markup; one look at all of them tells that most have nothing to escape."""
    texts = list(texts)
    together = "".join(texts)
    if escape(together, quote) == together:
        return texts
    return [escape(text, quote) for text in texts]


def element(tag: str, look: Mapping[str, str], inside: str = "") -> str:
    """One element on a line of its own; what is inside is markup already."""
    values = zip(look, escaped(look.values()), strict=True)
    attributes = "".join([f' {key}="{value}"' for key, value in values])
    return f"<{tag}{attributes}>{inside}</{tag}>\n" if inside else f"<{tag}{attributes}/>\n"


def drawing(
    elements: Sequence[str],
    *,
    size: tuple[float, float],
    name: str,
    title: str,
    description: str,
) -> str:
    """Elements as a drawing of a size in points, with its title and description."""
    families = ", ".join(f"'{family}'" if " " in family else family for family in FAMILIES)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {_box(size)} '
        f'aria-labelledby="fig-{name}-title fig-{name}-desc" font-family="{families}" '
        f'stroke-linejoin="round">\n'
        f'<title id="fig-{name}-title">{escape(title, quote=False)}</title>\n'
        f'<desc id="fig-{name}-desc">{escape(description, quote=False)}</desc>\n'
        f"{''.join(elements)}</svg>"
    )


def ornament(elements: Sequence[str], *, size: tuple[float, float]) -> str:
    """A drawing that stands beside its own words, and is passed over when a page is read."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" focusable="false" '
        f'{_box(size)} stroke-linejoin="round">{"".join(elements)}</svg>'
    )


def _box(size: tuple[float, float]) -> str:
    width, height = (float(short(length)) for length in size)
    return f'viewBox="0 0 {width:g} {height:g}" width="{width:g}pt" height="{height:g}pt"'
