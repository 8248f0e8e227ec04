"""One column of a draft: what is proposed, what it rests on, and what is asked of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nrs_lib.contracts.codelists import read_codelist
from nrs_lib.contracts.languages import ByLanguage
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.contracts.rules import limit
from nrs_lib.contracts.shape import MARK
from nrs_lib.reports.contract_draft.codes import CodesDraft, draft_codes, identifier
from nrs_lib.reports.contract_draft.observing import Holders, Observed, Secrecy, registry_key

_PHYSICAL = re.compile(r"[A-Za-zÅÄÖåäö][A-Za-zÅÄÖåäö0-9_]*")
_KIND = {
    "integer": "a whole number",
    "number": "a number",
    "date": "a day as 2023-09-01",
}
_HOLDS = {"unit_id": "unit", "episode_id": "episode", "patient_id": "episode"}
"""The registry's table in which a key leads to a row."""


@dataclass(frozen=True)
class ColumnDraft:
    """A column as the draft has it, with what was seen of it.

    ``key_place`` is its place in the key, 0 when it is not in it.
    """

    seen: Observed
    name: str
    logical_type: str
    codes: CodesDraft | None
    key_place: int
    registry_key: str | None
    who: Holders
    hush: Secrecy

    @property
    def is_required(self) -> bool:
        """Whether every row of a file that is not tiny has a value."""
        is_known = self.seen.n_rows >= self.hush.fewest
        return self.key_place > 0 or (is_known and self.seen.missing == 0)

    def lines(self) -> Iterator[str]:
        """The column in YAML, what it rests on as comments above it."""
        pad = " " * 8
        yield from (f"      # {line}" for line in self._evidence())
        heading = self.seen.column.name
        is_plain = _PHYSICAL.fullmatch(heading) is not None
        yield f"      - name: {_plain(self.name)}"
        yield f"{pad}physicalName: {_plain(heading) if is_plain else self.name}"
        yield f"{pad}businessName: {self._asked('business_name', 'its name in Swedish')}"
        yield f"{pad}logicalType: {self.logical_type}"
        if self.logical_type in ("integer", "number"):
            yield f"{pad}logicalTypeOptions:"
            low = "the least that is allowed; codes such as -9 for missing are below it"
            yield f"{pad}  minimum: {MARK} {low}"
            yield f"{pad}  maximum: {MARK} the most that is allowed, or take this line away"
        if self.key_place:
            yield f"{pad}primaryKey: true"
            yield f"{pad}primaryKeyPosition: {self.key_place}"
        if self.is_required:
            yield f"{pad}required: true"
        if self.seen.is_unique and self.seen.n_rows >= self.hush.fewest:
            yield f"{pad}unique: true"
        yield f"{pad}classification: sensitive"
        asked = "what is asked or measured, and what low and high mean"
        yield f"{pad}description: {self._asked('description', asked)}"
        if self.registry_key:
            to = f"{_HOLDS[self.registry_key]}.{self.registry_key}"
            yield f"{pad}relationships:"
            yield f"{pad}  - {{type: foreignKey, to: {to}}}"
        yield f"{pad}customProperties:"
        for key, value in self._custom(heading if not is_plain else None):
            yield f"{pad}  - {{property: {key}, value: {value}}}"

    def _custom(self, alias: str | None) -> Iterator[tuple[str, str]]:
        if alias is not None:
            yield "aliases", f"[{_quoted(' '.join(alias.split()))}]"
        if self.codes is not None:
            yield "codelist", _plain(self.codes.name)
            if self.codes.use != "codes":
                yield "codelistUse", self.codes.use
        if self.logical_type in ("integer", "number"):
            yield "plausible", _mark("least and most that is plausible as [0, 10], or drop this")
        if not (self.registry_key or self.key_place):
            points = "[initial, discharge, followup_12m] or those it is asked at, or drop this"
            yield "timePoints", _mark(points)
        yield "reportedBy", self._asked("reported_by", "patient, staff, registry, insurance_agency")
        yield "evidence", "assumed"
        yield "reference", _quoted("Drafted from the cells of a file; no source has been read")

    def _asked(self, attribute: str, ask: str) -> str:
        """What the registry says of its own key, else a mark."""
        if not self.registry_key:
            return _mark(ask)
        contract = read_contracts()[_HOLDS[self.registry_key]]
        known = getattr(contract.field(self.registry_key), attribute)
        return _quoted(known["en"] if isinstance(known, ByLanguage) else known)

    def _evidence(self) -> Iterator[str]:
        seen, hush = self.seen, self.hush
        if seen.missing == 0:
            yield f"{_capital(hush.count(seen.filled, 'rows'))}; none lacks a value."
        else:
            share = round(100 * seen.missing / seen.n_rows)
            many = min(seen.missing, seen.filled) >= hush.fewest
            exact = f" ({share} %)" if many else ""
            yield f"{_capital(hush.count(seen.missing, 'rows'))} lack a value{exact}."
        if self.logical_type in _KIND:
            fits = seen.fitting(self.logical_type)
            odd = seen.filled - fits
            rest = f", not in {hush.count(odd, 'rows')}" if odd else ""
            yield f"Type: {_KIND[self.logical_type]} in {hush.count(fits, 'rows')}{rest}."
        yield f"{self._distinct()}; {self._values()}."
        if self.logical_type == "string" and not (self.codes or self.registry_key):
            yield "Free text may name people: leave the column out unless it is needed."

    def _distinct(self) -> str:
        # Where all values differ their number is that of the rows, which is rounded too.
        number = self.seen.distinct
        if number > limit("drafted_most_codes"):
            return _capital(self.hush.count(number, "distinct values"))
        return "1 distinct value" if number == 1 else f"{number} distinct values"

    def _values(self) -> str:
        """What is told of the values themselves."""
        if self.codes is None:
            return self._ends()
        if not self.codes.rows:
            return f"all known to the code list {self.codes.name}"
        many = f"values that {self.hush.fewest} {self.who.noun} or more hold"
        source = "the file's own labels" if self.seen.column.labels else many
        hidden = f", {self.codes.hidden} not shown" if self.codes.hidden else ""
        return f"code list of {source}{hidden}"

    def _ends(self) -> str:
        """The least and the most, each only where so many hold it that it is nobody's own."""
        hush, noun = self.hush, self.who.noun
        held: dict[float, int] = {}
        if self.logical_type in ("integer", "number"):
            numbers = ((_as_number(cell), n) for cell, n in self.seen.answers())
            held = {number: n for number, n in numbers if number is not None}
        if not held:
            return "none is shown"
        told = [
            f"{word} {end:g}"
            for word, end in (("least", min(held)), ("most", max(held)))
            if held[end] >= hush.fewest
        ]
        few = f"not shown, held by fewer than {hush.fewest} {noun}"
        if len(told) == 2:
            return f"{' and '.join(told)}, each held by {hush.fewest} {noun} or more"
        return f"{told[0]}; the other end {few}" if told else f"least and most {few}"


