"""The limits that disclosure control used, and its effect, in words."""

from __future__ import annotations

from collections.abc import Mapping

from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.disclosure import ClearanceRecord
from nrs_lib.tables.sentences import small
from nrs_lib.text import count, join_words, number

_PERIODS = {
    3: {"sv": "kvartal", "en": "quarter"},
    6: {"sv": "halvår", "en": "half-year"},
    12: {"sv": "år", "en": "year"},
}
_PLURALS = {
    3: {"sv": "kvartal", "en": "quarters"},
    6: {"sv": "halvår", "en": "half-years"},
}
_WORDS = {
    "limits": {
        "sv": "egna resultat från {own} svar, andras och rikets från {others}; antal från {count}, "
        "av dem som räknas och av de övriga; {zeros}",
        "en": "own results need at least {own} responses, other units' and national results "
        "at least {others}; counts at least {count}, both of those counted and of the "
        "rest; {zeros}",
    },
    "limits_alike": {
        "sv": "resultat från {others} svar; antal från {count}, av dem som räknas och av de "
        "övriga; {zeros}",
        "en": "results need at least {others} responses; counts at least {count}, both of those "
        "counted and of the rest; {zeros}",
    },
    # Who may see its own patients has no limit on their counts, and reads of both kinds.
    "limits_apart": {
        "sv": "enhetens egna resultat och andelar, med sina antal, visas från {own} svar eller "
        "patienter; dess rena antal har ingen gräns. Andra enheters och rikets resultat visas "
        "från {others} svar, antal från {count}, av dem som räknas och av de "
        "övriga; {zeros}",
        "en": "the unit's own results and shares, with their counts, need at least {own} "
        "responses or patients; its plain counts have no limit. "
        "Other units' and national results need at least {others} responses, counts at "
        "least {count}, both of those counted and of the rest; {zeros}",
    },
    "zeros_show": {"sv": "noll visas", "en": "zero is shown"},
    "zeros_hide": {"sv": "noll visas inte", "en": "zero is not shown"},
    "width": {
        "sv": "ett dolt antal om andra enheter eller riket går inte att räkna ut närmare än inom "
        "{others} personer",
        "en": "a hidden count for other units or nationally cannot be worked out more "
        "closely than to within {others} people",
    },
    "answering": {
        "sv": "hur många som svarat, och inte svarat, på en enkät eller ett formulär i den visas "
        "även när de är få, så länge gruppen är så stor att en andel får visas",
        "en": "how many have responded, and not responded, to a questionnaire or a form in "
        "it is shown even when the number is small, as long as the group is large enough "
        "for a share to be shown",
    },
    "answering_from": {
        "sv": "hur många som svarat, och inte svarat, på en enkät eller ett formulär i den visas "
        "från {count}",
        "en": "how many have responded, and not responded, to a questionnaire or a form in "
        "it is shown when there are at least {count}",
    },
    "answering_as_others": {
        "sv": "samma gränser som för andra antal",
        "en": "the same limits as for other counts",
    },
    "answering_own": {
        "sv": "{told}; enhetens egna rena antal visas utan gräns",
        "en": "{told}; the unit's own plain counts have no limit",
    },
    "answering_rounded": {
        "sv": "{told}; en andel som av avrundningen skulle bli alla eller ingen visas inte",
        "en": "{told}; a share that rounding would turn into all or none is not shown",
    },
    "rounding_none": {
        "sv": "antal avrundas inte; i rapportens filer har medelvärden högst {mean} decimaler och "
        "andelar högst {share}, på sidan färre",
        "en": "counts are not rounded; in the report's files means have at most {mean} decimals "
        "and shares at most {share}, on the page fewer",
    },
    "rounding": {
        "sv": "antal avrundas till närmaste {base} innan andelar räknas, och andelarnas intervall "
        "rymmer dem för alla antal som avrundas så; i rapportens filer har medelvärden högst "
        "{mean} decimaler och andelar högst {share}, på sidan färre",
        "en": "counts are rounded to the nearest {base} before shares are computed, and the "
        "intervals of shares cover every count that rounds to the same number; in the "
        "report's files means have at most {mean} decimals and shares at most {share}, "
        "on the page fewer",
    },
    "models": {
        "sv": "minst {min_df} frihetsgrader, {min_people_per_parameter} personer per skattat tal "
        "och {min_group} i den minsta gruppen",
        "en": "at least {min_df} degrees of freedom, {min_people_per_parameter} people for each "
        "estimated number and {min_group} in the smallest group",
    },
    "forms": {
        "sv": "ingen enskild person ritas, inga ytterlighetsvärden; minst {min_beyond} personer "
        "utanför en kvantil och {min_step} i ett steg",
        "en": "no individual is drawn, and no extreme values; at least {min_beyond} people "
        "beyond a quantile and {min_step} in a step",
    },
    "forms_apart": {
        "sv": "om andra enheter och riket: {forms}; enhetens egna antal ritas som de är",
        "en": "for other units and nationally: {forms}; the unit's own counts are drawn as "
        "they are",
    },
    "suppression_highs": {
        "sv": "söks av optimeringsprogrammet HiGHS, så få som möjligt",
        "en": "selected by the optimisation program HiGHS, as few as possible",
    },
    "suppression_tauargus": {
        "sv": "väljs av programmet Tau-Argus i tabeller med alla summor, i övrigt av "
        "optimeringsprogrammet HiGHS",
        "en": "selected by the program Tau-Argus in tables with all margins, otherwise by "
        "the optimisation program HiGHS",
    },
    "ledger_hide": {
        "sv": "tal som tillsammans med dem skulle visa få personer döljs",
        "en": "numbers that, combined with earlier releases, would reveal few people are hidden",
    },
    "ledger_refuse": {
        "sv": "en utlämning som tillsammans med dem skulle visa få personer stoppas",
        "en": "a release that, combined with earlier ones, would reveal few people is stopped",
    },
    "evidence_assumed": {"sv": "antaget", "en": "assumed"},
    "evidence_published": {"sv": "publicerat", "en": "published"},
    "evidence_verified": {"sv": "bekräftat", "en": "verified"},
    "pool_all": {
        "sv": "{hidden} av {rows} {shorts} döljs för små antals skull; räknat per {long} "
        "visas alla",
        "en": "{hidden} of {rows} {shorts} {be} hidden on account of small counts; "
        "counted by {long}, all are shown",
    },
    "pool_some": {
        "sv": "{hidden} av {rows} {shorts} döljs för små antals skull; räknat per {long} döljs en "
        "mindre del av talen",
        "en": "{hidden} of {rows} {shorts} {be} hidden on account of small counts; "
        "counted by {long}, a smaller part of the numbers is hidden",
    },
    "merge_all": {
        "sv": "{hidden} av {rows} tal döljs; läggs {names} ihop visas alla",
        "en": "{hidden} of {rows} numbers {be} hidden; with {names} put together all are shown",
    },
    "merge_some": {
        "sv": "{hidden} av {rows} tal döljs; läggs {names} ihop döljs {after} av {left} tal",
        "en": "{hidden} of {rows} numbers {be} hidden; with {names} put together {after} of "
        "{left} numbers",
    },
    "merge_taken": {
        "sv": "{names} visas tillsammans; annars hade {hidden} av {rows} tal dolts",
        "en": "{names} are shown together; {hidden} of {rows} numbers would have been hidden",
    },
}


