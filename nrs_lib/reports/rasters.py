"""Figures as PNG, for documents and slides that take no SVG."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version

from nrs_lib.errors import DisclosureError
from nrs_lib.figures import theme

_PIXELS_PER_INCH = 96
_STYLES = ("regular", "semibold")
_TIMES = 2.0
"""Pixels per CSS pixel: sharp on paper and on fine screens."""


@cache
def drawn_by() -> str:
    """What the pixels of a drawing follow from, besides the drawing."""
    fonts = [theme.font_file(style).read_bytes() for style in _STYLES]
    letters = hashlib.sha256(b"".join(fonts)).hexdigest()
    return f"resvg_py {version('resvg_py')}, {_TIMES:g}, {theme.THEME.ground}, {letters}"


def png_of(drawing: str, *, where: str) -> bytes:
    """Draw an SVG file of a release as pixels.

    Parameters
    ----------
    drawing
        As `sheets.svg_files` writes it.
    where
        Names the figure in an error.

    Returns
    -------
    bytes
        PNG at twice the drawing's size on white, with the project's own font; the machine's
        fonts are not read, so it is the same everywhere.

    Raises
    ------
    DisclosureError
        The drawing cannot be drawn.
    """
    import resvg_py

    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=drawing,
                background=theme.THEME.ground,
                zoom=_TIMES,
                dpi=_PIXELS_PER_INCH,
                skip_system_fonts=True,
                font_files=[str(theme.font_file(style)) for style in _STYLES],
                font_family=theme.FAMILY,
            )
        )
    except ValueError as fault:
        raise DisclosureError(
            "A drawing cannot be drawn as pixels.",
            where=where,
            remedy="Draw it as well-formed SVG with a size.",
        ) from fault
