"""Why a result that takes in the loss was not computed, in words for a statistician."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.reading import read_contract
from nrs_lib.tables.quality_words import told
from nrs_lib.tables.sentences import small
from nrs_lib.text import join_words, number

_WORDS = {
    "sv": {
        "dash": "Streck i stället för tal på raden {what}: {why}.",
        "row": "”{way}”",
        "for": "{ways} ({label})",
        "collinear_covariates": "modellen av vilka som svarat kunde inte skattas, eftersom "
        "{columns} bestäms helt av de andra variablerna i modellen",
        "a_variable": "en variabel",
        "no_fit": "modellen av vilka som svarat kunde inte skattas: dess beräkning gav ingen "
        "ändlig lösning",
        "few": "{few} för att skatta modellen av vilka som svarat{least}",
        "few_answered": "för få har svarat",
        "few_lost": "för få saknar svar",
        "few_either": "för få har svarat, eller för få saknar svar,",
        "least": "; minst {n} behövs av vardera",
        "defined": "; gränsen står bland definitionerna",
        "without": "inga variabler finns som kan förklara bortfallet",
        "shift": "ingen förskjutning ändrar slutsatsen, för att förändringen inte går att skilja "
        "från noll eller för att den står sig vad de utan svar än hade svarat",
        "open": "det finns ingen slutsats att ändra, eftersom förändringen inte går att skilja "
        "från noll",
        "holds": "slutsatsen står sig vad de utan svar än hade svarat, så ingen förskjutning "
        "ändrar den",
        "unknown": "för få svar, eller för få utan svar, för att skatta modellen säkert",
    },
    "en": {
        "dash": "A dash in place of a number in the row {what}: {why}.",
        "row": "“{way}”",
        "for": "{ways} ({label})",
        "collinear_covariates": "the model of who responded could not be fitted, because "
        "{columns} is wholly determined by the other variables in the model",
        "a_variable": "one variable",
        "no_fit": "the model of who responded could not be fitted: its computation gave no finite "
        "solution",
        "few": "{few} to fit the model of who responded{least}",
        "few_answered": "too few responded",
        "few_lost": "too few did not respond",
        "few_either": "too few responded, or too few did not,",
        "least": "; at least {n} of each are needed",
        "defined": "; the limit is among the definitions",
        "without": "no variables are available that could explain the non-response",
        "shift": "no shift changes the conclusion, because the change cannot be "
        "distinguished from zero or because it holds whatever non-responders would have "
        "answered",
        "open": "there is no conclusion to change, as the change cannot be distinguished from zero",
        "holds": "the conclusion holds whatever non-responders would have answered, so no shift "
        "changes it",
        "unknown": "too few responses, or too few non-responders, to fit the model reliably",
    },
}
_WHY = {
    "collinear_covariates": "collinear_covariates",
    "separation": "no_fit",
    "model_not_converged": "no_fit",
    "response_group_too_small": "few",
    "too_few": "few",
    "no_spread": "few",
    "loss_without_variables": "without",
}
"""The words for each caution with which the model is refused."""
_SHIFTS = ("tipping_shift", "shift_of_observed")


def refusals(
    dashes: Mapping[tuple[str, str], Set[str]], cautions: Sequence[Caution], *, language: str
) -> list[str]:
    """One sentence for each reason why values are dashes.

    Parameters
    ----------
    dashes
        Code of the scale, and the way in which its value could not be computed; of a shift,
        whether there is no conclusion to turn (``open``) or it ``holds``, as is known.
    cautions
        Of the same numbers.
    """
    text, refused = _WORDS[language], {}
    for one in cautions:
        if one.severity == "refused" and one.code in _WHY:
            refused.setdefault(one.about, one)
    ways: dict[str, dict[str, list[str]]] = {}
    for (measure, way), known in dashes.items():
        turned = text[next(iter(known))] if len(known) == 1 else text["shift"]
        why = turned if way in _SHIFTS else _why(refused.get(measure), language)
        ways.setdefault(why, {}).setdefault(measure, []).append(told(way, language))
    return [
        text["dash"].format(what=join_words(_named(found, language), language=language), why=why)
        for why, found in ways.items()
    ]


def _named(found: dict[str, list[str]], language: str) -> list[str]:
    """What fails, and for which scales: ways of the same name once."""
    text = _WORDS[language]
    by_ways: dict[tuple[str, ...], list[str]] = {}
    for measure, ways in found.items():
        by_ways.setdefault(tuple(ways), []).append(small(scale(measure).label[language]))
    return [
        text["for"].format(
            ways=join_words([text["row"].format(way=way) for way in ways], language=language),
            label=join_words(labels, language=language),
        )
        for ways, labels in by_ways.items()
    ]


def _why(caution: Caution | None, language: str) -> str:
    text = _WORDS[language]
    if caution is None:
        return text["unknown"]
    facts = dict(caution.facts)
    told_of = {"columns": _variables(str(facts.get("columns", "")), language)}
    return text[_WHY[caution.code]].format(**told_of, **_few(facts, language))


def _few(facts: Mapping[str, object], language: str) -> dict[str, str]:
    """Which of those who answered and those who did not are too few, and how many are needed."""
    text = _WORDS[language]
    least = facts.get("least") if "answered" in facts else None
    sides = [facts.get(side) for side in ("answered", "lost")]
    # What is told to others than the unit is no count any more, and then either may be few.
    if least is None or not all(isinstance(n, int | float) for n in sides):
        key = "few_either"
    else:
        is_few = tuple(n < least for n in sides)
        key = {(True, False): "few_answered", (False, True): "few_lost"}.get(is_few, "few_either")
    needed = "defined" if least is None else "least"
    return {"few": text[key], "least": text[needed].format(n=number(least or 0, language=language))}


def _variables(columns: str, language: str) -> str:
    """A model's columns as the variables that readers know: ``age, discharge_reason[1]``."""
    known = {one.name: one for one in read_contract("episode").fields}
    names = dict.fromkeys(column.partition("[")[0] for column in columns.split(", "))
    labels = [small(known[name].label(language)) for name in names if name in known]
    return join_words(labels, language=language) if labels else _WORDS[language]["a_variable"]