def limits_told(record: ClearanceRecord, *, language: str) -> str:
    """From how many people numbers are shown: the reader's own, and others'."""
    alike = "limits_alike" if record.min_n_own == record.min_n else "limits"
    return _told(
        "limits_apart" if sees_own(record) else alike,
        language,
        own=number(record.min_n_own, language=language),
        others=number(record.min_n, language=language),
        count=number(record.min_count, language=language),
        zeros=_told(f"zeros_{zeros_of(record)}", language),
    )


def sees_own(record: ClearanceRecord) -> bool:
    """Whether its readers see their own patients' counts however small they are."""
    own = record.used.get("limits", {}).get("own", {})
    return own.get("min_count") == 0


def zeros_of(record: ClearanceRecord) -> str:
    """Whether its readers see that nobody is counted: ``show`` or ``hide``."""
    return record.used.get("limits", {}).get("national", {}).get("zeros", "show")


def limits_used(record: ClearanceRecord, *, language: str) -> list[tuple[str, str]]:
    """The groups of limits behind a release, each with how well founded it is.

    Returns
    -------
    list
        Key of the fact's name among the sentences, and the fact in words.
    """
    used = record.used
    if not used:
        return []
    limits, decimals = used["limits"], used["decimals"]
    fills = {name: number(decimals[name], language=language) for name in ("mean", "share")}
    base = limits["round_to"]
    rounding = _told(
        "rounding" if base > 1 else "rounding_none",
        language,
        base=number(base, language=language),
        **fills,
    )
    width = _told("width", language, others=number(limits["unit"]["width"], language=language))
    suppression = _told(f"suppression_{used['suppression']['engine']}", language)
    ledger = _told(f"ledger_{used['ledger']['on_conflict']}", language)
    forms = _numbers("forms", used["forms"], language)
    if sees_own(record):
        forms = _told("forms_apart", language, forms=forms)
    answering = _answering(used["answering"], base, language)
    if sees_own(record):
        answering = _told("answering_own", language, told=answering)
    told = {
        "answering": (answering, used["answering"]),
        "width": (width, limits),
        "rounding": (rounding, decimals),
        "models": (_numbers("models", used["models"], language), used["models"]),
        "forms": (forms, used["forms"]),
        "suppression": (suppression, used["suppression"]),
        "ledger": (ledger, used["ledger"]),
    }
    return [
        (name, f"{text} ({_told('evidence_' + group['evidence'], language)})")
        for name, (text, group) in told.items()
    ]


