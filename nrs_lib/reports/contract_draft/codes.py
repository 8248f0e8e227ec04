"""Code lists for a draft: one that the registry has already, or the values that many hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from nrs_lib.contracts.codelists import read_codelists
from nrs_lib.contracts.rules import limit
from nrs_lib.contracts.shape import MARK
from nrs_lib.reports.contract_draft.observing import Observed, Secrecy
from nrs_lib.reports.sheets import inert

_BARE_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_FEWEST_CODES = 2


@dataclass(frozen=True)
class CodesDraft:
    """A code list for a column.

    ``rows`` are the lines of a list of its own, without heading, and empty where the
    registry's list ``name`` fits; ``hidden`` values are not among them. ``use`` is how the
    contract says that codes are read.
    """

    name: str
    use: str = "codes"
    rows: tuple[tuple[str, ...], ...] = ()
    hidden: int = 0


def identifier(text: str, *, otherwise: str) -> str:
    """A name as code has it: small letters a to z, digits and underscores."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not name:
        return otherwise
    return name if name[0].isalpha() else f"{otherwise}_{name}"


def draft_codes(seen: Observed, *, name: str, noun: str, secrecy: Secrecy) -> CodesDraft | None:
    """The code list that a column seems to have, if any.

    Value labels of the file come first, else texts with few distinct values. A value that
    fewer hold than the policy allows is not written; a label that nobody holds is, as it is
    the file's and no person's.
    """
    labels = seen.column.labels
    if labels:
        return _labelled(seen, name, noun, secrecy)
    if seen.logical_type != "string" or not seen.distinct:
        return None
    known = _registrys(str(cell) for cell, _ in seen.answers())
    if known:
        return CodesDraft(known)
    told = [str(cell) for cell, held in seen.answers() if held >= secrecy.fewest]
    if seen.distinct > limit("drafted_most_codes") or len(told) < _FEWEST_CODES:
        return None
    codes = _distinct_codes(sorted(told))
    rows = [(codes[text], text, MARK, "false", "", "") for text in sorted(told)]
    return _own(name, rows, seen.distinct - len(told), noun, secrecy)


def _labelled(seen: Observed, name: str, noun: str, secrecy: Secrecy) -> CodesDraft | None:
    column = seen.column
    missing = {
        value
        for value in column.labels
        if any(low <= value <= high for low, high in column.user_missing)
    }
    meant = {value: label for value, label in column.labels.items() if value not in missing}
    if not meant:
        return None
    is_whole = all(float(cell) in meant for cell, _ in seen.answers())
    known = _registrys(meant.values())
    if is_whole and known:
        return CodesDraft(known)
    held = {float(cell): int(n) for cell, n in zip(column.cells, seen.holders, strict=True)}
    shown = {
        value: label
        for value, label in column.labels.items()
        if not 0 < held.get(value, 0) < secrecy.fewest
    }
    rows = [
        (
            f"{value:g}",
            " ".join(label.split()),
            MARK,
            "true" if value in missing else "false",
            "",
            "",
        )
        for value, label in sorted(shown.items())
    ]
    hidden = len(column.labels) - len(shown)
    return _own(name, rows, hidden, noun, secrecy, use="codes" if is_whole else "ends")


def _own(
    name: str,
    rows: list[tuple[str, ...]],
    hidden: int,
    noun: str,
    secrecy: Secrecy,
    *,
    use: str = "codes",
) -> CodesDraft:
    # A code list is opened in spreadsheets, which would run such a label.
    odd = f"{MARK} write the label from the form: it begins as a spreadsheet's formula does"
    rows = [(row[0], row[1] if inert(row[1]) == row[1] else odd, *row[2:]) for row in rows]
    if hidden:
        why = f"each held by fewer than {secrecy.fewest} {noun}"
        ask = f"{MARK} add from the form what is not shown here, or take this line away"
        rows = [*rows, (MARK, f"{ask}: {_values(hidden)} not shown, {why}", MARK, "false", "", "")]
    return CodesDraft(name, use, tuple(rows), hidden)


def _values(number: int) -> str:
    return "1 value" if number == 1 else f"{number} values"


def _registrys(texts: Iterable[str]) -> str | None:
    """The registry's shortest code list that knows every text; numbers tell nothing."""
    texts = list(texts)
    if len(texts) < _FEWEST_CODES or any(map(_BARE_NUMBER.fullmatch, texts)):
        return None
    lists = sorted(read_codelists().values(), key=lambda one: len(one.codes))
    return next((one.name for one in lists if all(_knows(one, text) for text in texts)), None)


def _knows(codelist, text: str) -> bool:
    try:
        codelist.code_of(text)
    except KeyError:
        return False
    return True


def _distinct_codes(texts: list[str]) -> dict[str, str]:
    codes: dict[str, str] = {}
    for number, text in enumerate(texts, start=1):
        code = identifier(text, otherwise="code")
        codes[text] = code if code not in codes.values() else f"{code}_{number}"
    return codes
