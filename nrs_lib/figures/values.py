"""Cleared numbers as figures read them: by whose they are and what they measure."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import Any, NamedTuple

from nrs_lib.disclosure import ClearedTable, reason_words
from nrs_lib.disclosure.tracing import is_missing
from nrs_lib.errors import DisclosureError, ParameterError
from nrs_lib.terms import Audience, Scope

OWN, NATIONAL, UNIT = str(Scope.OWN), str(Scope.NATIONAL), str(Scope.UNIT)
_AT_HOME = (Audience.CARE_TEAM, Audience.OWN_UNIT)
_told_of = attrgetter(
    *("measure", "statistic", "group", "scope", "time_point", "category", "period"),
    *("estimate", "low", "high", "n", "numerator", "denominator", "hidden", "method"),
)
_TEXT = {
    "sv": {
        "ours": "Vår enhet",
        "the": "Enheten",
        "nation": "Riket",
        "in_nation": "riket",
        "from": "visas från {n}",
    },
    "en": {
        "ours": "Our unit",
        "the": "The unit",
        "nation": "National",
        "in_nation": "the national figure",
        "from": "minimum {n}",
    },
}


class Value(NamedTuple):
    """One cleared number. Missing numbers are NaN, missing counts None."""

    measure: str
    statistic: str
    group: str
    scope: str
    time_point: str
    category: str
    period: str
    estimate: float
    low: float
    high: float
    n: int | None
    numerator: int | None
    denominator: int | None
    hidden: str
    method: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether there is a number to draw."""
        return not self.hidden and not math.isnan(self.estimate)

    @property
    def has_interval(self) -> bool:
        """Whether both limits exist."""
        return self.is_shown and not (math.isnan(self.low) or math.isnan(self.high))


class Values:
    """The rows of cleared tables, to be asked for by key.

    Attributes
    ----------
    rows
        All of them, in order.
    has_own
        Whether a unit is the subject; otherwise the nation is.

    Raises
    ------
    DisclosureError
        Something that is not a ClearedTable was given.
    """

    def __init__(
        self, *cleared: ClearedTable, name: str, language: str, own_name: str | None = None
    ):
        strangers = [type(part).__name__ for part in cleared if not isinstance(part, ClearedTable)]
        if strangers or not cleared:
            raise DisclosureError(
                "Only what is cleared can be drawn.",
                where=f"{name}: {', '.join(strangers) or 'no cleared table'}",
                remedy="Pass the result of nrs_lib.disclosure.clear.",
            )
        if language not in _TEXT:
            raise ParameterError(
                "The language is not known.", where=f"{name}: language", remedy="Use sv or en."
            )
        self.cleared = cleared
        self.language = language
        self.record = cleared[0].record
        self._name = name
        self._text = _TEXT[language]
        self._own_name = own_name
        self.rows = tuple(_read(row) for part in cleared for row in part.rows)
        self.has_own = any(value.scope == OWN for value in self.rows)
        self._by_key: dict[tuple[str, ...], list[Value]] = {}
        for value in self.rows:
            key = (value.scope, value.measure, value.statistic, value.time_point, value.category)
            self._by_key.setdefault(key, []).append(value)

    @property
    def subject(self) -> str:
        """The scope that the figure is about."""
        return OWN if self.has_own else NATIONAL

    @property
    def scopes(self) -> tuple[str, ...]:
        """Scopes to draw, the subject first."""
        return (OWN, NATIONAL) if self.has_own else (NATIONAL,)

    @property
    def rounded_to(self) -> int:
        """What counts are rounded to before shares and intervals are made; 1 for as they are."""
        return int(self.record.used.get("limits", {}).get("round_to", 1))

    def name_of(self, scope: str) -> str:
        """What readers call the unit or the nation."""
        if scope == NATIONAL:
            return self._text["nation"]
        if self._own_name:
            return self._own_name
        return self._text["ours" if self.record.audience in _AT_HOME else "the"]

    def in_sentence(self, scope: str) -> str:
        """What readers call the unit or the nation, inside a sentence."""
        if scope == NATIONAL:
            return self._text["in_nation"]
        called = self.name_of(scope)
        return called if scope == OWN and self._own_name else called[:1].lower() + called[1:]

    def one(
        self,
        scope: str,
        measure: str,
        statistic: str,
        *,
        time_point: str = "",
        category: str = "",
        period: str | None = None,
    ) -> Value | None:
        """The number under a key, or None when the table has no such row.

        Raises
        ------
        ParameterError
            Several periods hold the key and none was chosen.
        """
        found = self._by_key.get((scope, measure, statistic, time_point, category), [])
        if period is not None:
            found = [value for value in found if value.period == period]
        if len(found) > 1:
            raise ParameterError(
                "The table holds several periods and none was chosen.",
                where=f"{self._name}: {measure}",
                remedy='Give one, such as period="2022", or keep one with cleared.where.',
            )
        return found[0] if found else None

    def reason(self, value: Value | None) -> str:
        """Why a number is not there, in the fewest words."""
        if value is None:
            return "–"
        return reason_words(value.hidden or "few", value.measure, self.language)

    def why_hidden(self, value: Value | None) -> str:
        """Why a number is not there, with what would bring it back."""
        reason = self.reason(value)
        if value is None or value.hidden != "few":
            return reason
        return self._from(reason, value.scope)

    def few(self, value: Value) -> str:
        """Why so few have no share, though they are counted, with what would bring it back."""
        return self._from(reason_words("few", value.measure, self.language), value.scope)

    def _from(self, reason: str, scope: str) -> str:
        return f"{reason} ({self._text['from'].format(n=self.least(scope))})"

    def least(self, scope: str) -> int:
        """Fewest people behind a number that is shown."""
        return self.record.min_n_own if scope == OWN else self.record.min_n


def _read(row: Any) -> Value:
    *key, n, numerator, denominator, hidden, method = _told_of(row)
    counts = [None if is_missing(one) else one for one in (n, numerator, denominator)]
    return Value(*key, *counts, hidden, method)
