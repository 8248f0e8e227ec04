"""The definitions behind a comparison of units: what it is adjusted for, and what a flag means."""

from __future__ import annotations

from collections.abc import Iterable

from nrs_lib.contracts.case_mix import CaseMixFamily, read_case_mix
from nrs_lib.contracts.outlier_policy import OutlierPolicy, read_outlier_policy
from nrs_lib.errors import DefinitionError
from nrs_lib.tables.sentences import phrase
from nrs_lib.terms import Evidence
from nrs_lib.text import join_words, number


def comparison_definitions(
    families: Iterable[str], policies: Iterable[str], *, language: str = "sv"
) -> list[tuple[str, str, Evidence, str]]:
    """Key, sentence, evidence and reference of each definition that a comparison rests on.

    Parameters
    ----------
    families, policies
        Codes of case-mix families and names of outlier policies.

    Raises
    ------
    DefinitionError
        One of them is not defined.
    """
    adjusted = [
        (
            f"case_mix:{one.code}",
            _adjusted_for(one, language),
            one.evidence,
            one.reference[language],
        )
        for one in _families(families)
    ]
    return adjusted + [
        (
            f"outlier_policy:{one.name}",
            _levels(one, language),
            one.evidence,
            one.reference[language],
        )
        for one in _policies(policies)
    ]


def _families(codes: Iterable[str]) -> list[CaseMixFamily]:
    known = read_case_mix().families
    codes = list(codes)
    strange = sorted(set(codes) - set(known))
    if strange:
        raise DefinitionError(
            "Numbers rest on a case mix that is not defined.",
            where=f"case_mix:{strange[0]}",
            remedy="Write the family in data_contracts/case_mix.yaml, or correct the key.",
        )
    return [known[code] for code in codes]


def _adjusted_for(family: CaseMixFamily, language: str) -> str:
    label = family.label[language]
    if not family.variables:
        return phrase("adjusted_for_nothing", language, label=label)
    variables = join_words([one.label[language] for one in family.variables], language=language)
    return phrase("adjusted_for", language, label=label, variables=variables)


def _policies(names: Iterable[str]) -> list[OutlierPolicy]:
    policy = read_outlier_policy()
    names = list(names)
    if set(names) - {policy.name}:
        raise DefinitionError(
            "Numbers rest on an outlier policy that is not in force.",
            where=f"outlier_policy:{sorted(set(names) - {policy.name})[0]}",
            remedy="Compute them again; data_contracts/outlier_policy.yaml has changed.",
        )
    return [policy for _ in names]


def _levels(policy: OutlierPolicy, language: str) -> str:
    space = {"sv": "\u00a0", "en": ""}[language]
    levels = [
        f"{one.label[language]} {number(100 * one.level, 1, language=language)}{space}%"
        for one in policy.levels
    ]
    return phrase("outlier_policy", language, levels=join_words(levels, language=language))
