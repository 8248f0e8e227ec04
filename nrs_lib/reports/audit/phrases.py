"""What a text tells, phrase by phrase: how many numbers, who is named, how many people.

Nearly all that a report says was said before, with another number here and there. So a text is
read in phrases, between signs that no number, name or count reaches across, and each phrase is
read once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
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
    # Spaces around a phrase tell nothing, and without them more of the phrases are the same.
    parts = [_of_phrase(phrase.strip()) for phrase in phrases_of(text)]
    # Most texts are one phrase.
    return parts[0] if len(parts) == 1 else _together(parts)


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


def _together(parts: Sequence[Told]) -> Told:
    """What phrases tell in one text."""
    numbers = sum([one.numbers for one in parts])
    telling = [one for one in parts if one.named or one.counts or one.may_model]
    if not telling:
        return Told(numbers)
    named = tuple([name for one in telling for name in one.named])
    counts = [one.counts for one in telling if one.counts]
    found = []
    for reading in range(max(map(len, counts), default=0)):
        # What a space cannot part reads one way.
        mine = [ways[min(reading, len(ways) - 1)] for ways in counts]
        pairs = chain.from_iterable([one.pairs for one in mine])
        found.append(_counted(pairs, chain.from_iterable([one.people for one in mine])))
    return Told(numbers, named, tuple(found), any(one.may_model for one in telling))


def _counted(pairs: Iterable[tuple[int, int]], people: Iterable[int]) -> Counts:
    known = frozenset(pairs)
    # The whole of a pair is often followed by the word for people: 3 of 16 patients.
    return Counts(known, frozenset(people).difference([whole for _, whole in known]))


@lru_cache(maxsize=REMEMBERED)
def _of_phrase(phrase: str) -> Told:
    named = named_in(phrase)
    return Told(
        count_numbers(phrase),
        () if named is None else (named,),
        _counts_in(phrase),
        may_tell_of_model(phrase),
    )


def _counts_in(phrase: str) -> tuple[Counts, ...]:
    """Pairs and all other counts of people, in each reading of a phrase that may have any."""
    if is_bare(phrase) or not may_count(phrase):
        return ()
    readings = dict.fromkeys((phrase, with_thousands(phrase)))
    return tuple([_counted(pairs_in(one), people_in(one)) for one in readings])
