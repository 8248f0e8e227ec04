"""The page that says why a figure moved: its parts as figure and table, and in words."""

from __future__ import annotations

import re
from pathlib import Path

from nrs_lib import __version__
from nrs_lib.disclosure import clear
from nrs_lib.figures.moved import draw_moved
from nrs_lib.places import outputs
from nrs_lib.reports.comparison.moved_words import (
    MOVED,
    definition_note,
    group_of,
    part_rows,
    sum_check,
    summary,
    when,
)
from nrs_lib.reports.comparison.wording import WORDS
from nrs_lib.reports.folders import put, set_aside
from nrs_lib.reports.page.documents import LANGUAGES, templates, write_page, write_text
from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.reports.sheets import csv_text
from nrs_lib.stats.moved.estimates import moved_estimates
from nrs_lib.stats.moved.why import Moved
from nrs_lib.terms import NATIONAL, Audience

FOLDER = Path("internal") / "why_moved"
_STRANGE = re.compile(r"[^A-Za-z0-9_-]+")


def page_name(language: str) -> str:
    """File name of the page in a language."""
    return f"why_moved.{language}.html"


def write_moved(moved: Moved, *, folder: Path | None = None) -> Path:
    """Write why a figure moved: a page and a sheet in each language.

    They go to ``<later extract>/internal/why_moved/`` under the outputs folder, in a folder
    named after the question; the whole of it or nothing.

    Returns
    -------
    pathlib.Path
        The folder.
    """
    home = (folder or outputs()) / moved.extracts[1] / FOLDER
    asked = (
        moved.name.measure,
        moved.name.category,
        moved.group if moved.group != NATIONAL else f"national-{moved.register}",
        "-".join(dict.fromkeys(moved.periods)),
        moved.extracts[0],
    )
    target = home / "_".join(_STRANGE.sub("-", part) for part in asked if part)
    with set_aside(target) as aside:
        for language in LANGUAGES:
            write_page(aside / page_name(language), render_moved(moved, language))
            text = csv_text(part_rows(moved, language))
            write_text(aside / f"parts.{language}.csv", text, encoding="utf-8-sig")
        put(aside, target, older_to=home.parent / "superseded" / FOLDER.name)
    return target


def render_moved(moved: Moved, language: str) -> str:
    """The page as one self-contained HTML document."""
    words = MOVED[language]
    audience = Audience.REGISTER if moved.group == NATIONAL else Audience.OWN_UNIT
    drawn = draw_moved(
        clear(moved_estimates(moved), audience=audience),
        label=moved.name.label(language),
        before=when(moved, 0, language),
        after=when(moved, 1, language),
        decimals=moved.name.decimals,
        own_name=None if moved.group == NATIONAL else moved.group,
        language=language,
    )
    rows = part_rows(moved, language)
    note = definition_note(moved, language)
    opening = _fragment("lead", lines=[summary(moved, language)], words=words)
    table = _fragment(
        "moved_parts", rows=rows, heads=list(rows[0]), check=sum_check(moved, language), note=note
    )
    return render_report(
        ReportPage(
            title=words["title"].format(label=moved.name.label(language)),
            kicker=WORDS[language]["kicker"],
            facts=(group_of(moved, language), *dict.fromkeys(moved.periods)),
            sections=(
                Section("lead", "", (opening,)),
                Section("steps", words["steps"], (drawn.html,)),
                Section("parts", words["parts"], (table,)),
                Section("how", words["how"], (_fragment("moved_how", words=words),)),
            ),
            footer=(
                (WORDS[language]["version"], __version__),
                (words["extracts"], ", ".join(dict.fromkeys(moved.extracts))),
            ),
            is_synthetic=moved.is_synthetic,
            language=language,
        )
    )


def _fragment(name: str, **given: object) -> str:
    return templates(Path(__file__).parent).get_template(f"{name}.html.j2").render(**given)
