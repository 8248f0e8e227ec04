"""One flaw put into the tiny delivery, and what must be found and never told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nrs_lib.errors import ExtractError
from nrs_lib.extract.loading import Delivery, load
from tests.support.deliveries import (
    DIAGNOSES,
    INTERVENTIONS,
    ITEMS,
    SICK_LEAVE,
    Draft,
    a_draft,
)

OPTIONAL = (ITEMS, DIAGNOSES, INTERVENTIONS, SICK_LEAVE)
Damage = Callable[[Draft], object]


@dataclass(frozen=True)
class Flaw:
    """A rule's bad delivery and its good neighbour.

    ``told`` are cells of the bad delivery that no message may hold; ``count`` the rows the
    finding must count. ``good`` is what just passes. ``beside`` are optional files needed.
    """

    name: str
    rule: str
    severity: str
    table: str
    column: str
    bad: Damage
    count: int = 1
    told: tuple[str, ...] = ()
    good: Damage | None = None
    beside: tuple[str, ...] = ()


def loaded(damage: Damage, folder: Path, *, beside: tuple[str, ...] = ()) -> Delivery:
    """The tiny delivery with the damage done, loaded.

    Optional files that the damage leaves alone and that are not wanted ``beside`` it are
    left out, which keeps many small loads quick.
    """
    draft, whole = a_draft(), a_draft()
    damage(draft)
    for file in OPTIONAL:
        untouched = file in draft.files and draft.files[file].equals(whole.files[file])
        if untouched and file not in beside:
            draft.drop(file)
    return load(draft.write(folder))


def found(
    damage: Damage, folder: Path, *, beside: tuple[str, ...] = ()
) -> tuple[pd.DataFrame, str]:
    """Findings of the damaged delivery, and all that was told about it.

    A delivery that is stopped has its findings in the error's text only.
    """
    try:
        delivery = loaded(damage, folder, beside=beside)
    except ExtractError as error:
        return pd.DataFrame(columns=["rule"]), str(error)
    frame = delivery.findings.frame
    return frame, frame.to_csv() + delivery.log.to_csv()


def later(day: str, days: int) -> str:
    """The day some days after."""
    return (dt.date.fromisoformat(day) + dt.timedelta(days=days)).isoformat()
