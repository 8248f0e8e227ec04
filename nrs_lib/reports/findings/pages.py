"""The pages of findings: one for the registry, and one for each unit about its own rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nrs_lib import __version__
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.places import definitions_checksum
from nrs_lib.reports.findings.account import Account, Line
from nrs_lib.reports.findings.wording import WORDS
from nrs_lib.reports.page.documents import LANGUAGES, REGISTRY, templates
from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.terms import Severity
from nrs_lib.text import count, iso_date

SHEET = "findings.csv"
UNITS = "units"
_FIRST_SIGNS = 12
_SHOWN_RANGES = 40


@dataclass(frozen=True)
class _UnitRow:
    """One line of the table of units; ``id`` and ``href`` are empty for the registry's own."""

    id: str
    name: str
    counts: Mapping[str, int]
    rows: int
    href: str


def page_name(language: str) -> str:
    """File name of a page in a language."""
    return f"findings.{language}.html"


def render_findings(account: Account, language: str) -> str:
    """The registry's page, as one self-contained HTML document. It names every unit."""
    words, lines = WORDS[language], account.lines
    stops = account.findings.stops
    given = _given(language, unit="")
    sections = [
        Section("lead", "", (_lead(lines, _words_of_state(account, words, language), given),)),
        *_severities(lines, given),
        Section(
            "units",
            words["units"],
            (
                _fragment(
                    "units",
                    units=list(_unit_rows(account, words, language)),
                    severities=[severity.value for severity in Severity],
                    **given,
                ),
            ),
        ),
        Section("account", words["account"], (_rows(account, stops, given),)),
    ]
    title = words["title"].format(as_of=iso_date(account.as_of))
    return _page(account, title, words["readers"], sections, language)


def render_unit(account: Account, unit_id: str, language: str) -> str:
    """One unit's page: findings in its own rows, and nothing about any other unit."""
    words, lines = WORDS[language], account.by_unit.get(unit_id, ())
    given = _given(language, unit=unit_id)
    told = words["unit_lead"].format(**_amounts(lines, words, language))
    sections = [
        Section("lead", "", (_lead(lines, told, given),)),
        *_severities(lines, given),
    ]
    name = account.units.get(unit_id) or unit_id
    title = words["unit_title"].format(as_of=iso_date(account.as_of), unit=name)
    return _page(account, title, f"{words['unit_readers']} {unit_id}", sections, language)


def ranges(rows: np.ndarray, language: str = "sv") -> str:
    """Row numbers with neighbours drawn together, the first of them where there are many."""
    breaks = np.flatnonzero(np.diff(rows) > 1) + 1
    parts = np.split(rows, breaks)
    told = [
        str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}"
        for part in parts[:_SHOWN_RANGES]
    ]
    rest = sum(map(len, parts[_SHOWN_RANGES:]))
    more = WORDS[language]["more"].format(n=count(rest, language=language))
    return ", ".join(told) + (f" {more}" if rest else "")


def _given(language: str, *, unit: str) -> dict[str, object]:
    return {
        "words": WORDS[language],
        "language": language,
        "unit": unit,
        "sheet": SHEET,
        "other": page_name(next(other for other in LANGUAGES if other != language)),
        "ranges": lambda rows: ranges(rows, language),
        "count": lambda number: count(number, language=language),
    }


def _words_of_state(account: Account, words: Mapping[str, str], language: str) -> str:
    lines = account.lines
    if account.findings.stops:
        stops = [line for line in lines if line.severity is Severity.STOP]
        return words["stopped"].format(**_amounts(stops, words, language))
    if not lines:
        return words["clean"]
    state = words["loaded" if account.extract_id else "passed"]
    return state.format(extract=account.extract_id, **_amounts(lines, words, language))


def _amounts(lines: Sequence[Line], words: Mapping[str, str], language: str) -> dict[str, str]:
    """How many findings and rows, in words."""
    n_rows = _n_rows(lines)
    findings = words["finding_one" if len(lines) == 1 else "findings_many"]
    rows = words["row_one" if n_rows == 1 else "rows_many"]
    return {
        "findings": findings.format(n=count(len(lines), language=language)),
        "rows": rows.format(n=count(n_rows, language=language)),
    }


def _n_rows(lines: Sequence[Line]) -> int:
    """Rows of files with a finding, each once however much is wrong in it."""
    by_file: dict[str, list[np.ndarray]] = {}
    for line in lines:
        by_file.setdefault(line.file, []).append(line.rows)
    return sum(len(np.unique(np.concatenate(rows))) for rows in by_file.values())


def _lead(lines: Sequence[Line], told: str, given: Mapping[str, object]) -> str:
    found = Counter(line.severity.value for line in lines)
    counts = {severity.value: found[severity.value] for severity in Severity}
    return _fragment("lead", lead=told, counts=counts, **given)


def _severities(lines: Sequence[Line], given: Mapping[str, object]) -> Iterator[Section]:
    for severity in Severity:
        own = [line for line in lines if line.severity is severity]
        if own:
            anchor = severity.value.replace("_", "-")
            html = _fragment("lines", lines=own, severity=severity.value, anchor=anchor, **given)
            yield Section(anchor, given["words"][severity.value], (html,))


def _unit_rows(account: Account, words: Mapping[str, str], language: str) -> Iterator[_UnitRow]:
    for unit_id, name in account.units.items():
        lines = account.by_unit.get(unit_id, ())
        href = f"{UNITS}/{unit_id}/{page_name(language)}" if lines else ""
        yield _UnitRow(unit_id, name or unit_id, _counts(lines), _n_rows(lines), href)
    whole = [line for line in account.lines if not len(line.rows)]
    own = [*account.by_unit.get("", ()), *whole]
    yield _UnitRow("", words["registry"], _counts(own), _n_rows(own), "")


def _counts(lines: Sequence[Line]) -> Mapping[str, int]:
    found = Counter(line.severity.value for line in lines)
    return {severity.value: found[severity.value] for severity in Severity}


def _rows(account: Account, stops: bool, given: Mapping[str, object]) -> str:
    told = given["count"]
    names = {name: contract.label(given["language"]) for name, contract in read_contracts().items()}
    rows = [
        (table, names[table], {key: told(n) for key, n in row.items()})
        for table, row in account.rows.items()
    ]
    return _fragment("account", rows=rows, stops=stops, **given)


def _page(
    account: Account, title: str, readers: str, sections: Sequence[Section], language: str
) -> str:
    words = WORDS[language]
    return render_report(
        ReportPage(
            title=title,
            kicker=REGISTRY[language],
            facts=(readers, words["as_of"].format(as_of=iso_date(account.as_of))),
            sections=tuple(sections),
            footer=(
                *(((words["extract"], account.extract_id),) if account.extract_id else ()),
                (words["fingerprint"], account.fingerprint[:_FIRST_SIGNS]),
                (words["code_version"], __version__),
                (words["definitions"], definitions_checksum()[:_FIRST_SIGNS]),
            ),
            is_synthetic=account.synthetic,
            language=language,
        )
    )


def _fragment(template: str, **given: object) -> str:
    return templates(Path(__file__).parent).get_template(f"{template}.html.j2").render(**given)
