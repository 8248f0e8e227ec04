"""Colours, sizes and type: one set of tokens for figures, reports and pages.

Nothing here draws, so style sheets can be made without paying for a drawing library.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent
FONTS = _HERE / "fonts"


@dataclass(frozen=True)
class Theme:
    """Tokens. Colours are hex; on white, text has contrast 4.5:1 or more and marks 3:1.

    Attributes
    ----------
    ink, muted, rule
        Text, quiet text, thin lines.
    subject
        The unit that the report is about (the nation, in a national report).
    nation
        Marks of the nation beside a unit; text about it is muted.
    tint, nation_tint
        Grounds and interval bands of subject and nation.
    band
        From a start to the threshold of meaningful change, whose end is also a line.
    attention, better
        Look here; certainly better. Always said in words or shape too.
    worse_strong, worse, middle, good, good_strong
        Five steps of an answer scale, apart for all kinds of colour vision.
    """

    ink: str = "#1B2A33"
    muted: str = "#5B6872"
    rule: str = "#D5DBDF"
    ground: str = "#FFFFFF"
    subject: str = "#0B5C8A"
    nation: str = "#8A949B"
    tint: str = "#CFE2EE"
    page_tint: str = "#EAF1F5"
    nation_tint: str = "#E3E7EA"
    band: str = "#F3E8D3"
    attention: str = "#B4540A"
    better: str = "#1B7F5C"
    worse_strong: str = "#B4540A"
    worse: str = "#E8B48A"
    middle: str = "#E3E7EA"
    good: str = "#9CC4DB"
    good_strong: str = "#0B5C8A"

    @property
    def answers(self) -> tuple[str, ...]:
        """The five steps, worst first."""
        return (self.worse_strong, self.worse, self.middle, self.good, self.good_strong)


THEME = Theme()
FAMILY = "NRS Sans"
FAMILIES = (FAMILY, "Source Sans 3", "Source Sans Pro", "system-ui", "sans-serif")
WIDTH = 7.4 * 72  # points: a full column on paper
NARROW = 3.52 * 72  # points: a phone 390 px wide, where the smallest text is then 12 px
SLIDE = 5.3 * 72  # points: on a slide 1,280 px wide the smallest text is then 20 px and more
SIZE = 9.5  # points
SMALL = 8.5


def font_file(style: str = "regular") -> Path:
    """The font that measures text (``regular``, ``semibold``), or the page's (``variable``)."""
    return FONTS / ("nrs-sans.woff2" if style == "variable" else f"nrs-sans-{style}.ttf")


@cache
def font_face() -> str:
    """The ``@font-face`` rule with the font inside, for pages that must stand alone."""
    font = base64.b64encode(font_file("variable").read_bytes()).decode()
    return (
        f'@font-face{{font-family:"{FAMILY}";font-weight:200 900;font-display:swap;'
        f'src:url(data:font/woff2;base64,{font}) format("woff2")}}'
    )


@cache
def variables() -> str:
    """The tokens as custom properties: ``--nrs-ink`` and so on, and ``--nrs-font``."""
    colours = "".join(
        f"--nrs-{field.name.replace('_', '-')}:{getattr(THEME, field.name)};"
        for field in fields(THEME)
    )
    families = ",".join(f'"{name}"' if " " in name else name for name in FAMILIES)
    return f":root{{{colours}--nrs-font:{families}}}"


@cache
def stylesheet() -> str:
    """Tokens and the rules that figures need on a page; put it after `font_face`."""
    return variables() + "\n" + (_HERE / "figures.css").read_text(encoding="utf-8")
