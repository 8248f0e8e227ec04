"""Every scale at the start, at discharge and a year after, and the bands it is divided into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nrs_lib.contracts.instruments import Scale, scale
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.annual_words import told
from nrs_lib.tables.cells import (
    Find,
    finder,
    mean_cell,
    n_cell,
    share_cells,
    share_columns,
    withheld,
)
from nrs_lib.tables.domains import domain_groups, domain_note
from nrs_lib.tables.fewer_answers import fewer_answers
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.results import described
from nrs_lib.tables.scoring import scoring_notes
from nrs_lib.tables.wording import word
from nrs_lib.terms import Scope, Statistic, TimePoint
from nrs_lib.text import number

_NATION = str(Scope.NATIONAL)


def show_occasions(
    start: ClearedTable, *, later: ClearedTable, scales: Sequence[str], language: str = "sv"
) -> Stamped:
    """Responses, mean and standard deviation of each scale at three time points.

    Parameters
    ----------
    start, later
        The sections of these names of an annual report.
    scales
        Codes of the scales to show, in order.
    """
    both = start + later
    find = finder(both)

    def row(one: Scale) -> Row:
        cells: list[Cell] = []
        for point in TimePoint:
            found = find(
                measure=one.code,
                statistic=str(Statistic.MEAN),
                scope=_NATION,
                time_point=str(point),
                category="",
            )
            mean = replace(mean_cell(found, one.decimals, language), beside="")
            cells += [n_cell(found, language), mean, _spread(found, one, language)]
        return Row(one.label[language], tuple(cells), beside=described(one, language))

    heads = (
        (told("n", language), True),
        (told("mean", language), False),
        (word("sd", language), True),
    )
    table = Table(
        caption=told("occasions", language),
        about=told("occasions_about", language),
        stub=word("scale", language),
        columns=tuple(
            Column(head, group=told(f"at_{point}", language), muted=muted)
            for point in TimePoint
            for head, muted in heads
        ),
        groups=domain_groups(list(scales), lambda one: [row(one)], language),
        notes=(
            told("occasions_note", language),
            *fewer_answers(both, list(scales), language),
            domain_note(list(scales), language),
            *scoring_notes(both, list(scales), language=language),
        ),
    )
    return stamp(table, name="occasions", cleared=[start, later], language=language)


def _spread(found: object, one: Scale, language: str) -> Cell:
    gone = withheld(found, language)
    return gone or Cell(number(found.sd, one.decimals, language=language), rows=(found,))


def show_bands(cleared: ClearedTable, *, measures: Sequence[str], language: str = "sv") -> Stamped:
    """Share in each band of a scale at each time point.

    Parameters
    ----------
    cleared
        The section ``bands`` of an annual report.
    measures
        The measures that divide scales into bands, in order.
    """
    find = finder(cleared)
    table = Table(
        caption=told("bands", language),
        about=told("bands_about", language),
        stub=word("scale", language),
        columns=tuple(
            column
            for point in TimePoint
            for column in share_columns(
                told(f"at_{point}", language), language, with_interval=False
            )
        ),
        groups=tuple(_of_measure(find, code, language) for code in measures),
        notes=(told("bands_note", language), *_each_rounded(cleared, language)),
    )
    return stamp(table, name="bands", cleared=[cleared], language=language)


def _each_rounded(cleared: ClearedTable, language: str) -> tuple[str, ...]:
    """That bands need not add up, where their counts are rounded."""
    base = cleared.record.used["limits"]["round_to"]
    return (told("bands_rounded", language, base=str(base)),) if base > 1 else ()


def _of_measure(find: Find, code: str, language: str) -> Group:
    measure = read_measures()[code]
    lowest = {band.code: band.lower for band in scale(measure.bands).bands}
    rows = []
    for band, label in measure.categories.items():
        cells: tuple[Cell, ...] = ()
        for point in TimePoint:
            found = find(measure=code, category=band, time_point=str(point), scope=_NATION)
            cells += share_cells(found, language, with_interval=False)
        start = told("band_from", language, lowest=number(lowest[band], language=language))
        rows.append(Row(label[language], cells, beside=start))
    return Group(measure.label[language], tuple(rows))
