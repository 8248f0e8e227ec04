"""A year in plain words, for who is a patient or writes for them: computed, and short.

The brake is the same as everywhere: that something fell or rose is said only where its
interval lies on one side of zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.disclosure.rounding import points_off
from nrs_lib.disclosure.standing import Standing, standing_from_zero
from nrs_lib.tables.cells import Find, by_end, finder, level, noting
from nrs_lib.tables.plain_words import WORDS
from nrs_lib.tables.sentences import capital, small
from nrs_lib.tables.volume import CARE_PROCESS
from nrs_lib.tables.year_before import base_of, before_of, difference, span_of
from nrs_lib.terms import Scope, Statistic, TimePoint
from nrs_lib.text import count, number, of, percent, spelled

NAME = "plain_summary"
REACHED = ("improved_pain", "improved_everyday", "handles_life_better")
LEVEL = "nrs_pain"
_NATION = str(Scope.NATIONAL)
_A_YEAR = 12


def write_plain_summary(
    volume: ClearedTable,
    *,
    patients: ClearedTable,
    indicators: ClearedTable,
    change: ClearedTable,
    register: str,
    period: str,
    n_units: int,
    language: str = "sv",
) -> Stamped:
    """What the registry is, who came, what got better and how sure it is.

    Parameters
    ----------
    volume, patients, indicators, change
        The sections ``volume``, ``portrait``, ``indicators`` and ``change``.
    register
        Code of the register, which decides what kind of care is meant.
    period
        Code of the year.
    n_units
        How many units the register has.
    """
    find, noted = noting(finder(volume + patients + indicators + change))
    words = WORDS[language]
    base = base_of(volume)
    teller = Teller(find, words, period, base, language)
    parts = [
        ("what", [words["what"].format(care=words[f"care_{register}"])], []),
        ("who", list(teller.who(n_units)), []),
        ("better", *teller.better()),
        ("since", list(teller.since(before_of(indicators, period), by_end(indicators))), []),
        ("sure", [], list(teller.sure())),
    ]
    html, plain = Markup(""), []
    for head, sentences, points in parts:
        if not sentences and not points:
            continue
        html += Markup("<h3>{}</h3>").format(words[f"{head}_head"])
        if sentences:
            html += Markup("<p>{}</p>").format(" ".join(sentences))
        if points:
            items = Markup("").join(Markup("<li>{}</li>").format(point) for point in points)
            html += Markup("<ul>{}</ul>").format(items)
        plain += [words[f"{head}_head"], *sentences, *points]
    return stamped(
        kind="text",
        name=NAME,
        html=str(Markup('<div class="nrs-plain">{}</div>').format(html)),
        plain="\n".join(plain),
        cleared=[volume, patients, indicators, change],
        sentences=noted,
    )


class Teller:
    """Looks numbers up and puts them into words."""

    def __init__(
        self, find: Find, words: dict[str, str], period: str, base: int, language: str
    ) -> None:
        self.find, self.words, self.period = find, words, period
        self.base, self.language = base, language
        self.shares: list[tuple[int, int]] = []

    def _row(self, measure: str, **key: str) -> Any:
        """A row of the year that may be shown and rests on somebody; else None."""
        key = {"scope": _NATION, "period": self.period, "category": "", **key}
        found = self.find(measure=measure, **key)
        return found if found is not None and not found.hidden and found.n else None

    def _say(self, key: str, **fills: object) -> str:
        return self.words[key].format(**fills)

    def _count(self, n: int) -> str:
        return count(n, language=self.language)

    def _share(self, row: Any) -> dict[str, str]:
        """Numerator over denominator, and per cent; remembered, for how far rounding moves it."""
        pair = (int(row.numerator), int(row.denominator))
        self.shares.append(pair)
        return {
            "count": of(*pair, language=self.language),
            "share": percent(*pair, language=self.language),
        }

    def who(self, n_units: int) -> Iterator[str]:
        """How many came, where, and who they were."""
        visits = self._row("first_visits")
        if visits is None:
            yield self._say("visits_hidden", year=self.period)
        else:
            yield self._say("visits", year=self.period, n=self._count(visits.n))
            yield from self._left_out()
        yield self._say("units", n=self._count(n_units))
        if (women := self._row("women")) is not None:
            yield self._say("women", **self._share(women))
        if (age := self._row("age")) is not None:
            yield self._say("age", age=number(age.estimate, 0, language=self.language))
        if (since := self._row("pain_duration_months")) is not None:
            is_long = since.estimate >= 2 * _A_YEAR
            n = int(since.estimate // _A_YEAR) if is_long else int(since.estimate)
            yield self._say("since_years" if is_long else "since_months", n=self._count(n))

    def _left_out(self) -> Iterator[str]:
        """How many visits belong to care whose results are not told, where that may be shown."""
        measure = read_measures()[CARE_PROCESS]
        names = read_codelist(measure.codelist).labels(self.language)
        for code in get("national_excludes").value:
            row = self._row(CARE_PROCESS, category=code)
            if row is not None and row.numerator:
                n = self._count(row.numerator)
                yield self._say("left_out", n=n, label=small(names[code]))

    def better(self) -> tuple[list[str], list[str]]:
        """Sentences, and points that follow them."""
        told, points = [], []
        if (ended := self._row("programme_discharges")) is not None:
            told.append(self._say("ended", n=self._count(ended.n)))
        if changed := self._changed():
            told += [changed, *filter(None, [self._a_year_later()])]
        points += [
            self._say("reached", label=self._meant(code), **self._share(row))
            for code in REACHED
            if (row := self._row(code)) is not None
        ]
        if points:
            told.append(self._say("then", year=self.period))
        elif not changed:
            told.append(self.words["nothing"])
        return told, points

    def _meant(self, code: str) -> str:
        """A measure's label, with what it means where the label alone does not tell everyone."""
        label = read_measures()[code].label[self.language]
        return self.words.get(f"meant_{code}", "{label}").format(label=label)

    def since(self, before: str, periods: Sequence[str] = ()) -> Iterator[str]:
        """What differs from the year before, and whether it does so over the years that are shown.

        Nothing where there is no year before.
        """
        if not before:
            return
        now, then = (self._row("first_visits", period=at) for at in (self.period, before))
        if now is not None and then is not None and now.n != then.n:
            key = "visits_more" if now.n > then.n else "visits_fewer"
            yield self._say(key, before=before, n=self._count(then.n))
        places, moved, alike = set(), [], []
        for code in REACHED:
            now, then = (self._row(code, period=at) for at in (self.period, before))
            places.add(place := difference(now, then, self.base))
            if place in (Standing.HIGHER, Standing.LOWER):
                moved.append(code)
                label = read_measures()[code].label[self.language]
                shares = self._beside(now, then)
                yield self._say(f"since_{place}", label=label, before=before, **shares)
            elif place is Standing.ALIKE:
                alike.append((code, now, then))
        if {Standing.HIGHER, Standing.LOWER} & places:
            compared = spelled(len(moved) + len(alike), self.language)
            yield self._say("one_year", n=capital(compared))
            yield from self._longer(periods, moved)
        elif alike:
            yield from self._steady(before, alike)

    def _beside(self, now: Any, then: Any) -> dict[str, str]:
        """A share and that of the year before, each with its counts."""
        rows = {"now": now, "then": then}
        return {at: "{share} ({count})".format(**self._share(row)) for at, row in rows.items()}

    def _steady(self, before: str, alike: Sequence[tuple[str, Any, Any]]) -> Iterator[str]:
        """That no share has moved; and which differs most, where only rounding may hide it."""
        is_rounded = self.base > 1
        yield self._say("since_steady_rounded" if is_rounded else "since_steady", before=before)
        code, now, then = max(alike, key=lambda one: abs(one[1].estimate - one[2].estimate))
        if is_rounded and now.estimate != then.estimate:
            label = small(read_measures()[code].label[self.language])
            yield self._say("since_most", label=label, **self._beside(now, then))

    def _longer(self, periods: Sequence[str], moved: Sequence[str]) -> Iterator[str]:
        """That what differs between two years has not changed over all of them, where so."""
        spans = [span for code in moved if (span := span_of(self.find, code, periods))]
        firsts = {first.period for first, _ in spans}
        # Of two years alone there is nothing more to say.
        has_more = len(spans) == len(moved) and len(firsts) == 1 and firsts <= {*periods[:-2]}
        places = {difference(last, first, self.base) for first, last in spans}
        if has_more and places == {Standing.ALIKE}:
            yield self._say("longer_steady", first=firsts.pop(), last=self.period)

    def _way(self, point: TimePoint) -> tuple[str, Any]:
        row = self._row(LEVEL, statistic=str(Statistic.CHANGE), time_point=str(point))
        if row is None:
            return "", None
        way = {Standing.HIGHER: "higher", Standing.LOWER: "lower", Standing.ALIKE: "unsure"}
        place = standing_from_zero(row.low, row.high, scale(LEVEL).decimals)
        return way.get(place, ""), row

    def _changed(self) -> str:
        way, row = self._way(TimePoint.DISCHARGE)
        if not way:
            return ""
        one = scale(LEVEL)
        low, high = (number(end, language=self.language) for end in one.range)
        who = self._count(row.n)
        return self._say(way, low=low, high=high, n=self._steps(row), who=who)

    def _a_year_later(self) -> str:
        """What the follow-up showed; of programmes that ended a year before the others here."""
        way, row = self._way(TimePoint.FOLLOWUP_12M)
        if not way:
            return ""
        whom = self._say("year_before", earlier=int(self.period) - 1)
        return f"{whom} {self._say(f'year_{way}', n=self._steps(row), who=self._count(row.n))}"

    def _steps(self, row: Any) -> str:
        return number(abs(row.estimate), scale(LEVEL).decimals, language=self.language)

    def _silent_after(self) -> Iterator[str]:
        """How many did not answer after a year; where that is hidden, of whom the rest is said."""
        if not self._way(TimePoint.FOLLOWUP_12M)[0]:
            return
        if (answered := self._row("response_12m")) is None:
            yield self.words["silent_unknown"]
            return
        silent = answered.denominator - answered.numerator
        of_all = self._count(answered.denominator)
        yield self._say("silent_year", n=self._count(silent), of=of_all)

    def sure(self) -> Iterator[str]:
        """What the numbers do not tell."""
        if (answered := self._row("response_discharge")) is not None:
            silent = answered.denominator - answered.numerator
            yield self._say("silent", n=self._count(silent), of=self._count(answered.denominator))
        yield from self._silent_after()
        if (row := self._row(REACHED[0])) is not None:
            label = small(read_measures()[REACHED[0]].label[self.language])
            low, high = (number(100 * end, language=self.language) for end in (row.low, row.high))
            ends = {"low": low, "high": high, "level": level(self.language)}
            yield self._say("span", label=label, **ends)
        yield from (self.words[key] for key in ("cause", "units_differ", "registers"))
        if self.base > 1:
            yield " ".join(self._rounded())

    def _rounded(self) -> Iterator[str]:
        """That counts were rounded, and how far that may move the shares that were told."""
        yield self._say("rounded", base=self.base)
        if points := points_off(self.shares, self.base):
            key = "rounded_one" if points == 1 else "rounded_some"
            yield self._say(key, points=spelled(points, self.language))
        yield self.words["rounded_more"]
