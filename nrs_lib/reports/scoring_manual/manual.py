"""Puts the page together and writes it, in both languages."""

from __future__ import annotations

from pathlib import Path

from nrs_lib import __version__
from nrs_lib.contracts.instruments import Instrument, read_instruments
from nrs_lib.contracts.versions import read_families
from nrs_lib.places import definitions_checksum
from nrs_lib.reports.page.documents import LANGUAGES, REGISTRY, templates, write_page
from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.reports.scoring_manual import describing
from nrs_lib.reports.scoring_manual.examples import example
from nrs_lib.reports.scoring_manual.wording import WORDS, manual_name
from nrs_lib.tables.defined_versions import version_sentence
from nrs_lib.text.references import reference_words

_FIRST_SIGNS = 12
_USES = ("collected", "earlier", "not_found")


def write_manual(folder: Path) -> list[Path]:
    """Write the page in Swedish and in English.

    Parameters
    ----------
    folder
        Where the two files go; made when it is not there.

    Returns
    -------
    list of Path
        The files, Swedish first. Each stands whole or not at all.
    """
    return [
        write_page(folder / manual_name(language), render_manual(language))
        for language in LANGUAGES
    ]


def render_manual(language: str) -> str:
    """The page as one self-contained HTML document."""
    words = WORDS[language]
    common = [words[f"common_{key}"] for key in ("missing", "sum", "range", "rounding")]
    sections = [
        Section("lead", "", (_fragment("lead", words=words, common=common),)),
        Section("versions", words["versions"], (_versions(language),)),
        *(_section(one, language) for one in sorted(read_instruments().values(), key=_by_use)),
    ]
    return render_report(
        ReportPage(
            title=words["title"],
            kicker=REGISTRY[language],
            sections=tuple(sections),
            footer=(
                (words["code"], __version__),
                (words["definitions"], definitions_checksum()[:_FIRST_SIGNS]),
            ),
            language=language,
        )
    )


def _versions(language: str) -> str:
    changed = [one for one in read_families().values() if len(one.versions) > 1]
    return _fragment(
        "versions",
        words=WORDS[language],
        families=[
            (
                version_sentence(one, language),
                WORDS[language][str(one.evidence)],
                reference_words(one.reference[language]),
            )
            for one in changed
        ],
    )


def _by_use(instrument: Instrument) -> int:
    """What the registry collects comes first."""
    return _USES.index(instrument.registry_use.status)


def _section(instrument: Instrument, language: str) -> Section:
    words = WORDS[language]
    use = words[f"use_{instrument.registry_use.status}"]
    if instrument.registry_use.optional:
        use += words["use_optional"]
    scales = [
        {
            "scale": scale,
            "how": describing.how(scale, instrument, language),
            "missing": describing.unanswered(scale, language),
            "read_as": describing.read_as(scale, language),
            "range": describing.span(scale, language),
            "direction": words[str(scale.direction)],
            "evidence": words[str(scale.evidence)],
        }
        for scale in instrument.scales
    ]
    html = _fragment(
        "instrument",
        words=words,
        language=language,
        instrument=instrument,
        use=f"{use} ({words[str(instrument.registry_use.evidence)]})",
        evidence=words[str(instrument.evidence)],
        items=describing.item_lines(instrument, language),
        scales=scales,
        example=example(instrument, language),
        digits=lambda value: describing.digits(value, language),
        short_codes=describing.short_codes,
        reference_words=reference_words,
    )
    return Section(instrument.id, instrument.name[language], (html,))


def _fragment(name: str, **given: object) -> str:
    return templates(Path(__file__).parent).get_template(f"{name}.html.j2").render(**given)
