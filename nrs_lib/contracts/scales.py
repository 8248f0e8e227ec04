"""What an instrument is made of: its scales, with their bands and change thresholds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from nrs_lib.contracts.change_thresholds import ChangeThreshold, Words
from nrs_lib.contracts.components import Component
from nrs_lib.contracts.items import Coding, Item
from nrs_lib.contracts.languages import ByLanguage
from nrs_lib.contracts.value_sets import ValueSet
from nrs_lib.errors import DefinitionError
from nrs_lib.terms import Direction, Evidence
from nrs_lib.text.numbers import notation


@dataclass(frozen=True)
class Band:
    """Scores from ``lower`` up to, not including, ``upper`` (the last includes it)."""

    code: str
    lower: float
    upper: float
    label: Words


@dataclass(frozen=True)
class BandScheme:
    """One way to divide a scale; its bands cover the range without gap or overlap."""

    scheme: str
    bands: tuple[Band, ...]
    is_default: bool
    evidence: Evidence
    reference: ByLanguage


@dataclass(frozen=True)
class MissingRule:
    """How many items must be answered.

    complete: all; half: at least ceil(n/2); max1: one may be missing; max_skipped: that many
    may be missing; any: one answer is enough.
    """

    default: str
    allowed: tuple[str, ...]
    max_skipped: int | None
    evidence: Evidence
    reference: ByLanguage

    def needed(self, n_items: int, rule: str | None = None) -> int:
        """Fewest answered items of ``n_items`` that give a score."""
        least = {
            "complete": n_items,
            "half": math.ceil(n_items / 2),
            "max1": n_items - 1,
            "max_skipped": n_items - (self.max_skipped or 0),
            "any": 1,
        }
        return max(1, least[rule or self.default])


@dataclass(frozen=True)
class ProfileEnds:
    """The scores that stand at 0 (worst) and 100 (best) on a self-assessment profile.

    ``reference`` is None where they follow from the scale's range and direction.
    """

    worst: float
    best: float
    reference: ByLanguage | None = None

    def place(self, score: float) -> float:
        """Where a score stands, from 0 to 100; one beyond the ends stands at the end."""
        return min(max(100 * (score - self.worst) / (self.best - self.worst), 0.0), 100.0)


@dataclass(frozen=True)
class Scale:
    """One score: how it is computed, and how it is shown and read.

    ``items`` are added, averaged, counted or valued (``method``); ``parts`` are scales of
    the same instrument that are added instead. ``weights`` and ``constant`` belong to a
    weighted sum, ``component`` to a norm-based one. ``rescale`` stretches a finished sum.
    ``on_request`` says why a scale is computed only for who asks for it by name.
    ``profile`` is missing where no direction is better. ``evidence`` is the instrument's
    unless the scale has its own.
    """

    code: str
    instrument: str
    label: Words
    short: Words
    unit: str
    method: str
    items: tuple[str, ...]
    parts: tuple[str, ...]
    counts_from: int | None
    counts_to: int | None
    weights: Mapping[str, float]
    constant: float
    component: Component | None
    value_set: str | None
    rescale: tuple[float, float] | None
    reuses_items: str | None
    on_request: ByLanguage | None
    range: tuple[float, float]
    profile: ProfileEnds | None
    direction: Direction
    decimals: int
    missing: MissingRule
    icf_component: str
    icf_code: str | None
    immpact: str
    band_schemes: tuple[BandScheme, ...]
    change_thresholds: tuple[ChangeThreshold, ...]
    evidence: Evidence
    reference: ByLanguage
    note: ByLanguage | None

    def reach(self, language: str) -> str:
        """Lowest and highest score in words, as ``unit`` has them in Swedish."""
        return notation(self.unit, language=language)

    @property
    def change_threshold(self) -> ChangeThreshold | None:
        """The threshold that reports use, or none."""
        return next((t for t in self.change_thresholds if t.is_default), None)

    def marks(self, unit: str) -> tuple[ChangeThreshold, ...]:
        """Its thresholds on the axis of improvements in a unit, the least first.

        One that also asks for a better band is none: it is no amount alone.
        """
        found = [t for t in self.change_thresholds if t.unit == unit and t.reaches is None]
        return tuple(sorted(found, key=lambda threshold: threshold.amount))

    @property
    def bands(self) -> tuple[Band, ...]:
        """Bands of the scheme that reports use; empty when the scale has none."""
        return next((s.bands for s in self.band_schemes if s.is_default), ())

    def band_of(self, score: float, *, tolerance: float) -> Band | None:
        """The band that reports use for a score; none where the scale has no bands.

        A prorated score a binary digit below a bound has reached it.
        """
        reached = [band for band in self.bands if score + tolerance >= band.lower]
        return max(reached, key=lambda band: band.lower, default=None)

    def band_scheme(self, scheme: str | None = None) -> BandScheme:
        """Look up a scheme by name, or the one that reports use.

        Raises
        ------
        DefinitionError
            The scale has no such scheme.
        """
        for found in self.band_schemes:
            if found.scheme == scheme or (scheme is None and found.is_default):
                return found
        raise DefinitionError(
            "A band scheme is asked for that the scale does not have.",
            where=f"{self.instrument}.yaml: scales.{self.code}.bands.{scheme or 'default'}",
            remedy=f"Schemes: {', '.join(s.scheme for s in self.band_schemes) or 'none'}.",
        )

    def threshold(self, code: str) -> ChangeThreshold:
        """Look up a change threshold by its code.

        Raises
        ------
        DefinitionError
            The scale has no such threshold.
        """
        for found in self.change_thresholds:
            if found.code == code:
                return found
        raise DefinitionError(
            "A change threshold is asked for that the scale does not have.",
            where=f"{self.instrument}.yaml: scales.{self.code}.change_thresholds.{code}",
            remedy=f"Known: {', '.join(t.code for t in self.change_thresholds) or 'none'}.",
        )


@dataclass(frozen=True)
class RegistryUse:
    """Whether the registry collects an instrument: collected, earlier or not_found.

    ``optional`` says how sure it is that units choose themselves whether to use it, and
    ``optional_reference`` whence; both are missing where all use it.
    """

    status: str
    evidence: Evidence
    reference: ByLanguage
    optional: Evidence | None = None
    optional_reference: ByLanguage | None = None


@dataclass(frozen=True)
class Instrument:
    """One questionnaire: items, scales, and where its key comes from.

    ``value_sets`` holds the index of every state, where scales are valued that way.
    ``unused_items`` says why an item is in no scale. ``codings`` are other ways in which
    answers are stored. ``registry_use`` says whether the registry collects it.
    """

    id: str
    version: ByLanguage
    name: Words
    evidence: Evidence
    reference: ByLanguage
    licence: ByLanguage
    note: ByLanguage | None
    registry_use: RegistryUse
    codings: tuple[Coding, ...]
    items: tuple[Item, ...]
    unused_items: Mapping[str, str]
    scales: tuple[Scale, ...]
    value_sets: Mapping[str, ValueSet]

    def item(self, code: str) -> Item:
        """Look up an item by its code."""
        return next(item for item in self.items if item.code == code)

    def scale(self, code: str) -> Scale:
        """Look up a scale by its code."""
        return next(scale for scale in self.scales if scale.code == code)

    def coding(self, code: str) -> Coding:
        """Look up another way of storing answers.

        Raises
        ------
        DefinitionError
            The instrument has no such coding.
        """
        for found in self.codings:
            if found.code == code:
                return found
        raise DefinitionError(
            "A coding is asked for that the instrument does not have.",
            where=f"{self.id}.yaml: codings.{code}",
            remedy=f"Known: {', '.join(one.code for one in self.codings) or 'none'}.",
        )
