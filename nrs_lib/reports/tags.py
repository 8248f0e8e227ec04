"""Reading markup tag by tag: the standard library's parser, with a short way for plain tags.

Nearly every tag of a report is plain: names of letters, values in double quotes. One
expression reads such a tag, in a fourth of the time; every other is left to the parser.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_NAMED = re.compile(r'[ \t\n\r\f]+([A-Za-z_][\w:.-]*)="([^"]*)"', re.ASCII)
_START = re.compile(
    r'<([A-Za-z][A-Za-z0-9]*)((?:[ \t\n\r\f]+[A-Za-z_][\w:.-]*="[^"]*")*)[ \t\n\r\f]*(/?)>',
    re.ASCII,
)
_END = re.compile(r"</([A-Za-z][A-Za-z0-9]*)>")
# What stands inside these is no markup, or not in every version of the parser.
_RAW = {"script", "style", "title", "textarea", "plaintext", "xmp", "iframe", "noembed"}
_RAW |= {"noframes", "noscript"}


class TagReader(HTMLParser):
    """The parser of the standard library, with character references told as their signs.

    It does not know at which line it is.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def updatepos(self, i: int, j: int) -> int:
        return j

    def parse_starttag(self, i: int) -> int:
        found = _START.match(self.rawdata, i)
        tag = found[1].lower() if found else ""
        if not tag or tag in _RAW:
            return super().parse_starttag(i)
        self.lasttag = tag
        attributes = [
            (name.lower(), unescape(value) if "&" in value else value)
            for name, value in _NAMED.findall(found[2])
        ]
        if found[3]:
            self.handle_startendtag(tag, attributes)
        else:
            self.handle_starttag(tag, attributes)
        return found.end()

    def parse_endtag(self, i: int) -> int:
        found = _END.match(self.rawdata, i)
        if not found or self.cdata_elem is not None or found[1].lower() in _RAW:
            return super().parse_endtag(i)
        self.handle_endtag(found[1].lower())
        return found.end()
