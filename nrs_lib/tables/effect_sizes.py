"""Names of effect sizes, whose last letters are lowered in print: ``d_av``."""

from __future__ import annotations

import re

from markupsafe import Markup

from nrs_lib.text.numbers import NBSP

_EFFECT = re.compile(r"\b([dg])_([a-z]+)\b")


def typeset(text: str) -> Markup:
    """A text as it is set in print: what follows the underscore of ``d_av`` is lowered."""
    return Markup(_EFFECT.sub(r"\1<sub>\2</sub>", str(Markup.escape(text))))


def in_line(text: str) -> str:
    """A text where nothing can be lowered: ``d av``."""
    return _EFFECT.sub(rf"\1{NBSP}\2", text)
