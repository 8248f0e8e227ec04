"""Numbers in text: which they are, and which of them count people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_SPACES = "\u00a0\u202f\u2009"
_SPACE = re.compile(f"[{_SPACES}]")
_BETWEEN = re.compile(f"[{_SPACES},]")
_GROUPED = rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+"
# English writing: 1,234. In Swedish it could be a number with three decimals.
_COMMAS = r"[1-9]\d{0,2}(?:,\d{3})+(?!\d)"
_PARTED_BY_COMMAS = re.compile(rf"{_COMMAS}(?:\.\d+)?")
_DIGITS = rf"(?:{_GROUPED}|{_COMMAS}|\d+)(?:[.,]\d+)?"
# A number stands alone: not inside a word, code, date, version, address or longer number. The
# sign that this and others begin with is looked for first, as most places have another.
NUMBER = re.compile(
    rf"(?=[+\-−\d])(?<![\w.,:/#@&\\-])(?<!\d[–-])([+\-−]?{_DIGITS})(?![\w/:@\\]|[.,-]\d|-\w)(\s?%)?"
)
# The right end of an interval: 7–43.
_UPPER = re.compile(rf"(?=–)(?<=\d)–([−-]?{_DIGITS})(?![\w/:\\]|[.,-]\d)")
# What counts people is whole, so there the comma can only part thousands.
_WHOLE = rf"({_GROUPED}|{_COMMAS}|\d+)"
_THINGS = (
    r"(?:enhet|unit|skal|scale|mått|measure|jämför|compar|fråg|item|steg|step|punkt|"
    # A questionnaire is somebody's.
    r"question(?!nair)|"
    # Points of a chart; points of a score are what people have.
    r"points?\s(?:in\sa\srow|near|far)|kvartal|quarter|halvår|half-year|"
    r"definition|figur|figure|tabell|table|instrument|cell|tal\b|number|visade|shown|"
    r"dolda|hidden)"
)
_OTHER_THINGS = rf"(?!\s+{_THINGS})"
_COUNT_OF_THINGS = re.compile(
    rf"(?=\d)(?<![\w.,])(?:{_WHOLE}\s+(?:av|of)\s+(?:de\s+)?)?{_WHOLE}\s+{_THINGS}"
)
# Steps of an answer scale are no people, nor are numbers that are hidden, nor a year's quarter.
# Any space: paper gives back all those of a font as the first that was set in it.
_STEPS = r"(?<!eller\s)(?<!or\s)(?<!dölja\s)(?<!hide\s)(?<!quarter\s)"
_PAIR = re.compile(
    rf"(?=\d)(?<![\w.,]){_STEPS}{_WHOLE}\s+(?:av|of|out of)\s+(?:de\s+)?{_WHOLE}(?!\d|[,.]\d)"
    + _OTHER_THINGS
)
_N_IS = re.compile(rf"(?=[nN])\b[nN]\s*[=:]\s*{_WHOLE}(?![\w.,]\d)")
# Paper gives back the space in a thousand as any other space.
_PARTED = re.compile(r"([1-9](?<![\w.,].)\d{0,2}) (\d{3})(?!\d|[.,]\d)")
# A bound is no count: fewer than 30 answers.
_BOUNDS = r"(?<!än\s)(?<!från\s)(?<!under\s)(?<!than\s)(?<!from\s)(?<!below\s)"
_WHOM = (
    r"(?:patient(?:er|en|s)?|person(?:er|s)?|people|"
    r"svar(?:ande|ade)?|answers?|responses?|responders?|vårdförlopp|episod(?:er|es?)?|m[äa]n|"
    r"kvinn(?:a|or)|wom[ae]n|"
    r"m[ae]n|individer|individuals?|respondents?|deltagare|participants?)\b"
)
_PEOPLE = re.compile(rf"(?=\d)(?<![\w.,–-]){_BOUNDS}{_WHOLE}\s+{_WHOM}")

# What else is such a letter where capitals do not matter.
_ALSO = {"s": "\u017f", "å": "\u212b"}


def _words(words: Iterable[str], then: str = "") -> re.Pattern[str]:
    """Whole words, in capitals or not. Where none begins is told by one sign, and passed over."""
    endings: dict[str, list[str]] = {}
    for word in words:
        endings.setdefault(word[0], []).append(word[1:])
    either = "".join(first + first.upper() + _ALSO.get(first, "") for first in endings)
    ways = "|".join(f"(?<={first})(?:{'|'.join(ends)})" for first, ends in endings.items())
    return re.compile(rf"([{either}](?<!\w.)(?i:(?:{ways})\b{then}))")


_SPELLED = {
    word: number
    for words in (
        "två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton "
        "arton nitton tjugo",
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty",
    )
    for number, word in enumerate(words.split(), start=2)
}
# One is an article and a pronoun too, so it counts in a pair alone.
_ONE_OF = _words(("en", "ett", "one"), r"(?=\s+(?:av|of|out of)\s)")
_WORDS = _words(_SPELLED)
# What every pair and every other count has in it, once its numbers are in digits; most texts
# have none of it, and this is found in a tenth of the time. Most that have a pair have no other.
_OTHER_COUNTS = rf"\d\s+{_WHOM}|[nN]\s*[=:]\s*\d"
_COUNTS = re.compile(rf"\d\s+(?:av|of|out of)\s+(?:de\s+)?\d|{_OTHER_COUNTS}")
_COUNTS_BUT_PAIRS = re.compile(_OTHER_COUNTS)
_LETTERS = re.compile(r"[^\W\d_]+")
_UNITS = {
    *("av", "of", "till", "to", "sd", "dagar", "days", "månader", "months", "år", "years", "n"),
    *("procent", "percent", "poäng", "points", "dag", "day"),
}
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
# A day, by itself or at the head of an extract's id, of which all signs may be digits.
_DATE = re.compile(
    r"(?=[\dKkHh])\b(?:\d{4}-\d{2}(?:-\d{2}(?:-[0-9a-f]{8}\b)?)?(?:T[\d:.+Z-]+)?"
    # A part of a year by its number, as the heads of tables have it.
    r"|[Kk]v\s[1-4]\s\d{4}\b|[Hh]alvår\s[12]\s\d{4}\b)"
)
# The first signs of a checksum, beside what it is of; now and then they are digits alone.
_CHECKSUM = re.compile(r"\([0-9a-f]{12}\)")
# The same cells and labels stand in page, drawing, workbook and table, and most of them in every
# report of a plan; one report has some 13,000, and has to find those of the last one here.
REMEMBERED = 1 << 16


class Number(NamedTuple):
    """A number as it is written: its value, its decimals, and whether it is a per cent.

    Attributes
    ----------
    thousands
        Its other reading, where a comma may part thousands or begin decimals.
    """

    value: float
    decimals: int
    is_percent: bool = False
    thousands: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is written without decimals and sign, as counts are."""
        return self.decimals == 0 and self.value >= 0


