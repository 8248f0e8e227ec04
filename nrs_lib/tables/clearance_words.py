"""The limits that disclosure control used, and its effect, in words."""

from __future__ import annotations

from collections.abc import Mapping

from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.disclosure import ClearanceRecord
from nrs_lib.tables.clearance_phrases import WORDS
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
    if used["suppression"]["from_units"]:
        suppression = _told("suppression_units", language, suppression=suppression)
    ledger = _told(f"ledger_{used['ledger']['on_conflict']}", language)
    if not record.names_units:
        # Of rows without a name the ledger knows which the same readers have been shown.
        ledger = _told("ledger_unnamed", language, ledger=ledger)
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
    return WORDS[key][language].format(**fills)


def _numbers(key: str, group: Mapping[str, object], language: str) -> str:
    numbers = {name: value for name, value in group.items() if name != "evidence"}
    fills = {name: f"{value:g}" for name, value in numbers.items()}
    return _told(key, language, **fills)
