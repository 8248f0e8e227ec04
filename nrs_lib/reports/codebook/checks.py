"""What is checked in a delivery, and which diagnoses count as pain, as the codebook tells it."""

from __future__ import annotations

from collections.abc import Mapping

from nrs_lib.contracts.pain_diagnoses import read_pain_diagnoses
from nrs_lib.contracts.rules import read_limits, read_rules
from nrs_lib.reports.codebook.wording import WORDS
from nrs_lib.terms import Severity

CHECK_WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "rules": "Kontroller",
        "rules_lead": "Detta kontrolleras i varje leverans. Ett fynd säger var, aldrig vad som "
        "stod där.",
        "rule": "Regel",
        "tells": "Säger",
        "limits_of_rules": "Gränser som reglerna använder",
        "severity_stop": "Stoppar leveransen",
        "severity_set_aside": "Raden avskiljs",
        "severity_mark": "Värdet räknas som saknat",
        "severity_ask": "Ses över",
        "pain": "Diagnoser som räknas som smärta",
        "pain_lead": "En första diagnos som inte börjar med någon av dessa ger en fråga, aldrig "
        "ett avslag.",
    },
    "en": {
        "rules": "Checks",
        "rules_lead": "This is checked in every delivery. A finding says where, never what stood "
        "there.",
        "rule": "Rule",
        "tells": "Says",
        "limits_of_rules": "Limits that the rules use",
        "severity_stop": "Stops the delivery",
        "severity_set_aside": "The row is set aside",
        "severity_mark": "The value counts as missing",
        "severity_ask": "To be looked at",
        "pain": "Diagnoses that count as pain",
        "pain_lead": "A first diagnosis that begins with none of these leads to a question, never "
        "to a refusal.",
    },
}


def told_of_pain(given: Mapping[str, object]) -> dict[str, object]:
    """What the part on pain diagnoses is filled in with, beside what every part is given."""
    known = read_pain_diagnoses()
    is_dated = any(one.valid_from or one.valid_to for one in known.prefixes)
    return {**given, "words": _words(given), "pain": known, "is_dated": is_dated}


def told_of_checks(given: Mapping[str, object]) -> dict[str, object]:
    """What the part on checks is filled in with, beside what every part is given."""
    rules = {
        severity.value: [rule for rule in read_rules().values() if rule.severity is severity]
        for severity in Severity
    }
    limits = read_limits()
    return {**given, "words": _words(given), "rules": rules, "limits": limits, "told": _limit}


def _words(given: Mapping[str, object]) -> dict[str, str]:
    return WORDS[given["language"]] | CHECK_WORDS[given["language"]]


def _limit(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