def parsed(text: str, *, is_percent: bool = False) -> Number:
    """A number from its digits, in Swedish or English writing."""
    bare = _SPACE.sub("", text).replace("−", "-")
    unsigned = bare.lstrip("+-")
    if _PARTED_BY_COMMAS.fullmatch(unsigned):
        plain = bare.replace(",", "")
        if "." in bare or bare.count(",") > 1:
            return Number(float(plain), len(plain.partition(".")[2]), is_percent)
        return Number(float(bare.replace(",", ".")), 3, is_percent, abs(int(plain)))
    bare = bare.replace(",", ".")
    return Number(float(bare), len(bare.partition(".")[2]), is_percent)


@lru_cache(maxsize=REMEMBERED)
def numbers_in(text: str) -> tuple[Number, ...]:
    """Every number of a text that stands alone; days, years and counts of things are none."""
    if not _DIGIT.search(text):
        return ()
    text = _COUNT_OF_THINGS.sub(" ", _CHECKSUM.sub(" ", _DATE.sub(" ", text)))
    numbers = []
    for found in NUMBER.finditer(text):
        digits, percent = found.groups()
        if not _YEAR.fullmatch(digits) or percent:
            numbers.append(parsed(digits, is_percent=bool(percent)))
    numbers += [parsed(found[1]) for found in _UPPER.finditer(text)]
    return tuple(numbers)


def count_numbers(text: str) -> int:
    """How many numbers a text holds, whatever they count."""
    return len(NUMBER.findall(text))


def whole_number(text: str) -> int | None:
    """The whole number that a cell of a table is, or None."""
    found = re.fullmatch(rf"({_GROUPED}|\d+)", text.strip())
    return int(parsed(found[1]).value) if found else None


def plain_number(text: str) -> float | None:
    """The number that a cell of a table is, with or without a per cent sign, or None."""
    found = re.fullmatch(rf"([+\-−]?(?:{_DIGITS}|[.,]\d+)(?:[eE][+-]?\d+)?)\s?%?", text.strip())
    return parsed(found[1].replace("e", "E")).value if found and "E" not in found[1] else None


def pairs_in(text: str) -> tuple[tuple[int, int], ...]:
    """Every ``12 of 40`` of people in a text, in digits or in words."""
    pairs = _PAIR.findall(_in_digits(text))
    return tuple([(_int(part), _int(whole)) for part, whole in pairs])


def may_count(text: str) -> bool:
    """Whether a text has what any pair or other count of people has in it."""
    return _COUNTS.search(_in_digits(text)) is not None


def people_in(text: str) -> tuple[int, ...]:
    """Every count of people in a text that says so: ``n = 7``, ``seven patients``."""
    text = _in_digits(text)
    if not _COUNTS_BUT_PAIRS.search(text):
        return ()
    return tuple(map(_int, (*_N_IS.findall(text), *_PEOPLE.findall(text))))


def with_thousands(text: str) -> str:
    """The text's other reading, where a space that could part thousands does."""
    return _PARTED.sub("\\1\u00a0\\2", text) if _PARTED.search(text) else text


@lru_cache(maxsize=2)
def _in_digits(text: str) -> str:
    """A text whose small numbers in words are in digits."""
    text = _ONE_OF.sub("1", text)
    return _WORDS.sub(lambda found: str(_SPELLED[found[1].casefold()]), text)


def _int(digits: str) -> int:
    return int(digits if digits.isdecimal() else _BETWEEN.sub("", digits))


@lru_cache(maxsize=REMEMBERED)
def is_of_numbers(cell: str) -> bool:
    """Whether a cell or label holds numbers and their units, and no other words."""
    return all(word.casefold() in _UNITS for word in _LETTERS.findall(cell))


@lru_cache(maxsize=REMEMBERED)
def has_digit(text: str) -> bool:
    """Whether any sign of a text is a digit, raised ones and those of other scripts too."""
    return any(map(str.isdigit, text))


def is_bare(text: str) -> bool:
    """Whether a text has no letter, and so no word that says what its numbers count."""
    return _LETTERS.search(text) is None
