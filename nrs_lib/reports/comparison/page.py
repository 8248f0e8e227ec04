"""Puts the comparison of two deliveries on a page and beside it as files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from nrs_lib import __version__
from nrs_lib.contracts.comparison import read_comparison
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.extract.comparing.difference import Difference
from nrs_lib.places import outputs
from nrs_lib.reports.comparison.sentences import TOPICS, sentence, table_name, topic_of
from nrs_lib.reports.comparison.wording import WORDS
from nrs_lib.reports.folders import put, set_aside
from nrs_lib.reports.page.documents import LANGUAGES, templates, write_page, write_text
from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.reports.sheets import csv_text
from nrs_lib.reports.subjects import path_part
from nrs_lib.stats.deliveries.comparison import Comparison
from nrs_lib.terms import NATIONAL
from nrs_lib.text import change, count, number, of, percent, share_percent

FOLDER = Path("internal") / "comparisons"
_SIGNS = 12
_COUNTS = ("before", "after", "new", "late", "gone", "filled", "rewritten", "backwards")


def page_name(language: str) -> str:
    """File name of the page in a language."""
    return f"comparison.{language}.html"


def write_comparison(found: Comparison, *, folder: Path | None = None) -> Path:
    """Write a comparison: a page in each language, CSV sheets and JSON.

    It goes to ``<later>/internal/comparisons/<earlier>/`` under the outputs folder, whole or
    not at all; an older comparison of the same two is moved aside.

    Returns
    -------
    pathlib.Path
        The folder.
    """
    home = (folder or outputs()) / path_part(found.after.name, where="extract") / FOLDER
    target = home / path_part(found.before.name, where="extract")
    with set_aside(target) as aside:
        for language in LANGUAGES:
            write_page(aside / page_name(language), render_comparison(found, language))
        sheets = {
            "differences": [
                {**one.row(), **{f"sentence_{lang}": sentence(one, lang) for lang in LANGUAGES}}
                for one in found.differences
            ],
            "rows": found.rows.to_dict("records"),
            "units": found.units.to_dict("records"),
            "indicators": found.indicators.table.to_dict("records"),
        }
        for name, rows in sheets.items():
            cells = [{key: _cell(value) for key, value in row.items()} for row in rows]
            write_text(aside / f"{name}.csv", csv_text(cells), encoding="utf-8-sig")
        write_text(aside / "comparison.json", _json(found, sheets))
        put(aside, target, older_to=home.parent / "superseded" / FOLDER.name)
    return target


def render_comparison(found: Comparison, language: str) -> str:
    """The page as one self-contained HTML document."""
    words = WORDS[language]
    sections = [Section("lead", "", (_fragment("lead", lines=lead(found, language), words=words),))]
    if found.notable:
        sections.append(Section("look", words["look"], _topics(found.notable, language)))
    sections += [
        Section("indicators", words["indicators"], (_indicators(found, language),)),
        Section("tables", words["tables"], (_tables(found, language),)),
        Section("units", words["per_unit"], (_units(found, language),)),
    ]
    expected = [one for one in found.differences if one.is_expected]
    if expected:
        sections.append(Section("expected", words["expected"], _topics(expected, language)))
    sides = (("before", found.before), ("after", found.after))
    return render_report(
        ReportPage(
            title=words["title"],
            kicker=words["kicker"],
            facts=tuple(
                words[key].format(day=f"{side.as_of:%Y-%m-%d}", name=side.name)
                for key, side in sides
            ),
            sections=tuple(sections),
            footer=(
                (words["version"], __version__),
                (
                    words["fingerprints"],
                    ", ".join(str(side.passport["fingerprint"])[:_SIGNS] for _, side in sides),
                ),
                (
                    words["files"],
                    "differences.csv, rows.csv, units.csv, indicators.csv, comparison.json",
                ),
            ),
            is_synthetic=bool(found.after.passport["synthetic"]),
            language=language,
        )
    )


def lead(found: Comparison, language: str) -> list[str]:
    """The summary: what is to be looked at, and what became of the indicators."""
    words = WORDS[language]
    notable = len(found.notable)
    expected = len(found.differences) - notable
    lines = []
    if found.is_repeated:
        lines.append(words["repeated"].format(name=found.before.name))
    if notable:
        key = "notable_one" if notable == 1 else "notable"
        lines.append(
            words[key].format(
                n=count(notable, language=language), expected=count(expected, language=language)
            )
        )
    elif not found.is_repeated:
        lines.append(words["nothing" if expected else "nothing_at_all"])
    table = found.indicators.table
    moved, known = int(table["exceeds"].sum()), int(table["change"].notna().sum())
    key = "indicators_moved" if moved else "no_indicator"
    lines.append(
        words[key].format(n=count(moved, language=language), of=count(known, language=language))
    )
    return lines


def how(found: Comparison, language: str) -> str:
    """How the two were compared, with how many tests and which risk."""
    level = read_comparison().false_alarms
    return WORDS[language]["how"].format(
        tests=count(found.n_tests, language=language),
        level=share_percent(level, language=language),
    )


def _topics(differences: Sequence[Difference], language: str) -> tuple[str, ...]:
    topics = []
    for topic in TOPICS:
        lines: dict[str, list[str]] = {}
        for one in differences:
            if topic_of(one) == topic:
                place = table_name(one.table, language)
                lines.setdefault(place, []).append(sentence(one, language))
        if lines:
            # What is said of no table stands last, under no heading that is another's.
            ordered = sorted(lines.items(), key=lambda part: not part[0])
            topics.append((WORDS[language][topic], ordered))
    return (_fragment("topics", topics=topics, words=WORDS[language]),)


def _indicators(found: Comparison, language: str) -> str:
    words, table = WORDS[language], found.indicators.table
    shown = table[(table["group"] == NATIONAL) | table["exceeds"]]
    registers = read_codelist("register").labels(language)
    rows = [
        (registers[str(register)], [_indicator(row, language) for row in part.itertuples()])
        for register, part in shown.groupby("register", sort=False)
    ]
    own = words["own" if found.indicators.by_own_definitions else "not_own"]
    return _fragment(
        "indicators", words=words, about=words["about_indicators"].format(own=own), registers=rows
    )


def _indicator(row, language: str) -> dict[str, object]:
    measure = read_measures()[row.measure]
    is_share = measure.kind == "share"
    told = {
        side: percent(
            getattr(row, f"numerator_{side}"),
            getattr(row, f"denominator_{side}"),
            language=language,
        )
        if is_share
        else number(getattr(row, f"estimate_{side}"), language=language)
        for side in ("before", "after")
    }
    beside = {
        side: of(
            getattr(row, f"numerator_{side}"),
            getattr(row, f"denominator_{side}"),
            language=language,
        )
        if is_share
        else f"n = {count(getattr(row, f'n_{side}'), language=language)}"
        for side in ("before", "after")
    }
    size = row.change * (100 if is_share else 1)
    return {
        "group": WORDS[language]["national"] if row.group == NATIONAL else row.group,
        "measure": measure.short[language],
        "period": row.period,
        "told": told,
        "beside": beside,
        "change": change(size, 1, language=language),
        "look": bool(row.exceeds),
    }


def _tables(found: Comparison, language: str) -> str:
    summed = found.rows.groupby("table", sort=False)[list(_COUNTS)].sum()
    rows = [
        (
            table_name(str(table), language),
            [count(int(row[key]), language=language) for key in _COUNTS],
            int(row["backwards"]) + int(row["gone"]) > 0,
        )
        for table, row in summed.iterrows()
    ]
    return _fragment("tables", words=WORDS[language], rows=rows)


def _units(found: Comparison, language: str) -> str:
    table = found.units
    odd = ["late", "gone", "rewritten", "moved_away", "moved_here"]
    shown = table[table[odd].sum(axis=1) > 0]
    rows = [
        (
            row.unit_id,
            [
                count(getattr(row, key), language=language)
                for key in ("before", "after", "new", "late", "gone", "rewritten")
            ],
            f"{count(row.moved_away, language=language)} / "
            f"{count(row.moved_here, language=language)}",
        )
        for row in shown.itertuples()
    ]
    return _fragment("units", words=WORDS[language], rows=rows, how=how(found, language))


def _cell(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {part}" if key else f"–: {part}" for key, part in value.items())
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return str(value)


def _json(found: Comparison, sheets: dict[str, Iterable[dict[str, object]]]) -> str:
    told = {
        "before": {"name": found.before.name, "fingerprint": found.before.passport["fingerprint"]},
        "after": {"name": found.after.name, "fingerprint": found.after.passport["fingerprint"]},
        "repeated": found.is_repeated,
        "tests": found.n_tests,
        "periods": found.indicators.periods,
        **{
            name: [{key: _plain(value) for key, value in row.items()} for row in rows]
            for name, rows in sheets.items()
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _plain(value: object) -> object:
    """A value as JSON has it; what is missing is null, never a word of its own."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, (str, bool, int, float)):
        return value
    return value.item() if hasattr(value, "item") else str(value)


def _fragment(name: str, **given: object) -> str:
    return templates(Path(__file__).parent).get_template(f"{name}.html.j2").render(**given)
