"""What has been released before stays known: a new release is tested against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from nrs_lib.disclosure.blurring import COUNTED, Blurred, as_they_add_up, spans_of, telling
from nrs_lib.disclosure.clearance import still_followed
from nrs_lib.disclosure.policy import AudiencePolicy, Policy
from nrs_lib.disclosure.windows import overlapping
from nrs_lib.errors import DisclosureError
from nrs_lib.stats.estimates import KEY
from nrs_lib.terms import Statistic

RELEASED_COLUMNS = (*KEY, "scope", "n", "numerator", "estimate", "round_to")
SERIES = ("measure", "statistic", "time_point", "category")
"""What adds up whatever its unit and period: a nation with its units, overlapping periods."""
_REASON = "released"


@dataclass(frozen=True)
class Earlier:
    """Cells of earlier releases that some reader may see beside a new one.

    Attributes
    ----------
    cells
        `RELEASED_COLUMNS`, one row per cell and version; numbers as they were shown. ``common``
        tells those that every reader of the new release may have seen.
    """

    cells: pd.DataFrame

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, object]]) -> Earlier:
        """From rows with the columns in `RELEASED_COLUMNS`.

        A row is common where it does not say otherwise.
        """
        cells = pd.DataFrame(list(rows), columns=[*RELEASED_COLUMNS, "common"])
        cells["common"] = cells["common"].isna() | cells["common"].eq(1)
        return cls(cells.astype(dict.fromkeys(("n", "numerator", "estimate"), "float64")))

    @property
    def views(self) -> list[Earlier]:
        """What the readers of a new release have seen: all of it, and what all of them have.

        What some have been shown is no reason to let the others work it out.
        """
        common = self.cells["common"]
        return [self] if common.all() else [self, Earlier(self.cells[common])]

    def tested(self, table: pd.DataFrame, rules: AudiencePolicy, policy: Policy) -> pd.Series:
        """The reasons of `table`, with ``released`` where an earlier version forbids a row.

        Two versions of one number whose people differ by fewer than the limit give those
        few away: late registrations, a narrower filter, another extract.

        Raises
        ------
        DisclosureError
            A row is forbidden and the policy says to refuse.
        """
        reason = table["hidden"].copy()
        found = self.conflicts(table[reason == ""], rules, policy)
        if len(found) and policy.ledger.on_conflict == "refuse":
            raise refused(table.loc[found])
        reason[found] = _REASON
        return reason

    def conflicts(self, table: pd.DataFrame, rules: AudiencePolicy, policy: Policy) -> pd.Index:
        """Rows that with an earlier version of themselves give a few people away."""
        both = self._beside(table)
        if both.empty:
            return table.index[:0]
        both["base"] = both["round_to"].clip(lower=rules.round_to)
        limits = {str(scope): one for scope, one in rules.limits.items()}
        min_count = both["scope"].map({s: one.min_count for s, one in limits.items()})
        min_n = both["scope"].map({s: one.min_n for s, one in limits.items()})
        is_count = both["statistic"] == str(Statistic.COUNT)
        shown, known = (
            {name: _rounded(both[name + ending], both["base"]) for name in ("n", "numerator")}
            for ending in ("", "_then")
        )
        n, numerator = ((shown[name] - known[name]).abs().fillna(0) for name in ("n", "numerator"))
        # Who counts the others has rounded numbers to do it with.
        rest = (one["n"] - one["numerator"] for one in (shown, known))
        others = abs(next(rest) - next(rest)).fillna(0)
        decimals = both["statistic"].map(policy.decimals).fillna(6)
        moved = (both["estimate"] - both["estimate_then"]).abs() > 1.5 * 10.0**-decimals
        changed = moved | (n > 0) | (numerator > 0) | (others > 0)
        few = (
            (n.between(1, min_count, inclusive="left"))
            | numerator.between(1, min_count, inclusive="left")
            | others.between(1, min_count, inclusive="left")
            | (~is_count & changed & (both["base"] <= 1) & (n < min_n))
        )
        found = both.loc[few.fillna(False).astype(bool) & (min_count > 0), "index"]
        return pd.Index(found.unique())

    def unchanged(self, table: pd.DataFrame) -> pd.Index:
        """Rows whose present numbers a reader knows already, shown again or not."""
        both = self._beside(table)
        same = (both["n"] == both["n_then"]) & (both["round_to"] <= 1)
        same &= (both["numerator"] == both["numerator_then"]) | both["numerator"].isna()
        # A point of a curve is known when both its counts are.
        known = same.groupby([both["index"], both["measure"]]).any().groupby(level=0).all()
        return pd.Index(known.index[known])

    def others(self, table: pd.DataFrame) -> pd.DataFrame:
        """What is known beside a table: other periods, units and wholes, in its columns.

        The newest version of each; under an index below 0, so that no row is mistaken for one
        of the table.
        """
        known = self._newest(self.cells["round_to"] <= 1, besides=table)
        known = known.drop(columns=["round_to", "common"])
        return known.assign(hidden="").set_axis(range(-len(known), 0), axis=0)

    def blurred(
        self, table: pd.DataFrame, known: pd.DataFrame, rules: AudiencePolicy, policy: Policy
    ) -> tuple[Blurred, pd.DataFrame]:
        """What rounded numbers tell beside a table and what is known exactly.

        Parameters
        ----------
        table
            What is asked for.
        known
            As `others` returns it.

        Returns
        -------
        tuple
            Between what counts lie, of rows of the table and of others; and those others, in
            the table's columns and under an index of their own.
        """
        is_rounded = self.cells["round_to"] > 1
        columns = [*KEY, "round_to", *COUNTED]
        newest = self.cells.loc[is_rounded, columns].drop_duplicates(list(KEY), keep="last")
        met = table[list(KEY)].reset_index(names="index").merge(newest, on=list(KEY))
        exact = pd.concat([table, known])
        apart = telling(self._newest(is_rounded, besides=exact), rules, policy)
        apart = apart.set_axis(range(-len(known) - len(apart), -len(known)), axis=0)
        as_shown = apart.reset_index(names="index")
        apart = as_they_add_up(apart, exact).assign(hidden="")
        spans = spans_of(pd.concat([met, as_shown[as_shown["index"].isin(apart.index)]]))
        apart = apart.drop(columns=["round_to", "common"])
        return Blurred(spans, frozenset(apart.index)), apart

    def _newest(self, which: pd.Series, *, besides: pd.DataFrame) -> pd.DataFrame:
        """The newest version of some numbers that a table has no row of."""
        newest = self.cells[which].drop_duplicates(list(KEY), keep="last")
        met = newest.merge(besides[list(KEY)].drop_duplicates(), how="left", indicator="found")
        return met[met["found"] == "left_only"].drop(columns="found")

    def _beside(self, table: pd.DataFrame) -> pd.DataFrame:
        columns = [*KEY, "scope", "n", "numerator", "estimate"]
        new = pd.concat([table[columns], still_followed(table)[columns]]).reset_index(names="index")
        for name in ("n", "numerator", "estimate"):
            new[name] = new[name].astype("Float64").to_numpy(dtype=float, na_value=float("nan"))
        cells = self.cells.drop(columns="scope")
        return new.merge(cells, on=list(KEY), suffixes=("", "_then"))


def adding_up(asked: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Of known numbers' keys, those in periods that overlap with one that is asked for.

    Or with one of these: this quarter's rolling period less the last one leads to a quarter a
    year ago, which has no day in common with the first.

    Parameters
    ----------
    asked, known
        `SERIES` and ``period``, each once.
    """
    wanted = asked.groupby(list(SERIES))["period"].agg(tuple)
    found = known.groupby(list(SERIES))["period"].agg(tuple)
    rows = [
        (*series, code)
        for series, codes in found.items()
        for code in overlapping(wanted[series], codes)
    ]
    return pd.DataFrame(rows, columns=known.columns)


def _rounded(counts: pd.Series, base: pd.Series) -> pd.Series:
    """Counts as they are shown to who has seen them rounded."""
    return (counts + base // 2) // base * base


def refused(rows: pd.DataFrame) -> DisclosureError:
    """Why a release is refused, with the rows that an earlier one forbids."""
    names = sorted({" ".join(filter(None, map(str, row))) for row in rows[list(KEY)].to_numpy()})
    return DisclosureError(
        f"{len(names)} numbers would, with an earlier release, give fewer people away than "
        "the limit.",
        where="; ".join(names[:5]),
        remedy="Leave these numbers out or pool them with others, or set ledger.on_conflict to "
        "hide in the disclosure policy.",
    )
