"""The flow of people from registered to analysed, counted step by step by machine.

Reports must say how many were there at each step and why the others left (STROBE,
doi:10.1371/journal.pmed.0040296; RECORD, doi:10.1371/journal.pmed.1001885). A flow is built
from the same frames that the analysis uses, so its last step is the analysis' n.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from nrs_lib.errors import DefinitionError, ParameterError


@dataclass(frozen=True)
class Step:
    """Who is left after one step.

    Attributes
    ----------
    code
        Name of the step.
    n
        Left after it.
    removed
        How many left at it, by reason; none at the first.
    n_patients
        Different patients among those left, where rows are episodes and patients are known.
    """

    code: str
    n: int
    removed: Mapping[str, int] = field(default_factory=dict)
    n_patients: int | None = None
    left: pd.Index | None = field(default=None, repr=False, compare=False)
    gone: Mapping[str, pd.Index] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Flow:
    """Steps from registered to analysed; each adds up with the one before it.

    Attributes
    ----------
    counted
        What a row is: ``episodes`` or ``patients``.
    steps
        In order.

    Raises
    ------
    DefinitionError
        A step and its reasons do not add up to the step before, or a code stands twice.
    """

    counted: str
    steps: tuple[Step, ...]
    patients: pd.Series | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        codes = [step.code for step in self.steps]
        if not codes or len(set(codes)) != len(codes):
            raise DefinitionError(
                "A flow has no steps, or two steps of one name.",
                where="flow",
                remedy="Give each step its own code.",
            )
        for before, step in zip((None, *self.steps[:-1]), self.steps, strict=True):
            gone = sum(step.removed.values())
            is_wrong = any(n < 0 for n in (step.n, *step.removed.values()))
            if is_wrong or gone != (before.n - step.n if before else 0):
                raise DefinitionError(
                    "A step of a flow does not add up with the one before it.",
                    where=f"flow: {step.code}",
                    remedy="Let those left and those removed be all who were there before.",
                )

    @property
    def n(self) -> int:
        """Left after the last step."""
        return self.steps[-1].n

    @property
    def left(self) -> pd.Index:
        """Keys of those left after the last step.

        Raises
        ------
        DefinitionError
            The flow was made of counts alone.
        """
        if self.steps[-1].left is None:
            raise DefinitionError(
                "The flow has counts and no rows.",
                where=f"flow: {self.steps[-1].code}",
                remedy="Begin it from a frame.",
            )
        return self.steps[-1].left

    def keep(
        self,
        code: str,
        kept: Iterable[object],
        *,
        reason: str,
        reasons: Mapping[str, Iterable[object]] | None = None,
    ) -> Flow:
        """Go one step further.

        Parameters
        ----------
        code
            Name of the step.
        kept
            Keys of those who stay; all must have been there.
        reason
            Why the others left.
        reasons
            Other reasons, with the keys of those to whom they apply, weightiest first.
            Who has several counts under the first, and who has none of them under
            `reason`. Keys of people who stay, or who were not there, are passed over.

        Raises
        ------
        ParameterError
            Somebody is kept who was not there, or twice.
        """
        there, stay = self.left, _keys(kept, code)
        if strange := len(stay.difference(there)):
            raise ParameterError(
                f"{strange} are kept who were not there at the step before.",
                where=f"flow: {code}",
                remedy="Choose from those left, or begin a flow of its own.",
            )
        rest = there.difference(stay, sort=False)
        gone: dict[str, pd.Index] = {}
        for name, who in (reasons or {}).items():
            chosen = rest[rest.isin(pd.Index(who))]
            gone[name], rest = chosen, rest.difference(chosen, sort=False)
        gone[reason] = gone[reason].append(rest) if reason in gone else rest
        removed = {name: len(who) for name, who in gone.items() if len(who)}
        step = _step(code, there[there.isin(stay)], self.patients, removed, gone)
        return replace(self, steps=(*self.steps, step))

    def keep_where(
        self,
        code: str,
        is_kept: pd.Series,
        *,
        reason: str,
        reasons: Mapping[str, Iterable[object]] | None = None,
    ) -> Flow:
        """Go one step further by a column: true stays.

        Parameters
        ----------
        is_kept
            True, false or missing, indexed by key; missing does not stay. Everybody left
            must have a row.
        reason, reasons
            As for `keep`.
        """
        absent = len(self.left.difference(is_kept.index))
        if absent:
            raise ParameterError(
                f"{absent} of those left have no row that says whether they stay.",
                where=f"flow: {code}",
                remedy="Give a row for everybody, indexed by the flow's key.",
            )
        stays = is_kept.fillna(False).astype(bool)
        kept = stays.index[stays.to_numpy()].intersection(self.left)
        return self.keep(code, kept, reason=reason, reasons=reasons)

    def divide(self, groups: pd.Series) -> Mapping[str, int]:
        """How many of those left are in each group; who has none stands under empty text."""
        of = groups.reindex(self.left)
        counts = of.astype("string").fillna("").value_counts()
        return {str(name): int(counts[name]) for name in sorted(counts.index)}

    def table(self) -> pd.DataFrame:
        """One row per step and reason: ``step``, ``reason``, ``n``, ``n_patients``.

        Rows with an empty reason count who is left; the others who left at the step.
        """
        rows = []
        for step in self.steps:
            rows += [
                {"step": step.code, "reason": reason, "n": n, "n_patients": None}
                for reason, n in step.removed.items()
            ]
            rows.append(
                {"step": step.code, "reason": "", "n": step.n, "n_patients": step.n_patients}
            )
        table = pd.DataFrame(rows, columns=["step", "reason", "n", "n_patients"])
        return table.astype({"n": "int64", "n_patients": "Int64"})


def begin(
    keys: Iterable[object],
    *,
    code: str,
    counted: str = "episodes",
    patients: pd.Series | None = None,
    before: Step | None = None,
    reason: str = "",
) -> Flow:
    """Begin a flow.

    Parameters
    ----------
    keys
        Keys of everybody, each once.
    code
        Name of the first step.
    counted
        ``episodes`` or ``patients``.
    patients
        Patient of each episode, indexed by key, so that both are counted.
    before
        A step of which only the count is known, such as all rows of an extract before
        withdrawn consent took some away.
    reason
        Why those of `before` who are not among the keys left.

    Raises
    ------
    ParameterError
        A key stands twice or is missing, or some of `before` left without a reason.
    """
    there = _keys(keys, code)
    if before is not None and before.n != len(there) and not reason:
        raise ParameterError(
            "Some left before the flow begins, and no reason is given.",
            where=f"flow: {code}",
            remedy="Name the reason.",
        )
    if before is None:
        return Flow(counted, (_step(code, there, patients, {}, {}),), patients)
    gone = before.n - len(there)
    removed = {reason: gone} if gone else {}
    return Flow(counted, (before, _step(code, there, patients, removed, {})), patients)


def _keys(keys: Iterable[object], code: str) -> pd.Index:
    found = pd.Index(keys)
    if found.hasnans or found.has_duplicates:
        raise ParameterError(
            "Keys of a flow are missing or stand twice.",
            where=f"flow: {code}",
            remedy="Give one row per key.",
        )
    return found


def _step(
    code: str,
    left: pd.Index,
    patients: pd.Series | None,
    removed: Mapping[str, int],
    gone: Mapping[str, pd.Index],
) -> Step:
    n_patients = None if patients is None else int(patients.reindex(left).nunique())
    return Step(code, len(left), dict(removed), n_patients, left, dict(gone))
