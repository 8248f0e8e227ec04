"""Numbers for a report's chapters, figures and tables, and links to them from its prose.

They are given once, where content becomes a page, so that screen and paper agree and nothing
that is left out takes a number. Prose names the cell that shows a figure or table in braces,
``{change-figure}``, and gets a link that says "Figur 3"; a figure that has only words to say why
nothing is drawn, with or without numbers folded beneath, is no figure to its reader, and prose
does not send anybody to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from markupsafe import Markup

from nrs_lib.errors import RunError
from nrs_lib.reports.content import Block, Content
from nrs_lib.reports.pages import Numbered
from nrs_lib.reports.surroundings import surroundings, without_drawings

APPENDIX = "appendix"
"""Tag of the prose that begins an appendix, which has a letter and no number."""
_WORDS = {
    "sv": {"figure": "Figur", "table": "Tabell", "appendix": "Bilaga"},
    "en": {"figure": "Figure", "table": "Table", "appendix": "Appendix"},
}
# Where the title of a figure or table begins, as figures and tables write it.
_TITLE = re.compile(r'(<h3 class="finding">|<span class="nrs-(?:caption|away-title)">)')
# What makes a figure more than words.
_HELD = re.compile(r"<(?:svg|img|table|dl|ul|ol)\b")
_DATA = re.compile(r'<details class="nrs-data">(?:[^<]++|<(?!/details>))*+</details>')
_NAME = r"\{[a-z][a-z0-9]*(?:-[a-z0-9]+)*\}"
_NAMED = re.compile(rf"({_NAME})")
_LISTED = re.compile(rf"{_NAME}(?:(?:, | och | and ){_NAME})*")
_LAST_OF_LIST = re.compile(r" (och|and) ")


def numbers_given(content: Content, language: str) -> dict[str, Numbered]:
    """Number figures and tables, each kind by itself, in the order they are read.

    What has no title to stand before has none, nor has a figure of nothing but words.

    Returns
    -------
    dict
        By the name of the output.
    """
    found: dict[str, Numbered] = {}
    reached: Counter[str] = Counter()
    for block in content.outputs:
        if block.kind not in ("figure", "table") or not _TITLE.search(block.html):
            continue
        if _is_bare(block):
            continue
        reached[block.kind] += 1
        number = reached[block.kind]
        found[block.name] = Numbered(
            block.kind,
            block.name,
            f"{_WORDS[language][block.kind]}\u00a0{number}",
            surroundings(block.html).title,
            f"{block.kind}-{number}",
        )
    return found


def _is_bare(block: Block) -> bool:
    """Whether a figure draws nothing; numbers folded beneath it make no figure of its words."""
    return block.kind == "figure" and _has_no_drawing(block.html)


@lru_cache(maxsize=128)
def _has_no_drawing(html: str) -> bool:
    # Asked of every figure for every piece of prose that could name it.
    return not _HELD.search(_DATA.sub("", without_drawings(html)))


def chapter_labels(content: Content, language: str) -> list[str]:
    """The number of each section that has a heading, or an appendix's letter; else empty text."""
    labels, chapters, appendices = [], 0, 0
    for part in content.sections:
        if not part.heading:
            labels.append("")
        elif APPENDIX in part.tags:
            appendices += 1
            labels.append(f"{_WORDS[language]['appendix']}\u00a0{chr(ord('A') + appendices - 1)}")
        else:
            chapters += 1
            labels.append(str(chapters))
    return labels


def with_number(html: str, one: Numbered) -> str:
    """The fragment of a figure or table with its number before its title."""
    label = Markup('<span class="nrs-number">{}.</span> ').format(one.label)
    # A table that is folded has its title on the fold too.
    return _TITLE.sub(lambda found: found[0] + str(label), html)


def with_links(html: str, numbered: Mapping[str, Numbered], content: Content) -> str:
    """Prose with links in place of the cells it names.

    What it says of a figure that has no more than words goes with it: its name from a list of
    names, a list of such alone with its brackets, or else with its sentence.

    Raises
    ------
    RunError
        It names a cell that shows no figure or table.
    """
    shown = {
        block.cell: numbered[block.name] for block in content.outputs if block.name in numbered
    }
    bare = {"{" + block.cell + "}" for block in content.outputs if _is_bare(block)}
    bare -= {"{" + cell + "}" for cell in shown}
    if bare and not bare.isdisjoint(_NAMED.findall(html)):
        html = _without(html, bare)

    def link(found: re.Match[str]) -> str:
        name = found[1].strip("{}")
        one = shown.get(name)
        if one is None:
            raise RunError(
                "A text refers to a figure or table that the report does not show.",
                where=name,
                remedy="Name the cell that shows it, and let the text be left out with it.",
            )
        return one.link

    return _NAMED.sub(link, html)


def _without(html: str, bare: set[str]) -> str:
    """Prose without the names of some figures."""
    gone = "\0"

    def those_left(found: re.Match[str]) -> str:
        left = [name for name in _NAMED.findall(found[0]) if name not in bare]
        if len(left) < 2:
            return left[0] if left else gone
        word = _LAST_OF_LIST.findall(found[0])
        return f"{', '.join(left[:-1])} {word[-1] if word else ','} {left[-1]}"

    html = _LISTED.sub(those_left, html)
    html = html.replace(f" ({gone})", "")
    html = re.sub(rf"[^.<>{gone}]*{gone}[^.<>]*\.?", "", html)
    return re.sub(r"<p>\s*</p>\n?", "", html)
