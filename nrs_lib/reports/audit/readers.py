"""What one reader has of all releases in a folder, taken together.

A release that is safe alone may not be safe beside another: a number hidden in one is shown
in the next, or two of them differ by three people. Only releases that the same reader gets
are put together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from nrs_lib.disclosure.describing import KEY, DescribedCell
from nrs_lib.disclosure.policy import AudiencePolicy, Policy
from nrs_lib.reports.audit.auditing import CELLS, Audit, doubly_told
from nrs_lib.reports.audit.described import Described
from nrs_lib.reports.audit.findings import Finding, found
from nrs_lib.reports.audit.kinship import UNNAMED
from nrs_lib.reports.audit.policing import broken_rules, is_small
from nrs_lib.reports.audit.recovery import recover
from nrs_lib.reports.audit.sums import OF_RELEASE
from nrs_lib.terms import ARM, Audience, Scope

_BETWEEN = " · "
_OF_ONE_UNIT = (Audience.CARE_TEAM, Audience.OWN_UNIT)


@dataclass(frozen=True)
class Reader:
    """Somebody who gets releases: an audience, and the unit where it is one unit's."""

    audience: Audience
    subject: str

    @classmethod
    def of(cls, audit: Audit) -> Reader:
        """Whom a release is made for."""
        audience = Audience(audit.facts["audience"])
        is_own = audience in _OF_ONE_UNIT
        return cls(audience, str(audit.facts.get("subject", "")) if is_own else "")

    def sees(self, other: Reader, policy: Policy) -> bool:
        """Whether this reader gets what is made for another."""
        if other.audience not in policy.ledger.reads[self.audience]:
            return False
        return not other.subject or other.subject == self.subject


def between(audits: Sequence[Audit], *, policy: Policy) -> Iterator[Finding]:
    """Findings that no release has alone.

    Parameters
    ----------
    audits
        Of releases whose manifest and description could be read.
    policy
        Whose limits hold.
    """
    told: dict[Finding, None] = {}
    for reader in dict.fromkeys(map(Reader.of, audits)):
        own = [audit for audit in audits if Reader.of(audit) == reader]
        others = [
            audit for audit in audits if audit not in own and reader.sees(Reader.of(audit), policy)
        ]
        rules = policy.audiences[reader.audience]
        alone = {(one.rule, one.place) for audit in own for one in audit.findings}
        for source in dict.fromkeys(_source(audit) for audit in own):
            pooled = list(_pooled(own, others, source))
            exposed = [("shown_elsewhere", one) for one in _told_anyway(pooled, rules, policy)]
            exposed += [("recoverable", one) for one in recover(pooled, rules, policy).exposed]
            for rule, one in exposed:
                # What one release gives away by itself is that release's finding.
                if (rule, one.place.partition(_BETWEEN)[2]) not in alone:
                    told[found(rule, CELLS, one.place)] = None
        for place in _differences(own, rules):
            told[found("unsafe_difference", CELLS, place)] = None
    yield from told


def _source(audit: Audit) -> tuple[str, str]:
    """The extract and the register that a release's people are in."""
    extract = dict(audit.facts.get("extract", {}))
    return str(extract.get("id", "")), str(audit.facts.get("register", ""))


def _pooled(
    own: Sequence[Audit], others: Sequence[Audit], source: tuple[str, str]
) -> Iterator[Described]:
    """All numbers from one source: the reader's own releases first, then what others show."""
    for number, audit in enumerate((*own, *others)):
        if _source(audit) == source:
            for one in audit.described:
                if number < len(own) or not one.is_hidden:
                    yield _named(one, audit.name, number)


def _told_anyway(
    pooled: Sequence[Described], rules: AudiencePolicy, policy: Policy
) -> Iterator[Described]:
    """Numbers that are hidden from a reader and shown to everybody.

    Where everybody is shown a rounded one, the reader is left with an interval. That may be
    what the number was hidden for, or it may not: it is kept from being exact so that others
    cannot be worked out of it, and whether they can is asked of all numbers together. It must
    do for itself, and for the nation less the reader's own unit.
    """
    own = defaultdict(list)
    for one in pooled:
        if one.cell["scope"] == str(Scope.OWN) and not one.is_hidden:
            own[one.what].append(one)
    for one, shown in doubly_told(pooled):
        beside = [shown, *own[shown.what]]
        if shown.slack <= one.slack or any(broken_rules(beside, rules, policy)):
            yield one


def _named(one: Described, name: str, number: int) -> Described:
    cell = dict(one.cell)
    if cell["scope"] == str(Scope.UNIT) and str(cell["group"]).startswith(UNNAMED):
        # Unnamed units have another order in every release.
        unit, mark, arm = str(cell["group"]).partition(ARM)
        cell["group"] = f"{unit}{OF_RELEASE}{number}{mark}{arm}"
    return replace(one, outputs=(f"{name}{_BETWEEN}{', '.join(one.outputs)}",), cell=cell)


def _differences(own: Iterable[Audit], rules: AudiencePolicy) -> Iterator[str]:
    """Numbers under one key that differ between two releases by fewer people than the limit."""
    known: dict[tuple[str, ...], dict[tuple, tuple[str, Described]]] = defaultdict(dict)
    for audit in own:
        for one in audit.described:
            if one.is_hidden or str(one.cell["group"]).startswith(UNNAMED):
                continue
            counts = tuple(one.cell[name] for name in ("n", "numerator", "denominator"))
            key = (str(audit.facts.get("register", "")), *(str(one.cell[name]) for name in KEY))
            known[key].setdefault(counts, (audit.name, one))
    for found_at in known.values():
        for (name, one), (other, another) in combinations(found_at.values(), 2):
            if _is_unsafe(one.cell, another.cell, rules):
                yield f"{name} and {other}{_BETWEEN}{one.place}"


def _is_unsafe(one: DescribedCell, other: DescribedCell, rules: AudiencePolicy) -> bool:
    limits = rules.limits[Scope(one["scope"])]
    slack = 2 * (rules.round_to // 2)
    differ = [
        abs(one[name] - other[name])
        for name in ("n", "numerator")
        if None not in (one[name], other[name])
    ]
    if None not in (one["numerator"], other["numerator"]):
        rest = (one["denominator"] - one["numerator"], other["denominator"] - other["numerator"])
        differ.append(abs(rest[0] - rest[1]))
    # Nobody more and nobody less is no difference, whatever the policy says of zeros.
    return any(count > 0 and is_small(count, limits, slack=slack) for count in differ)
