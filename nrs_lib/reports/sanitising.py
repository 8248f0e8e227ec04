"""The last look at what is released: only known markup, and nothing from outside.

Fragments pass an allow-list. Nothing is mended in silence: if cleaning would change a
fragment, the release stops and says where, for what is not understood is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import nh3

from nrs_lib.errors import DisclosureError
from nrs_lib.reports.scripts import slide_scripts, without_scripts
from nrs_lib.reports.tags import RAW, TagReader


def _words(text: str) -> set[str]:
    return set(text.split())


_HTML_TAGS = _words(
    "p h2 h3 h4 h5 ul ol li dl dt dd em strong b i small sub sup code pre blockquote br hr div"
    " span section figure figcaption details summary table caption colgroup col thead tbody tfoot"
    " tr th td abbr mark time"
)
_SVG_TAGS = _words(
    "svg g defs title desc path rect circle ellipse line polyline polygon text tspan use clipPath"
    " linearGradient stop pattern marker symbol"
)
_HTML_ATTRIBUTES = _words(
    "class id role title lang dir style tabindex scope colspan rowspan span headers open datetime"
    " hidden"
)
_SVG_ATTRIBUTES = _words(
    "xmlns xlink version viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry d"
    " dx dy points transform fill fill-opacity fill-rule stroke stroke-width stroke-opacity"
    " stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit opacity"
    " clip-path clip-rule clipPathUnits text-anchor dominant-baseline font-family font-size"
    " font-weight font-style letter-spacing offset stop-color stop-opacity gradientUnits"
    " gradientTransform patternUnits markerWidth markerHeight refX refY orient focusable"
    " marker-start marker-mid marker-end vector-effect shape-rendering"
    " textLength lengthAdjust"
)
_VOID = _words("area base br col embed hr img input link meta source track wbr")
_NEVER = _words(
    "script foreignobject iframe frame object embed applet base form input button textarea link"
    " audio video source img image"
)
_LINKS = {"href", "xlink:href", "src", "srcset", "action", "formaction", "poster", "data"}
_CSS_URL = re.compile(r"url\(\s*['\"]?(?!#|data:font/woff2;base64,)", re.IGNORECASE)
# Each begins with a sign that most places do not have, and is passed over there.
_CSS_OUTSIDE = re.compile(
    r"[@eEjJ-](?i:(?<=@)import|(?<=e)xpression\(|(?<=j)avascript:|(?<=-)moz-binding)"
)
# A link may go to a place on the page or to a file beside it, never to a host or the root.
_OUTSIDE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|/|\\)", re.IGNORECASE)


def _one_of(names: Iterable[str]) -> str:
    """An expression for some names; of most others their first sign tells that they are none."""
    first = {sign for name in names for sign in (name[0], name[0].upper())}
    return f"(?=[{''.join(sorted(first))}])(?i:{'|'.join(sorted(names))})"


# What is cleaned has none but known tags and attributes. It fetches something by a link or by one
# of these alone, however it is spelled; cleaning writes no letter of them as a reference.
_FETCHES = (b"href", b"url(", b"@", b"expression(", b"javascript:", b"-moz-binding")
_OTHER_LETTERS = "\u0130\u0131\u017f\u212a"
"""Letters that are i, s and k where capitals do not matter."""

# Text and tags in which nothing could run or fetch, one after the other: most of every page. What
# stands in a title is text, and the name of what a drawing is written in fetches nothing.
_DULL_VALUE = (
    r"""[^"&(:@\-]*+(?:(?:-(?![mM][oO])|\((?:(?<=translate\()|(?<=rotate\()|(?<=scale\()))"""
    r"""[^"&(:@\-]*+)*+"""
)
_DULL = re.compile(
    r"(?:[^<]++(?=<)|</[A-Za-z][A-Za-z0-9]*+>"
    r'|<title(?: id="[\w-]*+")?+>[^<]*+</title>'
    rf"|<(?!{_one_of(_NEVER | RAW)}[ \t\n\r\f/>])[A-Za-z][A-Za-z0-9]*+"
    rf"(?:[ \t\n\r\f]++(?!{_one_of({'on', 'http-equiv', *(f'{name}=' for name in _LINKS)})})"
    rf'[A-Za-z_][\w:.-]*+="(?:http://www\.w3\.org/2000/svg|{_DULL_VALUE})")*+[ \t\n\r\f]*+/?>)*+',
    re.ASCII,
)
# A plain tag without its end.
_PLAIN = re.compile(r'<([A-Za-z]+)(?: [A-Za-z:-]+="[^"<>]*")*+')

_CLEANER = nh3.Cleaner(
    tags=_HTML_TAGS | _SVG_TAGS,
    clean_content_tags={"script", "style"},
    attributes={
        "*": _HTML_ATTRIBUTES | _SVG_ATTRIBUTES,
        # A table head names its abbreviation; SVG reuses shapes by reference.
        "th": {"abbr"},
        "use": {"href"},
    },
    generic_attribute_prefixes={"aria-", "data-"},
    strip_comments=True,
    link_rel=None,
    url_schemes=set(),
)
Event = tuple[str, ...]


