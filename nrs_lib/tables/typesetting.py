"""Words as they are set in print: the last letters of ``d_av`` lowered, dashed ones whole."""

from __future__ import annotations

import re

from markupsafe import Markup

from nrs_lib.text import kept_whole

# Numerator and denominator, held together by spaces that do not break.
_COUNTED = re.compile(r"(?<=\d\u00a0(?:av|of)\u00a0)\d+(?:[\u00a0,]\d+)*")
_EFFECT = re.compile(r"\b([dg])_([a-z]+)\b")


def typeset(text: str) -> Markup:
    """A text as it is set in print: what follows the underscore of ``d_av`` is lowered."""
    return Markup(_EFFECT.sub(r"\1<sub>\2</sub>", kept_whole(str(Markup.escape(text)))))


def in_line(text: str) -> str:
    """A unit where nothing can be lowered: an effect's name is left to its head and the notes."""
    return "" if _EFFECT.search(text) else text


def parted(text: str) -> Markup:
    """A cell in which a denominator may stand beneath its numerator, where a phone asks for it.

    What follows the underscore of ``d_av`` is lowered here too.
    """
    counted = _COUNTED.sub(r'<span class="nrs-of">\g<0></span>', str(Markup.escape(text)))
    return Markup(_EFFECT.sub(r"\1<sub>\2</sub>", counted))
