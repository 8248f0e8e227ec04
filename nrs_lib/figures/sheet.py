"""The paper that figures are drawn on: points from the upper left corner, SVG out.

Figures place every mark themselves, so a label can be measured before it is put anywhere. What
is drawn is written down at once as SVG; matplotlib measures text and shapes marks.
"""

from __future__ import annotations

from functools import cache
from html import escape
from io import BytesIO
from threading import get_ident

from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path

from nrs_lib.figures.markup import drawing, element, ornament, outline, short
from nrs_lib.figures.theme import SIZE, THEME, WIDTH, font_file

_ANCHORS = {"left": None, "centre": "middle", "right": "end"}
_FORMS = {"dot": "o", "ring": "o", "diamond": "D", "square": "s", "tick": "|", "dash": "_"}
_STEPS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE4: "C"}
_TO_THE_MIDDLE = 0.34
"""From the base line to the middle of a letter, of its size."""


@cache
def text_width(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Width of one line of text in points."""
    # The font has no form that spans three letters, so pairs tell all; each is laid out once.
    pairs = [text[i : i + 2] for i in range(len(text) - 1)] or [text]
    twice = sum(_laid_out(letter, size, bold) for letter in text[1:-1])
    return sum(_laid_out(pair, size, bold) for pair in pairs) - twice


@cache
def _laid_out(letters: str, size: float, bold: bool) -> float:
    font = _font(bold, get_ident())
    there = "".join(letter for letter in letters if font.get_char_index(ord(letter)))
    font.set_size(size, 72)
    font.set_text(there, 0.0, flags=LoadFlags.NO_HINTING)
    # A reader's own font has the others, most of them as wide as they are high.
    return font.get_width_height()[0] / 64 + size * (len(letters) - len(there))


@cache
def _font(bold: bool, _thread: int) -> FT2Font:
    # Not by matplotlib's manager of fonts, which reads every font of the machine first. From
    # memory: letters are read when first used, and an open file's place is shared with forks.
    # One for each thread: a font holds the text that it has laid out last.
    return FT2Font(BytesIO(font_file("semibold" if bold else "regular").read_bytes()))


def wrapped(text: str, width: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """Break text into lines no wider than ``width`` points; a single long word stays whole."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


class Sheet:
    """One drawing, ``height`` points high; x runs right and y runs down."""

    def __init__(self, height: float, *, width: float = WIDTH):
        self.width, self.height = width, height
        self._drawn: list[str] = []

    def _add(self, tag: str, look: dict[str, str], inside: str = "") -> None:
        self._drawn.append(element(tag, look, inside))

    def line(self, points, *, colour=THEME.rule, weight=0.8, dash=None) -> None:
        """A line through points (x, y)."""
        look = {"fill": "none"}
        if dash:
            # A heavier line has longer dashes.
            look["stroke-dasharray"] = ",".join(short(part * weight) for part in dash)
            look["stroke-dashoffset"] = "0"
        self._add("path", look | _stroke(colour, weight) | {"d": outline(points)})

    def mark(self, x, y, shape="dot", *, colour=THEME.subject, size=7.0, weight=1.6) -> None:
        """A ring (start), dot (discharge) or diamond (one year); size is its width."""
        edge = weight if shape in ("ring", "tick", "dash") else 0
        width = size / 1.41 if shape == "diamond" else size - edge
        look = _stroke(colour, edge) if edge else {}
        look |= {"d": _shape(_FORMS[shape], width)}
        look |= _fill(THEME.ground if shape == "ring" else colour)
        self._add("path", look | {"transform": f"translate({short(x)} {short(y)})"})

    def bar(self, left, top, width, height, *, colour=THEME.tint) -> None:
        """A filled rectangle without an edge."""
        right, bottom = left + width, top + height
        self.area([(left, bottom), (right, bottom), (right, top), (left, top)], colour=colour)

    def area(self, points, *, colour=THEME.tint) -> None:
        """A filled shape through points (x, y)."""
        self._add("path", _fill(colour) | {"d": f"{outline(points)} z"})

    def text(
        self, x, y, text, *, colour=THEME.ink, size=SIZE, bold=False, at="left", centred=False
    ) -> None:
        """One line of text with its baseline at y; ``centred`` puts y at its middle."""
        if not text:
            return
        base = y + _TO_THE_MIDDLE * size if centred else y
        look = {"font-weight": "600"} if bold else {}
        look["font-size"] = short(size)
        if _ANCHORS[at]:
            look["text-anchor"] = _ANCHORS[at]
        look |= _fill(colour) | {"x": short(x), "y": short(base)}
        self._add("text", look, escape(text, quote=False))

    def lines_of_text(self, x, y, lines, *, leading=1.18, size=SIZE, **kind) -> None:
        """Lines of text centred around y as one block."""
        step = leading * size
        top = y - step * (len(lines) - 1) / 2
        for place, line in enumerate(lines):
            self.text(x, top + place * step, line, size=size, centred=True, **kind)

    def svg(self, *, name: str, title: str, description: str) -> str:
        """The drawing as SVG with real text, the same bytes every time."""
        size = (self.width, self.height)
        return drawing(self._drawn, size=size, name=name, title=title, description=description)

    def ornament(self) -> str:
        """The drawing as SVG beside words that say the same."""
        return ornament(self._drawn, size=(self.width, self.height))


def _fill(colour: str) -> dict[str, str]:
    return {"fill": colour.lower()}


def _stroke(colour: str, weight: float) -> dict[str, str]:
    # What SVG does unasked need not be said.
    return {"stroke": colour.lower()} | ({} if weight == 1 else {"stroke-width": short(weight)})


@cache
def _shape(form: str, width: float) -> str:
    """The outline of a mark around its middle."""
    mark = MarkerStyle(form)
    turned = mark.get_transform().scale(width, -width)
    steps = []
    for ends, code in mark.get_path().transformed(turned).iter_segments():
        places = [short(place) for place in ends]
        steps += ["z"] if code == Path.CLOSEPOLY else [_STEPS[code], *places]
    return " ".join(steps)
