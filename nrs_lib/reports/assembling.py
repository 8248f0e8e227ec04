"""A report's content with the words around it: title, register, reader, origin."""

from __future__ import annotations

from collections.abc import Mapping

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.reports.catalog import Sidecar
from nrs_lib.reports.content import Block, Content
from nrs_lib.reports.manifest import Provenance
from nrs_lib.reports.numbering import chapter_labels, numbers_given, with_links, with_number
from nrs_lib.reports.page.documents import REGISTRY
from nrs_lib.reports.pages import Numbered, ReportPage, Section
from nrs_lib.reports.sidecar_form import BOOK, SLIDES
from nrs_lib.reports.subjects import NATION, Subject
from nrs_lib.reports.told_once import Rules, ToldInSection
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
        "asked": "{report} för {period}",
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
        "both": "{term}, båda delregistren",
        "code": "Programversion",
        "report": "Rapport",
        "policy": "Röjandekontroll",
        "rules": "regler version {n}",
    },
    "en": {
        "as_of": "Data as of",
        "asked": "{report} for {period}",
        "extract": "Extract",
        "unit": "Units delivered",
        "episode": "Episodes delivered",
        "diagnosis": "Diagnoses delivered",
        "intervention": "Interventions delivered",
        "questionnaire": "Questionnaires delivered",
        "item": "Answers to items delivered",
        "sick_leave": "Sick-leave periods delivered",
        "marked": "Answers outside the options, set to missing",
        "other_version": "Questionnaires of a version other than their date implies",
        "both": "{term}, both sub-registries",
        "code": "Program version",
        "report": "Report",
        "policy": "Disclosure control",
        "rules": "rules version {n}",
    },
}


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
        asked = Period.parse(str(parameters["period"]))
        period = content.shown_period or asked
        title += f", {period.label(language)}"
        if period != asked:
            # Reports for a year and for its last quarter may show the same pooled quarters.
            beside = words["asked"].format(report=beside, period=asked.label(language))
    is_person, is_book = sidecar.subject == PERSON, sidecar.form == BOOK
    numbered = numbers_given(content, language) if sidecar.is_numbered else None
    labels = chapter_labels(content, language) if is_book else [""] * len(content.sections)
    return ReportPage(
        title=_on_title_page(sidecar, title) if is_book else title,
        kicker=register_words(subject.register, language),
        facts=(
            label if is_book else beside,
            f"{words['as_of']} {origin.extract['as_of']}",
            READERS[sidecar.audience][language],
            *([f"{words['code']} {origin.code['version']}"] if is_book else []),
        ),
        sections=_sections(content, labels, numbered, language),
        listed=tuple((numbered or {}).values()),
        footer=account(sidecar, origin, told_policy(content.outputs[0].records[0])),
        is_synthetic=bool(origin.extract["synthetic"]),
        language=language,
        is_large=is_person,
        is_book=is_book,
        is_slides=sidecar.form == SLIDES,
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
        # Names of files and checksums are in the manifest: nobody reads them from a page.
        (words["code"], str(origin.code["version"])),
        (words["report"], sidecar.title[language]),
        (words["policy"], words["rules"].format(n=policy["version"])),
    )


def _on_title_page(sidecar: Sidecar, title: str) -> str:
    """A book is called what it is, and its subject stands beneath: ``Årsrapport 2022``."""
    _, _, period = title.partition(", ")
    return f"{sidecar.title[sidecar.language]} {period}".strip()


def _sections(
    content: Content, labels: list[str], numbered: Mapping[str, Numbered] | None, language: str
) -> tuple[Section, ...]:
    def fragment(block: Block, told: ToldInSection) -> str:
        if not block.name:
            return block.html if numbered is None else with_links(block.html, numbered, content)
        one = (numbered or {}).get(block.name)
        return _marked(block, told.once(block, one), one)

    rules: Rules = {}

    def fragments(blocks: list[Block]) -> tuple[str, ...]:
        told = ToldInSection(language, rules)
        return tuple(fragment(block, told) for block in blocks)

    return tuple(
        Section(f"s{number}", part.heading, fragments(part.blocks), label)
        for number, (part, label) in enumerate(zip(content.sections, labels, strict=True), start=1)
    )


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
        "sv": "{rows_in} = {analysed} inlästa + {set_aside} avskilda",
        "en": "{rows_in} = {analysed} loaded + {set_aside} set aside",
    }
    words, told = _WORDS[language], []
    for table, rows in origin.extract["rows"].items():
        if table == "episode" or rows["set_aside"]:
            counts = {key: count(n, language=language) for key, n in rows.items()}
            # Tables of a report count one register, and their sums are others.
            term = words["both"].format(term=words[table])
            told.append((term, sum_of[language].format(**counts)))
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
