"""The words of the record of researchers' outputs, in Swedish and English."""

from __future__ import annotations

import re

from nrs_lib.reports.output_check.judging import Outcome

LANGUAGES = ("sv", "en")
_OUTCOMES = {
    Outcome.PASS: {"sv": "Lämnas ut", "en": "Released"},
    Outcome.REVIEW: {"sv": "Väntar på granskning", "en": "Waits for review"},
    Outcome.FAIL: {"sv": "Stoppas", "en": "Stopped"},
}
WORDS = {
    "title": {"sv": "Granskning av forskningsresultat", "en": "Check of research outputs"},
    "files": {"sv": "Filer", "en": "Files"},
    "file": {"sv": "Fil", "en": "File"},
    "verdict": {"sv": "Utfall", "en": "Verdict"},
    "why": {"sv": "Varför", "en": "Why"},
    "exceptions": {"sv": "Undantag", "en": "Exceptions"},
    "void": {"sv": "Undantag som inte gäller längre", "en": "Exceptions that hold no longer"},
    "rule": {"sv": "Regel", "en": "Rule"},
    "reason": {"sv": "Skäl", "en": "Reason"},
    "people": {"sv": "Begärt och godkänt av", "en": "Asked and approved by"},
    "rules": {"sv": "Regler", "en": "Rules"},
    "what": {"sv": "Vad", "en": "What"},
    "remedy": {"sv": "Att göra", "en": "What to do"},
    "policy": {"sv": "Röjandepolicy", "en": "Disclosure policy"},
    "checking": {"sv": "Granskningsregler", "en": "Output checking"},
    "audience": {"sv": "Mottagare", "en": "Audience"},
    "researcher": {"sv": "forskare", "en": "researcher"},
}
# A place is told by position; names in it stay as they are.
_PLACES = {
    "row": "rad",
    "column": "kolumn",
    "page": "sida",
    "line": "rad",
    "cell": "cell",
    "sheet": "blad",
    "table": "tabell",
    "link": "länk",
    "file": "fil",
    "metadata": "metadata",
}
_PLACE = re.compile(rf"\b({'|'.join(_PLACES)})(?= \d|$| row| column)")


def outcome_word(outcome: Outcome, language: str) -> str:
    """What happens to a file, in words."""
    return _OUTCOMES[outcome][language]


def word(key: str, language: str) -> str:
    """One of the record's words."""
    return WORDS[key][language]


def place_words(place: str, language: str) -> str:
    """Where a finding is: row, column or page in the reader's language."""
    return _PLACE.sub(lambda found: _PLACES[found[1]], place) if language == "sv" else place
