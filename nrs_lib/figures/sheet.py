"""The paper that figures are drawn on: points from the upper left corner, SVG out.

Figures place every mark themselves, so a label can be measured before it is put anywhere.
Drawing keeps off matplotlib's global state: no pyplot, no current figure.
"""

from __future__ import annotations

import io
from functools import cache

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.transforms import Affine2D

from nrs_lib.figures.markup import plain_svg
from nrs_lib.figures.theme import FAMILY, SIZE, THEME, WIDTH, font_file

_RC = {"svg.fonttype": "none", "svg.hashsalt": "nrs"}
_ANCHORS = {"left": "left", "centre": "center", "right": "right"}


@cache
def _register_fonts() -> None:
    for style in ("regular", "semibold"):
        font_manager.fontManager.addfont(font_file(style))


@cache
def text_width(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Width of one line of text in points."""
    font = font_manager.get_font(font_file("semibold" if bold else "regular"))
    font.set_size(size, 72)
    font.set_text(text, 0.0, flags=mpl.ft2font.LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64


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
        _register_fonts()
        self.width, self.height = width, height
        self._figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self._figure.patch.set_visible(False)
        self._points = Affine2D().scale(1 / 72) + self._figure.dpi_scale_trans
        self._order = 0

    def _add(self, artist) -> None:
        self._order += 1
        artist.set(transform=self._points, zorder=self._order, clip_on=False)
        self._figure.add_artist(artist)

    def _up(self, y: float) -> float:
        return self.height - y

    def line(self, points, *, colour=THEME.rule, weight=0.8, dash=None) -> None:
        """A line through points (x, y)."""
        xs, ys = zip(*points, strict=True)
        line = Line2D(xs, [self._up(y) for y in ys], color=colour, linewidth=weight)
        line.set_solid_capstyle("butt")
        if dash:
            line.set_linestyle((0, dash))
        self._add(line)

    def mark(self, x, y, shape="dot", *, colour=THEME.subject, size=7.0, weight=1.6) -> None:
        """A ring (start), dot (discharge) or diamond (one year); size is its width."""
        form = {"dot": "o", "ring": "o", "diamond": "D", "square": "s", "tick": "|"}[shape]
        face = THEME.ground if shape == "ring" else colour
        edge = weight if shape in ("ring", "tick") else 0
        width = size / 1.41 if shape == "diamond" else size - edge
        self._add(
            Line2D(
                [x],
                [self._up(y)],
                linestyle="none",
                marker=form,
                markersize=width,
                markerfacecolor=face,
                markeredgecolor=colour,
                markeredgewidth=edge,
            )
        )

    def bar(self, left, top, width, height, *, colour=THEME.tint) -> None:
        """A filled rectangle without an edge."""
        corner = (left, self._up(top + height))
        self._add(Rectangle(corner, width, height, facecolor=colour, linewidth=0))

    def area(self, points, *, colour=THEME.tint) -> None:
        """A filled shape through points (x, y)."""
        corners = [(x, self._up(y)) for x, y in points]
        self._add(Polygon(corners, closed=True, facecolor=colour, linewidth=0))

    def text(
        self, x, y, text, *, colour=THEME.ink, size=SIZE, bold=False, at="left", centred=False
    ) -> None:
        """One line of text with its baseline at y; ``centred`` puts y at its middle."""
        artist = self._figure.text(
            0,
            0,
            text,
            color=colour,
            fontfamily=FAMILY,
            fontsize=size,
            fontweight=600 if bold else 400,
            ha=_ANCHORS[at],
            va="baseline",
            parse_math=False,
        )
        base = y + 0.34 * size if centred else y
        self._order += 1
        artist.set(x=x, y=self._up(base), transform=self._points, zorder=self._order)

    def lines_of_text(self, x, y, lines, *, leading=1.18, size=SIZE, **kind) -> None:
        """Lines of text centred around y as one block."""
        step = leading * size
        top = y - step * (len(lines) - 1) / 2
        for place, line in enumerate(lines):
            self.text(x, top + place * step, line, size=size, centred=True, **kind)

    def svg(self, *, name: str, title: str, description: str) -> str:
        """The drawing as SVG with real text, the same bytes every time."""
        paper = io.StringIO()
        with mpl.rc_context(_RC):
            self._figure.savefig(paper, format="svg", transparent=True, metadata={"Date": None})
        return plain_svg(paper.getvalue(), name=name, title=title, description=description)
