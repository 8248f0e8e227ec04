"""Imported by nurseries alone: what every report reads is read before any kernel is forked.

Figures and tables are imported when first used and definitions are read when first asked
for. A kernel forked from here has them already, and what `nrs_lib.reports.counting` reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from nrs_lib import figures, tables
from nrs_lib.contracts.control_chart_rules import read_control_chart_rules
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.languages import LANGUAGES
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.outcome_domains import read_outcome_domains
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.contracts.references import read_references
from nrs_lib.contracts.targets import read_targets
from nrs_lib.disclosure import read_policy
from nrs_lib.figures.sheet import Sheet, text_width
from nrs_lib.figures.theme import SIZE, SMALL
from nrs_lib.reports import counting, sections
from nrs_lib.stats.control_charts.constants import d2

_DRAWN = [getattr(part, name) for part in (figures, tables) for name in part.__all__]
_SAME = read_policy().same_people
_READ = (
    counting.READ,
    read_measures(),
    read_control_chart_rules(),
    read_outcome_domains(),
    read_targets(),
    read_references(),
    read_codelist("register"),
    # An integral, which each unit's charts divide their moving ranges by.
    d2(2),
    # What is listed of the same people, looked up by its place.
    list(_SAME.counts_at(_SAME.listed)),
    _SAME.listed_rows,
)


_SIZES = (SIZE, SMALL)
_SIGNS = "0123456789 ,.–%()\N{NO-BREAK SPACE}"
"""Of numbers, as readers meet them."""


def _named() -> Iterator[str]:
    """What drawings name, in each language: measures, their categories, and scales."""
    for measure in read_measures().values():
        for names in (measure.label, *measure.categories.values()):
            yield from names.values()
        for language in LANGUAGES if measure.codelist else ():
            yield from read_codelist(measure.codelist).labels(language).values()
    for code in sections.scales():
        yield from scale(code).short.values()


def _draw_once() -> None:
    """The first drawing opens the fonts and measures letters; each later one has them."""
    sheet = Sheet(10)
    sheet.text(0, 10, "0")
    # What stands beside most marks; a letter beside another is laid out once.
    texts = [*_named(), *_SIGNS, *map("".join, product(_SIGNS, repeat=2))]
    for text, size, bold in product(texts, _SIZES, (False, True)):
        text_width(text, size, bold=bold)
    sheet.svg(name="first", title="0", description="0")


_draw_once()
