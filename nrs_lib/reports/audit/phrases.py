"""What a text tells, phrase by phrase: how many numbers, who is named, how many people.

Nearly all that a report says was said before, with another number here and there. So a text is
read in phrases, between signs that no number, name or count reaches across, and each phrase is
read once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from nrs_lib.reports.audit.models import may_tell_of_model
from nrs_lib.reports.audit.naming import Named, named_in, named_in_name
from nrs_lib.reports.audit.numbers import (
    REMEMBERED,
    count_numbers,
    is_bare,
    may_count,
    pairs_in,
    people_in,
    with_thousands,
)

# A number, a name or a count never has one of these in it, and none looks beyond one for what
# it is. A sign of more than one is one by the space in it: 1.5 and 1,234 are single numbers.
_APART = ("(", ")", "%", ". ", ", ")
_SIGN = ";"


class Counts(NamedTuple):
    """Pairs and other counts of people in one reading of a text."""

    pairs: frozenset[tuple[int, int]]
    people: frozenset[int]


class Told(NamedTuple):
    """What a text tells.

    Attributes
    ----------
    numbers
        How many it holds, whatever they count.
    named
        Who may be named.
    counts
        Pairs and other counts of people in each reading, if it may have any.
    may_model
        Whether it may tell of a model.
    """

    numbers: int
    named: tuple[Named, ...] = ()
    counts: tuple[Counts, ...] = ()
    may_model: bool = False


@lru_cache(maxsize=REMEMBERED)
def told_in(text: str) -> Told:
    """What a text tells, whatever stands around it."""
    numbers, parts = 0, []
    # Spaces around a phrase tell nothing, and without them more of the phrases are the same.
    for more, telling in map(_of_phrase, map(str.strip, phrases_of(text))):
        numbers += more
        if telling is not None:
            parts.append(telling)
    if not parts:
        return Told(numbers)
    named = tuple([one.named for one in parts if one.named is not None])
    counts = _together([one.counts for one in parts if one.counts])
    return Told(numbers, named, counts, any(one.may_model for one in parts))


@lru_cache(maxsize=REMEMBERED)
def told_in_name(name: str) -> Told:
    """What the name of a file, a class or an element tells: it counts nobody."""
    named = named_in_name(name)
    return Told(sum(map(count_numbers, phrases_of(name))), () if named is None else (named,))


def phrases_of(text: str) -> list[str]:
    """A text between the signs that keep its numbers, names and counts apart."""
    for sign in _APART:
        text = text.replace(sign, _SIGN)
    return text.split(_SIGN)


def _together(parts: list[tuple[Counts, ...]]) -> tuple[Counts, ...]:
    """Each reading of a text, from those of its phrases."""
    if not parts:
        return ()
    found = []
    for reading in range(max(map(len, parts))):
        # What a space cannot part reads one way.
        mine = [counts[min(reading, len(counts) - 1)] for counts in parts]
        pairs = frozenset().union(*(one.pairs for one in mine))
        # The whole of a pair is often followed by the word for people: 3 of 16 patients.
        wholes = {whole for _, whole in pairs}
        found.append(Counts(pairs, frozenset().union(*(one.people for one in mine)) - wholes))
    return tuple(found)


class _Telling(NamedTuple):
    named: Named | None
    counts: tuple[Counts, ...]
    may_model: bool


@lru_cache(maxsize=REMEMBERED)
def _of_phrase(phrase: str) -> tuple[int, _Telling | None]:
    """How many numbers a phrase holds; and what else it tells, as few do."""
    found = _Telling(named_in(phrase), _counts_in(phrase), may_tell_of_model(phrase))
    is_telling = found.named is not None or found.counts or found.may_model
    return count_numbers(phrase), found if is_telling else None


def _counts_in(phrase: str) -> tuple[Counts, ...]:
    """Pairs and all other counts of people, in each reading of a phrase that may have any."""
    if is_bare(phrase) or not may_count(phrase):
        return ()
    return tuple(
        Counts(frozenset(pairs_in(one)), frozenset(people_in(one)))
        for one in dict.fromkeys((phrase, with_thousands(phrase)))
    )
