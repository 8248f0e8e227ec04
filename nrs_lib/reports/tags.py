"""Reading markup tag by tag: the standard library's parser, with a short way for plain tags.

Nearly every tag of a report is plain: names of letters, values in double quotes. One
expression reads such tags and the text between them, one after the other, in a fraction of the
time; from anything else on to its end the parser reads.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser

_NAMED = re.compile(r'[ \t\n\r\f]+([A-Za-z_][\w:.-]*)="([^"]*)"', re.ASCII)
_PLAIN = re.compile(
    # Text, a tag that ends, or one that starts: its name, its attributes, whether it closes itself.
    r"([^<]++)(?=<)"
    r"|</([A-Za-z][A-Za-z0-9]*)>"
    r'|<([A-Za-z][A-Za-z0-9]*)((?:[ \t\n\r\f]+[A-Za-z_][\w:.-]*="[^"]*")*)[ \t\n\r\f]*(/?)>',
    re.ASCII,
)
_TEXT, _END = 1, 2
_OPENS = re.compile(r"<[A-Za-z/!?]")
# What stands inside these is no markup, or not in every version of the parser.
RAW = {"script", "style", "title", "textarea", "plaintext", "xmp", "iframe", "noembed"}
RAW |= {"noframes", "noscript"}
Attributes = tuple[tuple[str, str | None], ...]
REMEMBERED = 1 << 14
"""How many tags are remembered: some reports' worth."""


@lru_cache(REMEMBERED)
def _named(attributes: str) -> Attributes:
    """The attributes of a plain tag. A page says most of its tags many times."""
    return tuple(
        (name.lower(), unescape(value) if "&" in value else value)
        for name, value in _NAMED.findall(attributes)
    )


class TagReader(HTMLParser):
    """The parser of the standard library, with character references told as their signs.

    It does not know at which line it is.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def updatepos(self, i: int, j: int) -> int:
        return j

    def feed(self, data: str) -> None:
        at = 0
        while self._is_between() and at < len(data):
            at = self.feed_plain(data, at)
            # Anything else goes on to the next sign that ends a tag, or begins one.
            is_tag = _OPENS.match(data, at) is not None
            end = data.find(">", at) + 1 if is_tag else data.find("<", at + 1)
            at = self._feed_until(end, data, at)
            if self.cdata_elem is not None:
                at = self._feed_until(data.find(">", data.find("</", at)) + 1, data, at)
        super().feed(data[at:])

    def _is_between(self) -> bool:
        """Whether the parser has read all that it was given, and markup may follow."""
        return not self.rawdata and self.cdata_elem is None

    def feed_plain(self, data: str, at: int) -> int:
        """Read from a place on for as long as all is plain; return where it ends."""
        for found in _PLAIN.finditer(data, at):
            if found.start() != at:
                break
            kind = found.lastindex
            if kind == _TEXT:
                text = found[1]
                self.handle_data(unescape(text) if "&" in text else text)
            else:
                tag = found[kind if kind == _END else 3].lower()
                if tag in RAW:
                    break
                if kind == _END:
                    self.handle_endtag(tag)
                else:
                    self._tell(tag, found[4], closes=bool(found[5]))
            at = found.end()
        return at

    def _tell(self, tag: str, attributes: str, *, closes: bool) -> None:
        named = _named(attributes)
        if closes:
            self.handle_startendtag(tag, named)
        else:
            self.handle_starttag(tag, named)

    def _feed_until(self, end: int, data: str, at: int) -> int:
        """Have the parser read from a place to another, or to the end where there is none."""
        end = end if end > 0 else len(data)
        super().feed(data[at:end])
        return end
