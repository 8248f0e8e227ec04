"""How sick leave is counted: windows, categories, overlaps and what ends the days at risk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.languages import ByLanguage, by_language
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence

FILE = "sick_leave.yaml"
NONE, PARTIAL, FULL, PERMANENT = "none", "partial", "full", "permanent"
CATEGORIES = (NONE, PARTIAL, FULL, PERMANENT)
"""From none to most; code compares them in this order."""


@dataclass(frozen=True)
class Window:
    """Days ``first`` to ``last`` after the anchor's date, both included; day 0 is the anchor."""

    code: str
    anchor: str
    first: int
    last: int
    label: Mapping[str, str]


@dataclass(frozen=True)
class WindowSet:
    """Windows that are read together; ``convention`` is the key that its days come from."""

    code: str
    label: Mapping[str, str]
    windows: tuple[Window, ...]
    convention: str | None
    evidence: Evidence
    reference: ByLanguage


@dataclass(frozen=True)
class OverlapRule:
    """What a day counts on which several periods run."""

    code: str
    label: Mapping[str, str]
    evidence: Evidence
    reference: ByLanguage


@dataclass(frozen=True)
class RiskLimit:
    """What ends the days at risk, and whether its own day is still one of them."""

    code: str
    label: Mapping[str, str]
    is_day_at_risk: bool
    evidence: Evidence
    reference: ByLanguage


@dataclass(frozen=True)
class SickLeaveRules:
    """All of ``sick_leave.yaml``.

    Attributes
    ----------
    is_last_day_included
        Whether the last day of a period is a day of it.
    overlaps, window_sets, limits
        By code.
    temporary, permanent
        Benefits; together all of the code list ``sick_leave_benefit``.
    benefits_evidence, benefits_reference
        How well founded it is which are which, and on what.
    category_labels
        By code, in the order of `CATEGORIES`.
    """

    is_last_day_included: bool
    overlaps: Mapping[str, OverlapRule]
    window_sets: Mapping[str, WindowSet]
    limits: Mapping[str, RiskLimit]
    temporary: tuple[str, ...]
    permanent: tuple[str, ...]
    benefits_evidence: Evidence
    benefits_reference: ByLanguage
    category_labels: Mapping[str, Mapping[str, str]]

    def overlap(self, code: str | None = None) -> OverlapRule:
        """One rule for overlaps; the one in force when not named.

        Raises
        ------
        ParameterError
            There is no such rule.
        """
        return _chosen(self.overlaps, code or get("sick_leave_overlap").value, "overlap")

    def window_set(self, code: str) -> WindowSet:
        """One set of windows.

        Raises
        ------
        ParameterError
            There is no such set.
        """
        return _chosen(self.window_sets, code, "window_set")


def _chosen(known: Mapping[str, object], code: str, what: str) -> object:
    if code not in known:
        raise ParameterError(
            f"There is no such {what.replace('_', ' ')} of sick leave.",
            where=f"{what}: {code}",
            remedy=f"Use one of {', '.join(known)}.",
        )
    return known[code]


@cache
def read_sick_leave(path: Path | None = None) -> SickLeaveRules:
    """Read how sick leave is counted.

    Raises
    ------
    DefinitionError
        A key is unknown, missing or doubled; a benefit has no group or two; categories stand
        in another order; a window has no days or ends before it begins.
    """
    path = path or definitions() / FILE
    raw = read_definition(path, schema=definitions() / "sick_leave.schema.json")
    _check_benefits(raw["benefits"], path.name)
    if tuple(part["code"] for part in raw["categories"]) != CATEGORIES:
        raise DefinitionError(
            "The categories stand in another order.",
            where=f"{path.name}: categories",
            remedy=f"From none to most: {', '.join(CATEGORIES)}.",
        )
    overlaps = [
        OverlapRule(
            part["code"], _label(part), Evidence(part["evidence"]), by_language(part["reference"])
        )
        for part in raw["overlaps"]
    ]
    limits = [
        RiskLimit(
            part["code"],
            _label(part),
            part["last_at_risk"] == "the_day",
            Evidence(part["evidence"]),
            by_language(part["reference"]),
        )
        for part in raw["limits"]
    ]
    sets = [_window_set(part, f"{path.name}: {part['code']}") for part in raw["window_sets"]]
    _by_code((window for one in sets for window in one.windows), f"{path.name}: windows")
    return SickLeaveRules(
        is_last_day_included=raw["last_day"]["value"] == "included",
        overlaps=_by_code(overlaps, f"{path.name}: overlaps"),
        window_sets=_by_code(sets, f"{path.name}: window_sets"),
        limits=_by_code(limits, f"{path.name}: limits"),
        temporary=tuple(raw["benefits"]["temporary"]),
        permanent=tuple(raw["benefits"]["permanent"]),
        benefits_evidence=Evidence(raw["benefits"]["evidence"]),
        benefits_reference=by_language(raw["benefits"]["reference"]),
        category_labels=MappingProxyType(
            {part["code"]: _label(part) for part in raw["categories"]}
        ),
    )


def _label(part: Mapping[str, object]) -> Mapping[str, str]:
    return MappingProxyType({"sv": part["label_sv"], "en": part["label_en"]})


def _by_code(parts: Iterable, where: str) -> Mapping[str, object]:
    found: dict[str, object] = {}
    for part in parts:
        if part.code in found:
            raise DefinitionError(
                "A code stands twice.", where=f"{where}.{part.code}", remedy="Keep one."
            )
        found[part.code] = part
    return MappingProxyType(found)


def _check_benefits(raw: Mapping[str, object], name: str) -> None:
    grouped = [*raw["temporary"], *raw["permanent"]]
    known = [part.code for part in read_codelist("sick_leave_benefit").codes if not part.missing]
    if sorted(grouped) != sorted(known):
        raise DefinitionError(
            "A benefit has no group, two groups, or is not in the code list.",
            where=f"{name}: benefits",
            remedy=f"Put each of {', '.join(known)} in temporary or permanent.",
        )


def _window_set(raw: Mapping[str, object], where: str) -> WindowSet:
    key = raw.get("days_from")
    days = get(key).value if key else {}
    if key and set(days) != {part["code"] for part in raw["windows"]}:
        raise DefinitionError(
            "The windows are not those of the convention that gives their days.",
            where=f"{where}.days_from",
            remedy=f"Give the windows {', '.join(days)}.",
        )
    return WindowSet(
        raw["code"],
        _label(raw),
        tuple(_window(part, days, f"{where}.{part['code']}") for part in raw["windows"]),
        key,
        Evidence(raw["evidence"]),
        by_language(raw["reference"]),
    )


def _window(raw: Mapping[str, object], days: Mapping[str, tuple], where: str) -> Window:
    own = [raw.get(key) for key in ("anchor", "first", "last")]
    if (raw["code"] in days) == any(part is not None for part in own):
        raise DefinitionError(
            "A window's days stand twice or not at all.",
            where=where,
            remedy="Give anchor, first and last here, or days_from a convention for the set.",
        )
    anchor, first, last = days.get(raw["code"], own)
    if anchor is None or first is None or last is None or first > last:
        raise DefinitionError(
            "A window lacks a day, or ends before it begins.",
            where=where,
            remedy="Give anchor, first and last, with first not after last.",
        )
    return Window(raw["code"], anchor, int(first), int(last), _label(raw))
