"""What explains the outcome, declared by name and kind; never a formula to be evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from nrs_lib.errors import ParameterError


class Kind(StrEnum):
    """How a covariate enters a model."""

    NUMERIC = "numeric"
    CATEGORY = "category"


@dataclass(frozen=True)
class Covariate:
    """One explaining variable.

    Attributes
    ----------
    name
        Column of the rows.
    kind
        Numeric: one slope. Category: one difference from the reference for each other level.
    reference
        Level that the others are compared with; categories only.
    by_time
        Its effect may differ between time points.
    varies
        Its value may differ between the rows of one person. What is measured after the
        start may be a result of the treatment, so it has to be said.
    """

    name: str
    kind: Kind
    reference: str | None = None
    by_time: bool = False
    varies: bool = False

    def __post_init__(self) -> None:
        if (self.kind is Kind.CATEGORY) != (self.reference is not None):
            raise ParameterError(
                "A category needs a reference level, and a number has none.",
                where=f"covariate {self.name}",
                remedy="Declare it with numeric(name) or category(name, reference=...).",
            )


def numeric(name: str, *, by_time: bool = False, varies: bool = False) -> Covariate:
    """Declare a number that enters as one slope, in its own unit."""
    return Covariate(name, Kind.NUMERIC, None, by_time, varies)


def category(
    name: str, *, reference: object, by_time: bool = False, varies: bool = False
) -> Covariate:
    """Declare a category that enters as differences from its reference level."""
    return Covariate(name, Kind.CATEGORY, str(reference), by_time, varies)


def declared(covariates: Sequence[Covariate], time: Covariate | None) -> tuple[Covariate, ...]:
    """Check what the caller declared; the time variable, if any, comes first.

    Raises
    ------
    ParameterError
        A formula or a bare name stands where a declaration belongs, a variable stands
        twice, or an effect differs by time in a model without time.
    """
    given = [covariates] if isinstance(covariates, (str, Covariate)) else list(covariates)
    everything = ([] if time is None else [time]) + given
    undeclared = sum(not isinstance(one, Covariate) for one in everything)
    if undeclared or isinstance(covariates, Covariate):
        raise ParameterError(
            "Covariates are declared one by one; text is never read as a formula.",
            where=f"{undeclared or 1} of {len(everything)} covariates",
            remedy="Give a list such as [numeric('age'), category('sex', reference='female')].",
        )
    names = [one.name for one in everything]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ParameterError(
            "A covariate stands twice.", where=", ".join(twice), remedy="Declare it once."
        )
    if time is None and any(one.by_time for one in given):
        raise ParameterError(
            "An effect cannot differ by time in a model without time.",
            where=", ".join(one.name for one in given if one.by_time),
            remedy="Declare the time variable, or leave out by_time.",
        )
    if time is not None and time.by_time:
        raise ParameterError(
            "Time cannot differ by time.",
            where=f"covariate {time.name}",
            remedy="Leave out by_time.",
        )
    return tuple(everything)
