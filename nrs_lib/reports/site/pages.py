"""The pages of an edition site in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nrs_lib.contracts.reading import read_codelist
from nrs_lib.reports.assembling import READERS, REGISTRY
from nrs_lib.reports.folders import PDF
from nrs_lib.reports.page.documents import templates, write_text
from nrs_lib.reports.page.wording import WORDS as PAGE_WORDS
from nrs_lib.reports.pages import ReportPage, Section, render_report
from nrs_lib.reports.sanitising import check_self_contained
from nrs_lib.reports.site.headlines import shown_period, told
from nrs_lib.reports.site.holding import Held, Readers, by_language
from nrs_lib.reports.site.search import field, with_search, without_search
from nrs_lib.reports.site.wording import WORDS
from nrs_lib.reports.subjects import Subject
from nrs_lib.reports.tracing.numbers import NUMBERS
from nrs_lib.reports.workbooks import WORKBOOK
from nrs_lib.terms import Register
from nrs_lib.text import sort_key, whole

if TYPE_CHECKING:
    from nrs_lib.reports.site.building import SiteContents

SUBJECTS = "subjects"
FINDINGS = "findings"
_MOST_PERIODS = 6
_FEW = 8
"""So many units are seen at once, without a search."""
_PAGE = "report.html"
_REGISTERS = list(Register)
_OTHER = {"sv": "en", "en": "sv"}

Link = tuple[str, str, str]
"""Words, path, and the language of what it leads to where that is another."""


def page_name(name: str, language: str) -> str:
    """File name of a page: the readers' own language has none of its marks."""
    return f"{name}.html" if language == "sv" else f"{name}.{language}.html"


