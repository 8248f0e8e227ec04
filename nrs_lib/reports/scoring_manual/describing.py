"""Items and scales in words, read from their definitions and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nrs_lib.contracts.instruments import Instrument, Item, Scale
from nrs_lib.reports.scoring_manual.wording import WORDS
from nrs_lib.text import join_words, number


def digits(value: float, language: str) -> str:
    """A number with as many decimals as it has, five at most."""
    tidy = round(float(value), 5)
    decimals = 0 if tidy.is_integer() else len(repr(tidy).partition(".")[2])
    return number(tidy, decimals, language=language)


def short_codes(codes: Sequence[str]) -> str:
    """Item codes with what they share written once: ``hads_01, 03, 05``."""
    first, *rest = codes
    stem, _, _ = first.rpartition("_")
    if stem and all(code.rpartition("_")[0] == stem for code in rest):
        return ", ".join([first, *(code.removeprefix(f"{stem}_") for code in rest)])
    return ", ".join(codes)


def span(scale: Scale, language: str) -> str:
    """Lowest and highest score."""
    low, high = _shown(scale, scale.range, language)
    return WORDS[language]["to"].format(low=low, high=high)


def _shown(scale: Scale, ends: tuple[float, float], language: str) -> list[str]:
    """Ends as they are, or where they follow from norms to one decimal."""
    if scale.component is not None:
        ends = tuple(round(end, 1) for end in ends)
    return [digits(end, language) for end in ends]


@dataclass(frozen=True)
class ItemLine:
    """Items that are answered and counted alike."""

    codes: str
    answers: str
    worths: tuple[str, ...]


def item_lines(instrument: Instrument, language: str) -> list[ItemLine]:
    """The instrument's items, those alike on one line."""
    alike: dict[tuple, list[Item]] = {}
    for item in instrument.items:
        kind = (
            item.minimum,
            item.maximum,
            item.reversed,
            item.recode,
            item.recode_when,
            item.rescale,
            item.code in instrument.unused_items,
        )
        alike.setdefault(kind, []).append(item)
    return [
        ItemLine(
            short_codes([item.code for item in items]),
            f"{items[0].minimum}–{items[0].maximum}",
            tuple(_worths(items[0], instrument, language)),
        )
        for items in alike.values()
    ]


def recoded(scale: Scale, instrument: Instrument, language: str) -> list[str]:
    """What the items of a scale count as, where that is not the answer itself."""
    words = WORDS[language]
    alike: dict[tuple[str, str, str], list[str]] = {}
    for item in (instrument.item(code) for code in scale.items):
        if not (item.reversed or item.recode or item.recode_when or item.rescale):
            continue
        worths = list(_worths(item, instrument, language))
        if len(worths) > 1 and item.rescale is not None:
            low, high = (digits(end, language) for end in item.rescale)
            worths[-1] = words["stretched_after"].format(low=low, high=high)
        answers = f"{item.minimum}–{item.maximum}"
        key = "counted_as" if item.recode is None else "recoded"
        alike.setdefault((key, answers, ", ".join(worths)), []).append(item.code)
    every = words["the_item" if len(scale.items) == 1 else "every_item"]
    return [
        words[key].format(
            items=every if len(codes) == len(scale.items) else short_codes(codes),
            answers=answers,
            worth=worth,
        )
        for (key, answers, worth), codes in alike.items()
    ]


def _worths(item: Item, instrument: Instrument, language: str) -> Iterable[str]:
    words = WORDS[language]
    if item.code in instrument.unused_items:
        yield words["not_used"]
        return
    steps = _row(range(item.minimum, item.maximum + 1), language)
    if item.recode is not None:
        yield words["each"].format(answers=steps, worths=_row(item.recode, language))
        for part in item.recode_when:
            yield words["when" if part.answers else "when_none"].format(
                item=part.item,
                answers=_row(part.answers, language),
                answers_from=steps,
                worths=_row(part.recode, language),
            )
    elif item.reversed:
        yield words["reversed"].format(sum=item.minimum + item.maximum)
    elif item.rescale is None:
        yield words["as_is"]
    if item.rescale is not None:
        low, high = (digits(end, language) for end in item.rescale)
        yield words["stretched"].format(low=low, high=high)


