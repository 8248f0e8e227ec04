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
from nrs_lib.figures.sheet import Sheet, text_width
from nrs_lib.figures.theme import SIZE, SMALL
from nrs_lib.reports import counting, sections
from nrs_lib.stats.control_charts.constants import d2

_DRAWN = [getattr(part, name) for part in (figures, tables) for name in part.__all__]
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
    list(read_policy().same_people.counts_at(read_policy().same_people.listed)),
    read_policy().same_people.listed_rows,
)


_SIZES = (SIZE, SMALL)
_SIGNS = "0123456789 ,.–%()\N{NO-BREAK SPACE}"
"""Of numbers, as readers meet them."""
_BETWEEN = (
    "ikRinht,OuKrsfAkt:frr,e,Las:Acipkvh--rman,n:n.r;r:nåb:däsånä"
    "döjea.g,gläge;hjjätpdålånyywd:rwr.bsl,s,s;wafåewCeTonuw.: ; "
    "\N{NO-BREAK SPACE}av\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}o"
)
"""Letters two by two, as they stand beside each other in what else most drawings say."""
_MARKS = {
    "dot": (3.5, 4.5, 5.5, 5.8, 6.0, 6.4, 7.0, 7.5, 8.0, 8.5, 10.0),
    "diamond": (7.0, 7.5, 8.5, 9.5, 10.0, 12.0),
    "square": (4.6, 5.0, 7.0),
}
"""The widths of most marks."""
_EDGED = {"ring": ((4.6, 1.0), (5.6, 1.2), (8.0, 1.8), (13.0, 1.4)), "dash": ((10.0, 2.2),)}
"""Those of marks with an edge, each with the edge's weight."""


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
    """The first drawing opens the fonts, measures letters and shapes marks for each later one."""
    sheet = Sheet(10)
    sheet.text(0, 10, "0")
    for shape, sizes in _MARKS.items():
        for size in sizes:
            sheet.mark(0, 0, shape, size=size)
    for shape, edged in _EDGED.items():
        for size, weight in edged:
            sheet.mark(0, 0, shape, size=size, weight=weight)
    # What stands beside most marks; a letter beside another is laid out once.
    between = zip(_BETWEEN[::2], _BETWEEN[1::2], strict=True)
    pairs = map("".join, (*product(_SIGNS, repeat=2), *between))
    texts = [*_named(), *_SIGNS, ":", ";", *pairs]
    for text, size, bold in product(texts, _SIZES, (False, True)):
        text_width(text, size, bold=bold)
    sheet.svg(name="first", title="0", description="0")


_draw_once()
