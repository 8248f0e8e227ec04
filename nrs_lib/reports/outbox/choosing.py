"""Which releases a subscription is about, and which files of each go out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.subscriptions import MONTHS, ROLLING, Subscription
from nrs_lib.errors import DefinitionError
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.folders import PDF
from nrs_lib.reports.site.holding import OPEN_TO_UNITS, Held, Readers
from nrs_lib.reports.subjects import Subject
from nrs_lib.reports.workbooks import WORKBOOK
from nrs_lib.terms import Audience

_FILES = {"html": ("report.html",), "pdf": (PDF,), "xlsx": (WORKBOOK,)}
_FOLDERS = {"csv": "tables/", "figures": "figures/"}


@dataclass(frozen=True)
class Parcel:
    """What one recipient gets.

    Attributes
    ----------
    subscription
        Whose it is.
    releases
        What goes out, the newest first.
    state
        ``due``; ``expired`` or ``not_begun``, and then nothing goes out; ``nothing``, when no
        release fits.
    lacking
        Formats that a release does not have, in words; then nothing goes out either.
    """

    subscription: Subscription
    releases: tuple[Held, ...]
    state: str
    lacking: tuple[str, ...] = ()


def parcels(
    subscriptions: Iterable[Subscription],
    releases: Sequence[Held],
    *,
    units: Collection[Subject],
    day: dt.date,
) -> list[Parcel]:
    """What each subscription is about on a day.

    Parameters
    ----------
    subscriptions
        As read and checked.
    releases
        Of the edition, for whomever; each recipient gets those that are for them.
    units
        The units there are.
    day
        The day of sending.
    """
    return [_parcel(one, releases, units, day) for one in subscriptions]


def check_subscriptions(
    subscriptions: Iterable[Subscription],
    *,
    catalog: Mapping[str, Sidecar],
    units: Collection[Subject],
) -> None:
    """Check that each subscription can ever be filled.

    Raises
    ------
    DefinitionError
        A unit or report is unknown, or a report is made for readers that the recipient does
        not belong to.
    """
    known = {unit.subject_id for unit in units}
    for one in subscriptions:
        strange = [unit for unit in one.units if unit not in known]
        if strange:
            raise DefinitionError(
                "A subscription names a unit that the extract does not have.",
                where=f"{one.recipient}: units {', '.join(strange)}",
                remedy="`nrs list --units` shows the units.",
            )
        for report in one.reports:
            if report not in catalog:
                raise DefinitionError(
                    "A subscription names a report that does not exist.",
                    where=f"{one.recipient}: {report}",
                    remedy=f"Use one of {', '.join(sorted(catalog))}.",
                )
            audience = catalog[report].audience
            allowed = {one.audience} if one.audience else {Audience.OWN_UNIT, *OPEN_TO_UNITS}
            if audience not in allowed:
                raise DefinitionError(
                    "A report is not made for the readers that the recipient belongs to.",
                    where=f"{one.recipient}: {report} is for {audience}",
                    remedy="Take the report out, or let the recipient belong to its readers.",
                )


def _parcel(
    one: Subscription, releases: Sequence[Held], units: Collection[Subject], day: dt.date
) -> Parcel:
    if not one.holds_on(day):
        return Parcel(one, (), "expired" if day > one.last else "not_begun")
    own = [unit for unit in units if unit.subject_id in one.units]
    readers = [Readers(unit=unit) for unit in own] or [Readers(audience=one.audience)]
    found = tuple(
        release
        for release in releases
        if release.manifest["report"] in one.reports
        and release.manifest["parameters"].get("language", one.language) == one.language
        and (release.period is None or _kind(release.period) in one.periods)
        and any(reader.may_read(release.audience, release.subject) for reader in readers)
    )
    lacking = tuple(
        f"{_named(release)}: {form}"
        for release in found
        for form in one.formats
        if not files_of(release, form)
    )
    return Parcel(one, found, "due" if found else "nothing", lacking)


def _kind(period: Period) -> str:
    if period.is_rolling:
        return ROLLING
    return next(name for name, months in MONTHS.items() if months == period.months)


def files_of(release: Held, form: str) -> list[str]:
    """The files of a release that a format stands for."""
    if form in _FILES:
        return [name for name in _FILES[form] if name in release.files]
    return sorted(name for name in release.files if name.startswith(_FOLDERS[form]))


def _named(release: Held) -> str:
    return f"{release.manifest['report']} {release.subject.folder} {release.manifest['period']}"
