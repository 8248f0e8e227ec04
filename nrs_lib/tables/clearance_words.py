"""The limits that disclosure control used, and its effect, in words."""

from __future__ import annotations

from collections.abc import Mapping

from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.disclosure import ClearanceRecord
from nrs_lib.tables.sentences import small
from nrs_lib.text import count, join_words, number

_PERIODS = {
    3: {"sv": "kvartal", "en": "quarters"},
    6: {"sv": "halvår", "en": "half-years"},
    12: {"sv": "år", "en": "years"},
}
_WORDS = {
    "width": {
        "sv": "ett dolt antal går inte att räkna ut närmare än inom {others} personer",
        "en": "a hidden count cannot be worked out closer than within {others} people",
    },
    "rounding_none": {
        "sv": "antal avrundas inte; medelvärden ges med {mean} decimaler, andelar med {share}",
        "en": "counts are not rounded; means have {mean} decimals, shares {share}",
    },
    "rounding": {
        "sv": "antal avrundas till närmaste {base} innan andelar räknas; medelvärden ges med "
        "{mean} decimaler, andelar med {share}",
        "en": "counts are rounded to the nearest {base} before shares are computed; means have "
        "{mean} decimals, shares {share}",
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
        "en": "no single person is drawn, and no extremes; at least {min_beyond} people beyond a "
        "quantile and {min_step} in a step",
    },
    "suppression_highs": {
        "sv": "söks av HiGHS, så få som möjligt",
        "en": "sought by HiGHS, as few as it can",
    },
    "suppression_tauargus": {
        "sv": "väljs av Tau-Argus i tabeller med alla summor, i övrigt av HiGHS",
        "en": "chosen by Tau-Argus in tables with every margin, else by HiGHS",
    },
    "ledger_hide": {
        "sv": "tal som tillsammans med dem skulle visa få personer döljs",
        "en": "numbers that would show few people together with them are hidden",
    },
    "ledger_refuse": {
        "sv": "en utlämning som tillsammans med dem skulle visa få personer stoppas",
        "en": "a release that would show few people together with them is stopped",
    },
    "evidence_assumed": {"sv": "antaget", "en": "assumed"},
    "evidence_published": {"sv": "publicerat", "en": "published"},
    "evidence_verified": {"sv": "bekräftat", "en": "verified"},
    "series": {"sv": "Tal per {part}", "en": "Numbers by {part}"},
    "pool_all": {
        "sv": "{hidden} av {rows} dolda; {n} {part} tillsammans skulle visa alla",
        "en": "{hidden} of {rows} hidden; {n} {part} together would show all",
    },
    "pool_some": {
        "sv": "{hidden} av {rows} dolda; {n} {part} tillsammans skulle dölja {after} av {left}",
        "en": "{hidden} of {rows} hidden; {n} {part} together would hide {after} of {left}",
    },
    "merge_all": {
        "sv": "{hidden} av {rows} dolda; {names} tillsammans skulle visa alla",
        "en": "{hidden} of {rows} hidden; {names} together would show all",
    },
    "merge_some": {
        "sv": "{hidden} av {rows} dolda; {names} tillsammans skulle dölja {after} av {left}",
        "en": "{hidden} of {rows} hidden; {names} together would hide {after} of {left}",
    },
    "merge_taken": {
        "sv": "{names} visas tillsammans; annars hade {hidden} av {rows} tal dolts",
        "en": "{names} are shown together; {hidden} of {rows} numbers would have been hidden",
    },
}


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
    told = {
        "width": (width, limits),
        "rounding": (rounding, decimals),
        "models": (_numbers("models", used["models"], language), used["models"]),
        "forms": (_numbers("forms", used["forms"], language), used["forms"]),
        "suppression": (suppression, used["suppression"]),
        "ledger": (ledger, used["ledger"]),
    }
    return [
        (name, f"{text} ({_told('evidence_' + group['evidence'], language)})")
        for name, (text, group) in told.items()
    ]


def step_words(step: Mapping[str, object], *, language: str) -> tuple[str, str]:
    """What a step concerns, and what it does or did."""
    counts = {
        "hidden": count(step["hidden"], language=language),
        "rows": count(step["rows"], language=language),
        "after": count(step["hidden_after"], language=language),
        "left": count(step["rows_after"], language=language),
    }
    ending = "some" if step["hidden_after"] else "all"
    if step["kind"] == "pool_periods":
        short = int(step["parts"][0])
        part = _PERIODS[short][language]
        n = number(int(step["what"]) // short, language=language)
        return (
            _told("series", language, part=part.removesuffix("s") if language == "en" else part),
            _told(f"pool_{ending}", language, n=n, part=part, **counts),
        )
    measure = read_measures()[str(step["what"])]
    codes = read_codelist(measure.codelist)
    labels = [small(codes.label(code, language)) for code in step["parts"]]
    names = join_words(labels, language=language)
    ending = "taken" if step.get("taken") else ending
    return measure.label[language], _told(f"merge_{ending}", language, names=names, **counts)


def _told(key: str, language: str, **fills: str) -> str:
    return _WORDS[key][language].format(**fills)


def _numbers(key: str, group: Mapping[str, object], language: str) -> str:
    numbers = {name: value for name, value in group.items() if name != "evidence"}
    fills = {name: f"{value:g}" for name, value in numbers.items()}
    return _told(key, language, **fills)
