"""Where definitions come from, as readers see it."""

from __future__ import annotations

import re

_START = r"(?<![\w:/.])10\.\d{4,9}/"
_DOI = re.compile(f"({_START})")
# Those of Wiley before 2000 end in a semicolon with a digit and a letter.
_WHOLE = re.compile(_START + r"(?:\([^\s()]*\)|[^\s,;()])+(?:;\d-[A-Z0-9]\b)?")


def reference_words(reference: str) -> str:
    """A reference as text; each DOI in it is written out and says that it is one."""
    return _DOI.sub(r"doi:\1", reference)


def dois_in(reference: str) -> list[str]:
    """The whole DOIs in a reference; older ones of some publishers hold brackets."""
    return [doi.rstrip(".:") for doi in _WHOLE.findall(reference)]
