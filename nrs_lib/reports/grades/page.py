"""Puts the grades on a page, in both languages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from nrs_lib import __version__
from nrs_lib.contracts.grading import read_grading
from nrs_lib.reports.assembling import REGISTRY
from nrs_lib.reports.grades.wording import WORDS
from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.reports.sanitising import check_self_contained
from nrs_lib.stats.grading.coverage import Grade, Verdict
from nrs_lib.text import NBSP, interval, number, of, percent

LANGUAGES = ("sv", "en")


def write_grades(found: Sequence[Grade], folder: Path, *, seed: int) -> list[Path]:
    """Write the grades in Swedish and in English.

    Returns
    -------
    list of Path
        The files, Swedish first. Each stands whole or not at all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for language in LANGUAGES:
        name = f"grades.{language}.html"
        page = render_grades(found, language, seed=seed)
        check_self_contained(page, where=name)
        aside = folder / f".{name}-{os.getpid()}"
        aside.write_text(page, encoding="utf-8")
        made.append(aside.replace(folder / name))
    return made


def render_grades(found: Sequence[Grade], language: str, *, seed: int) -> str:
    """The page as one self-contained HTML document."""
    words = WORDS[language]
    bar = read_grading()
    low, high = (percent(round(1000 * end), 1000, language=language) for end in bar.bar)
    failed = sum(one.verdict == Verdict.TOO_NARROW for one in found)
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
    table = _fragment("coverage", words=words, rows=[_row(one, language) for one in found])
    draws = found[0].held.denominator if found else 0
    return render_report(
        ReportPage(
            title=words["title"],
            kicker=REGISTRY[language],
            sections=(
                Section("lead", "", (opening,)),
                Section("coverage", words["intervals"], (table,)),
            ),
            footer=(
                (words["draws"], number(draws, language=language)),
                (words["seed"], str(seed)),
                (words["code"], __version__),
            ),
            language=language,
        )
    )


def _row(one: Grade, language: str) -> dict[str, object]:
    words = WORDS[language]
    held = one.held
    verdict = words[str(one.verdict)]
    if one.missing:
        verdict += "; " + words["missing"].format(n=number(one.missing, language=language))
    return {
        "label": one.situation.label[language],
        "method": words[one.situation.method],
        # Halves of a per cent matter against this bar, so it has one decimal more than reports.
        "held": _percent(held.estimate, language),
        "between": interval(100 * held.low, 100 * held.high, 1, language=language),
        "company": of(held.numerator, held.denominator, language=language),
        "width": number(one.width, 2, language=language),
        "verdict": verdict,
        "failed": one.verdict == Verdict.TOO_NARROW,
    }


def _percent(share: float, language: str) -> str:
    return number(100 * share, 1, language=language) + {"sv": f"{NBSP}%", "en": "%"}[language]


def _fragment(name: str, **given: object) -> str:
    return _templates().get_template(f"{name}.html.j2").render(**given)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
