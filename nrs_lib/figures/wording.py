"""Phrases that several figures share, and how a number is written in company."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from nrs_lib.contracts import conventions
from nrs_lib.contracts.codelists import read_codelist
from nrs_lib.contracts.instruments import scales
from nrs_lib.contracts.measures import Measure, read_measures
from nrs_lib.errors import ParameterError
from nrs_lib.figures.values import Value
from nrs_lib.terms import PARTS, Direction, Statistic
from nrs_lib.text import NBSP, interval, join_words, number, of, percent, percent_interval
from nrs_lib.text.numbers import share_percent

Catalog = Mapping[str, Mapping[str, str]]

SHARED: Catalog = {
    "sv": {
        "who": "Vems",
        "measure": "Mått",
        "scale": "Skala",
        "when": "När",
        "period": "Period",
        "value": "Värde",
        "share": "Andel",
        "count": "Antal",
        "answers": "Svar",
        "interval": "{level}-intervall",
        "data": "Data i tabell",
        "scroll": "Figuren går att rulla i sidled",
        "initial": "start",
        "discharge": "avslut",
        "followup_12m": "ett år",
        "at_initial": "vid start",
        "at_discharge": "vid avslut",
        "at_followup_12m": "efter ett år",
        "dash": "Ett streck i rikets kolumn: {reasons}.",
        "help": "Tal visas från {n} svar.",
        "no_rows": "inga uppgifter i urvalet",
        "answers_n": "{n} svar",
        "in_quarters": "kvartal",
        "in_years": "år",
    },
    "en": {
        "who": "Whose",
        "measure": "Measure",
        "scale": "Scale",
        "when": "When",
        "period": "Period",
        "value": "Value",
        "share": "Share",
        "count": "Number",
        "answers": "Responses",
        "interval": "{level} interval",
        "data": "Data as a table",
        "scroll": "The figure can be scrolled sideways",
        "initial": "baseline",
        "discharge": "discharge",
        "followup_12m": "one year",
        "at_initial": "at baseline",
        "at_discharge": "at discharge",
        "at_followup_12m": "after one year",
        "dash": "A dash in the national column: {reasons}.",
        "help": "Numbers need at least {n} responses.",
        "no_rows": "no data in the selection",
        "answers_n": "{n} responses",
        "in_quarters": "quarters",
        "in_years": "years",
    },
}
# By what a figure draws: the function's noun, or the measure that it is asked for.
_NAMES = {
    "sv": {
        "before_after": "fore_och_efter",
        "change": "forandring",
        "change_life_situation": "upplevd_livssituation",
        "change_pain": "upplevd_smarta",
        "curves_discharge": "alla_granser_avslut",
        "curves_followup_12m": "alla_granser_ett_ar",
        "diagnoses": "diagnoser",
        "field_filled": "ifyllnad",
        "flow_discharge": "flode_avslut",
        "flow_followup": "flode_ett_ar",
        "followup_lost": "enheter_uteblivna",
        "goals_attained": "maluppfyllelse",
        "improved_everyday": "enheter_vardag",
        "improved_pain": "enheter_smarta",
        "indicators": "indikatorer",
        "portrait": "patienterna",
        "process_assessment_only": "flode_utredning",
        "process_mmr": "flode_program",
        "raw_improved_everyday": "ojusterad_vardag",
        "raw_improved_pain": "ojusterad_smarta",
        "responders": "forbattrade",
        "response_12m": "enheter_svar_ett_ar",
        "response_discharge": "enheter_svar",
        "sick_leave": "sjukskrivning",
        "trend": "svarsfrekvens",
        "versions": "versioner",
        "years": "utveckling",
    },
    "en": {
        "before_after": "before_and_after",
        "change": "change",
        "change_life_situation": "perceived_life_situation",
        "change_pain": "perceived_pain",
        "curves_discharge": "all_thresholds_discharge",
        "curves_followup_12m": "all_thresholds_one_year",
        "diagnoses": "diagnosis_groups",
        "field_filled": "completeness",
        "flow_discharge": "flow_discharge",
        "flow_followup": "flow_one_year",
        "followup_lost": "units_lost",
        "goals_attained": "goals",
        "improved_everyday": "units_everyday",
        "improved_pain": "units_pain",
        "indicators": "indicators",
        "portrait": "patients",
        "process_assessment_only": "flow_assessment",
        "process_mmr": "flow_programme",
        "raw_improved_everyday": "unadjusted_everyday",
        "raw_improved_pain": "unadjusted_pain",
        "responders": "improved",
        "response_12m": "units_response_one_year",
        "response_discharge": "units_response",
        "sick_leave": "sick_leave",
        "trend": "response_rates",
        "versions": "versions",
        "years": "development",
    },
}
_CODES = re.compile(r" \([A-Z]\d[^()]*\)$")


def phrases(catalog: Catalog, language: str) -> dict[str, str]:
    """The shared phrases and a figure's own, in one language.

    Raises
    ------
    ParameterError
        The language is not known.
    """
    return {**_known(SHARED, language), **catalog[language]}


def _known(catalog: Catalog, language: str) -> Mapping[str, str]:
    if language not in catalog:
        raise ParameterError("The language is not known.", where="language", remedy="Use sv or en.")
    return catalog[language]


def figure_name(drawn: str, language: str) -> str:
    """What a figure's file is called: a plain word of the reader's language.

    Parameters
    ----------
    drawn
        What is drawn, or the measure that is; one without a name of its own keeps its code.

    Raises
    ------
    ParameterError
        The language is not known.
    """
    return _known(_NAMES, language).get(drawn, drawn)


def is_by_year(periods: Sequence[str]) -> bool:
    """Whether a course goes by years and not by quarters, by the codes of its periods."""
    return not any("Q" in code for code in periods)


def parts_of(periods: Sequence[str], language: str) -> str:
    """What the periods of a course are, in words: quarters or years."""
    return SHARED[language]["in_years" if is_by_year(periods) else "in_quarters"]


def level(language: str) -> str:
    """Level of the intervals in words, from the one place where it is decided."""
    value = conventions.get("confidence_level").value
    return share_percent(value, language=language)


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def small(label: str) -> str:
    """A label inside a sentence; abbreviations such as EQ-VAS keep their capitals."""
    return label if label[1:2].isupper() or label[1:2] in "-0" else label[:1].lower() + label[1:]


def without_codes(label: str) -> str:
    """A label without its diagnosis codes, which help in a list and hinder in a sentence."""
    return _CODES.sub("", label)


def measure_of(code: str) -> Measure:
    """A measure's definition; a scale that is no measure of its own is described as one.

    Raises
    ------
    ParameterError
        Neither a measure nor a scale has the code.
    """
    if code in read_measures():
        return read_measures()[code]
    if code not in scales():
        raise ParameterError(
            "A measure is asked for that is not defined.",
            where=code,
            remedy="Use a code of data_contracts/measures.yaml or of a scale.",
        )
    scale = scales()[code]
    return Measure(
        code=code,
        label=scale.label,
        short=scale.short,
        kind="mean",
        unit={"sv": "", "en": ""},
        decimals=scale.decimals,
        direction=scale.direction,
        definition=scale.label,
        codelist=None,
        categories={},
        scale=code,
        rule=None,
    )


def category_labels(measure: Measure, language: str) -> dict[str, str]:
    """Labels of a measure's categories in order; empty for a measure without categories."""
    if measure.codelist:
        return dict(read_codelist(measure.codelist).labels(language))
    return {code: label[language] for code, label in measure.categories.items()}


