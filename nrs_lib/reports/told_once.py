"""What a report has told already is pointed to: notes of tables, and lists beneath figures.

Within a section all of them; of another section the rules alone that say what must be answered
for which scores: one of some of an earlier rule's scales tells nothing new.

Each table and figure keeps its own in its output and its files, as it is read by itself there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nrs_lib.reports.content import Block
from nrs_lib.reports.pages import Numbered
from nrs_lib.text import join_words

_WORDS = {
    "sv": {
        "as_above": "Noterna under {place} gäller även här.",
        "earlier": "Vad som måste vara besvarat för poäng står under {place}.",
        "above": "tabellen ovan",
        "as_under": "{begin}: se under {figure}.",
        "note_as_under": "Noten under {figure} gäller även här.",
    },
    "en": {
        "as_above": "The notes under {place} also apply here.",
        "earlier": "What must be answered for a score is given under {place}.",
        "above": "the table above",
        "as_under": "{begin}: see under {figure}.",
        "note_as_under": "The note under {figure} also applies here.",
    },
}
_NOTES = re.compile(r'<div class="nrs-notes">(.*?)</div>', re.DOTALL)
_NOTE = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_RULE = re.compile(r"(?P<rule>[^:]*(?:poäng|score)): (?P<scales>.*)\.")
"""What must be answered for the scores of which scales, as notes of tables write it."""
_SCALES = re.compile(r", | och | and ")
Rules = dict[str, tuple[frozenset[str], str, object]]
"""By rule: the scales it was told of first, the words for that place, and its section."""
_UNDRAWN = '<figure class="nrs-figure nrs-undrawn"'
_FEWEST_POINTED_TO = 2
"""One note is as short as the words that point to it."""
_LEAST_POINTED_TO = 90
"""Signs of a list; a shorter one is read sooner than looked up."""
_FIGURE = re.compile(
    r'<figure class="nrs-figure[^"]*" id="([^"]+)">\s*<h3 class="finding">((?:(?!</h3>)[^:])+)'
)
_LISTED = re.compile(r'<p class="note">(?:((?:[^<:.]|(?<=\d)\.(?=\d))+): )?([^<]+)</p>')
"""A note of a figure: a list under its own words, or sentences; a point may be a decimal one."""


def _all_of(places: Iterable[str], language: str) -> str:
    return join_words(list(places), language=language)


class ToldInSection:
    """Notes and lists that a section has told so far, each with the words for its place.

    ``before`` holds the rules that the report has told, and fills with this section's.
    """

    def __init__(self, language: str, before: Rules | None = None) -> None:
        self._language = language
        self._rules = before if before is not None else {}
        self._section = object()
        self._notes: dict[str, str] = {}
        self._under: dict[str, set[str]] = {}
        self._lists: dict[str, str] = {}
        self._of_undrawn: set[str] = set()

    def once(self, block: Block, numbered: Numbered | None) -> str:
        """The fragment of a figure or table, with a link in place of what stands above.

        Empty for a figure of nothing but a list that another such figure has told: that units
        cannot be shown is said once, and not for every way in which they are not.

        Parameters
        ----------
        numbered
            Its number, by which others will point to it; by place or title where it has none.
        """
        if _UNDRAWN in block.html:
            listed = {found[0] for found in _LISTED.finditer(block.html) if found[1]}
            if listed and listed <= self._of_undrawn:
                return ""
            self._of_undrawn |= listed
        return self._notes_once(self._lists_once(block.html, numbered), numbered)

    def _notes_once(self, html: str, numbered: Numbered | None) -> str:
        words = _WORDS[self._language]
        here = numbered.link if numbered else words["above"]

        def notes(found: re.Match[str]) -> str:
            every = _NOTE.findall(found[1])
            # Without a number there is nothing to call a table of another section by.
            every, earlier = self._rules_once(every, numbered) if numbered else (every, [])
            places = {note: self._notes[note] for note in every if note in self._notes}
            # Who is sent there reads all that stands there, so all of it has to hold here.
            whole = {
                place for place in places.values() if self._under.get(place, set()) <= {*every}
            }
            places = {note: place for note, place in places.items() if place in whole}
            for note in every:
                self._notes.setdefault(note, here)
            self._under.setdefault(here, set()).update(every)
            where = dict.fromkeys(earlier)
            pointed = (
                [words["earlier"].format(place=_all_of(where, self._language))] if where else []
            )
            if len(places) >= _FEWEST_POINTED_TO:
                every = [note for note in every if note not in places]
                place = _all_of(dict.fromkeys(places.values()), self._language)
                # Its notes point to the earlier table too.
                pointed = [words["as_above"].format(place=place)]
            if not pointed:
                return found[0]
            lines = "\n".join(f"<p>{note}</p>" for note in (*every, *pointed))
            return f'<div class="nrs-notes">\n{lines}\n</div>'

        return _NOTES.sub(notes, html)

    def _rules_once(self, notes: list[str], numbered: Numbered) -> tuple[list[str], list[str]]:
        """Notes without the rules that another section has told, and where those stand."""
        kept, places = [], []
        for note in notes:
            found = _RULE.fullmatch(note)
            if found is None:
                kept.append(note)
                continue
            scales = frozenset(_SCALES.split(found["scales"]))
            told = self._rules.setdefault(found["rule"], (scales, numbered.link, self._section))
            if told[2] is not self._section and scales <= told[0]:
                places.append(told[1])
                continue
            if not scales <= told[0]:
                self._rules[found["rule"]] = (scales, numbered.link, self._section)
            kept.append(note)
        return kept, list(dict.fromkeys(places))

    def _lists_once(self, html: str, numbered: Numbered | None) -> str:
        figure = _FIGURE.search(html)
        if figure is None:
            return html
        by_title = f'<a href="#{figure[1]}">{figure[2]}</a>'
        here = numbered.link if numbered else by_title

        def note(found: re.Match[str]) -> str:
            link = self._lists.setdefault(found[0], here)
            key = "as_under" if found[1] else "note_as_under"
            told = _WORDS[self._language][key].format(begin=found[1], figure=link)
            is_long = len(found[2]) > _LEAST_POINTED_TO
            return f'<p class="note">{told}</p>' if link != here and is_long else found[0]

        return _LISTED.sub(note, html)
