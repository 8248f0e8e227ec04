"""Which patients have more sick leave in a window, by what was known before treatment."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nrs_lib.cohort.selection import Cohort
from nrs_lib.cohort.sick_leave.linkage import Linkage
from nrs_lib.contracts.case_mix import OUTCOME_SCALE, CaseMixVariable, read_case_mix
from nrs_lib.contracts.sick_leave import read_sick_leave
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import Group, count_row
from nrs_lib.stats.sick_leave.design import known_rows
from nrs_lib.stats.sick_leave.ordinal import proportional_odds
from nrs_lib.stats.sick_leave.windows import definitions, measured
from nrs_lib.stats.units.case_mix import Term, baseline
from nrs_lib.terms import Statistic

ODDS, PROPORTIONALITY = "sick_leave_odds", "sick_leave_proportionality"
OUTCOME, BEFORE = "category", "sick_leave_before"


def sick_leave_odds(
    cohort: Cohort,
    linkage: Linkage,
    *,
    window: str = "t3",
    variables: Sequence[str] = ("age", "sex", "education"),
    before: str | None = None,
    window_set: str = "study",
) -> Estimates:
    """Odds of a higher category of sick leave in one window.

    Parameters
    ----------
    cohort, linkage
        As in `nrs_lib.stats.sick_leave.windows.sick_leave`.
    window
        Code of the window that is explained.
    variables
        Codes in ``case_mix.yaml``, which holds nothing that treatment may have changed. A
        number enters as a straight line in the steps that the file gives (ten years of age;
        2.7 times as long where it takes the logarithm), a category against its reference
        level there.
    before
        An earlier window whose category is held against none as well. Who was permanently
        on full-time leave mostly still is, so that this is often refused for separation.

    Returns
    -------
    Estimates
        Odds ratios (``ratio``), one per variable or ``variable:level``; above 1 goes with
        more sick leave. And the p value of the test whether one odds ratio does for all cuts
        between categories. Without rows, and with a refused caution, where there is no model.

    Raises
    ------
    ParameterError
        A window or variable is unknown, or ``before`` does not come before the window.
    """
    chosen = _variables(variables)
    codes = [one.code for one in read_sick_leave().window_set(window_set).windows]
    if window not in codes or (before is not None and before not in codes[: codes.index(window)]):
        raise ParameterError(
            "The windows are not two of the set in their order.",
            where=f"before: {before}, window: {window}",
            remedy=f"Use {', '.join(codes)}, the earlier one as before.",
        )
    windows, cautions = measured(cohort, linkage, window_set=window_set, overlap=None)
    if windows.empty:
        return from_rows([], cautions=cautions)
    frame = _frame(cohort, windows, chosen, window=window, before=before)
    numbers = [one.code for one in chosen if one.kind != "category"]
    groups = [one.code for one in chosen if one.kind == "category"]
    groups += [BEFORE] if before is not None else []
    model = proportional_odds(frame, outcome=OUTCOME, numbers=numbers, groups=groups)
    cautions = (*cautions, *model.cautions)
    if model.is_refused:
        return from_rows([], cautions=cautions)
    group = Group.of(cohort.group)
    place = {"time_point": window, "period": cohort.period.code}
    used = frame.loc[known_rows(frame, [OUTCOME, *numbers, *groups]), "unit_id"]
    rows = []
    for one in model.odds_ratios:
        category = ":".join(filter(None, (one.column.covariate, one.column.level)))
        people = count_row(group, ODDS, used, category=category, **place)
        key = group.key(ODDS, Statistic.RATIO, category=category, **place)
        rows.append(people | key | one.odds_ratio.row())
    if model.proportionality is not None:
        people = count_row(group, PROPORTIONALITY, used, **place)
        key = group.key(PROPORTIONALITY, Statistic.PROBABILITY, **place)
        rows.append(people | key | model.proportionality.p_value.row())
    keys = (*definitions(window_set), "convention:proportionality_doubted_below")
    return from_rows(rows, definitions=keys, cautions=cautions)


def _variables(codes: Sequence[str]) -> list[CaseMixVariable]:
    known = read_case_mix().variables
    strange = [code for code in codes if code not in known or known[code].column == OUTCOME_SCALE]
    if strange or not codes or isinstance(codes, str):
        raise ParameterError(
            "A variable is not declared as known before treatment.",
            where=", ".join(strange) or "variables",
            remedy="Use codes of case_mix.yaml. What treatment may have changed is a result, and "
            "adjusting for it hides what was achieved.",
        )
    return [known[code] for code in codes]


def _frame(
    cohort: Cohort,
    windows: pd.DataFrame,
    variables: Sequence[CaseMixVariable],
    *,
    window: str,
    before: str | None,
) -> pd.DataFrame:
    at = windows[windows["window"] == window].reset_index(drop=True)
    programmes = cohort.discharged.set_index("episode_id").loc[at["episode_id"]].reset_index()
    frame = baseline(cohort, programmes, variables, scale=None)
    for one in variables:
        if one.kind == "category":
            levels = [one.reference_level, *(x for x in one.levels if x != one.reference_level)]
            frame[one.code] = pd.Categorical(frame[one.code], levels, ordered=True)
        else:
            # The first column is the straight line; bends have no odds ratio to read.
            frame[one.code] = Term(one, (), ()).columns(frame[one.code])[:, 0]
    frame["unit_id"] = at["unit_id"]
    frame[OUTCOME] = at["category"]
    if before is not None:
        earlier = windows[windows["window"] == before].reset_index(drop=True)
        frame[BEFORE] = earlier["category"]
    return frame
