"""What a rule of the auditor is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Words = Mapping[str, str]


class Verdict(StrEnum):
    """What a finding does: stops the release, or asks a person to look."""

    FAIL = "fail"
    REVIEW = "review"


@dataclass(frozen=True)
class AuditRule:
    """One rule: what it finds wrong, and what to do about it, by language."""

    verdict: Verdict
    what: Words
    remedy: Words
