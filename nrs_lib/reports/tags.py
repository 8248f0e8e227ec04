"""Reading markup tag by tag: the standard library's parser, with a short way for plain tags.

Nearly every tag of a report is plain: names of letters, values in double quotes. One
expression reads such tags and the text between them, one after the other, in a fraction of the
time; from anything else on to its end the parser reads. Most elements are leaves, with text and
no other element in them, and are read as one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser

# No part of these could end sooner than where it does; so nothing is kept to go back to.
_NAMED = re.compile(r'[ \t\n\r\f]++([A-Za-z_][\w:.-]*+)="([^"]*+)"', re.ASCII)
_PLAIN = re.compile(
    # Text, a tag that ends, or one that starts: its name, its attributes, whether it closes
    # itself, and all of the element's text where it is a leaf; and the text after the tag.
    r"([^<]++)(?=<)"
    r"|(?:</([A-Za-z][A-Za-z0-9]*+)>"
    r'|<([A-Za-z][A-Za-z0-9]*+)((?:[ \t\n\r\f]++[A-Za-z_][\w:.-]*+="[^"]*+")*+)[ \t\n\r\f]*+'
    r"(?:(/)>|>(?:([^<]*+)</\3>)?))(?:([^<]++)(?=<))?"
    # And anything else, with none of these.
    r"|<",
    re.ASCII,
)
_OPENS = re.compile(r"<[A-Za-z/!?]")
# What stands inside these is no markup, or not in every version of the parser.
RAW = {"script", "style", "title", "textarea", "plaintext", "xmp", "iframe", "noembed"}
RAW |= {"noframes", "noscript"}
# A page says the same words many times, as 95 % with the space that does not part them.
_REMEMBERED = 1 << 12
Attributes = tuple[tuple[str, str | None], ...]


def named(attributes: str) -> Attributes:
    """The attributes of a plain tag."""
    return tuple((name.lower(), _unescaped(value)) for name, value in _NAMED.findall(attributes))


def _unescaped(text: str) -> str:
    return _told(text) if "&" in text else text


@lru_cache(_REMEMBERED)
def _told(text: str) -> str:
    return unescape(text)


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
        found = None
        for found in _PLAIN.finditer(data, at):
            text, ended, started, attributes, closes, inside, after = found.groups()
            if text:
                self.handle_data(_told(text) if "&" in text else text)
                continue
            tag = (ended or started or "").lower()
            if not tag or tag in RAW:
                return found.start()
            if ended:
                self.handle_endtag(tag)
            elif inside is not None:
                self.handle_leaf(tag, attributes, _told(inside) if "&" in inside else inside)
            elif closes:
                self.handle_startendtag(tag, named(attributes))
            else:
                self.handle_plain(tag, attributes)
            if after:
                self.handle_data(_told(after) if "&" in after else after)
        return at if found is None else found.end()

    def handle_plain(self, tag: str, attributes: str) -> None:
        """A plain tag that starts, with its attributes as they are written."""
        self.handle_starttag(tag, named(attributes))

    def handle_leaf(self, tag: str, attributes: str, text: str) -> None:
        """A plain element with nothing but text in it, or empty text."""
        self.handle_plain(tag, attributes)
        if text:
            self.handle_data(text)
        self.handle_endtag(tag)

    def _feed_until(self, end: int, data: str, at: int) -> int:
        """Have the parser read from a place to another, or to the end where there is none."""
        end = end if end > 0 else len(data)
        super().feed(data[at:end])
        return end
