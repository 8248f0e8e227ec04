"""Puts the codebook together and writes it as page and sheets, in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from nrs_lib import __version__
from nrs_lib.contracts.reading import Contract, read_contracts
from nrs_lib.places import definitions_checksum
from nrs_lib.reports.codebook.checks import CHECK_WORDS, told_of_checks, told_of_pain
from nrs_lib.reports.codebook.codes import CODE_FACTS, MISSING_REASONS, ListWords, code_lists
from nrs_lib.reports.codebook.columns import FACTS, Entry, anchor, entries, point_labels
from nrs_lib.reports.codebook.index import by_our_name, by_registry_name
from nrs_lib.reports.codebook.scores import SCORE_FACTS, instruments
from nrs_lib.reports.codebook.wording import WORDS, codebook_name
from nrs_lib.reports.page.documents import LANGUAGES, REGISTRY, templates, write_page, write_text
from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.reports.scoring_manual.wording import manual_name
from nrs_lib.reports.sheets import csv_text
from nrs_lib.terms import Evidence
from nrs_lib.text import join_words

SHEETS = ("columns", "codes", "scores")
_FIRST_SIGNS = 12


def sheet_name(sheet: str, language: str) -> str:
    """File name of a sheet in a language."""
    return f"codebook_{sheet}.{language}.csv"


def write_codebook(folder: Path) -> list[Path]:
    """Write the codebook in Swedish and in English: a page and three sheets each.

    Its links to how scores are computed lead to the scoring pages in the same folder.

    Parameters
    ----------
    folder
        Where the files go; made when it is not there.

    Returns
    -------
    list of Path
        The files, Swedish first. Each stands whole or not at all.
    """
    made = []
    for language in LANGUAGES:
        made.append(write_page(folder / codebook_name(language), render_codebook(language)))
        for sheet in SHEETS:
            text = csv_text(sheet_rows(sheet, language))
            # Spreadsheets tell UTF-8 from other encodings by its mark.
            made.append(
                write_text(folder / sheet_name(sheet, language), text, encoding="utf-8-sig")
            )
    return made


def sheet_rows(sheet: str, language: str) -> list[dict[str, str]]:
    """Rows of one of the ``SHEETS``, headed in the language: columns, codes, or scores."""
    if sheet == "columns":
        return _headed(FACTS, (entry.facts for entry in entries(language)), language)
    if sheet == "codes":
        lines = (code for one in code_lists(language).values() for code in one.codes)
        return _headed(CODE_FACTS, lines, language)
    lines = (line for one in instruments(language) for line in one.lines)
    return _headed(SCORE_FACTS, lines, language)


def _headed(
    keys: Iterable[str], lines: Iterable[Mapping[str, str]], language: str
) -> list[dict[str, str]]:
    words = WORDS[language]
    return [{words[key]: line[key] for key in keys} for line in lines]


def render_codebook(language: str) -> str:
    """The page as one self-contained HTML document."""
    words = WORDS[language]
    told = entries(language)
    contracts, lists = read_contracts(), code_lists(language)
    given = {
        "words": words,
        "language": language,
        "anchor": anchor,
        "lists": lists,
        "manual": manual_name(language),
    }
    sections = [
        Section("lead", "", (_lead(told, given),)),
        Section("tables", words["tables"], (_fragment("tables", contracts=contracts, **given),)),
        *(
            _table(one, [entry for entry in told if entry.contract is one], given)
            for one in contracts.values()
        ),
        Section(
            "missing-reasons",
            words["missing_reasons"],
            (_fragment("missing", one=lists[MISSING_REASONS], **given),),
        ),
        Section(
            "lists",
            words["lists"],
            (_fragment("lists", shown=_but_reasons(lists), **given),),
        ),
        Section(
            "scores",
            words["scores"],
            (_fragment("scores", instruments=instruments(language), **given),),
        ),
        Section("pain", CHECK_WORDS[language]["pain"], (_fragment("pain", **told_of_pain(given)),)),
        Section(
            "rules", CHECK_WORDS[language]["rules"], (_fragment("rules", **told_of_checks(given)),)
        ),
        Section("by-name", words["by_name"], (_index(by_our_name(told), "name", given),)),
        Section(
            "by-registry",
            words["by_registry"],
            (_index(by_registry_name(told), "registry", given),),
        ),
    ]
    return render_report(
        ReportPage(
            title=words["title"],
            kicker=REGISTRY[language],
            sections=tuple(sections),
            footer=(
                (words["code_version"], __version__),
                (words["definitions"], definitions_checksum()[:_FIRST_SIGNS]),
            ),
            language=language,
        )
    )


def _but_reasons(lists: Mapping[str, ListWords]) -> list[ListWords]:
    """The code lists that columns hold; the reasons have a place of their own."""
    return [one for name, one in lists.items() if name != MISSING_REASONS]


def _lead(told: list[Entry], given: Mapping[str, object]) -> str:
    counts = Counter(entry.field.evidence for entry in told)
    return _fragment(
        "lead",
        n_tables=len(read_contracts()),
        n_columns=len(told),
        n_by_evidence={str(one): counts[one] for one in Evidence},
        sensitivities=("public", "internal", "pseudonym", "sensitive"),
        sheets=[sheet_name(sheet, given["language"]) for sheet in SHEETS],
        **given,
    )


def _table(contract: Contract, told: list[Entry], given: Mapping[str, object]) -> Section:
    words, language = given["words"], given["language"]
    key = join_words(
        (f"{contract.field(name).label(language)} ({name})" for name in contract.primary_key),
        language=language,
    )
    row = words["row_per" if len(contract.primary_key) > 1 else "row_per_one"]
    points = zip(contract.prefixes.values(), point_labels(contract.prefixes, language), strict=True)
    html = _fragment(
        "table",
        contract=contract,
        entries=told,
        row=row.format(columns=key),
        prefixes=[words["prefix_of"].format(prefix=one, point=label) for one, label in points],
        **given,
    )
    return Section(f"table-{contract.table}", _heading(contract, language), (html,))


def _heading(contract: Contract, language: str) -> str:
    return f"{contract.label(language)} ({contract.table})"


def _index(
    letters: Mapping[str, Mapping[str, list[Entry]]], kind: str, given: Mapping[str, object]
) -> str:
    return _fragment("index", letters=letters, kind=kind, **given)


def _fragment(template: str, **given: object) -> str:
    return templates(Path(__file__).parent).get_template(f"{template}.html.j2").render(**given)
