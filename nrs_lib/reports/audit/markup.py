"""Pages and drawings: what HTML and SVG show, and everything else that they carry."""

from __future__ import annotations

import base64
import binascii
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from nrs_lib.reports.audit.page_tables import PageTable, spaced
from nrs_lib.reports.audit.seen import Channel, Drawing, Seen
from nrs_lib.reports.audit.start_tags import URL, StartTag, plain_tag, start_tag
from nrs_lib.reports.tags import TagReader


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _words("area base br col embed hr img input link meta source track wbr")
_EMBEDS = _words("iframe frame object embed applet form input button textarea select")
_DATA = re.compile(r"data:([a-z]+/[a-z0-9.+-]+)?((?:;[a-z0-9=-]+)*),([^\"')\s]*)", re.IGNORECASE)
_FONTS = {"font/woff2", "font/woff"}
_BREAKS = _words(
    "p div section figure li tr h1 h2 h3 h4 h5 dt dd br td th text desc title span small summary"
    " caption svg details nav a sup tspan pre"
)
_CELLS = _words("td th")
_TABULAR = _words("table tr") | _CELLS
# What begins one of these does more than to hold text. Those with raw text are never leaves.
_MORE = _EMBEDS | _words("table tr svg desc metadata template")


def read_markup(text: str, file: str, *, place: str = "", output: str = "") -> Seen:
    """Read a page, a fragment or a drawing.

    Parameters
    ----------
    text
        HTML or SVG.
    file
        Its name.
    place
        Stands before every place, when the markup lies inside something else.
    output
        The stamped output that all of it belongs to, when it is a figure's own file.
    """
    reader = _Reader(Seen(file), place, output)
    reader.feed(text)
    reader.close()
    reader.finish()
    return reader.seen


class _Element(NamedTuple):
    """An element that is open: what it is, whose it is, how its text is seen and with what else
    it is read, whether it is kept for use elsewhere in a drawing."""

    tag: str
    output: str
    channel: Channel
    words: list[str]
    is_kept: bool = False


def _channel(tag: str, read: StartTag, around: _Element) -> Channel:
    if tag == "script":
        return Channel.SCRIPT
    if tag == "metadata":
        return Channel.METADATA
    if around.channel != Channel.VISIBLE:
        return around.channel
    if read.hides or tag in ("template", "noscript"):
        return Channel.HIDDEN
    # A drawing's title and description are told to those who do not see it.
    is_told = tag == "desc" or (tag == "title" and around.tag not in ("head", "html", "page"))
    return Channel.ATTRIBUTE if is_told else Channel.VISIBLE


