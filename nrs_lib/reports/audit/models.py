"""Models in text: whether one has nearly as many parameters as people."""

from __future__ import annotations

import math
import re
import sys
from functools import lru_cache

from nrs_lib.disclosure.policy import ModelLimits
from nrs_lib.reports.audit.numbers import REMEMBERED

_LEFT = re.compile(
    r"(?=[rdf])(?:residual(?:ernas)?\s+(?:df|d\.?f\.?|degrees of freedom|frihetsgrader)"
    r"|df[\s_]*resid(?:uals?)?|resid(?:ual)?[\s_]*df|df\s+residuals?|frihetsgrader)"
    r"\s*[:=;|]?\s*(\d+)(?![\d.,]\d)",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"(?:no\.?\s*observations|nobs|\bn|observationer|personer|patienter)\s*[:=;|]?\s*(\d+)"
    r"(?![\d.,]\d)",
    re.IGNORECASE,
)
_PARAMETERS = re.compile(
    r"(?:df[\s_]*model|parameters?|parametrar|predictors?|prediktorer)\s*[:=;|]?\s*(\d+)"
    r"(?![\d.,]\d)|(\d+)\s+(?:parameters?|parametrar|prediktorer|predictors?)\b",
    re.IGNORECASE,
)
# One of these is in every name for parameters, and for degrees of freedom; they are found in a
# tenth of the time. None has a letter that other scripts write in another way, as i and s, nor
# a space.
_PARTS_OF_NAMES = ("df", "param", "pred")
_PARTS_OF_DEGREES = ("df", "d.f", "degree", "grader")
_PARTS = tuple(dict.fromkeys((*_PARTS_OF_NAMES, *_PARTS_OF_DEGREES)))

STRICTEST = ModelLimits(
    min_df=sys.maxsize, min_people_per_parameter=math.inf, min_group=sys.maxsize
)
"""Limits that no model meets."""


def may_tell_of_model(text: str) -> bool:
    """Whether a text has what any that tells of a model has in it."""
    return any(map(text.lower().__contains__, _PARTS))


def is_saturated(text: str, limits: ModelLimits) -> bool:
    """Whether a text tells of a model with too few residual degrees of freedom, or with too
    many parameters for its people."""
    left, n, estimated = _told(text)
    if any(df < limits.min_df for df in left):
        return True
    if n is None or estimated is None:
        return False
    return n - estimated < limits.min_df or n < limits.min_people_per_parameter * estimated


@lru_cache(maxsize=REMEMBERED)
def _told(text: str) -> tuple[tuple[int, ...], int | None, int | None]:
    """What a text tells of models: degrees of freedom left, people, and parameters."""
    # Hardly any text names parameters, and then its people say nothing of a model.
    plain = text.lower()
    is_named = any(map(plain.__contains__, _PARTS_OF_NAMES))
    parameters = _PARAMETERS.search(text) if is_named else None
    people = _PEOPLE.search(text) if parameters else None
    is_left = any(map(plain.__contains__, _PARTS_OF_DEGREES))
    left = _LEFT.finditer(text) if is_left else ()
    return (
        tuple(int(found[1]) for found in left),
        int(people[1]) if people else None,
        int(parameters[1] or parameters[2]) if parameters else None,
    )
