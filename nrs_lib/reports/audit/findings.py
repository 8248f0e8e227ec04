"""What the auditor finds: file, place, rule, and what to do; never the value itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a finding does: stops the release, or asks a person to look."""

    FAIL = "fail"
    REVIEW = "review"


@dataclass(frozen=True)
class AuditRule:
    """One rule: what it finds wrong, and what to do about it."""

    verdict: Verdict
    what: str
    remedy: str


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
        return RULES[self.rule].what

    @property
    def remedy(self) -> str:
        """What to do."""
        return RULES[self.rule].remedy

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


_F, _R = Verdict.FAIL, Verdict.REVIEW
_CLEAR = "Clear it for its reader with nrs_lib.disclosure.clear, and draw what that gives."
_REMAKE = "Make the report again from its template; never edit a release."
_STRIP = "Take it out of the file, and write the file again."
_POOL = "Pool periods or merge categories, or hide one more cell."
RULES: dict[str, AuditRule] = {
    # --- what a release is ------------------------------------------------------------------
    "no_manifest": AuditRule(_F, "A file belongs to no release.", _REMAKE),
    "not_in_manifest": AuditRule(_F, "A file is not in its release's manifest.", _REMAKE),
    "missing_file": AuditRule(_F, "A file that the manifest names is not there.", _REMAKE),
    "changed_file": AuditRule(_F, "A file is not the one that its manifest names.", _REMAKE),
    "unstamped": AuditRule(_F, "An output has no stamp in the manifest.", _REMAKE),
    "no_description": AuditRule(_F, "A release does not tell what its numbers are.", _REMAKE),
    "unknown_file": AuditRule(_F, "A file is of a kind that no release holds.", _STRIP),
    "unreadable": AuditRule(_F, "A file cannot be read, so nothing is known of it.", _REMAKE),
    "policy": AuditRule(_R, "The release was cleared under another policy than today's.", _REMAKE),
    # --- who it is about --------------------------------------------------------------------
    "personal_identity_number": AuditRule(
        _F, "There is what may be a personal identity number.", "Remove it, and find its source."
    ),
    "person_id": AuditRule(
        _F, "There is an identifier of a patient or an episode.", "Release groups, never people."
    ),
    "row_level": AuditRule(
        _F, "A table has one row for each person or episode.", "Release groups, never people."
    ),
    # --- where numbers hide -----------------------------------------------------------------
    "outside_address": AuditRule(_F, "A file refers to an address outside itself.", _STRIP),
    "script": AuditRule(_F, "A file holds a script, a form or an embedded document.", _STRIP),
    "comment": AuditRule(_F, "A file holds a comment that readers do not see.", _STRIP),
    "hidden_content": AuditRule(_F, "Content is hidden and not left out.", _STRIP),
    "metadata": AuditRule(_F, "A file's metadata hold numbers or names.", _STRIP),
    "embedded_file": AuditRule(_F, "A file lies inside another.", _STRIP),
    "hidden_text": AuditRule(
        _F, "A text that is not seen on the page holds a number that is not cleared.", _CLEAR
    ),
    "uncleared_number": AuditRule(_F, "A number is shown that was not cleared.", _CLEAR),
    "uncleared_count": AuditRule(_F, "A count of people is shown that was not cleared.", _CLEAR),
    "single_points": AuditRule(
        _F, "A drawing has marks for numbers that were not cleared, as single people's are.", _CLEAR
    ),
    "axis_limits": AuditRule(
        _F, "An axis has a mark that is no round number, as a single value may be.", _CLEAR
    ),
    # --- the policy, number by number -------------------------------------------------------
    "few": AuditRule(_F, "A number rests on fewer people than the policy allows.", _POOL),
    "small_count": AuditRule(_F, "A small count is shown.", _POOL),
    "whole_group": AuditRule(_F, "All or all but a few of a group have something.", _POOL),
    "few_units": AuditRule(_F, "A national number rests on too few units.", _POOL),
    "dominance": AuditRule(_F, "One unit makes up nearly all of a national number.", _POOL),
    "rest": AuditRule(_F, "The nation less the own unit is too few people.", _POOL),
    "not_allowed": AuditRule(
        _F, "A statistic is shown that this audience may not see.", "Leave it out."
    ),
    "not_rounded": AuditRule(_F, "A count is not rounded as the policy says.", _CLEAR),
    "number_in_hidden": AuditRule(_F, "A hidden cell has a number in its description.", _CLEAR),
    "step_of_few": AuditRule(
        _F, "Two steps, one within the other, differ by very few people.", _POOL
    ),
    "extreme": AuditRule(
        _F, "A minimum, a maximum or an outlier is one person's value.", "Show quartiles instead."
    ),
    "saturated_model": AuditRule(
        _F, "A model has nearly as many parameters as people.", "Fit a smaller model."
    ),
    "small_group_model": AuditRule(
        _F, "A coefficient is the result of a small group.", "Merge its levels, or leave it out."
    ),
    "model_not_told": AuditRule(
        _F,
        "A coefficient does not tell how many people and parameters stand behind it.",
        "Make it with nrs_lib.stats.coefficients.coefficient_estimates, and clear it.",
    ),
    "few_beyond": AuditRule(
        _F,
        "A quantile, a median or an end of its interval has very few people on one side.",
        "Show quantiles nearer the middle, or those of more people.",
    ),
    # --- what can be worked out -------------------------------------------------------------
    "recoverable": AuditRule(
        _F, "A hidden number can be worked out, or nearly, from what is shown.", _POOL
    ),
    "contradiction": AuditRule(
        _R, "Totals and parts do not agree, so nothing can be worked out of them.", _REMAKE
    ),
    "shown_elsewhere": AuditRule(
        _F, "A number that is hidden in one place is shown in another.", _CLEAR
    ),
    "unsafe_difference": AuditRule(
        _F, "Two releases for the same reader differ by very few people.", _POOL
    ),
    # --- researchers' outputs ---------------------------------------------------------------
    "file_type": AuditRule(
        _F, "Files of this kind are not released.", "Export as CSV, HTML, SVG or text."
    ),
    "too_large": AuditRule(
        _F, "A file is larger than a result needs to be.", "Export results, not data."
    ),
    "many_rows": AuditRule(
        _R, "A table has more rows than results have.", "Export results, not data."
    ),
    "no_context": AuditRule(
        _R, "A table of results does not tell how many people it rests on.", "Add a column n."
    ),
    "no_underlying_data": AuditRule(
        _F, "A figure has no table of the numbers behind it.", "Put a CSV of that name beside it."
    ),
    "percent_of_n": AuditRule(
        _F, "A per cent and its denominator give a small count.", "Hide the per cent too."
    ),
    "model": AuditRule(
        _R, "A model's coefficients are for a person to look at.", "Say how many each group has."
    ),
    "other_content": AuditRule(
        _R, "A text has numbers that no rule can judge.", "Let a person read it."
    ),
}