class _Reader(TagReader):
    def __init__(self, seen: Seen, place: str, output: str) -> None:
        super().__init__()
        self.seen, self.prefix = seen, place
        self.words: dict[tuple[Channel, str], list[str]] = {}
        self.told: dict[tuple[str, str, str, Channel], list[str]] = defaultdict(list)
        self.stack = [self._element("page", output, Channel.VISIBLE)]
        self.tables: list[PageTable] = []
        self.count = 0
        self.drawing: Drawing | None = None
        self.at: tuple[float, float] | None = None

    def finish(self) -> None:
        for (tag, output, name, channel), values in self.told.items():
            self.seen.say_all(self._of_attribute(tag, output, name), channel, values, output)
        for (channel, output), parts in self.words.items():
            place = self._where(f"{channel} text", output)
            self.seen.say(place, channel, spaced("".join(parts)), output)

    def _element(
        self, tag: str, output: str, channel: Channel, *, is_kept: bool = False
    ) -> _Element:
        words = self.words.setdefault((channel, output), [])
        return _Element(tag, output, channel, words, is_kept)

    # --- elements ---------------------------------------------------------------------------
    def handle_starttag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        self._start(tag, start_tag(tag, tuple(attributes)))

    def handle_plain(self, tag: str, attributes: str) -> None:
        self._start(tag, plain_tag(tag, attributes))

    def handle_leaf(self, tag: str, attributes: str, text: str) -> None:
        read, around = plain_tag(tag, attributes), self.stack[-1]
        output, hides, told, faults, packed, label_at, mark_at, bends = read
        is_cell, is_drawn = tag in _CELLS, self.drawing is not None
        if tag in _MORE or hides or output is not None or (is_cell and is_drawn):
            self._start(tag, read)
            if text:
                self._say(text)
            self.handle_endtag(tag)
            return
        # It is whose and what it stands in is, and is over before anything else begins.
        if faults or packed:
            self._attributes(tag, read, around.output)
        else:
            for name, channel, value in told:
                self.told[tag, around.output, name, channel].append(value)
        if tag in _BREAKS:
            text = f" {text} "
        if is_drawn:
            if not around.is_kept:
                self._mark(label_at, mark_at, bends)
            if text:
                self._hear(text, around)
            if tag == "text":
                self.at = None
        elif is_cell and self.tables:
            self.tables[-1].add_cell(text if around.channel == Channel.VISIBLE else "")
            around.words.append(text)
        elif text:
            self._hear(text, around)

    def _start(self, tag: str, read: StartTag) -> None:
        around = self.stack[-1]
        output = around.output if read.output is None else read.output
        if read.told or read.faults or read.packed:
            self._attributes(tag, read, output)
        if tag == "script" or tag in _EMBEDS:
            self.seen.faults.append(("script", self._where(tag, output)))
        if tag not in _VOID:
            channel, is_kept = _channel(tag, read, around), around.is_kept or tag == "defs"
            if channel == around.channel and output == around.output:
                self.stack.append(_Element(tag, output, channel, around.words, is_kept))
            else:
                self.stack.append(self._element(tag, output, channel, is_kept=is_kept))
        if tag in _BREAKS:
            self._say(" ")
        if self.drawing is not None or tag == "svg":
            self._draw(tag, read, output)
        if tag in _TABULAR:
            self._tabulate(tag, output)

    def handle_startendtag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS:
            self._say(" ")
        if tag in ("td", "th") and self.tables:
            self.tables[-1].close_cell()
        if tag == "table" and self.tables:
            grid = self.tables.pop().grid()
            if grid.rows or grid.heads:
                self.seen.grids.append(grid)
        if tag == "text":
            self.at = None
        if tag == "svg":
            self.drawing = None
        if self.stack[-1].tag == tag and len(self.stack) > 1:
            self.stack.pop()
            return
        for place in range(len(self.stack) - 1, 0, -1):
            if self.stack[place].tag == tag:
                del self.stack[place:]
                return

    def handle_data(self, data: str) -> None:
        inside = self.stack[-1]
        # Most of what stands between elements is a break of the line, which tells nothing.
        if data.isspace() and not self.tables and inside.tag != "style":
            inside.words.append(data)
        else:
            self._say(data)

    def handle_comment(self, data: str) -> None:
        self.seen.say(self._where("comment", self.stack[-1].output), Channel.COMMENT, data)

    def unknown_decl(self, data: str) -> None:
        self.seen.say(self._where("declaration"), Channel.COMMENT, data)

    # --- what they hold ---------------------------------------------------------------------
    def _where(self, tag: str, output: str = "") -> str:
        return " ".join(filter(None, (self.prefix, output, f"<{tag}>")))

    def _of_attribute(self, tag: str, output: str, name: str) -> str:
        return f"{self._where(tag, output)[:-1]} {name}>"

    def _say(self, text: str) -> None:
        inside = self.stack[-1]
        if inside.tag == "style":
            if URL.search(text):
                self.seen.faults.append(("outside_address", self._where("style")))
            self._unpack(text, self._where("style"))
            return
        self._hear(text, inside)

    def _hear(self, text: str, inside: _Element) -> None:
        if self.tables and inside.channel == Channel.VISIBLE:
            self.tables[-1].say(text)
        if self.at is not None and self.drawing is not None and text.strip():
            self.drawing.labels.append((*self.at, text.strip()))
        inside.words.append(text)

    def _attributes(self, tag: str, read: StartTag, output: str) -> None:
        for name, channel, value in read.told:
            self.told[tag, output, name, channel].append(value)
        for rule, name in read.faults:
            self.seen.faults.append((rule, self._of_attribute(tag, output, name)))
        for name, value in read.packed:
            self._unpack(value, self._of_attribute(tag, output, name))

    def _unpack(self, text: str, where: str) -> None:
        for kind, options, content in _DATA.findall(text):
            if kind.lower() in _FONTS:
                continue
            try:
                data = base64.b64decode(content) if "base64" in options else content.encode()
            except (binascii.Error, ValueError):
                data = content.encode()
            ending = kind.partition("/")[2].partition("+")[0] or "txt"
            self.seen.embedded.append((where, f"embedded.{ending}", data))

    # --- drawings and tables ----------------------------------------------------------------
    def _draw(self, tag: str, read: StartTag, output: str) -> None:
        if tag == "svg":
            self.count += 1
            place = f"{self._where(tag, output)} drawing {self.count}"
            self.drawing = Drawing(place, output)
            self.seen.drawings.append(self.drawing)
        if not self.stack[-1].is_kept:
            self._mark(read.label_at, read.mark_at, read.bends)

    def _mark(
        self,
        label_at: tuple[float, float] | None,
        mark_at: tuple[float, float] | None,
        bends: int,
    ) -> None:
        if label_at:
            self.at = label_at
        if mark_at:
            self.drawing.marks.append(mark_at)
        if bends > self.drawing.longest:
            self.drawing.longest = bends

    def _tabulate(self, tag: str, output: str) -> None:
        if tag == "table":
            number = len(self.seen.grids) + len(self.tables) + 1
            where = " ".join(part for part in (self.prefix, output, f"table {number}") if part)
            self.tables.append(PageTable(where, output))
        elif self.tables and tag == "tr":
            self.tables[-1].open_row()
        elif self.tables and tag in ("td", "th"):
            self.tables[-1].open_cell()
