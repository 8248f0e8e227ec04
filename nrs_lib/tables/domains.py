"""Rows of scales under the headings of ICF and IMMPACT, and what those rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from nrs_lib.contracts.instruments import Scale
from nrs_lib.contracts.outcome_domains import by_domain, headings_of
from nrs_lib.tables.layout import Group, Row
from nrs_lib.tables.sentences import small
from nrs_lib.tables.wording import word
from nrs_lib.terms import Evidence
from nrs_lib.text import join_words
from nrs_lib.text.references import reference_words


def domain_groups(
    codes: Iterable[str], make: Callable[[Scale], Iterable[Row]], language: str
) -> tuple[Group, ...]:
    """The rows of each scale under its heading."""
    groups = (
        Group(heading, tuple(row for one in scales for row in make(one)))
        for heading, scales in by_domain(codes, language=language)
    )
    return tuple(group for group in groups if group.rows)


def domain_note(codes: Sequence[str], language: str) -> str:
    """Where the headings come from, and which of them are the project's own."""
    headings = headings_of(codes)
    sources = dict.fromkeys(
        reference_words(one.reference[language])
        for one in headings
        if one.evidence is not Evidence.ASSUMED
    )
    note = word("domains_note", language, sources=join_words(list(sources), language=language))
    assumed = [small(one.label[language]) for one in headings if one.evidence is Evidence.ASSUMED]
    if assumed:
        # Names of several words first: after them the last "and" is not read as one of theirs.
        several_first = sorted(assumed, key=lambda name: " " not in name)
        names = join_words(several_first, language=language)
        note += " " + word("domains_assumed", language, names=names)
    return note