def clean(fragment: str, *, where: str) -> str:
    """A fragment as the allow-list leaves it, which must be as it came.

    Raises
    ------
    DisclosureError
        Cleaning changes the fragment, or it refers to something outside itself.
    """
    cleaned = _CLEANER.clean(fragment)
    if _as_cleaned(fragment) != cleaned:
        _refuse_if_mended(fragment, cleaned, where=where)
    if _may_fetch_when_cleaned(cleaned):
        _check(cleaned, where=where)
    return cleaned


def _may_fetch_when_cleaned(cleaned: str) -> bool:
    """Whether a cleaned fragment has anything to be looked at tag by tag, as hardly one has."""
    plain = cleaned.encode().lower()
    return any(map(plain.__contains__, _FETCHES)) or any(map(cleaned.__contains__, _OTHER_LETTERS))


def _as_cleaned(fragment: str) -> str:
    """A fragment with the spellings that cleaning has another for, and no reader tells apart.

    Where nothing else is another, it need not be compared tag by tag.
    """
    # Most tags do not close themselves, as those of drawings do: cut there, they are passed over.
    parts = fragment.replace("\u00a0", "&nbsp;").replace("&#39;", "'").split("/>")
    for place, part in enumerate(parts[:-1]):
        tag = _PLAIN.fullmatch(part, part.rfind("<"))
        parts[place] = f"{part}></{tag[1]}>" if tag else f"{part}/>"
    return "".join(parts)


def _refuse_if_mended(fragment: str, cleaned: str, *, where: str) -> None:
    was, is_now = _events(fragment), _events(cleaned)
    for before, after in zip([*was, ("end",)], [*is_now, ("end",)], strict=False):
        if before != after:
            tag = f" <{before[1]}>" if before[0] in ("start", "finish") else ""
            raise DisclosureError(
                "A fragment holds markup that is not allowed in a release.",
                where=f"{where}: {before[0]}{tag}",
                remedy="Draw it with nrs_lib.figures or nrs_lib.tables; nothing is mended here.",
            )


def check_self_contained(page: str, *, where: str) -> None:
    """Check that a page runs nothing of its own and fetches nothing.

    Raises
    ------
    DisclosureError
        There is a script other than those of slides, which are known to the byte, an event
        handler, a form, an embedded document, or a reference to anything but the page itself
        and the files beside it.
    """
    _check(without_scripts(page, slide_scripts()), where=where)


def _check(markup: str, *, where: str) -> None:
    reader = _Faults()
    reader.feed(markup)
    reader.close()
    if reader.first:
        raise DisclosureError(
            "A page would run or fetch something.",
            where=f"{where}: {reader.first}",
            remedy="A release is complete in itself: no script and no address outside it.",
        )


class _Faults(TagReader):
    """The first thing that would run or fetch something, or empty text."""

    def __init__(self) -> None:
        super().__init__()
        self.first = ""
        self._in_style = False

    def feed_plain(self, data, at) -> int:
        return _DULL.match(data, at).end()

    def handle_starttag(self, tag, attributes) -> None:
        self._in_style = tag == "style"
        self.first = self.first or _fault_in_tag(tag, attributes)

    def handle_startendtag(self, tag, attributes) -> None:
        self.handle_starttag(tag, attributes)
        self._in_style = False

    def handle_endtag(self, tag) -> None:
        self._in_style = False

    def handle_data(self, data) -> None:
        if self._in_style and not self.first:
            found = _CSS_URL.search(data) or _CSS_OUTSIDE.search(data)
            self.first = f"style sheet: {found.group()}" if found else ""


def _fault_in_tag(tag: str, attributes: Iterable[tuple[str, str | None]]) -> str:
    if tag in _NEVER:
        return f"<{tag}>"
    for name, value in attributes:
        value = value or ""
        if name.startswith("on"):
            return f"<{tag} {name}>"
        if name in _LINKS and _OUTSIDE.match(value):
            return f"<{tag} {name}>"
        if name == "http-equiv" and value.strip().lower() == "refresh":
            return f"<{tag} {name}>"
        if _may_fetch(value) and (_CSS_URL.search(value) or _CSS_OUTSIDE.search(value)):
            return f"<{tag} {name}>"
    return ""


def _may_fetch(value: str) -> bool:
    """Whether any sign is there that both patterns need; the line of a drawing has none."""
    return "(" in value or ":" in value or "@" in value or "-m" in value or "-M" in value


def _events(markup: str) -> list[Event]:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.events


class _Reader(TagReader):
    """Start tags with sorted attributes, end tags and text, so that two spellings compare."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []
        self._in_style = False

    def handle_starttag(self, tag, attributes) -> None:
        named = sorted(f"{name}={value or ''}" for name, value in attributes)
        self.events.append(("start", tag, *named))
        self._in_style = tag == "style"

    def handle_startendtag(self, tag, attributes) -> None:
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag) -> None:
        self._in_style = False
        if tag not in _VOID:
            self.events.append(("finish", tag))

    def handle_data(self, data) -> None:
        if self._in_style:
            self.events.append(("style", data))
        elif self.events and self.events[-1][0] == "text":
            # Where a text is parted is no difference.
            self.events[-1] = ("text", self.events[-1][1] + data)
        else:
            self.events.append(("text", data))

    def handle_comment(self, data) -> None:
        self.events.append(("comment",))

    def handle_decl(self, decl) -> None:
        self.events.append(("declaration",))

    def handle_pi(self, data) -> None:
        self.events.append(("instruction",))
