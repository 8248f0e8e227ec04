"""What a reader can work out of the hidden numbers of a release, given all that is shown."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from nrs_lib.disclosure.attack import Interval, bounds
from nrs_lib.disclosure.describing import DescribedCell
from nrs_lib.disclosure.policy import AudiencePolicy, Policy
from nrs_lib.errors import DisclosureError
from nrs_lib.reports.audit.described import Described
from nrs_lib.reports.audit.sums import Sums, sums_in
from nrs_lib.terms import Scope

_OPEN = {"not_allowed", "rounded"}
"""Reasons that do not mean that the number must stay unknown."""


@dataclass(frozen=True)
class Recovery:
    """What can be worked out.

    Attributes
    ----------
    exposed
        Hidden numbers whose interval is narrower than the policy's limit.
    contradicted
        Whether shown totals and parts do not agree.
    hidden
        How many hidden counts were asked about.
    bounded
        How many of them have an upper end.
    narrowest
        The width of the narrowest interval less the limit asked of it, in classes:
        ``none``, ``narrower``, ``limit``, ``twice``, ``wide``.
    """

    exposed: tuple[Described, ...] = ()
    contradicted: bool = False
    hidden: int = 0
    bounded: int = 0
    narrowest: str = "none"


def recover(described: Iterable[Described], rules: AudiencePolicy, policy: Policy) -> Recovery:
    """Bound every hidden count by all that is shown.

    Parameters
    ----------
    described
        The numbers of one release, or of all releases that one reader has.
    rules
        The policy for the reader's audience. A kind of row without a least count, as the
        own unit's to itself, has nothing to protect.
    policy
        The whole, which says what counts are of the very same people.
    """
    described = list(described)
    exposed: dict[str, Described] = {}
    found: dict[Hashable, Interval] = {}
    asked: dict[Hashable, int] = {}
    contradicted = False
    # What does not add up in one question must not keep the others from being looked at.
    for sums in sums_in(described, policy.same_people):
        mine = _asked(sums, rules, policy)
        if not mine:
            continue
        asked |= mine
        reached = {name for relation in sums.relations for name in relation.terms}
        try:
            found |= bounds(
                sums.cells.values(), sums.relations, of=[name for name in mine if name in reached]
            )
        except DisclosureError:
            contradicted = True
            continue
        open_ones = [
            name for name in mine if name in found and _is_exposed(name, found[name], mine[name])
        ]
        nobody = _nobody(open_ones, sums, rules)
        exposed |= {
            sums.owners[name].place: sums.owners[name] for name in open_ones if name not in nobody
        }
    widths = [interval.width / asked[name] for name, interval in found.items()]
    bounded = sum(math.isfinite(interval.high) for interval in found.values())
    return Recovery(tuple(exposed.values()), contradicted, len(asked), bounded, _class(widths))


def _asked(sums: Sums, rules: AudiencePolicy, policy: Policy) -> dict[Hashable, int]:
    """The hidden counts to protect, with the least width that the policy asks of each."""
    least = {
        name: _width(owner.cell, rules, policy)
        for name, owner in sums.owners.items()
        if name[0] != "whole" and owner.is_hidden and owner.cell["hidden"] not in _OPEN
    }
    return {name: width for name, width in least.items() if width > 0}


def _width(cell: DescribedCell, rules: AudiencePolicy, policy: Policy) -> int:
    limits = rules.limits[Scope(cell["scope"])]
    if not policy.answering.tells(str(cell["measure"]), str(cell["category"])):
        return limits.width
    width = limits.answered(rules.answered_from).width
    # Of enough people who has answered is hidden for another number's sake, and no secret; of
    # few, or of one unit, it is not known exactly.
    return width if cell["hidden"] == "protected" else max(width, min(limits.width, 1))


def _is_exposed(name: Hashable, interval: Interval, least: int) -> bool:
    if name[0] == "total":
        # Where it is known how many a mean adds to what adds up, its sum is: the rest of it.
        return interval.width < 1
    if name[0] in ("people", "others"):
        return interval.width < least and interval.high < least
    return interval.width < least


def _nobody(names: list[Hashable], sums: Sums, rules: AudiencePolicy) -> set[Hashable]:
    """Those of which it is plain that nobody was counted at all, where zeros are shown.

    A share of which nobody is in the part is not among them: it tells something of the whole.
    """
    shown = [
        name
        for name in names
        if rules.limits[Scope(sums.owners[name].cell["scope"])].zeros == "show"
    ]
    if not shown:
        return set()
    people = {name: ("whole" if name[0] == "part" else name[0], *name[1:]) for name in shown}
    found = bounds(sums.cells.values(), sums.relations, of=set(people.values()))
    return {name for name, group in people.items() if found[group].high < 1}


def _class(widths: list[float]) -> str:
    if not widths:
        return "none"
    least = min(widths)
    return next(
        (word for end, word in ((1, "narrower"), (2, "limit"), (4, "twice")) if least < end), "wide"
    )
