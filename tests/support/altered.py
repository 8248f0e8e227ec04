"""Instruments with one thing altered at a time, as a slip of the pen would leave them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from nrs_lib.contracts.instruments import Instrument, Item, MissingRule, Scale

NUDGE = 1.1


@dataclass(frozen=True)
class OtherNeed(MissingRule):
    """A missing rule that asks for so many answers more than it should."""

    more: int = 0

    def needed(self, n_items: int, rule: str | None = None) -> int:
        return super().needed(n_items, rule) + self.more


def altered_instruments(one: Instrument) -> Iterator[tuple[str, Instrument]]:
    """What was altered, and the instrument with that alteration."""
    in_use = {code for scale in one.scales for code in scale.items}
    for place, item in enumerate(one.items):
        if item.code in in_use:
            for what, other in _altered_items(item):
                items = (*one.items[:place], other, *one.items[place + 1 :])
                yield f"{item.code}: {what}", replace(one, items=items)
    for place, scale in enumerate(one.scales):
        for what, other in _altered_scales(scale, one):
            scales = (*one.scales[:place], other, *one.scales[place + 1 :])
            yield f"{scale.code}: {what}", replace(one, scales=scales)


def _altered_items(item: Item) -> Iterator[tuple[str, Item]]:
    if item.dimension is not None:
        return
    if item.recode is None:
        yield "reversal", replace(item, reversed=not item.reversed)
    else:
        for place, worth in enumerate(item.recode):
            recode = (*item.recode[:place], worth + 0.1, *item.recode[place + 1 :])
            yield f"worth {place + 1}", replace(item, recode=recode)
        yield "recode mirrored", replace(item, recode=item.recode[::-1])
    for number, condition in enumerate(item.recode_when):
        rest = (*item.recode_when[:number], *item.recode_when[number + 1 :])
        yield f"condition {number + 1} dropped", replace(item, recode_when=rest)
        for place, worth in enumerate(condition.recode):
            recode = (*condition.recode[:place], worth + 0.1, *condition.recode[place + 1 :])
            other = replace(condition, recode=recode)
            yield (
                f"condition {number + 1}, worth {place + 1}",
                replace(
                    item,
                    recode_when=(
                        *item.recode_when[:number],
                        other,
                        *item.recode_when[number + 1 :],
                    ),
                ),
            )
    if item.rescale is not None:
        yield "not stretched", replace(item, rescale=None)


def _altered_scales(scale: Scale, one: Instrument) -> Iterator[tuple[str, Scale]]:
    if scale.value_set is None:
        yield from _other_items(scale, one)
    for place, part in enumerate(scale.parts):
        if scale.component is None and len(scale.parts) > 1:
            yield f"without {part}", replace(scale, parts=_without(scale.parts, place))
    for code, weight in scale.weights.items():
        weights = MappingProxyType({**scale.weights, code: weight * NUDGE})
        yield f"weight of {code}", replace(scale, weights=weights)
    if scale.weights:
        yield "constant", replace(scale, constant=scale.constant + 1)
    for limit in ("counts_from", "counts_to"):
        if getattr(scale, limit) is not None:
            for step in (-1, 1):
                yield f"{limit} {step:+d}", replace(scale, **{limit: getattr(scale, limit) + step})
    if scale.value_set is not None:
        others = [name for name in one.value_sets if name != scale.value_set]
        for name in others:
            yield f"valued by {name}", replace(scale, value_set=name)
    if scale.rescale is not None:
        yield "upside down", replace(scale, rescale=scale.rescale[::-1])
        yield "stretched less", replace(scale, rescale=(scale.rescale[0], scale.rescale[1] - 1))
    if scale.method in ("sum", "mean") and len(scale.items) > 1 and scale.rescale is None:
        other = "mean" if scale.method == "sum" else "sum"
        yield f"{other} instead", replace(scale, method=other)
    if scale.items and scale.method in ("sum", "mean", "count"):
        yield from _other_needs(scale)
    if scale.component is not None:
        yield from _other_components(scale)


def _other_items(scale: Scale, one: Instrument) -> Iterator[tuple[str, Scale]]:
    outside = [item.code for item in one.items if item.code not in scale.items]
    for place, code in enumerate(scale.items):
        if not scale.weights and len(scale.items) > 1:
            yield f"without {code}", replace(scale, items=_without(scale.items, place))
        if not scale.weights and outside:
            for stranger in (outside[0], outside[-1], outside[place % len(outside)]):
                items = (*scale.items[:place], stranger, *scale.items[place + 1 :])
                yield f"{stranger} for {code}", replace(scale, items=items)


def _other_needs(scale: Scale) -> Iterator[tuple[str, Scale]]:
    rule = scale.missing
    n_items = len(scale.items)
    for name in rule.allowed:
        needed = rule.needed(n_items, name)
        for more in (-1, 1):
            if 1 <= needed + more <= n_items:
                made = OtherNeed(
                    rule.default,
                    rule.allowed,
                    rule.max_skipped,
                    rule.evidence,
                    rule.reference,
                    more=more,
                )
                yield f"{name} needs {more:+d}", replace(scale, missing=made)


def _other_components(scale: Scale) -> Iterator[tuple[str, Scale]]:
    made = scale.component
    for domain in made.parts:
        weights = MappingProxyType({**made.weights, domain: made.weights[domain] * NUDGE})
        yield f"weight of {domain}", replace(scale, component=replace(made, weights=weights))
        for norm in ("mean", "sd"):
            figures = dict(getattr(made.norms, norm))
            figures[domain] *= NUDGE
            norms = replace(made.norms, **{norm: MappingProxyType(figures)})
            yield f"{norm} of {domain}", replace(scale, component=replace(made, norms=norms))


def _without(codes: tuple[str, ...], place: int) -> tuple[str, ...]:
    return (*codes[:place], *codes[place + 1 :])
