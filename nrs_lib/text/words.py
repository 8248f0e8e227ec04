"""Lists in running text, and words in Swedish order."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nrs_lib.text.numbers import NBSP, number

_AND = {"sv": "och", "en": "and"}
_QUOTED = {"sv": "”{}”", "en": "“{}”"}
_SPELLED = {
    "sv": "noll en två tre fyra fem sex sju åtta nio tio elva tolv",
    "en": "no one two three four five six seven eight nine ten eleven twelve",
}
# The three last letters of the Swedish alphabet sort after z, in this order.
_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "y"})
_NUMBERED = re.compile(r" (?=\d+$)")
# Days, abbreviations with hyphens, and ranges of numbers; browsers break them all at their dash.
_DASHED = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b[A-Z]{2,}(?:-[A-Z0-9]+)+\b|\b\d+(?:[.,]\d+)*–\d+(?:[.,]\d+)*"
)


def whole(name: str) -> str:
    """A name whose number stays on its line: ``Smärtteam 05``."""
    return _NUMBERED.sub(NBSP, name)


def kept_whole(markup: str) -> str:
    """Safe HTML in which no line ends within a day, ``EQ-5D-5L``, ``MPI-S`` or ``10–14``."""
    # Each has a dash, which most texts have not.
    if "-" not in markup and "–" not in markup:
        return markup
    return _DASHED.sub(r'<span class="nrs-whole">\g<0></span>', markup)


def join_words(words: Iterable[str], *, language: str = "sv") -> str:
    """Join words as a sentence does: ``a, b och c``."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + f" {_AND[language]} " + items[-1]


def quoted(name: str, language: str = "sv") -> str:
    """A name in quotation marks, among words that it could be taken for."""
    return _QUOTED[language].format(name)


def spelled(n: int, language: str = "sv") -> str:
    """A small count as a word, a larger one in digits."""
    words = _SPELLED[language].split()
    return words[n] if n < len(words) else number(n, language=language)


def sort_key(word: str) -> str:
    """Key that sorts å, ä and ö after z whatever the machine's locale is."""
    return word.casefold().translate(_AFTER_Z)


def sorted_words(words: Iterable[str]) -> list[str]:
    """Sort words in Swedish order."""
    return sorted(words, key=sort_key)
