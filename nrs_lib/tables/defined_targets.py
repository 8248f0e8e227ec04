"""The targets that numbers are held against, in words."""

from __future__ import annotations

from collections.abc import Iterable

from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.targets import read_targets
from nrs_lib.errors import DefinitionError
from nrs_lib.terms import Evidence
from nrs_lib.text import iso_date

_WORDS = {
    "sv": "Mål för {register}, {label}: {level}, från {since}.",
    "en": "Target of {register}, {label}: {level}, from {since}.",
}


def target_definitions(
    names: Iterable[str], language: str = "sv"
) -> list[tuple[str, str, Evidence, str]]:
    """Key, sentence, evidence and reference of targets.

    Raises
    ------
    DefinitionError
        One of them is not in force.
    """
    known = {one.key.partition(":")[2]: one for one in read_targets()}
    names = list(names)
    if strange := sorted(set(names) - set(known)):
        raise DefinitionError(
            "Numbers are held against a target that is not defined.",
            where=f"target:{strange[0]}",
            remedy="Make the report again; data_contracts/targets.yaml has changed.",
        )
    return [
        (
            one.key,
            _WORDS[language].format(
                register=one.register,
                label=read_measures()[one.measure].label[language],
                level=one.words(language),
                since=iso_date(one.since),
            ),
            one.evidence,
            one.reference[language],
        )
        for one in map(known.get, names)
    ]
