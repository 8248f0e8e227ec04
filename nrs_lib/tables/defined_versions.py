"""Which versions a questionnaire has had, in a sentence."""

from __future__ import annotations

from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.contracts.versions import Family, Version
from nrs_lib.tables.sentences import phrase
from nrs_lib.text import join_words


def version_sentence(family: Family, language: str = "sv") -> str:
    """Which versions a questionnaire has had, with their days."""
    parts = [_version(one, language) for one in family.versions]
    return phrase(
        "versions",
        language,
        label=family.label[language],
        parts=join_words(parts, language=language),
    )


def _version(one: Version, language: str) -> str:
    days = {"first": one.first, "last": one.last}
    told = {name: f"{day:%Y-%m-%d}" for name, day in days.items() if day}
    kind = {(): "always", ("first",): "from", ("last",): "until"}.get(tuple(told), "between")
    name = read_instruments()[one.instrument].name[language]
    return phrase(f"version_{kind}", language, name=name, **told)
