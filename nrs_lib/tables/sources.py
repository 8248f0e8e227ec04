"""Where definitions come from, as readers see it."""

from __future__ import annotations

import re

_DOI = re.compile(r"(?<![\w:/.])(10\.\d{4,9}/)")


def reference_words(reference: str) -> str:
    """A reference as text; each DOI in it is written out and says that it is one."""
    return _DOI.sub(r"doi:\1", reference)
