"""What a definition says in words, for readers of each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("sv", "en")


@dataclass(frozen=True)
class ByLanguage:
    """One text in each language; ``text[language]`` is what its readers see."""

    sv: str
    en: str

    def __getitem__(self, language: str) -> str:
        return {"sv": self.sv, "en": self.en}[language]


def by_language(text: str | Mapping[str, str]) -> ByLanguage:
    """Text as a file writes it: once where it is the same in each language, or by language.

    A citation alone is the same in each language; what explains it is written in both.
    """
    return ByLanguage(text, text) if isinstance(text, str) else ByLanguage(text["sv"], text["en"])
