"""A report's content with the words around it: title, register, reader, origin."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.content import Block, Content
from nrs_lib.reports.manifest import Provenance
from nrs_lib.reports.numbering import chapter_labels, numbers_given, with_links, with_number
from nrs_lib.reports.page.documents import REGISTRY
from nrs_lib.reports.pages import Numbered, ReportPage, Section
from nrs_lib.reports.subjects import NATION, Subject
from nrs_lib.terms import PERSON, Audience, Register
from nrs_lib.text import count, whole

READERS = {
    Audience.CARE_TEAM: {"sv": "För dig och vårdteamet", "en": "For you and the care team"},
    Audience.OWN_UNIT: {"sv": "För den egna enheten", "en": "For the unit's own use"},
    Audience.OTHER_UNITS: {"sv": "För alla enheter", "en": "For all units"},
    Audience.REGISTER: {"sv": "För registret", "en": "For the registry"},
    Audience.RESEARCHER: {"sv": "För forskare", "en": "For researchers"},
    Audience.PUBLIC: {"sv": "Offentlig", "en": "Public"},
}
_WORDS = {
    "sv": {
        "as_of": "Datauttag",
        "extract": "Uttag",
        "unit": "Enheter i leveransen",
        "episode": "Vårdförlopp i leveransen",
        "diagnosis": "Diagnoser i leveransen",
        "intervention": "Insatser i leveransen",
        "questionnaire": "Enkäter i leveransen",
        "item": "Frågesvar i leveransen",
        "sick_leave": "Sjukskrivningsperioder i leveransen",
        "marked": "Svar utanför svarsalternativen, satta som saknade",
        "other_version": "Enkäter av annan version än dagen anger",
        "code": "Version",
        "template": "Mall",
        "policy": "Röjandepolicy",
        "as_above": "Noterna under tabellen ovan gäller även här.",
        "as_under": "{begin}: se under {figure}.",
    },
    "en": {
        "as_of": "Data as of",
        "extract": "Extract",
        "unit": "Units delivered",
        "episode": "Episodes delivered",
        "diagnosis": "Diagnoses delivered",
        "intervention": "Interventions delivered",
        "questionnaire": "Questionnaires delivered",
        "item": "Answers to items delivered",
        "sick_leave": "Sick-leave periods delivered",
        "marked": "Answers outside their options, set missing",
        "other_version": "Questionnaires of another version than their day says",
        "code": "Version",
        "template": "Template",
        "policy": "Disclosure policy",
        "as_above": "The notes under the table above hold here too.",
        "as_under": "{begin}: see under {figure}.",
    },
}
_FIRST_SIGNS = 12
_NOTES = re.compile(r'<div class="nrs-notes">(.*?)</div>', re.DOTALL)
_NOTE = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_FEWEST_POINTED_TO = 2
"""One note is as short as the words that point to it."""
_LEAST_POINTED_TO = 90
"""Signs of a list; a shorter one is read sooner than looked up."""
_FIGURE = re.compile(
    r'<figure class="nrs-figure[^"]*" id="([^"]+)">\s*<h3 class="finding">([^<:]+)'
)
_LISTED = re.compile(r'<p class="note">([^<:]+): ([^<]+)</p>')


def register_words(register: Register, language: str) -> str:
    """The registry and the part of it, in words."""
    part = read_codelist("register").label(str(register), language)
    return f"{REGISTRY[language]} · {part.lower()}"


def report_page(
    content: Content,
    *,
    sidecar: Sidecar,
    subject: Subject,
    parameters: Mapping[str, object],
    origin: Provenance,
) -> ReportPage:
    """Everything that a reader sees, ready to be rendered."""
    language = sidecar.language
    words = _WORDS[language]
    label = NATION[language] if subject.is_national else whole(subject.label)
    # What is about the nation is called what it is: three pages named "Riket" would be one.
    about, named = sidecar.title[language], label or subject.subject_id
    title, beside = (about, named) if subject.is_national else (named, about)
    if "period" in parameters:
        period = content.shown_period or Period.parse(str(parameters["period"]))
        title += f", {period.label(language)}"
    is_person = sidecar.subject == PERSON
    numbered = numbers_given(content, language) if sidecar.is_numbered else {}
    return ReportPage(
        title=_on_title_page(sidecar, title) if numbered else title,
        kicker=register_words(subject.register, language),
        facts=(
            label if numbered else beside,
            f"{words['as_of']} {origin.extract['as_of']}",
            READERS[sidecar.audience][language],
            *([f"{words['code']} {origin.code['version']}"] if numbered else []),
        ),
        sections=_sections(content, numbered, language),
        listed=tuple(numbered.values()),
        footer=account(sidecar, origin, told_policy(content.outputs[0].records[0])),
        is_synthetic=bool(origin.extract["synthetic"]),
        language=language,
        is_large=is_person,
        is_slides=sidecar.form == "slides",
    )


def told_policy(record: Mapping[str, object]) -> dict[str, object]:
    """The policy that a clearance record names, as manifests and pages tell it."""
    return {
        "name": record["policy"],
        "version": record["policy_version"],
        "sha256": record["policy_sha256"],
    }


def account(
    sidecar: Sidecar, origin: Provenance, policy: Mapping[str, object]
) -> tuple[tuple[str, str], ...]:
    """What a report says at its end of what it was made from: pairs of term and value.

    Parameters
    ----------
    policy
        As `told_policy`.
    """
    language = sidecar.language
    words, is_person = _WORDS[language], sidecar.subject == PERSON
    return (
        (words["extract"], str(origin.extract["id"])),
        # The whole delivery's account is for who reads of many people.
        *(() if is_person else _rows(origin, language)),
        *(() if is_person else _scoring(origin, language)),
        (words["code"], f"{origin.code['version']} ({origin.code['sha256'][:_FIRST_SIGNS]})"),
        (words["template"], sidecar.name),
        (
            words["policy"],
            f"{policy['name']} {policy['version']} ({policy['sha256'][:_FIRST_SIGNS]})",
        ),
    )


def _on_title_page(sidecar: Sidecar, title: str) -> str:
    """A book is called what it is, and its subject stands beneath: ``Årsrapport 2022``."""
    _, _, period = title.partition(", ")
    return f"{sidecar.title[sidecar.language]} {period}".strip()


def _sections(
    content: Content, numbered: Mapping[str, Numbered], language: str
) -> tuple[Section, ...]:
    labels = chapter_labels(content, language) if numbered else [""] * len(content.sections)

    def fragment(block: Block, told: set[str], listed: dict[str, str]) -> str:
        if not block.name:
            return with_links(block.html, numbered, content) if numbered else block.html
        html = _listed_once(block, listed, language)
        return _told_once(_marked(block, html, numbered.get(block.name)), told, language)

    def fragments(blocks: list[Block]) -> tuple[str, ...]:
        told: set[str] = set()
        listed: dict[str, str] = {}
        return tuple(fragment(block, told, listed) for block in blocks)

    return tuple(
        Section(f"s{number}", part.heading, fragments(part.blocks), label)
        for number, (part, label) in enumerate(zip(content.sections, labels, strict=True), start=1)
    )


def _told_once(html: str, told: set[str], language: str) -> str:
    """Notes that a table above in the section has told are pointed to, not told again."""

    def notes(found: re.Match[str]) -> str:
        every = _NOTE.findall(found[1])
        fresh = [note for note in every if note not in told]
        told.update(every)
        if len(every) - len(fresh) < _FEWEST_POINTED_TO:
            return found[0]
        lines = "\n".join(f"<p>{note}</p>" for note in (*fresh, _WORDS[language]["as_above"]))
        return f'<div class="nrs-notes">\n{lines}\n</div>'

    return _NOTES.sub(notes, html)


def _listed_once(block: Block, listed: dict[str, str], language: str) -> str:
    """A long list under a figure that stands under one above in the section is pointed to.

    ``listed`` are the lists told so far, each with a link to its figure.
    """
    figure = _FIGURE.search(block.html)
    if figure is None:
        return block.html
    here = f'<a href="#{figure[1]}">{figure[2]}</a>'

    def note(found: re.Match[str]) -> str:
        link = listed.setdefault(found[0], here)
        told = _WORDS[language]["as_under"].format(begin=found[1], figure=link)
        is_long = len(found[2]) > _LEAST_POINTED_TO
        return f'<p class="note">{told}</p>' if link != here and is_long else found[0]

    return _LISTED.sub(note, block.html)


def _marked(block: Block, html: str, numbered: Numbered | None) -> str:
    """A stamped fragment says which output it is, so that an auditor can look it up."""
    if numbered is None:
        return f'<div data-output="{block.name}">{html}</div>'
    html = with_number(html, numbered)
    return f'<div data-output="{block.name}" id="{numbered.anchor}">{html}</div>'


def _rows(origin: Provenance, language: str) -> tuple[tuple[str, str], ...]:
    """Rows in, analysed and set aside; what was set aside is never out of sight.

    Episodes are always told; of the other tables those that lost a row.
    """
    sum_of = {
        "sv": "{rows_in} = {analysed} analyserade + {set_aside} avskilda",
        "en": "{rows_in} = {analysed} analysed + {set_aside} set aside",
    }
    told = []
    for table, rows in origin.extract["rows"].items():
        if table == "episode" or rows["set_aside"]:
            counts = {key: count(n, language=language) for key, n in rows.items()}
            told.append((_WORDS[language][table], sum_of[language].format(**counts)))
    return tuple(told)


def _scoring(origin: Provenance, language: str) -> tuple[tuple[str, str], ...]:
    """What scoring set aside in the whole delivery; nothing where there was nothing.

    It is said to be of the delivery, as a bare number in a workbook is one of the report's.
    """
    found = origin.extract["scoring"]
    of_all = {"sv": "{n} i hela leveransen", "en": "{n} in the whole delivery"}[language]
    return tuple(
        (_WORDS[language][key], of_all.format(n=count(found[key], language=language)))
        for key in ("marked", "other_version")
        if found[key]
    )
