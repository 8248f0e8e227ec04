"""What the auditor finds: file, place, rule, and what to do; never the value itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nrs_lib.reports.audit.rules import RULES
from nrs_lib.reports.audit.verdicts import Verdict


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes
    ----------
    rule
        A key of `RULES`.
    file
        Relative to the folder that was audited.
    place
        Table, row and column, element, page, or sheet and cell.
    verdict
        Fail or review.
    """

    rule: str
    file: str
    place: str
    verdict: Verdict

    @property
    def what(self) -> str:
        """What is wrong, in one sentence."""
        return RULES[self.rule].what["en"]

    @property
    def remedy(self) -> str:
        """What to do."""
        return RULES[self.rule].remedy["en"]

    def as_dict(self) -> dict[str, str]:
        """Plain form, for records."""
        return {
            "rule": self.rule,
            "verdict": str(self.verdict),
            "file": self.file,
            "place": self.place,
            "what": self.what,
            "do": self.remedy,
        }


def found(rule: str, file: str, place: str) -> Finding:
    """A finding with its rule's own verdict.

    What in a name of a file or place could name a person is masked.
    """
    return Finding(rule, masked(file), masked(place), RULES[rule].verdict)


def masked(text: str) -> str:
    """A name of a file or place without what could name a person."""
    return _NAMES_A_PERSON.sub("(masked)", text)


_NAMES_A_PERSON = re.compile(r"\d{6,}(?:[-+ ]\d+)?|\b[EP][B-DF-HJ-NP-TV-XZ]{9}\b")
