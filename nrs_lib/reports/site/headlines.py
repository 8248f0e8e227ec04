"""A subject's headline numbers, release after release, and which of them surely moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure.windows import period_of
from nrs_lib.errors import DisclosureError
from nrs_lib.figures.wording import figure_name
from nrs_lib.reports.page.documents import LANGUAGES
from nrs_lib.reports.site.holding import Held
from nrs_lib.reports.spelled_numbers import parts_of
from nrs_lib.reports.tracing.numbers import read_numbers
from nrs_lib.terms import Scope

FIGURES = frozenset(figure_name("indicators", language) for language in LANGUAGES)
"""The output that opens every report: a value, what it rests on and its interval."""


@dataclass(frozen=True)
class Headline:
    """One number as it was printed; a hidden one has its reason as value and nothing else."""

    value: str
    rests_on: str = ""
    interval: str = ""
    language: str = "sv"

    @property
    def limits(self) -> tuple[float, float] | None:
        """The interval as numbers, where there is one."""
        ends = [part.number for part in parts_of(self.interval, self.language)]
        return (ends[0], ends[1]) if len(ends) == 2 and None not in ends else None


@dataclass(frozen=True)
class Told:
    """A headline beside that of an earlier release: ``higher``, ``lower`` or nothing sure."""

    now: Headline
    moved: str = ""


_Shown = tuple[Held, Period, dict[str, Headline]]


def shown_period(one: Held) -> Period | None:
    """The period of a release's headlines, or its own where it has none."""
    return headlines(one)[0] or one.period


def headlines(one: Held) -> tuple[Period | None, dict[str, Headline]]:
    """The period that a release shows, and its headline numbers by the measure's code.

    Only those of its subject, in the report's order; none where the report has no such figure.
    The period ends with the one asked for, and is longer where quarters were pooled.
    """
    try:
        numbers = read_numbers(one.folder)
    except DisclosureError:
        return None, {}
    output = next((part for part in numbers["outputs"] if part["name"] in FIGURES), None)
    if output is None or one.period is None:
        return None, {}
    scope = str(Scope.NATIONAL if one.subject.is_national else Scope.OWN)
    found: dict[Period, dict[str, list[str]]] = {}
    for number in output["numbers"]:
        origin = output["origins"][number["from"][0]]
        period = period_of(origin.get("period", ""))
        if origin["scope"] == scope and period is not None and period.end == one.period.end:
            lines = found.setdefault(period, {})
            lines.setdefault(str(origin["measure"]), []).append(number["text"])
    if not found:
        return None, {}
    longest = max(found, key=lambda period: period.months)
    language = str(numbers["language"])
    return longest, {
        code: Headline(*texts[:3], *[""] * (3 - len(texts)), language)
        for code, texts in found[longest].items()
    }


def told(
    releases: Sequence[Held], language: str
) -> tuple[list[Held], dict[str, list[Told | None]]]:
    """Headlines side by side, the newest release first.

    Parameters
    ----------
    releases
        Of one subject, the newest first.
    language
        Of the page, for the measures' labels.

    Returns
    -------
    releases
        Those that have headlines, one for each period that was asked for and for each that is
        shown: of several the one from the last extract. A small unit's year and its last
        quarter may show the same quarters.
    rows
        By the measure's label, one entry for each of these releases; None where a release
        has no such number. A number has moved when its interval lies wholly on one side of
        that of the next older release of as long a period, if they have no day in common.
    """
    shown: list[_Shown] = []
    told_of: set[str] = set()
    for one in releases:
        period, lines = headlines(one)
        codes_of = {str(one.manifest["period"]), period.code} if period is not None else set()
        if lines and not told_of & codes_of:
            told_of |= codes_of
            shown.append((one, period, lines))
    codes = dict.fromkeys(code for _, _, lines in shown for code in lines)
    rows = {
        _label(code, language): [_told(shown, place, code) for place in range(len(shown))]
        for code in codes
    }
    return [one for one, _, _ in shown], rows


def _label(code: str, language: str) -> str:
    """A measure's label; one that is no longer defined keeps its code."""
    measure = read_measures().get(code)
    return measure.label[language] if measure else code


def _told(shown: Sequence[_Shown], place: int, code: str) -> Told | None:
    _, period, lines = shown[place]
    if code not in lines:
        return None
    older = next(
        (
            earlier[code]
            for _, other, earlier in shown[place + 1 :]
            if code in earlier and other.months == period.months and not other.overlaps(period)
        ),
        None,
    )
    return Told(lines[code], _moved(lines[code], older))


def _moved(now: Headline, older: Headline | None) -> str:
    if older is None or now.limits is None or older.limits is None:
        return ""
    if now.limits[0] > older.limits[1]:
        return "higher"
    return "lower" if now.limits[1] < older.limits[0] else ""