def draft_columns(
    seen: Sequence[Observed], *, table: str, key: Sequence[str], who: Holders, hush: Secrecy
) -> list[ColumnDraft]:
    """Draft every column; ``key`` are the headings of those that name a row."""
    drafts: list[ColumnDraft] = []
    for number, one in enumerate(seen, start=1):
        heading = one.column.name
        known = registry_key(heading)
        name = known or identifier(heading, otherwise=f"column_{number}")
        if name in {draft.name for draft in drafts}:
            name = f"{name}_{number}"
        codes = None
        if not known:
            codes = draft_codes(one, name=f"{table}_{name}", noun=who.noun, secrecy=hush)
        kind = "string" if known else _logical_type(one, codes)
        place = list(key).index(heading) + 1 if heading in key else 0
        drafts.append(ColumnDraft(one, name, kind, codes, place, known, who, hush))
    return drafts


def _logical_type(seen: Observed, codes: CodesDraft | None) -> str:
    if codes is None or codes.use == "ends":
        return seen.logical_type
    # A list of true and false makes a yes or no of its column.
    known = not codes.rows and set(read_codelist(codes.name).values) == {"true", "false"}
    return "boolean" if known else "string"


def _as_number(cell: object) -> float | None:
    try:
        return float(str(cell).strip().replace(",", "."))
    except ValueError:
        return None


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _mark(ask: str) -> str:
    return _quoted(f"{MARK} {ask}")


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _plain(name: str) -> str:
    """A name, in quotes where YAML would take it for something else."""
    return _quoted(name) if name.casefold() in _YAML_WORDS else name


_YAML_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"}
