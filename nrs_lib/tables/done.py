"""How much a unit did in a period, in words that none and one have of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nrs_lib.text import count

_WORDS = {
    "first_visits": {
        "none": {"sv": "inget första besök", "en": "no first visits"},
        "one": {"sv": "ett första besök", "en": "one first visit"},
        "many": {"sv": "{n} första besök", "en": "{n} first visits"},
    },
    "programme_discharges": {
        "none": {"sv": "inget avslutat program", "en": "no programmes that ended"},
        "one": {"sv": "ett avslutat program", "en": "one programme that ended"},
        "many": {"sv": "{n} avslutade program", "en": "{n} programmes that ended"},
    },
    "followups_due": {
        "none": {"sv": "ingen ettårsuppföljning att göra", "en": "no one-year follow-ups due"},
        "one": {"sv": "en ettårsuppföljning att göra", "en": "one one-year follow-up due"},
        "many": {"sv": "{n} ettårsuppföljningar att göra", "en": "{n} one-year follow-ups due"},
    },
}


def done_in_words(rows: Iterable[Any], language: str) -> list[str]:
    """Each count that is shown, with what was counted."""
    told = []
    for row in rows:
        key = {0: "none", 1: "one"}.get(int(row.n), "many")
        words = _WORDS[row.measure][key][language]
        told.append(words.format(n=count(row.n, language=language)))
    return told