def _row(values: Iterable[float], language: str) -> str:
    # A decimal comma and a comma between numbers cannot be told apart.
    return "; ".join(digits(value, language) for value in values)


def how(scale: Scale, instrument: Instrument, language: str) -> list[str]:
    """How a scale is computed, in one sentence or a few."""
    words = WORDS[language]
    told = {"n": len(scale.items), "items": short_codes(scale.items) if scale.items else ""}
    if scale.component is not None:
        return _component(scale, instrument, language)
    if scale.value_set is not None:
        return [words["value_set"]]
    if scale.weights:
        terms = "; ".join(
            f"{digits(weight, language)} × {_part_name(code, instrument, language)}"
            for code, weight in scale.weights.items()
        )
        constant = digits(scale.constant, language)
        return [words["weighted_sum"].format(constant=constant, terms=terms)]
    if scale.parts:
        names = [_part_name(code, instrument, language) for code in scale.parts]
        return [words["parts"].format(items=join_words(names, language=language))]
    if scale.method == "count":
        key = "count_to" if scale.counts_from is None else "count_from"
        limit = scale.counts_to if scale.counts_from is None else scale.counts_from
        return [words[key].format(limit=limit, **told)]
    found = [words[scale.method].format(**told)]
    if scale.rescale is not None:
        low, high = scale.rescale
        least, most = raw_ends(scale, instrument)
        found.append(
            words["rescaled"].format(
                low=digits(low, language),
                high=digits(high, language),
                least=digits(least, language),
                most=digits(most, language),
                width=digits(high - low, language),
                plus=f" + {digits(low, language)}" if low else "",
            )
        )
    return found


def raw_ends(scale: Scale, instrument: Instrument) -> tuple[float, float]:
    """Lowest and highest sum of what a scale's items can count as."""
    bounds = [instrument.item(code).bounds for code in scale.items]
    low, high = (sum(ends) for ends in zip(*bounds, strict=True))
    return low, high


def _part_name(code: str, instrument: Instrument, language: str) -> str:
    known = {scale.code: scale.label[language] for scale in instrument.scales}
    return known.get(code, code)


def _component(scale: Scale, instrument: Instrument, language: str) -> list[str]:
    words = WORDS[language]
    made = scale.component
    lines = [
        words["component"].format(
            centre=digits(made.centre, language), spread=digits(made.spread, language)
        )
    ]
    lines += [
        words["component_part"].format(
            part=_part_name(part, instrument, language),
            weight=digits(made.weights[domain], language),
            mean=digits(made.norms.mean[domain], language),
            sd=digits(made.norms.sd[domain], language),
        )
        for domain, part in made.parts.items()
    ]
    lines.append(
        words["component_from"].format(
            weights=made.weights_from.code, norms=made.norms.population[language]
        )
    )
    return lines


def unanswered(scale: Scale, language: str) -> list[str]:
    """What must be answered, and which other rules may be chosen."""
    words = WORDS[language]
    if scale.parts:
        return [words["every_part"]]
    n_items = len(scale.items)
    needed = scale.missing.needed(n_items)
    key = "the_one" if n_items == 1 else "all" if needed == n_items else "at_least"
    lines = [words[key].format(needed=needed, n=n_items)]
    others = [
        words[f"rule_{rule}"].format(n=scale.missing.max_skipped)
        for rule in scale.missing.allowed
        if rule != scale.missing.default
    ]
    if others and n_items > 1:
        lines.append(words["may_choose"].format(rules="; ".join(others)))
    return lines


def read_as(scale: Scale, language: str) -> list[str]:
    """Levels, thresholds and place on the profile."""
    words = WORDS[language]
    lines = []
    for scheme in scale.band_schemes:
        bands = "; ".join(
            words["from"].format(lower=digits(one.lower, language), label=one.label[language])
            for one in scheme.bands
        )
        head = words["band_scheme"].format(
            scheme=scheme.scheme, evidence=words[str(scheme.evidence)]
        )
        lines.append(f"{head}: {bands}")
    for threshold in scale.change_thresholds:
        head = words["threshold"].format(evidence=words[str(threshold.evidence)])
        lines.append(f"{head}: {threshold.meaning[language]}")
    if scale.profile is not None:
        worst, best = _shown(scale, (scale.profile.worst, scale.profile.best), language)
        lines.append(words["profile"].format(worst=worst, best=best))
    return lines
