"""How many patients improved enough to matter to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nrs_lib.contracts.instruments import Scale, scale
from nrs_lib.contracts.outcome_domains import by_domain
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.cells import finder, has_own, share_cells, share_columns
from nrs_lib.tables.domains import domain_groups, domain_note
from nrs_lib.tables.fewer_answers import fewer_answers
from nrs_lib.tables.layout import Row, Table, stamp
from nrs_lib.tables.scoring import scoring_notes
from nrs_lib.tables.sentences import capital
from nrs_lib.tables.wording import word
from nrs_lib.terms import Evidence, Scope, Statistic, TimePoint
from nrs_lib.text.references import reference_words

IMPROVED = "improved"
LATER = (TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M)


def show_responders(
    cleared: ClearedTable,
    *,
    scales: Sequence[str],
    time_point: str = "",
    language: str = "sv",
) -> Stamped:
    """Share whose change reaches the scale's threshold, with each threshold in words.

    Parameters
    ----------
    cleared
        The section ``responders``: shares with category ``improved``.
    scales
        Codes of the scales to show, in order; those without a threshold are left out.
    time_point
        ``discharge`` or ``followup_12m``; every later time point when left out.
    """
    cleared = cleared.where(statistic=str(Statistic.SHARE), category=IMPROVED)
    if time_point:
        cleared = cleared.where(time_point=str(time_point))
    is_own = has_own(cleared)
    scopes = [Scope.OWN, Scope.NATIONAL] if is_own else [Scope.NATIONAL]
    columns = share_columns(word("unit" if is_own else "nation", language), language)
    if is_own:
        columns += share_columns(word("nation", language), language, with_interval=False)
    find = finder(cleared)
    shown = [
        scale(code)
        for code in scales
        if code in cleared.measures and scale(code).change_threshold is not None
    ]
    # In the order of the rows, so that a reader meets note 1 first.
    in_rows = by_domain([one.code for one in shown], language=language)
    sources = list(dict.fromkeys(_source(one, language) for _, kin in in_rows for one in kin))

    def row(one: Scale, point: str) -> Row:
        cells = tuple(
            cell
            for scope in scopes
            for cell in share_cells(
                find(measure=one.code, scope=str(scope), time_point=point),
                language,
                with_interval=scope is scopes[0],
            )
        )
        return Row(
            word(
                "scale_at",
                language,
                scale=one.label[language],
                when=word(f"when_{point}", language),
            ),
            cells,
            beside=_meaning(one, language),
            notes=(sources.index(_source(one, language)) + 1,),
        )

    def rows(one: Scale) -> list[Row]:
        made = [row(one, str(point)) for point in LATER if str(point) in known]
        # What the threshold means is told once.
        return [made[0], *(replace(later, beside="") for later in made[1:])] if made else []

    known = {row.time_point for row in cleared.rows}
    table = Table(
        caption=word("responders_caption", language),
        about=word("responders_about", language),
        stub=word("scale", language),
        columns=columns,
        groups=domain_groups([one.code for one in shown], rows, language),
        notes=(
            *fewer_answers(cleared, [one.code for one in shown], language),
            *([domain_note([one.code for one in shown], language)] if shown else []),
            *scoring_notes(cleared, [one.code for one in shown], language=language),
        ),
        numbered=tuple(sources),
    )
    name = f"responders_{time_point}" if time_point else "responders"
    return stamp(table, name=name, cleared=[cleared], language=language)


def _meaning(one: Scale, language: str) -> str:
    """The threshold in words; an assumed one says so where it is read, not only below."""
    threshold = one.change_threshold
    words = threshold.meaning[language]
    if threshold.evidence is not Evidence.ASSUMED:
        return words
    return f"{word(str(threshold.evidence), language)}: {words}"


def _source(one: Scale, language: str) -> str:
    threshold = one.change_threshold
    evidence = capital(word(str(threshold.evidence), language))
    reference = reference_words(threshold.reference[language])
    return word("threshold_source", language, evidence=evidence, reference=reference)
