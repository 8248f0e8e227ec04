"""Subscriptions: who gets which reports, how often, in which form, until when."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.contracts.shape import day_of, read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Audience

MONTHS = {"year": 12, "half_year": 6, "quarter": 3}
ROLLING = "rolling"


@dataclass(frozen=True)
class Subscription:
    """One recipient's standing order.

    Attributes
    ----------
    recipient
        A name for folders and the log; each stands once.
    name
        The person or office that the letter is to.
    units
        The recipient's own units; none where ``audience`` says which readers they belong to.
    audience
        Whose releases they read, where they belong to no unit.
    reports
        Names of reports.
    periods
        ``year``, ``half_year``, ``quarter``, and ``rolling`` for any number of quarters.
    language, formats
        Of the letter; and which files of each report.
    first, last
        First day (None: from always) and last day of the subscription.
    """

    recipient: str
    name: str
    units: tuple[str, ...]
    audience: Audience | None
    reports: tuple[str, ...]
    periods: tuple[str, ...]
    language: str
    formats: tuple[str, ...]
    first: dt.date | None
    last: dt.date

    def holds_on(self, day: dt.date) -> bool:
        """Whether it has begun and not ended."""
        return day <= self.last and (self.first is None or self.first <= day)


def read_subscriptions(path: Path) -> tuple[Subscription, ...]:
    """Read a file of subscriptions.

    Raises
    ------
    DefinitionError
        A key is unknown or missing, a recipient stands twice, has both units and an audience
        or neither, or a day is no day; names file, recipient and key.
    """
    raw = read_definition(path, schema=definitions() / "subscriptions.schema.json")
    names = Counter(part["recipient"].casefold() for part in raw["subscriptions"])
    found = []
    for part in raw["subscriptions"]:
        where = f"{path.name}: {part['recipient']}"
        if names[part["recipient"].casefold()] > 1:
            raise DefinitionError(
                "A recipient stands twice, so one folder would replace the other.",
                where=where,
                remedy="Give each its own recipient; capitals make no difference.",
            )
        if ("units" in part) == ("audience" in part):
            raise DefinitionError(
                "A recipient belongs to units or to an audience, to one of the two.",
                where=where,
                remedy="Give units for those who work there, audience for others.",
            )
        found.append(_subscription(part, where))
    return tuple(found)


def _subscription(part: Mapping[str, object], where: str) -> Subscription:
    one = Subscription(
        recipient=part["recipient"],
        name=part["name"],
        units=tuple(part.get("units", ())),
        audience=Audience(part["audience"]) if "audience" in part else None,
        reports=tuple(part["reports"]),
        periods=tuple(part["periods"]),
        language=part["language"],
        formats=tuple(part["formats"]),
        first=day_of(part["from"], f"{where}: from") if "from" in part else None,
        last=day_of(part["until"], f"{where}: until"),
    )
    if one.first is not None and one.first > one.last:
        raise DefinitionError(
            "A subscription ends before it begins.", where=where, remedy="Correct from or until."
        )
    return one
