"""What a control chart says in words: its finding, what is drawn, and what to bear in mind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.control_chart_rules import Rule
from nrs_lib.contracts.conventions import get
from nrs_lib.figures.control_chart_drawing import Drawn, rules_of
from nrs_lib.figures.values import Values
from nrs_lib.figures.verdict_marks import assurance_words
from nrs_lib.figures.wording import capital, listed, small
from nrs_lib.terms import Statistic
from nrs_lib.text import EN_DASH, iso_date, join_words, share_percent, spelled

_SAID = (
    "chart_few_points",
    "chart_no_spread",
    "chart_provisional_limits",
    "chart_few_expected",
    "chart_cannot_signal",
    "chart_signals_disagree",
    "chart_assurance_unstable",
    "chart_baseline",
)

# A year, a quarter and a half-year are neuter in Swedish.
_ONE = {"sv": {1: "ett"}, "en": {}}
_BY_RESULT = ("protected", "rounded")
"""Why a share is hidden for how many had the outcome, and not for how few answered alone."""


def label_of(drawn: Drawn) -> str:
    """What readers call the measure."""
    return drawn.scale.measure.label[drawn.scale.language]


def _rules(drawn: Drawn) -> Mapping[str, Rule]:
    return {rule.code: rule for rule in rules_of(drawn)}


def finding(drawn: Drawn, text: Mapping[str, str]) -> str:
    """The verdict on the latest point shown, with the rule behind it in words."""
    chart, language = drawn.chart.chart, drawn.scale.language
    fills = {
        "label": label_of(drawn),
        "period": text[f"period_{drawn.chart.months}"],
        "periods": text[f"periods_{drawn.chart.months}"],
        "n": spelled(len(drawn.shown), language),
    }
    if not drawn.shown:
        return text["hidden"].format(**fills)
    because = chart.because or (chart.signals[-1].rule if chart.signals else "")
    if because:
        fills["rule"] = small(_rules(drawn)[because].label(language))
    if because and chart.variation in ("common_cause", "not_judged"):
        is_latest = chart.variation == "common_cause" and not drawn.chart.until
        return text["now_common" if is_latest else f"last_{chart.variation}"].format(**fills)
    return text[f"is_{chart.variation}"].format(**fills)


def what(values: Values, drawn: Drawn, text: Mapping[str, str]) -> str:
    """What is drawn, and how it is read; where nothing is, what is measured."""
    if not drawn.is_drawn:
        return drawn.scale.measure.definition[drawn.scale.language]
    return f"{counted(drawn, text)} {_how(values, [drawn], text)}"


def counted(drawn: Drawn, text: Mapping[str, str]) -> str:
    """What a point counts, and how long its period is."""
    measure = drawn.scale.measure
    told = f"{measure.definition[drawn.scale.language]} {text[f'every_{drawn.chart.months}']}"
    return f"{told} {text['median']}" if measure.kind == Statistic.MEDIAN else told


def _how(values: Values, every: Sequence[Drawn], text: Mapping[str, str]) -> str:
    meanings = {meaning for one in every for meaning in one.chart.chart.points["variation"]}
    known = ("improving", "concerning", "special_cause")
    shapes = "".join(text[key] for key in known if key in meanings)
    limits = _limits(every, text)
    has_gaps = any(one.is_drawn and len(one.shown) < len(one.values) for one in every)
    fills = {"limits": limits, "shapes": shapes, "gaps": text["gaps"] if has_gaps else ""}
    told = text["how"].format(who=values.in_sentence(every[0].chart.scope), **fills)
    return f"{told} {assurance_words([one.chart for one in every], values.language)}".strip()


def _limits(every: Sequence[Drawn], text: Mapping[str, str]) -> str:
    """What the broken lines are; those of shares depend on how many a point rests on."""
    kinds = {one.scale.measure.kind for one in every if any(one.lines)}
    if not kinds:
        return ""
    is_share = Statistic.SHARE in kinds
    key = "dashed_some" if is_share and len(kinds) > 1 else "dashed_wider" if is_share else "dashed"
    return text[key]


def notes(values: Values, drawn: Drawn, text: Mapping[str, str]) -> list[str]:
    """What is known to have changed, what is not shown, and how firm the limits are."""
    language, chart = values.language, drawn.chart
    said = [
        text["change"].format(day=iso_date(one.day), reason=one.reason)
        for one in chart.changes.values()
    ]
    if chart.target:
        since = iso_date(chart.target.since)
        target = chart.target.words(language)
        said.append(text["target_note"].format(target=target, since=since))
    said += [*gaps(values, drawn, text), *_gappy(drawn, text)]
    said += [_caution(one, drawn, text) for one in chart.chart.cautions if one.code in _SAID]
    return [" ".join(said)] if said else []


def _caution(one: Caution, drawn: Drawn, text: Mapping[str, str]) -> str:
    """A caution in words; where all points are of one phase, without its number."""
    facts = dict(one.facts)
    if one.code not in text or ("phase" in facts and len(drawn.chart.chart.phases) > 1):
        return one.sentence(drawn.scale.language)
    of = len(drawn.shown)
    code = f"{one.code}_all" if facts.get("n") == of else one.code
    fills = {**_of_periods(drawn, text), **facts}
    n, months = int(fills["n"]), drawn.chart.months
    fills["periods"] = text[f"{'period' if n == 1 else 'periods'}_{months}"]
    fills["spelled"] = _ONE[drawn.scale.language].get(n) or spelled(n, drawn.scale.language)
    return text.get(code, text[one.code]).format(**fills)


def shared_note(values: Values, every: Sequence[Drawn], text: Mapping[str, str]) -> str:
    """What holds for each of some charts: whom it compares, and whether it has a target.

    Empty where none is drawn.
    """
    if not any(one.is_drawn for one in every):
        return ""
    known = text["known"].format(who=values.in_sentence(every[0].chart.scope))
    has_target = any(one.chart.chart.target is not None for one in every)
    return known if has_target else f"{known} {text['no_target']}"


def gaps(values: Values, drawn: Drawn, text: Mapping[str, str]) -> list[str]:
    """Which periods are not shown, by reason; those that follow on each other as one stretch."""
    by_reason: dict[str, list[list[int]]] = {}
    for at, value in enumerate(drawn.values):
        if at in drawn.shown:
            continue
        stretches = by_reason.setdefault(values.why_hidden(value), [])
        if stretches and stretches[-1][-1] == at - 1:
            stretches[-1].append(at)
        else:
            stretches.append([at])
    labels = [span.label(values.language) for span in drawn.chart.spans]
    return [
        text["gap"].format(
            reason=reason,
            periods=join_words(
                [_from_to(labels[one[0]], labels[one[-1]]) for one in stretches],
                language=values.language,
            ),
        )
        for reason, stretches in by_reason.items()
    ]


def _gappy(drawn: Drawn, text: Mapping[str, str]) -> list[str]:
    """That fewer periods are shown than a chart should have, where it is so, and what follows."""
    chart, least = drawn.chart, float(get("charted_part").value)
    if not drawn.shown or chart.is_whole:
        return []
    part = share_percent(least, language=drawn.scale.language)
    told = [text["gappy"].format(part=part, **_of_periods(drawn, text))]
    if chart.chart.variation == "not_judged":
        told.append(text["gappy_unjudged"])
    if drawn.scale.is_share and any(v and v.hidden in _BY_RESULT for v in drawn.values):
        told.append(text["gappy_chosen"])
    return [*told, text["longer" if chart.has_others else "no_longer"]]


def _of_periods(drawn: Drawn, text: Mapping[str, str]) -> dict[str, object]:
    periods = text[f"periods_{drawn.chart.months}"]
    return {"n": len(drawn.shown), "of": len(drawn.values), "periods": periods}


def elsewhere(others: Sequence[Drawn], text: Mapping[str, str]) -> str:
    """Which measures are judged by charts that are not drawn, and on how many periods."""
    judged = [
        text["judged_of"].format(label=label_of(one), **_of_periods(one, text))
        for one in others
        if one.chart.chart.variation != "not_judged"
    ]
    if not judged:
        return ""
    names = join_words(judged, language=others[0].scale.language)
    number = "one" if len(judged) == 1 else "some"
    fills = {key: text[f"{key}_{number}"] for key in ("measures", "they")}
    return text["elsewhere"].format(names=names, **fills)


def _from_to(first: str, last: str) -> str:
    """Two periods as a stretch; the dash stands apart where they are of several words."""
    dash = f" {EN_DASH} " if " " in last else EN_DASH
    return dash.join(dict.fromkeys((first, last)))


def signal(drawn: Drawn, at: int, text: Mapping[str, str]) -> str:
    """The rules that a point is part of breaking, and what that means; empty for none."""
    point = drawn.chart.chart.points.iloc[at]
    if not point["rules"]:
        return ""
    rules = _rules(drawn)
    words = [small(rules[code].label(drawn.scale.language)) for code in point["rules"]]
    told_rules = join_words(words, language=drawn.scale.language)
    return text[f"{point['variation']}_row"].format(rules=told_rules)


def finding_of_several(every: Sequence[Drawn], text: Mapping[str, str]) -> str:
    """In which measures the latest point is part of more than chance."""
    language = every[0].scale.language
    judged = [one for one in every if one.chart.chart.variation != "not_judged"]
    if not judged:
        if len(every) == 1:
            return text["not_judged_one"].format(label=label_of(every[0]))
        return text["not_judged"].format(n=capital(spelled(len(every), language)))
    beyond = [one for one in judged if one.chart.chart.because]
    if len(judged) == 1 and not beyond:
        return text["none_in_one"].format(label=label_of(judged[0]))
    if not beyond:
        earlier = [label_of(one) for one in judged if one.chart.chart.signals]
        is_latest = not any(one.chart.until for one in judged)
        key = "none" if not earlier else "none_now" if is_latest else "none_last"
        fills = {"n": spelled(len(judged), language), "names": listed(earlier, language)}
        return text[key].format(able=text["able"] if len(judged) < len(every) else "", **fills)
    some = text["some"].format(names=listed([label_of(one) for one in beyond], language))
    return some if len(beyond) == len(judged) else text["and_none"].format(some=some)


def what_of_several(values: Values, every: Sequence[Drawn], text: Mapping[str, str]) -> str:
    """What is drawn of several measures, and which have too few for it."""
    few = [one for one in every if not one.is_drawn]
    how = _how(values, every, text)
    if not few:
        return how
    lengths = {text[f"period_{one.chart.months}"] for one in few}
    gone = text["few"].format(
        period=lengths.pop() if len(lengths) == 1 else text["period_any"],
        names=listed([label_of(one) for one in few], values.language),
    )
    return gone if len(few) == len(every) else f"{how} {gone}"
