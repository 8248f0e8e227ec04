"""What in a text names people: personal identity numbers, pseudonyms, names of id columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from nrs_lib.contracts.identity import holds_identity_number
from nrs_lib.reports.audit.numbers import REMEMBERED

_MAYBE_IDENTITY = re.compile(r"\d(?<![\w.,].)\d{5}(?:\d{6}|\d{4}|\d{2}[-+ ]\d{4}|[-+ ]\d{4})(?!\w)")
# The same between signs that names of files, classes and elements have in place of spaces.
_IN_NAMES = re.compile(r"(?<!\d)(?:\d{12}|\d{10}|\d{8}[-+]\d{4}|\d{6}[-+]\d{4})(?!\d)")
_PSEUDONYM = re.compile(r"[EP](?<![\w-].)[BCDFGHJKLMNPQRSTVWXZ]{9}(?![\w-])")
_SHORTEST = 10
"""Signs of the shortest of both."""
_JOINED = re.compile(r"[A-Za-zÅÄÖåäö]+(?:_[A-Za-zÅÄÖåäö0-9]+)+|[A-Z][a-z]+Id\b")


class Named(NamedTuple):
    """The rules that a text breaks by itself, and its words that may name a column."""

    rules: frozenset[str]
    words: frozenset[str]


def named_in(text: str) -> Named | None:
    """Who is named in a text; None where nobody can be."""
    return _named(text, _MAYBE_IDENTITY)


def named_in_name(text: str) -> Named | None:
    """The same in the name of a file, a class or an element."""
    return _named(text, _IN_NAMES)


def _named(text: str, pattern: re.Pattern[str]) -> Named | None:
    is_long = len(text) >= _SHORTEST
    rules = []
    if is_long and any(map(holds_identity_number, pattern.findall(text))):
        rules.append("personal_identity_number")
    if is_long and _PSEUDONYM.search(text):
        rules.append("person_id")
    words = frozenset(_words(text))
    return Named(frozenset(rules), words) if rules or words else None


def _words(text: str) -> Iterator[str]:
    if "_" in text or "Id" in text:
        for word in _JOINED.findall(text):
            yield plain_name(word)


@lru_cache(maxsize=REMEMBERED)
def plain_name(name: str) -> str:
    """A column's name however it is written."""
    return re.sub(r"[\s_.-]", "", name).casefold()
