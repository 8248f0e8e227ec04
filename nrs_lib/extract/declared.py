"""What a sender declares of text files: encoding, delimiter and decimal sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp1252",
    "iso-8859-1",
    "iso-8859-15",
    "cp850",
    "mac-roman",
)
DELIMITERS: Mapping[str, str] = MappingProxyType({"semicolon": ";", "comma": ",", "tab": "\t"})
DECIMALS: Mapping[str, str] = MappingProxyType({"comma": ",", "point": "."})


@dataclass(frozen=True)
class Declared:
    """How text files are written, as somebody says; None is for what the file shows itself.

    Attributes
    ----------
    encoding
        One of ``ENCODINGS``.
    delimiter
        ``semicolon``, ``comma`` or ``tab``.
    decimal
        ``comma`` or ``point``.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None

    @property
    def says_something(self) -> bool:
        """Whether anything is declared."""
        return self != Declared()

    def or_else(self, other: Declared) -> Declared:
        """The same, with what is not declared here taken from another."""
        return Declared(
            self.encoding or other.encoding,
            self.delimiter or other.delimiter,
            self.decimal or other.decimal,
        )


NOTHING_DECLARED = Declared()
