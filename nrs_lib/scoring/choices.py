"""What the caller chose: value sets, missing rules, codings and scales on request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nrs_lib.contracts.conventions import get, read_conventions
from nrs_lib.contracts.instruments import Coding, Instrument, Scale
from nrs_lib.errors import DefinitionError

_VALUE_SET_CONVENTION = "{instrument}_value_set"


@dataclass(frozen=True)
class Choices:
    """Choices that hold for one scoring.

    ``conventions`` are the keys of those that the registry's conventions made.
    """

    value_sets: frozenset[str]
    missing: Mapping[str, str]
    also: frozenset[str]
    codings: Mapping[str, Coding]
    conventions: tuple[str, ...] = field(default=())

    def includes(self, scale: Scale) -> bool:
        """Whether the scale is to be computed."""
        if scale.value_set is not None:
            return scale.value_set in self.value_sets
        return scale.on_request is None or scale.code in self.also

    def rule_of(self, scale: Scale) -> str:
        """Missing rule of the scale."""
        return self.missing.get(scale.code, scale.missing.default)


def choose(
    instruments: Mapping[str, Instrument],
    *,
    value_set: str | Iterable[str] | None,
    missing: str | Mapping[str, str] | None,
    also: Iterable[str],
    coding: str | Mapping[str, str] | None,
) -> Choices:
    """Check the caller's choices against the instruments.

    Raises
    ------
    DefinitionError
        A value set, missing rule, scale or coding is unknown or not allowed.
    """
    sets, conventions = _value_sets(instruments, value_set)
    return Choices(
        sets,
        _missing_rules(instruments, missing),
        _also(instruments, also),
        _codings(instruments, coding),
        conventions,
    )


def _value_sets(
    instruments: Mapping[str, Instrument], asked: str | Iterable[str] | None
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Value sets to use, and the conventions that chose them."""
    valued = {i.id: i.value_sets for i in instruments.values() if i.value_sets}
    if asked is None:
        keys = [_VALUE_SET_CONVENTION.format(instrument=name) for name in valued]
        keys = [key for key in keys if key in read_conventions()]
        return frozenset(get(key).value for key in keys), tuple(keys)
    chosen = frozenset([asked] if isinstance(asked, str) else asked)
    known = {name for sets in valued.values() for name in sets}
    if chosen - known:
        raise DefinitionError(
            "A value set is asked for that no instrument has.",
            where=f"value_set: {', '.join(sorted(chosen - known))}",
            remedy=f"Known: {', '.join(sorted(known)) or 'none for these instruments'}.",
        )
    return chosen, ()


def _missing_rules(
    instruments: Mapping[str, Instrument], asked: str | Mapping[str, str] | None
) -> Mapping[str, str]:
    known = {scale.code: scale for i in instruments.values() for scale in i.scales}
    if isinstance(asked, str):
        return _one_rule_for_all(instruments, asked)
    for code, rule in (asked or {}).items():
        allowed = known[code].missing.allowed if code in known else ()
        if rule not in allowed:
            raise DefinitionError(
                "A missing rule is asked for that the scale does not allow.",
                where=f"missing: {code}: {rule}",
                remedy=f"Allowed: {', '.join(allowed)}." if allowed else "There is no such scale.",
            )
    return asked or {}


def _one_rule_for_all(instruments: Mapping[str, Instrument], rule: str) -> Mapping[str, str]:
    """The rule for every scale that knows it; a scale that must be whole stays so."""
    found = {
        scale.code: rule
        for i in instruments.values()
        for scale in i.scales
        if rule in scale.missing.allowed
    }
    for instrument in instruments.values():
        choosable = [s for s in instrument.scales if len(s.missing.allowed) > 1]
        refused = [scale.code for scale in choosable if scale.code not in found]
        if refused or not any(scale.code in found for scale in instrument.scales):
            allowed = {r for scale in instrument.scales for r in scale.missing.allowed}
            raise DefinitionError(
                "A missing rule is asked for that the instrument does not allow.",
                where=f"missing: {rule}: {', '.join(refused) or instrument.id}",
                remedy=f"Allowed: {', '.join(sorted(allowed))}; or give a rule for each scale.",
            )
    return found


def _also(instruments: Mapping[str, Instrument], also: Iterable[str]) -> frozenset[str]:
    asked = frozenset([also] if isinstance(also, str) else also)
    known = {s.code for i in instruments.values() for s in i.scales if s.on_request}
    if asked - known:
        raise DefinitionError(
            "A scale is asked for that is not computed on request.",
            where=f"also: {', '.join(sorted(asked - known))}",
            remedy=f"On request: {', '.join(sorted(known)) or 'none for these instruments'}.",
        )
    return asked


def _codings(
    instruments: Mapping[str, Instrument], asked: str | Mapping[str, str] | None
) -> Mapping[str, Coding]:
    if asked is None:
        return {}
    if isinstance(asked, str):
        if len(instruments) != 1:
            raise DefinitionError(
                "One coding is named for several instruments.",
                where=f"coding: {asked}",
                remedy="Give a coding by instrument: {instrument: coding}.",
            )
        asked = dict.fromkeys(instruments, asked)
    odd = set(asked) - set(instruments)
    if odd:
        raise DefinitionError(
            "A coding is named for an instrument that is not scored.",
            where=f"coding: {', '.join(sorted(odd))}",
            remedy=f"Scored here: {', '.join(instruments)}.",
        )
    return {name: instruments[name].coding(code) for name, code in asked.items()}
