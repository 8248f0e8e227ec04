"""What a section has told already is pointed to: notes of tables, and lists beneath figures.

Each table and figure keeps its own in its output and its files, as it is read by itself there.
"""

from __future__ import annotations

import re

from nrs_lib.reports.content import Block
from nrs_lib.reports.pages import Numbered
from nrs_lib.text import join_words

_WORDS = {
    "sv": {
        "as_above": "Noterna under {place} gäller även här.",
        "above": "tabellen ovan",
        "as_under": "{begin}: se under {figure}.",
    },
    "en": {
        "as_above": "The notes under {place} also apply here.",
        "above": "the table above",
        "as_under": "{begin}: see under {figure}.",
    },
}
_NOTES = re.compile(r'<div class="nrs-notes">(.*?)</div>', re.DOTALL)
_NOTE = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_FEWEST_POINTED_TO = 2
"""One note is as short as the words that point to it."""
_LEAST_POINTED_TO = 90
"""Signs of a list; a shorter one is read sooner than looked up."""
_FIGURE = re.compile(
    r'<figure class="nrs-figure[^"]*" id="([^"]+)">\s*<h3 class="finding">((?:(?!</h3>)[^:])+)'
)
_LISTED = re.compile(r'<p class="note">([^<:]+): ([^<]+)</p>')


class ToldInSection:
    """Notes and lists that a section has told so far, each with the words for its place."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._notes: dict[str, str] = {}
        self._lists: dict[str, str] = {}

    def once(self, block: Block, numbered: Numbered | None) -> str:
        """The fragment of a figure or table, with a link in place of what stands above.

        Parameters
        ----------
        numbered
            Its number, by which others will point to it; by place or title where it has none.
        """
        return self._notes_once(self._lists_once(block.html, numbered), numbered)

    def _notes_once(self, html: str, numbered: Numbered | None) -> str:
        words = _WORDS[self._language]
        here = numbered.link if numbered else words["above"]

        def notes(found: re.Match[str]) -> str:
            every = _NOTE.findall(found[1])
            places = {note: self._notes[note] for note in every if note in self._notes}
            for note in every:
                self._notes.setdefault(note, here)
            if len(places) < _FEWEST_POINTED_TO:
                return found[0]
            place = join_words(dict.fromkeys(places.values()), language=self._language)
            fresh = [note for note in every if note not in places]
            pointed = words["as_above"].format(place=place)
            lines = "\n".join(f"<p>{note}</p>" for note in (*fresh, pointed))
            return f'<div class="nrs-notes">\n{lines}\n</div>'

        return _NOTES.sub(notes, html)

    def _lists_once(self, html: str, numbered: Numbered | None) -> str:
        figure = _FIGURE.search(html)
        if figure is None:
            return html
        by_title = f'<a href="#{figure[1]}">{figure[2]}</a>'
        here = numbered.link if numbered else by_title

        def note(found: re.Match[str]) -> str:
            link = self._lists.setdefault(found[0], here)
            told = _WORDS[self._language]["as_under"].format(begin=found[1], figure=link)
            is_long = len(found[2]) > _LEAST_POINTED_TO
            return f'<p class="note">{told}</p>' if link != here and is_long else found[0]

        return _LISTED.sub(note, html)
