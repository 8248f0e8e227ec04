"""The grades as data beside their page, so that a report can cite what was graded and when."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nrs_lib import __version__
from nrs_lib.contracts.grading import read_grading
from nrs_lib.places import code_checksum, definitions_checksum
from nrs_lib.reports.grades.wording import WORDS
from nrs_lib.reports.page.documents import write_text
from nrs_lib.stats.grading.verdicts import Verdict
from nrs_lib.text import number

if TYPE_CHECKING:
    # What grades takes a fifth of a second to import, and every index cites its record.
    from nrs_lib.stats.grading.chain import ChainGrade
    from nrs_lib.stats.grading.coverage import Grade

RECORD = "grades.json"


def grades_name(language: str) -> str:
    """The page's file in a language."""
    return f"grades.{language}.html"


@dataclass(frozen=True)
class Citation:
    """What a report says of the grades, and where they stand.

    Attributes
    ----------
    text
        One sentence: day, version, how many intervals were graded and how many failed.
    file
        The page, beside the record.
    is_current
        They were made by this code with these definitions.
    """

    text: str
    file: str
    is_current: bool


def write_record(
    found: Sequence[Grade],
    folder: Path,
    *,
    seed: int,
    thorough: bool,
    chain: Sequence[ChainGrade] = (),
    registries: int = 0,
) -> Path:
    """Write what the page tells, with what made it; see `cite_grades`."""
    told = {
        "made": dt.datetime.now(dt.UTC).date().isoformat(),
        "program": __version__,
        "grading_version": read_grading().version,
        "code_sha256": code_checksum(),
        "definitions_sha256": definitions_checksum(),
        "seed": seed,
        "thorough": thorough,
        "registries": registries,
        "situations": [
            {
                "code": one.situation.code,
                "method": one.situation.method.code,
                "numerator": one.held.numerator,
                "denominator": one.held.denominator,
                "low": one.held.low,
                "high": one.held.high,
                "bias": _number(one.bias),
                "missing": one.missing,
                "verdict": str(one.verdict),
            }
            for one in found
        ],
        "chain": [
            {
                "register": one.register,
                "measure": one.measure,
                "units": one.n,
                "bias": _number(one.bias),
                "verdict": str(one.verdict),
            }
            for one in chain
        ],
    }
    return write_text(folder / RECORD, json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def cite_grades(folder: Path, language: str) -> Citation | None:
    """What a report's appendix of methods says of the grades that stand in a folder.

    Returns
    -------
    Citation or None
        None where none were made, or their record cannot be read.
    """
    try:
        told = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        graded = [*told["situations"], *told["chain"]]
        failed = sum(one["verdict"] == Verdict.TOO_NARROW for one in graded)
        facts = {
            "day": told["made"],
            "program": told["program"],
            "version": told["grading_version"],
            "checksum": told["code_sha256"][:12],
            "n": number(len(graded), language=language),
        }
        is_current = (told["code_sha256"], told["definitions_sha256"]) == (
            code_checksum(),
            definitions_checksum(),
        )
        words = WORDS[language]
        text = words["cited_thorough" if told["thorough"] else "cited_quick"].format(**facts)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    text += " " + words["cited_failed"].format(n=failed) if failed else " " + words["passed"]
    if not is_current:
        text += " " + words["cited_old"]
    return Citation(text, grades_name(language), is_current)


def _number(value: float) -> float | None:
    return None if value != value else round(float(value), 4)