def _answering(rules: Mapping[str, object], base: int, language: str) -> str:
    """From how few it is shown who has answered."""
    if not rules["shares"]:
        return _told("answering_as_others", language)
    least = rules["min_count"]
    told = (
        _told("answering_from", language, count=number(least, language=language))
        if least
        else _told("answering", language)
    )
    is_rounded = base > max(least, 1)
    return _told("answering_rounded", language, told=told) if is_rounded else told


def pool_words(
    measure: str, *, short: int, long: int, n: tuple[int, int], is_all: bool, language: str
) -> tuple[str, str]:
    """What a longer period concerns, and what it does.

    Parameters
    ----------
    measure
        A measure, or a scale.
    short, long
        Months of the periods that are shown, and of those that would show more.
    n
        How many of the short ones are hidden, and of how many.
    is_all
        Whether all of the long ones are shown.
    """
    known = read_measures()
    label = (known[measure].label if measure in known else scale(measure).label)[language]
    hidden, rows = n
    told = _told(
        "pool_all" if is_all else "pool_some",
        language,
        hidden=count(hidden, language=language),
        rows=count(rows, language=language),
        be="is" if hidden == 1 else "are",
        shorts=_PLURALS[short][language],
        long=_PERIODS[long][language],
    )
    return label, told


def merge_words(step: Mapping[str, object], *, language: str) -> tuple[str, str]:
    """Whose categories a step puts together, and what that does or did."""
    counts = {
        "hidden": count(step["hidden"], language=language),
        "rows": count(step["rows"], language=language),
        "after": count(step["hidden_after"], language=language),
        "left": count(step["rows_after"], language=language),
        "be": "is" if step["hidden"] == 1 else "are",
    }
    measure = read_measures()[str(step["what"])]
    codes = read_codelist(measure.codelist)
    labels = [small(codes.label(code, language)) for code in step["parts"]]
    names = join_words(labels, language=language)
    ending = "some" if step["hidden_after"] else "all"
    ending = "taken" if step.get("taken") else ending
    return measure.label[language], _told(f"merge_{ending}", language, names=names, **counts)


def _told(key: str, language: str, **fills: str) -> str:
    return _WORDS[key][language].format(**fills)


def _numbers(key: str, group: Mapping[str, object], language: str) -> str:
    numbers = {name: value for name, value in group.items() if name != "evidence"}
    fills = {name: f"{value:g}" for name, value in numbers.items()}
    return _told(key, language, **fills)
