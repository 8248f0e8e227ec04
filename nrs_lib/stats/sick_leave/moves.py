"""How a cohort's patients move between categories of sick leave from one window to another."""

from __future__ import annotations

import pandas as pd

from nrs_lib.cohort.selection import Cohort
from nrs_lib.cohort.sick_leave.linkage import Linkage
from nrs_lib.contracts.sick_leave import CATEGORIES, read_sick_leave
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import Group, category_rows, share_row
from nrs_lib.stats.sick_leave.homogeneity import marginal_homogeneity
from nrs_lib.stats.sick_leave.transitions import Transitions, transitions
from nrs_lib.stats.sick_leave.windows import definitions, measured
from nrs_lib.terms import Statistic

TRANSITION, MARGIN = "sick_leave_transition", "sick_leave_paired_category"
LOWER, HIGHER = "sick_leave_lower", "sick_leave_higher"
HOMOGENEITY = "sick_leave_homogeneity"


def paired_categories(
    windows: pd.DataFrame, *, before: str, after: str
) -> tuple[pd.DataFrame, Transitions]:
    """Each episode's category in two windows, where it is known in both.

    Returns
    -------
    tuple
        One row per episode: ``episode_id``, ``unit_id``, ``before``, ``after``; and their
        transitions. An episode with either window left out is in neither.
    """
    wide = windows.pivot(index="episode_id", columns="window", values="category")
    units = windows.drop_duplicates("episode_id").set_index("episode_id")["unit_id"]
    pairs = pd.DataFrame(
        {
            "unit_id": units.reindex(wide.index),
            "before": wide[before].astype("object"),
            "after": wide[after].astype("object"),
        }
    ).reset_index()
    found = transitions(pairs["before"], pairs["after"], categories=CATEGORIES)
    return pairs.dropna(subset=["before", "after"]).reset_index(drop=True), found


def sick_leave_moves(
    cohort: Cohort,
    linkage: Linkage,
    *,
    before: str = "t1",
    after: str = "t3",
    window_set: str = "study",
) -> Estimates:
    """Transitions between two windows, of those whose category is known in both.

    Parameters
    ----------
    cohort, linkage
        As in `nrs_lib.stats.sick_leave.windows.sick_leave`.
    before, after
        Codes of two windows of the set.

    Returns
    -------
    Estimates
        Per pair of categories (``category`` ``none>partial`` and so on), the share of those
        in the first one who are in the second after; the categories' shares in both windows
        among the same people; the share who moved to a lower and to a higher category; and
        the p value of the test of equal margins, a probability. ``time_point`` is
        ``before>after`` for what concerns both.

    Raises
    ------
    ParameterError
        A window is not in the set.
    """
    codes = [window.code for window in read_sick_leave().window_set(window_set).windows]
    if before not in codes or after not in codes or before == after:
        raise ParameterError(
            "The two windows are not two of the set.",
            where=f"{before}, {after}",
            remedy=f"Use two of {', '.join(codes)}.",
        )
    windows, cautions = measured(cohort, linkage, window_set=window_set, overlap=None)
    if windows.empty:
        return from_rows([], cautions=cautions)
    pairs, found = paired_categories(windows, before=before, after=after)
    group = Group.of(cohort.group)
    period = {"period": cohort.period.code}
    both = period | {"time_point": f"{before}>{after}"}
    test = marginal_homogeneity(found.counts, about=HOMOGENEITY)
    place_before, place_after = (
        pairs[side].map({code: place for place, code in enumerate(CATEGORIES)}).astype("int64")
        for side in ("before", "after")
    )
    rows = [
        *_transition_rows(group, pairs, both),
        *_margin_rows(group, pairs, {"before": before, "after": after}, period),
        share_row(group, LOWER, place_after < place_before, pairs["unit_id"], **both),
        share_row(group, HIGHER, place_after > place_before, pairs["unit_id"], **both),
    ]
    people = share_row(group, HOMOGENEITY, place_after != place_before, pairs["unit_id"], **both)
    rows.append(people | group.key(HOMOGENEITY, Statistic.PROBABILITY, **both) | test.p_value.row())
    return from_rows(
        rows,
        definitions=(*definitions(window_set), "convention:mcnemar_exact_below"),
        cautions=(*cautions, *test.cautions),
    )


def _transition_rows(
    group: Group, pairs: pd.DataFrame, place: dict[str, str]
) -> list[dict[str, object]]:
    rows = []
    for start in CATEGORIES:
        mine = pairs[pairs["before"] == start].reset_index(drop=True)
        found = category_rows(
            group, TRANSITION, mine["after"], mine["unit_id"], categories=CATEGORIES, **place
        )
        rows += [row | {"category": f"{start}>{row['category']}"} for row in found]
    return rows


def _margin_rows(
    group: Group, pairs: pd.DataFrame, windows: dict[str, str], place: dict[str, str]
) -> list[dict[str, object]]:
    return [
        row
        for side, window in windows.items()
        for row in category_rows(
            group,
            MARGIN,
            pairs[side],
            pairs["unit_id"],
            categories=CATEGORIES,
            time_point=window,
            **place,
        )
    ]
