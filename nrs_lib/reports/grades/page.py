"""Puts the grades on a page, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from pathlib import Path

from nrs_lib import __version__
from nrs_lib.contracts.grading import read_grading
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.reports.grades.record import grades_name, write_record
from nrs_lib.reports.grades.wording import WORDS
from nrs_lib.reports.page.documents import LANGUAGES, REGISTRY, templates, write_page
from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.stats.grading.chain import ChainGrade
from nrs_lib.stats.grading.coverage import Grade
from nrs_lib.stats.grading.verdicts import Verdict
from nrs_lib.text import NBSP, interval, join_words, number, of, share_percent


def write_grades(
    found: Sequence[Grade],
    folder: Path,
    *,
    seed: int,
    thorough: bool = False,
    chain: Sequence[ChainGrade] = (),
    registries: int = 0,
) -> list[Path]:
    """Write the grades in Swedish and in English, and as data that reports cite.

    Parameters
    ----------
    found
        Grades of intervals, by situation.
    thorough
        Whether they are of the thorough run; said where they are cited.
    chain, registries
        Grades of the whole way, and from how many registries; left out when none was made.

    Returns
    -------
    list of Path
        The pages, Swedish first. Each stands whole or not at all, and the record, which
        `nrs_lib.reports.grades.record.cite_grades` reads, comes last.
    """
    made = [
        write_page(
            folder / grades_name(language),
            render_grades(found, language, seed=seed, chain=chain, registries=registries),
        )
        for language in LANGUAGES
    ]
    write_record(found, folder, seed=seed, thorough=thorough, chain=chain, registries=registries)
    return made


def render_grades(
    found: Sequence[Grade],
    language: str,
    *,
    seed: int,
    chain: Sequence[ChainGrade] = (),
    registries: int = 0,
) -> str:
    """The page as one self-contained HTML document."""
    words = WORDS[language]
    bar = read_grading()
    low, high = (share_percent(end, language=language) for end in bar.bar)
    failed = sum(one.verdict == Verdict.TOO_NARROW for one in (*found, *chain))
    key = {0: "passed", 1: "failed_one"}.get(failed, "failed")
    opening = _fragment(
        "grades",
        words=words,
        summary=words[key].format(n=failed),
        bar=words["bar"].format(
            low=low,
            high=high,
            evidence=words[str(bar.bar_evidence)],
        ),
    )
    table = _fragment("coverage", words=words, topics=list(_topics(found, language)))
    draws = max((one.held.denominator for one in found), default=0)
    return render_report(
        ReportPage(
            title=words["title"],
            kicker=REGISTRY[language],
            sections=(
                Section("lead", "", (opening,)),
                Section("coverage", words["intervals"], (table,)),
                *([_chain(chain, registries, language)] if chain else []),
            ),
            footer=(
                (words["draws"], number(draws, language=language)),
                (words["seed"], str(seed)),
                (words["code"], __version__),
                ("grading.yaml", str(bar.version)),
            ),
            language=language,
        )
    )


def _chain(found: Sequence[ChainGrade], registries: int, language: str) -> Section:
    words = WORDS[language]
    asked = read_grading().chain
    labels = read_codelist("register").labels(language)
    about = words["chain_about_one" if registries == 1 else "chain_about"]
    years = join_words([str(year) for year in asked.years], language=language)
    registers = dict.fromkeys(one.register for one in found)
    html = _fragment(
        "chain",
        words=words,
        about=about.format(n=registries, years=years),
        note=words["chain_note"].format(
            near=_percent(asked.near, language), apart=_percent(asked.apart, language)
        ),
        registers=[
            (labels[key], [_chain_row(one, language) for one in found if one.register == key])
            for key in registers
        ],
    )
    return Section("chain", words["chain"], (html,))


def _chain_row(one: ChainGrade, language: str) -> dict[str, object]:
    words = WORDS[language]
    errors = (one.error_raw, one.error_adjusted, one.error_shrunken)
    return {
        "label": scale(one.measure).label[language],
        "n": words["units"].format(n=number(one.n, language=language)),
        "held": _percent(one.held.estimate, language),
        "between": interval(100 * one.held.low, 100 * one.held.high, 1, language=language),
        "shrunken": _percent(one.held_shrunken.estimate, language),
        "shrunken_between": interval(
            100 * one.held_shrunken.low, 100 * one.held_shrunken.high, 1, language=language
        ),
        "bias": _percent(one.bias, language),
        "error": "; ".join(number(100 * error, language=language) for error in errors),
        "false": of(one.false_alarms.numerator, one.false_alarms.denominator, language=language),
        "detected": of(one.detected.numerator, one.detected.denominator, language=language),
        "verdict": words[str(one.verdict)],
        "failed": one.verdict == Verdict.TOO_NARROW,
    }


def _topics(found: Sequence[Grade], language: str) -> Iterator[tuple[str, list]]:
    for topic, label in read_grading().topics.items():
        rows = [_row(one, language) for one in found if one.situation.method.topic == topic]
        if rows:
            yield label[language], rows


def _row(one: Grade, language: str) -> dict[str, object]:
    words = WORDS[language]
    held = one.held
    verdict = words[str(one.verdict)]
    if one.missing:
        verdict += "; " + words["missing"].format(n=number(one.missing, language=language))
    return {
        "label": one.situation.label[language],
        "method": one.situation.method.label[language],
        # Halves of a per cent matter against this bar, so it has one decimal more than reports.
        "held": _percent(held.estimate, language),
        "between": interval(100 * held.low, 100 * held.high, 1, language=language),
        "bias": words["no_bias"] if isnan(one.bias) else number(one.bias, 2, language=language),
        "company": of(held.numerator, held.denominator, language=language),
        "width": number(one.width, 2, language=language),
        "verdict": verdict,
        "failed": one.verdict == Verdict.TOO_NARROW,
    }


def _percent(share: float, language: str) -> str:
    return number(100 * share, 1, language=language) + {"sv": f"{NBSP}%", "en": "%"}[language]


def _fragment(name: str, **given: object) -> str:
    return templates(Path(__file__).parent).get_template(f"{name}.html.j2").render(**given)