class SitePages:
    """Index, a page per subject, and findings, for one kind of readers in one language."""

    def __init__(
        self,
        contents: SiteContents,
        readers: Readers,
        language: str,
        methods: Sequence[tuple[str, str]],
    ):
        self._contents, self._readers, self._language = contents, readers, language
        self._methods = list(methods)
        self._words = PAGE_WORDS[language] | WORDS[language]
        self._by_subject = contents.by_subject
        self._synthetic = any(one.manifest["extract"]["synthetic"] for one in contents.releases)

    def write(self, folder: Path) -> None:
        """Write all pages into a folder.

        Raises
        ------
        DisclosureError
            A page would run or fetch something but the index's own search.
        """
        self._write_index(folder)
        for subject, releases in self._by_subject.items():
            path = folder / SUBJECTS / page_name(subject.folder, self._language)
            self._put(path, self._subject_page(subject, releases))
        if self._contents.findings:
            self._put(folder / page_name(FINDINGS, self._language), self._findings_page())

    def _put(self, path: Path, page: ReportPage) -> None:
        text = render_report(page)
        check_self_contained(text, where=path.name)
        write_text(path, text)

    def _write_index(self, folder: Path) -> None:
        name = page_name("index", self._language)
        shown = render_report(self._index())
        if not self._is_searched:
            check_self_contained(shown, where=name)
            write_text(folder / name, shown)
            return
        label, found = self._words["search"], self._words["found"]
        check_self_contained(without_search(shown, label, found), where=name)
        write_text(folder / name, with_search(shown))

    @property
    def _is_searched(self) -> bool:
        """Whether the list is longer than one look."""
        return len(self._by_subject) > _FEW

    def _page(self, title: str, sections: Sequence[Section], *, facts: Sequence[str]) -> ReportPage:
        return ReportPage(
            title=title,
            sections=tuple(sections),
            kicker=REGISTRY[self._language],
            facts=tuple(facts),
            is_synthetic=self._synthetic,
            language=self._language,
        )

    def _index(self) -> ReportPage:
        words, unit = self._words, self._readers.unit
        registers = list(dict.fromkeys(subject.register for subject in self._sorted()))
        shelves = [(register, list(self._regions(register))) for register in registers]
        units = sum(not subject.is_national for subject in self._by_subject)
        count = {0: words["no_units"], 1: words["one_unit"]}
        opening = self._fragment(
            "index",
            lead=words["lead"].format(
                n=len(self._contents.releases),
                units=count.get(units, words["n_units"].format(n=units)),
            ),
            audience=self._audience(),
            search=field(words["search"], words["found"]) if self._is_searched else "",
        )
        labels = read_codelist("register").labels(self._language)
        return self._page(
            words["title_unit"].format(name=whole(unit.label or unit.subject_id))
            if unit
            else words["title"],
            [
                Section("inledning", "", (opening,)),
                *(
                    Section(
                        f"register-{register.lower()}",
                        labels[str(register)],
                        (self._fragment("units", regions=regions),),
                    )
                    for register, regions in shelves
                ),
                Section("metod", words["methods"], (self._fragment("links", links=self._links()),)),
            ],
            facts=[],
        )

    def _links(self) -> Iterator[Link]:
        if self._contents.findings:
            yield self._words["findings"], page_name(FINDINGS, self._language), ""
        yield from ((name, href, "") for name, href in self._methods)
        yield self._other("index")

    def _other(self, name: str) -> Link:
        """The same page in the other language."""
        other = _OTHER[self._language]
        return WORDS[other]["in_language"], page_name(name, other), other

    def _audience(self) -> str:
        if self._readers.is_registry:
            return self._words["registry"]
        if self._readers.unit is not None:
            return self._words["unit"]
        reader = READERS[self._readers.audience][self._language]
        return self._words["audience"].format(audience=reader[:1].lower() + reader[1:])

    def _sorted(self) -> list[Subject]:
        return sorted(
            self._by_subject,
            key=lambda one: (
                _REGISTERS.index(one.register),
                not one.is_national,
                sort_key(one.label or one.folder),
            ),
        )

    def _regions(self, register: Register) -> Iterator[dict[str, object]]:
        """The nation first, then units by region, each with what the search looks at."""
        names = read_codelist("region").labels(self._language)
        own = [one for one in self._sorted() if one.register == register]
        national = [one for one in own if one.is_national]
        if national:
            yield self._region(self._words["national"], f"riket-{register.lower()}", national)
        by_region: dict[str, list[Subject]] = {}
        for one in own:
            if not one.is_national:
                by_region.setdefault(one.region, []).append(one)
        for code in sorted(by_region, key=lambda code: sort_key(names.get(code, "\uffff"))):
            name = names.get(code, self._words["no_region"])
            anchor = f"region-{register.lower()}-{len(code)}{code.lower()}"
            yield self._region(name, anchor, by_region[code])

    def _region(self, name: str, anchor: str, subjects: Sequence[Subject]) -> dict[str, object]:
        safe = "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in anchor)
        return {
            "name": name,
            "anchor": safe,
            "units": [self._entry(one, name) for one in subjects],
        }

    def _entry(self, subject: Subject, region: str) -> dict[str, str]:
        releases = self._by_subject[subject]
        name, period = self._name(subject), self._period(releases[0])
        n = len(releases)
        searched = f"{name} {subject.subject_id} {region} {subject.register}"
        return {
            "name": name,
            "id": "" if subject.is_national else subject.subject_id,
            "href": f"{SUBJECTS}/{page_name(subject.folder, self._language)}",
            "newest": self._words["newest"].format(period=period),
            "count": self._words["releases_1" if n == 1 else "releases_n"].format(n=n),
            "searched": searched.lower(),
        }

    def _name(self, subject: Subject) -> str:
        if subject.is_national:
            part = read_codelist("register").labels(self._language)[str(subject.register)]
            return f"{self._words['national']}, {part.lower()}"
        return subject.label or subject.subject_id

    def _period(self, one: Held) -> str:
        return one.period.label(self._language) if one.period else one.as_of

    def _headed(self, one: Held) -> str:
        period = shown_period(one)
        return period.label(self._language) if period else one.as_of

    def _subject_page(self, subject: Subject, releases: Sequence[Held]) -> ReportPage:
        words = self._words
        together = by_language(releases, self._language)
        shown, rows = told([first for first, *_ in together], self._language)
        sections = []
        if rows:
            history = self._fragment(
                "headlines",
                periods=[self._headed(one) for one in shown[:_MOST_PERIODS]],
                language=self._language,
                rows={label: cells[:_MOST_PERIODS] for label, cells in rows.items()},
            )
            sections.append(Section("tal", words["numbers"], (history,)))
        files = self._fragment("files", releases=[self._files(*those) for those in together])
        sections.append(Section("filer", words["files"], (files,)))
        links = [
            (words["home"], f"../{page_name('index', self._language)}", ""),
            *((name, f"../{href}", "") for name, href in self._methods),
            self._other(subject.folder),
        ]
        sections.append(Section("metod", words["methods"], (self._fragment("links", links=links),)))
        part = read_codelist("register").labels(self._language)[str(subject.register)]
        facts = [part, "" if subject.is_national else subject.subject_id]
        return self._page(self._name(subject), sections, facts=[fact for fact in facts if fact])

    def _files(self, one: Held, *others: Held) -> dict[str, object]:
        """A report with its files, and the same in other languages."""
        base = f"../{one.place}"
        return {
            "title": one.manifest["title"][self._language],
            "period": self._period(one),
            "as_of": one.as_of,
            "href": f"{base}/{_PAGE}",
            "language": one.language if one.language != self._language else "",
            "files": [(name, f"{base}/{path}") for name, path in self._kinds(one)],
            "others": [
                (WORDS[other.language]["in_language"], f"../{other.place}/{_PAGE}", other.language)
                for other in others
            ],
        }

    def _kinds(self, one: Held) -> Iterator[tuple[str, str]]:
        if PDF in one.files:
            yield "PDF", PDF
        if WORKBOOK in one.files:
            yield "Excel", WORKBOOK
        yield self._words["tables"], f"../{one.subject.folder}.tables.zip"
        yield self._words["figures"], f"../{one.subject.folder}.figures.zip"
        if NUMBERS in one.files:
            yield self._words["why"], NUMBERS

    def _findings_page(self) -> ReportPage:
        words = self._words
        sections = [
            Section(
                f"uttag-{number}",
                f"{words['as_of']} {extract_id}",
                (self._fragment("findings", rows=[self._finding(row) for row in found]),),
            )
            for number, (extract_id, found) in enumerate(self._contents.findings.items(), start=1)
        ]
        links = [(words["home"], page_name("index", self._language), ""), self._other(FINDINGS)]
        sections.append(Section("hem", "", (self._fragment("links", links=links),)))
        return self._page(words["findings"], sections, facts=[])

    def _finding(self, row: Mapping[str, object]) -> dict[str, object]:
        severity = str(row["severity"])
        return {
            "place": f"{row['table']}.{row['column']}" if row["column"] else row["table"],
            "message": row[f"message_{self._language}"],
            "severity": self._words.get(severity, severity),
            "count": row["count"],
        }

    def _fragment(self, name: str, **given: object) -> str:
        here = templates(Path(__file__).parent)
        return here.get_template(f"{name}.html.j2").render(words=self._words, **given)
