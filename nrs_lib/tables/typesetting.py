"""Words as they are set in print: the last letters of ``d_av`` lowered, dashed ones whole."""

from __future__ import annotations

import re

from markupsafe import Markup

from nrs_lib.text import kept_whole

# Numerator and denominator, held together by spaces that do not break.
_COUNTED = re.compile(r"(?<=\d\u00a0(?:av|of)\u00a0)\d+(?:[\u00a0,]\d+)*")
# A name of one word with its number, as units have: ``Smärtteam 03``.
_NUMBERED = re.compile(r"[^\W\d_]{2,} \d+")
# Two long words with a stroke between them, as wide as two columns of a phone.
_STROKE = re.compile(r"(?<=\w{4}/)(?=\w{6})")
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


def is_numbered(text: str) -> bool:
    """Whether a text is a name of one word with its number, which stand on one line."""
    return _NUMBERED.fullmatch(text) is not None


def row_head(text: str) -> Markup:
    """The head of a row as it is set in print; a name is not parted from its number."""
    head = Markup(_STROKE.sub('<span class="nrs-break"></span>', typeset(text)))
    if not is_numbered(text):
        return head
    return Markup('<span class="nrs-whole nrs-named">{}</span>').format(head)
