"""The record of how researchers' outputs were judged, as a page in each language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from nrs_lib.reports.audit.findings import masked
from nrs_lib.reports.audit.rules import RULES
from nrs_lib.reports.output_check.exceptions import Exemption
from nrs_lib.reports.output_check.judging import Checked, Outcome
from nrs_lib.reports.output_check.wording import outcome_word, place_words, word
from nrs_lib.reports.pages import ReportPage, Section, render_report


def page_name(language: str) -> str:
    """File name of the record in a language."""
    return f"record.{language}.html"


def record_page(checked: Checked, language: str) -> str:
    """The record as a page to read.

    Parameters
    ----------
    language
        ``sv`` or ``en``; both are made of the same judgement.
    """

    def said(*keys: str) -> tuple[str, ...]:
        return tuple(word(key, language) for key in keys)

    counts = ", ".join(
        f"{outcome_word(outcome, language).lower()}: {checked.count(outcome)}"
        for outcome in Outcome
    )
    files = (
        (
            masked(one.file),
            outcome_word(one.outcome, language),
            "; ".join(
                f"{found.rule}: {place_words(found.place, language)}" for found in one.findings
            )
            or "–",
        )
        for one in checked.files
    )
    excepted = dict.fromkeys(pair[1] for each in checked.files for pair in each.excepted)
    rules = sorted({found.rule for one in checked.files for found in one.findings})
    told = ((rule, RULES[rule].what[language], RULES[rule].remedy[language]) for rule in rules)
    heads = said("file", "rule", "reason", "people")
    tables = {
        "files": _table(word("files", language), said("file", "verdict", "why"), files),
        "exceptions": _table(word("exceptions", language), heads, _exceptions(excepted)),
        "void": _table(word("void", language), heads, _exceptions(checked.void)),
        "rules": _table(word("rules", language), said("rule", "what", "remedy"), told),
    }
    policy, checking = checked.policy, checked.checking
    return render_report(
        ReportPage(
            title=word("title", language),
            kicker="",
            facts=(counts,),
            sections=tuple(
                Section(f"s{number}", word(key, language), (table,))
                for number, (key, table) in enumerate(tables.items(), start=1)
                if table
            ),
            footer=(
                (
                    word("policy", language),
                    f"{policy.name} {policy.version} ({policy.sha256[:12]})",
                ),
                (word("checking", language), f"{checking.version} ({checking.sha256[:12]})"),
                said("audience", "researcher"),
            ),
            is_synthetic=False,
            language=language,
        )
    )


def _exceptions(given: Iterable[Exemption]) -> Iterable[tuple[str, ...]]:
    for one in given:
        people = f"{one.asked_by}; {one.approved_by}, {one.date}"
        yield masked(one.file), one.rule, one.reason, people


def _table(caption: str, heads: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of texts, all escaped; nothing where there is no row."""
    cells = [tuple(row) for row in rows]
    if not cells:
        return ""
    stub, *others = heads
    head = Markup('<th scope="col" class="nrs-stub">{}</th>').format(stub)
    head += Markup("").join(
        map(
            Markup('<th scope="col" class="nrs-text" style="min-width: 7rem">{}</th>').format,
            others,
        )
    )
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup('<th scope="row">{}</th>').format(row[0])
            + Markup("").join(
                Markup('<td class="nrs-text">{}</td>').format(cell) for cell in row[1:]
            )
        )
        for row in cells
    )
    return str(
        Markup(
            '<div class="nrs-table"><div class="nrs-scroll" role="group" tabindex="0" '
            'aria-label="{}"><table><caption><span class="nrs-unseen">{}</span></caption>'
            "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></div>"
        ).format(caption, caption, head, body)
    )