def amount(value: Value, measure: Measure, language: str) -> str:
    """The estimate as readers see it: a share in per cent, else with its unit."""
    if value.statistic == Statistic.SHARE:
        return share(value, language)
    unit = measure.unit[language]
    return number(value.estimate, measure.decimals, language=language) + (unit and NBSP + unit)


def share(value: Value, language: str) -> str:
    """A share in per cent, made from its numerator and denominator."""
    return percent(value.numerator, value.denominator, language=language)


def per_cent_tick(language: str) -> Callable[[float], str]:
    """How an axis of per cent writes its ticks."""
    return lambda tick: percent(round(tick), 100, language=language)


def factor(measure: Measure) -> float:
    """From an estimate to what the axis shows: shares are drawn in per cent."""
    return 100.0 if measure.kind == Statistic.SHARE else 1.0


def axis_tick(measure: Measure, language: str) -> Callable[[float], str]:
    """How an axis of the measure writes its ticks."""
    if measure.kind == Statistic.SHARE:
        return per_cent_tick(language)
    unit = measure.unit[language]
    return lambda tick: number(tick, language=language) + (unit and NBSP + unit)


def span(value: Value, measure: Measure | None, language: str) -> str:
    """The interval, without unit."""
    if value.statistic in PARTS:
        return percent_interval(value.low, value.high, language=language)
    decimals = measure.decimals if measure else 1
    return interval(value.low, value.high, decimals, language=language)


def company(value: Value, language: str) -> str:
    """What a number rests on: ``44 av 91``, or ``91 svar``."""
    if value.statistic == Statistic.SHARE:
        return of(value.numerator, value.denominator, language=language)
    n = number(value.n, language=language)
    return SHARED[language]["answers_n"].format(n=n).replace(" ", NBSP)


def listed(labels: Sequence[str], language: str) -> str:
    """Labels in a running sentence, each with a small first letter."""
    return join_words([small(label) for label in labels], language=language)


def improvement_sign(direction: Direction) -> int:
    """1 where a rise is better, -1 where a fall is."""
    return -1 if direction is Direction.HIGHER_WORSE else 1
