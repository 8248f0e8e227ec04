"""A page as paper shows it: nothing folded, each drawing once, small figures beside each other.

It changes how a released page is set and nothing of what it says.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from pathlib import Path

from nrs_lib.reports.paper_definitions import with_close_definitions
from nrs_lib.reports.scripts import slide_scripts, without_scripts

_STYLE = Path(__file__).parent / "page" / "paper.css"
# Slides bring their own sheets with them, for whoever prints them.
_SLIDES = '<body class="nrs-slides"'
# On paper nothing unfolds, and the page's narrow drawings are the wide ones again, but for
# small multiples and figures in pairs, which stand beside each other.
_DRAWN = r'<div class="nrs-scroll nrs-{}".*?</div>'
_UNSEEN = re.compile(
    rf'<details class="nrs-data">.*?</details>|{_DRAWN.format("narrow")}', re.DOTALL
)
_PANEL = re.compile(r'<section class="nrs-panel">.*?</section>', re.DOTALL)
_WIDE = re.compile(_DRAWN.format("broad"), re.DOTALL)
_HALF = (
    r'<div data-output="([^"]*)"[^>]*>\s*<figure class="nrs-figure nrs-half"'
    r"(?:(?!</figure>).)*</figure></div>"
)
_PAIR = re.compile(rf"({_HALF})\s*({_HALF})", re.DOTALL)
PAIR = '<div class="nrs-pair">'
"""What two figures beside each other stand in."""
_LISTS = re.compile(r'<section class="nrs-listed[^"]*".*?</section>', re.DOTALL)
_ALTERNATIVE = re.compile(r"(<title\b[^>]*>)([^<]*)(</title>)\s*<desc\b[^>]*>([^<]*)</desc>")


def for_paper(page: str, *, apart: Collection[str] = ()) -> str:
    """The page as it is set on paper.

    ``apart`` names outputs that begin pairs which shall stand beneath each other all the same.
    """
    page = without_scripts(page, slide_scripts())
    is_slides = _SLIDES in page
    style = "" if is_slides else _STYLE.read_text(encoding="utf-8")
    page = page if is_slides else with_close_definitions(page)
    page = _PAIR.sub(lambda pair: pair[0] if pair[2] in apart else _beside(pair), page)
    page = _PANEL.sub(_small, page)
    page = _lists_first(_ALTERNATIVE.sub(_told_whole, _UNSEEN.sub("", page)))
    return page.replace("</style>", f"\n{style}</style>", 1)


def with_contents(page: str) -> str:
    """The page with its contents on the first sheet; the same where it has none."""
    return page.replace('<nav class="nrs-contents"', '<nav class="nrs-contents nrs-of-many"', 1)


def with_close_lists(page: str) -> str:
    """The page with its lists of figures and tables set closer; the same where it has none."""
    return page.replace('<section class="nrs-listed"', '<section class="nrs-listed nrs-tight"', 1)


def _lists_first(page: str) -> str:
    """A book's figures and tables listed after its contents, where a reader of paper looks."""
    lists = _LISTS.search(page)
    if lists is None:
        return page
    return _LISTS.sub("", page, count=1).replace("</nav>", f"</nav>{lists[0]}", 1)


def _small(panel: re.Match[str]) -> str:
    return _drawn_small(panel[0])


def _drawn_small(part: str) -> str:
    return _WIDE.sub("", part).replace("nrs-scroll nrs-narrow", "nrs-scroll")


def _beside(pair: re.Match[str]) -> str:
    """Two figures of a kind that follow each other, each in half the column."""
    return f"{PAIR}{_drawn_small(pair[1])}{_drawn_small(pair[3])}</div>"


def _told_whole(found: re.Match[str]) -> str:
    """Paper has room for one text alternative of a drawing: its title and what is drawn."""
    begin, title, end, description = found.groups()
    joined = html.unescape(title).rstrip(".") + ". " + html.unescape(description)
    return f"{begin}{html.escape(joined, quote=False)}{end}"
