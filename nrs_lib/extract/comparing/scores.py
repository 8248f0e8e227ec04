"""What the passports tell of scores: their source, their versions, the registry's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nrs_lib.contracts.comparison import ComparisonRules
from nrs_lib.extract.comparing.difference import (
    Difference,
    Side,
    is_one_sided,
)
from nrs_lib.extract.comparing.matching import ANSWERS


def score_differences(before: Side, after: Side, rules: ComparisonRules) -> Iterator[Difference]:
    """Scores from another source, questionnaires outside their version's days, disagreement."""
    old, new = (side.passport["scoring"] for side in (before, after))
    yield from _sources(old, new)
    yield from _versions(old, new, rules)
    yield from _agreement(old, new, rules)


def _sources(old: Mapping, new: Mapping) -> Iterator[Difference]:
    had, has = old["sources"], new["sources"]
    for scale in sorted(had.keys() & has.keys()):
        if had[scale] != has[scale]:
            facts = {"old": had[scale], "new": has[scale]}
            yield Difference("source_changed", ANSWERS, scale, count=1, facts=facts)


def _versions(old: Mapping, new: Mapping, rules: ComparisonRules) -> Iterator[Difference]:
    had = {row["instrument"]: row for row in old.get("versions", [])}
    for row in new.get("versions", []):
        outside = row["outside"] - had.get(row["instrument"], {}).get("outside", 0)
        total = had.get(row["instrument"], {}).get("questionnaires", 0)
        if outside > 0 and is_one_sided(
            outside, row["questionnaires"], total, false_alarms=rules.false_alarms
        ):
            yield Difference(
                "version_outside",
                "item",
                row["instrument"],
                count=outside,
                of=row["questionnaires"],
            )


def _agreement(old: Mapping, new: Mapping, rules: ComparisonRules) -> Iterator[Difference]:
    """The registry's own scores differ from ours in more rows than they did before."""
    had, has = old.get("agreement", {}), new.get("agreement", {})
    for scale in sorted(had.keys() & has.keys()):
        compared, differ = has[scale]["compared"], has[scale]["differ"]
        usual = had[scale]["differ"] / max(had[scale]["compared"], 1)
        more = differ - usual * compared
        # What is new may be few beside what is old, and all of it wrong.
        fresh = max(compared - had[scale]["compared"], 1)
        if more >= max(rules.pattern_rows, rules.least_missing * fresh):
            facts = {"old": usual}
            yield Difference(
                "agreement_worse", ANSWERS, scale, count=differ, of=compared, facts=facts
            )
