"""Two groups of one cohort beside each other, as rows that can be cleared."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.contracts.change_thresholds import ChangeThreshold
from nrs_lib.contracts.instruments import scale as read_scale
from nrs_lib.errors import ParameterError
from nrs_lib.scoring.thresholds import changed
from nrs_lib.stats.due_scores import DueScores, estimate_row
from nrs_lib.stats.estimates import Estimate, Estimates, from_rows
from nrs_lib.stats.paired_change import paired_change
from nrs_lib.stats.responder_estimates import OF_ANSWERED, responder_measure
from nrs_lib.stats.rows import MEAN_DEFINITIONS, SHARE_DEFINITIONS, Group
from nrs_lib.stats.scored import scored_by
from nrs_lib.stats.share_differences import share_difference
from nrs_lib.stats.two_groups import effect_between, mean_difference
from nrs_lib.terms import Statistic, TimePoint

MEANS, STANDARDISED = "change", "hedges_g"


def difference_estimates(
    cohort: Cohort,
    *,
    scale: str,
    time_point: TimePoint,
    by: str,
    groups: tuple[str, str],
    threshold: str | None = None,
) -> Estimates:
    """Compare the change of two groups of different people in one cohort.

    Nothing is adjusted: the groups may differ in all else too.

    Parameters
    ----------
    by
        Column of the episodes that divides them, such as ``sex``.
    groups
        Two of its values; differences are the first minus the second. Who has another value,
        or none, is in neither.
    threshold
        Code of the scale's threshold of improvement; the one that reports use when left out.
        A scale without one has no shares.

    Returns
    -------
    Estimates
        Each group (``<group>:<value>``): mean change, and share improved of those who
        answered. Both together (``<group>:<first>~<second>``), statistic difference:
        ``change`` (Welch), ``hedges_g`` (over the standard deviation that they share) and,
        for shares, ``improved`` (Newcombe, or as the conventions choose). A difference keeps
        the company of the weaker group, n, numerator and denominator, because with the other
        group's number it gives that group's own: the door then tests what it would tell.

    Raises
    ------
    ParameterError
        The column is not one of the episodes, or the two groups are the same.
    """
    due = DueScores.of(cohort, scale=scale, time_point=time_point)
    first, second = groups
    if by not in due.episodes.columns or first == second:
        raise ParameterError(
            "The groups cannot be told apart.",
            where=f"by: {by}",
            remedy="Name a column of the episodes and two of its values.",
        )
    maker = _Rows(cohort, due, scale, time_point, by, groups)
    changes = [maker.changes(arm) for arm in groups]
    rows = [
        maker.row(arm, scale, Statistic.CHANGE, paired_change(*maker.scores(arm), about=scale))
        for arm in groups
    ]
    apart = {
        MEANS: mean_difference(*changes, about=scale),
        STANDARDISED: effect_between(*changes, about=scale),
    }
    known = {arm: maker.changes(arm).notna() for arm in groups}
    rows += [maker.between(scale, one, known, category) for category, one in apart.items()]
    chosen = read_scale(scale).threshold(threshold) if threshold else None
    chosen = chosen or read_scale(scale).change_threshold
    cautions = [said for one in apart.values() for said in one.cautions]
    if chosen is not None:
        found, said = maker.shares(chosen)
        rows += found
        cautions += said
    return from_rows(
        rows,
        definitions=(
            *DEFINITIONS,
            *MEAN_DEFINITIONS,
            *SHARE_DEFINITIONS,
            "convention:effect_correction",
            "convention:share_difference_interval",
            "convention:responder_denominator",
            "convention:threshold_tolerance",
            *scored_by(cohort.population, [scale]),
        ),
        cautions=cautions,
    )


class _Rows:
    """Rows of one comparison, which share cohort, scale and time point."""

    def __init__(
        self,
        cohort: Cohort,
        due: DueScores,
        scale: str,
        time_point: TimePoint,
        by: str,
        groups: tuple[str, str],
    ) -> None:
        self.code, self.scope = cohort.group, Group.of(cohort.group).scope
        self.due, self.scale, self.groups = due, scale, groups
        self.place = {"time_point": str(time_point), "period": cohort.period.code}
        values = due.episodes[by].astype("str").where(due.episodes[by].notna(), None)
        self.is_in = {arm: (values == arm).to_numpy() for arm in groups}

    def scores(self, arm: str) -> tuple[pd.Series, pd.Series]:
        here = self.is_in[arm]
        return self.due.start[here], self.due.later[here]

    def changes(self, arm: str) -> pd.Series:
        start, later = self.scores(arm)
        return later - start

    def row(
        self,
        arm: str,
        measure: str,
        statistic: Statistic,
        one: Estimate,
        *,
        known: pd.Series | None = None,
        category: str = "",
    ) -> dict[str, object]:
        who = self.changes(arm).notna() if known is None else known
        units = self.due.units[self.is_in[arm]][who]
        group = Group(f"{self.code}:{arm}", self.scope)
        return estimate_row(group, measure, statistic, one, units, category=category, **self.place)

    def between(
        self,
        measure: str,
        one: Estimate,
        known: dict[str, pd.Series],
        category: str,
    ) -> dict[str, object]:
        """A difference in the company of its weaker group, in each respect."""
        arms = [
            self.row(arm, measure, Statistic.DIFFERENCE, one, known=who, category=category)
            for arm, who in known.items()
        ]
        sizes = [int(who.sum()) for who in known.values()]
        part = max(
            row["largest_n"] / size if size else 0.0 for row, size in zip(arms, sizes, strict=True)
        )
        return arms[0] | {
            "group": f"{self.code}:{'~'.join(self.groups)}",
            "n": min(sizes),
            "n_units": min(row["n_units"] for row in arms),
            "largest_n": math.ceil(part * min(sizes)),
        }

    def shares(self, threshold: ChangeThreshold) -> tuple[list[dict[str, object]], list]:
        measure = responder_measure(self.scale, threshold.code)
        improved = {arm: changed(*self.scores(arm), threshold) for arm in self.groups}
        counts = {
            arm: (int(part.fillna(False).sum()), int(part.notna().sum()))
            for arm, part in improved.items()
        }
        found = share_difference(*counts.values(), about=measure)
        rows = [
            self.row(
                arm,
                measure,
                Statistic.SHARE,
                one,
                known=improved[arm].notna(),
                category=OF_ANSWERED,
            )
            for arm, one in zip(self.groups, (found.first, found.second), strict=True)
        ]
        numerator, denominator = min(counts.values(), key=lambda one: min(one[0], one[1] - one[0]))
        kept = replace(found.difference, numerator=numerator, denominator=denominator)
        known = {arm: part.notna() for arm, part in improved.items()}
        rows.append(self.between(measure, kept, known, OF_ANSWERED))
        return rows, list(found.difference.cautions)
