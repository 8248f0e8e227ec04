"""What axe-core and a narrow screen find in a page, by rule and element."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# What a narrow screen can change; colours are the same.
_OF_SIZE = ("target-size", "scrollable-region-focusable", "landmark-unique", "heading-order")
NARROW = 320
# A table shows itself in its first rows, and the codebook has thousands.
_ROWS = 5
_AXE = Axe()
# Elements that make the page itself wider than the screen, and not only their own frame.
_TOO_WIDE = """width => {
  const framed = e => { for (let up = e.parentElement; up; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== 'visible') return true; return false; };
  const wide = [...document.querySelectorAll('body *')].filter(
    e => e.getBoundingClientRect().right > width + 1 && !framed(e));
  return document.documentElement.scrollWidth <= width ? [] :
    wide.slice(0, 5).map(e => `${e.tagName} ${e.className} is wider than the screen`);
}"""
# Drawings whose ink would lie on whatever ground a reader has chosen.
_ON_ANY_GROUND = """() => [...document.querySelectorAll('svg')].filter(one =>
    getComputedStyle(one).backgroundColor === 'rgba(0, 0, 0, 0)'
  ).slice(0, 5).map(one => `svg in ${one.parentElement.className} has no ground of its own`)"""
_PREPARE = """rows => {
  document.querySelectorAll('details').forEach(one => { one.open = true; });
  document.querySelectorAll(`tbody > tr:nth-child(n+${rows + 1})`).forEach(row => row.remove());
}"""


def faults_of(page) -> list[str]:
    """Everything that axe-core rejects, on a desk and on a narrow screen with all unfolded.

    Drawings that lack a ground where a reader has chosen dark colours are found too.

    Parameters
    ----------
    page
        An open page of Playwright's.
    """
    page.evaluate(_PREPARE, _ROWS)
    found = _violations(page, TAGS)
    page.set_viewport_size({"width": NARROW, "height": 800})
    found += page.evaluate(_TOO_WIDE, NARROW)
    found += _violations(page, _OF_SIZE)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    found += page.evaluate(_ON_ANY_GROUND)
    page.emulate_media(forced_colors="none", color_scheme="light")
    return list(dict.fromkeys(found))


def _violations(page, rules: tuple[str, ...]) -> list[str]:
    asked = {"runOnly": list(rules), "resultTypes": ["violations"]}
    response = _AXE.run(page, options=asked).response
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} {_short(node['html'])}"
        for rule in response["violations"]
        for node in rule["nodes"]
    ]


def _short(html: str) -> str:
    return re.sub(r"\s+", " ", html)[:120]
