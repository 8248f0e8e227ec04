"""The letter that goes with a recipient's reports, in plain text."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Mapping, Sequence

from nrs_lib.contracts.subscriptions import Subscription
from nrs_lib.reports.assembling import REGISTRY
from nrs_lib.reports.site.holding import Held
from nrs_lib.terms import Audience

_WIDTH = 78
_SOON = dt.timedelta(days=60)
_WORDS = {
    "sv": {
        "to": "Till",
        "about": "Ämne",
        "subject": "Rapporter från {sender}",
        "hello": "Hej!",
        "one": "Här kommer en rapport ur datauttaget {as_of}:",
        "many": "Här kommer {n} rapporter ur datauttaget {as_of}:",
        "open": "Rapporterna öppnas i vilken webbläsare eller läsare som helst och hämtar "
        "ingenting från nätet. Varje rapport börjar med det viktigaste och slutar med hur "
        "siffrorna är gjorda.",
        "own_unit": "Den egna enhetens rapport är till för enhetens medarbetare. Den visar tal om "
        "få patienter och lämnas inte vidare utanför enheten.",
        "other": "De är gjorda för: {readers}. Lämna dem inte vidare till andra.",
        "public": "De är offentliga och får spridas.",
        "until": "Prenumerationen gäller till och med {last}.",
        "soon": "Den går snart ut. Säg till om den ska fortsätta.",
        "bye": "Vänliga hälsningar",
        "synthetic": "OBS: syntetiska data, inga patienter.",
        "register": "registret",
        "other_units": "alla enheter",
        "researcher": "forskare",
    },
    "en": {
        "to": "To",
        "about": "Subject",
        "subject": "Reports from {sender}",
        "hello": "Hello,",
        "one": "Here is a report from the extract of {as_of}:",
        "many": "Here are {n} reports from the extract of {as_of}:",
        "open": "The reports open in any browser or reader and fetch nothing from the "
        "network. Each begins with what matters most and ends with how the numbers are "
        "calculated.",
        "own_unit": "The unit's own report is for those who work there. It shows numbers "
        "about few patients and must not be passed on outside the unit.",
        "other": "They are made for: {readers}. Do not pass them on to others.",
        "public": "They are public and may be shared.",
        "until": "The subscription holds until {last}.",
        "soon": "It ends soon. Tell us if it should continue.",
        "bye": "Kind regards",
        "synthetic": "NOTE: synthetic data, no patients.",
        "register": "the registry",
        "other_units": "all units",
        "researcher": "researchers",
    },
}


def letter(
    one: Subscription, releases: Sequence[Held], files: Sequence[Sequence[str]], day: dt.date
) -> str:
    """Write a recipient's letter.

    Parameters
    ----------
    one
        The subscription.
    releases, files
        What goes out, and for each its names in the recipient's folder.
    day
        The day of sending; a subscription that ends soon says so.
    """
    words = _WORDS[one.language]
    subject = words["subject"].format(sender=REGISTRY[one.language])
    as_of = releases[0].as_of
    n = len(releases)
    parts = [
        f"{words['to']}: {one.name}\n{words['about']}: {subject}",
        words["hello"],
        words["one" if n == 1 else "many"].format(n=n, as_of=as_of)
        + "\n\n"
        + "\n".join(
            _listed(release, names, one.language)
            for release, names in zip(releases, files, strict=True)
        ),
        *([words["synthetic"]] if releases[0].manifest["extract"]["synthetic"] else []),
        words["open"],
        *_readers(releases, words),
        words["until"].format(last=one.last.isoformat())
        + (f" {words['soon']}" if one.last - day <= _SOON else ""),
        f"{words['bye']}\n{REGISTRY[one.language]}",
    ]
    return "\n\n".join(_filled(part) for part in parts) + "\n"


def _listed(release: Held, files: Sequence[str], language: str) -> str:
    title = release.manifest["title"][language]
    period = f", {release.period.label(language)}" if release.period else ""
    subject = release.subject
    about = subject.register if subject.is_national else subject.subject_id
    return "\n".join([f"- {title}, {about}{period}", *(f"    {name}" for name in files)])


def _readers(releases: Sequence[Held], words: Mapping[str, str]) -> list[str]:
    """What may be done with the reports, once for each kind of readers among them."""
    found = []
    for audience in dict.fromkeys(release.audience for release in releases):
        if audience in (Audience.OWN_UNIT, Audience.PUBLIC):
            found.append(words[str(audience)])
        else:
            found.append(words["other"].format(readers=words[str(audience)]))
    return found


def _filled(part: str) -> str:
    """Lines that fit a plain mail; a list keeps its lines."""
    lines = part.splitlines()
    if len(lines) > 1:
        return part
    return textwrap.fill(part, _WIDTH, break_long_words=False, break_on_hyphens=False)
