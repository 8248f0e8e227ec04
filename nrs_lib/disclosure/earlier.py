"""What has been released before stays known: a new release is tested against it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from nrs_lib.disclosure.blurring import (
    COUNTED,
    Blurred,
    as_exact_ones_give,
    as_they_add_up,
    spans_of,
    telling,
)
from nrs_lib.disclosure.clearance import UNNAMED, still_followed
from nrs_lib.disclosure.policy import AudiencePolicy, Policy
from nrs_lib.errors import DisclosureError
from nrs_lib.stats.estimates import KEY
from nrs_lib.terms import Audience, Scope, Statistic

RELEASED_COLUMNS = (*KEY, "scope", "n", "numerator", "estimate", "round_to")
_REASON = "released"
_STROKE = "/"


@dataclass(frozen=True)
class Earlier:
    """Cells of earlier releases that some reader may see beside a new one.

    Attributes
    ----------
    cells
        `RELEASED_COLUMNS`, one row per cell and version; numbers as they were shown.
        ``reader`` is empty for what every reader of the new release may have seen; else the
        audience that has, and after a stroke the unit where it is one unit's.
    withheld
        `KEY` and ``reader`` of the nation's numbers that a release has hidden.
    unnamed
        As ``cells``, of units whose names these readers were not told. Who meets the very same
        number again knows it; a number that has changed is not known to be the same unit's, and
        what adds up with others takes a name to be added up.
    """

    cells: pd.DataFrame
    withheld: pd.DataFrame
    unnamed: pd.DataFrame

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, object]]) -> Earlier:
        """From rows with the columns in `RELEASED_COLUMNS`; one without ``n`` is withheld.

        A row is every reader's where it does not say otherwise.
        """
        return cls.from_table(pd.DataFrame(list(rows), columns=[*RELEASED_COLUMNS, "reader"]))

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> Earlier:
        """As `of`, from a table."""
        table = table.assign(reader=table["reader"].astype(object).fillna(""))
        numbers = dict.fromkeys(("n", "numerator", "estimate"), "float64")
        is_shown = table["n"].notna()
        withheld = table.loc[~is_shown, [*KEY, "reader"]].drop_duplicates()
        shown = table[is_shown].astype(numbers)
        is_unnamed = shown["scope"] == UNNAMED
        # What some were shown without names no others can put together.
        unnamed = shown[is_unnamed & (shown["reader"] == "")]
        return cls(shown[~is_unnamed], withheld, unnamed)

    @property
    def views(self) -> list[Earlier]:
        """What the readers of a new release have seen: all of it, and what all of them have.

        What some have been shown is no reason to let the others work it out.
        """
        return [self] if self._is_common else [self, self._seen_by({""})]

    def readers(self, reads: Mapping[Audience, Collection[Audience]]) -> Iterator[Earlier]:
        """What each reader of a new release has seen.

        Parameters
        ----------
        reads
            For each audience, whose releases its readers may see.
        """
        if self._is_common:
            yield self
            return
        known = {name: name.partition(_STROKE) for name in self._readers}
        for name, (audience, _, subject) in known.items():
            if name:
                yield self._seen_by(
                    other
                    for other, (theirs, _, whose) in known.items()
                    if not other or (theirs in reads[Audience(audience)] and whose in ("", subject))
                )

    @property
    def is_empty(self) -> bool:
        """Whether nothing of all that has been released."""
        return all(one.empty for one in self._all)

    @property
    def _all(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        return self.cells, self.withheld, self.unnamed

    @property
    def _readers(self) -> list[str]:
        return sorted({*self.cells["reader"], *self.withheld["reader"]})

    @property
    def _is_common(self) -> bool:
        return not any(self._readers)

    def _seen_by(self, names: Iterable[str]) -> Earlier:
        names = list(names)
        return Earlier(*(one[one["reader"].isin(names)].assign(reader="") for one in self._all))

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
        both = self._beside(table[table["scope"] != UNNAMED], self.cells)
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
        # That somebody has answered since tells of nobody what was answered.
        names = zip(both["measure"], both["category"], strict=True)
        tells = pd.Series([policy.answering.tells(*one) for one in names], index=both.index)
        least = min_count.where(~tells, min_count.clip(upper=rules.answered_from))
        few = (
            (n.between(1, min_count, inclusive="left"))
            | numerator.between(1, least, inclusive="left")
            | others.between(1, least, inclusive="left")
            | (~is_count & ~tells & changed & (both["base"] <= 1) & (n < min_n))
        )
        found = both.loc[few.fillna(False).astype(bool) & (min_count > 0), "index"]
        return pd.Index(found.unique())

    def unchanged(self, table: pd.DataFrame) -> pd.Index:
        """Rows whose present numbers a reader knows already, shown again or not."""
        both = self._beside(table, pd.concat([self.cells, self.unnamed]))
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
        known = known.drop(columns=["round_to", "reader"])
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
        if not is_rounded.any():
            return Blurred(), table.iloc[:0]
        columns = [*KEY, "round_to", *COUNTED]
        newest = self.cells.loc[is_rounded, columns].drop_duplicates(list(KEY), keep="last")
        met = table[list(KEY)].reset_index(names="index").merge(newest, on=list(KEY))
        exact = pd.concat([table, known])
        apart = telling(self._newest(is_rounded, besides=exact), rules, policy)
        apart = apart.set_axis(range(-len(known) - len(apart), -len(known)), axis=0)
        as_shown = apart.reset_index(names="index")
        apart = as_they_add_up(apart, exact).assign(hidden="")
        spans = spans_of(pd.concat([met, as_shown[as_shown["index"].isin(apart.index)]]))
        apart = apart.drop(columns=["round_to", "reader"])
        return Blurred(spans, frozenset(apart.index)), apart

    def secrets(self, table: pd.DataFrame, exact: pd.DataFrame) -> pd.DataFrame:
        """What was hidden from these readers, and follows from exact numbers beside a table.

        Parameters
        ----------
        table, exact
            As for `blurred`.

        Returns
        -------
        pandas.DataFrame
            The table's columns as far as they are known, under an index of their own.
        """
        told = pd.concat([table[list(KEY)], exact[list(KEY)]])
        asked = self.withheld[list(KEY)].drop_duplicates()
        asked = asked.merge(told.drop_duplicates(), how="left", indicator="found")
        asked = asked[asked["found"] == "left_only"].drop(columns="found")
        found = as_exact_ones_give(asked, pd.concat([table, exact]))
        found = found.assign(scope=str(Scope.NATIONAL), estimate=float("nan"), hidden=_REASON)
        return found.set_axis(range(-len(exact) - len(found), -len(exact)), axis=0)

    def of_measures(self, measures: Collection[str]) -> Earlier:
        """The cells of some measures."""
        return Earlier(*(one[one["measure"].isin(measures)] for one in self._all))

    def _newest(self, which: pd.Series, *, besides: pd.DataFrame) -> pd.DataFrame:
        """The newest version of some numbers that a table has no row of."""
        newest = self.cells[which].drop_duplicates(list(KEY), keep="last")
        met = newest.merge(besides[list(KEY)].drop_duplicates(), how="left", indicator="found")
        return met[met["found"] == "left_only"].drop(columns="found")

    def _beside(self, table: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
        columns = [*KEY, "scope", "n", "numerator", "estimate"]
        new = pd.concat([table[columns], still_followed(table)[columns]]).reset_index(names="index")
        for name in ("n", "numerator", "estimate"):
            new[name] = new[name].astype("Float64").to_numpy(dtype=float, na_value=float("nan"))
        return new.merge(known.drop(columns="scope"), on=list(KEY), suffixes=("", "_then"))


def _rounded(counts: pd.Series, base: pd.Series) -> pd.Series:
    """Counts as they are shown to who has seen them rounded."""
    return (counts + base // 2) // base * base


class ReleasedBeforeError(DisclosureError):
    """A release is refused for what was released before it."""


def refused(rows: pd.DataFrame) -> ReleasedBeforeError:
    """Why a release is refused, with the rows that an earlier one forbids."""
    names = sorted({" ".join(filter(None, map(str, row))) for row in rows[list(KEY)].to_numpy()})
    return ReleasedBeforeError(
        f"{len(names)} numbers would, with an earlier release, give fewer people away than "
        "the limit.",
        where="; ".join(names[:5]),
        remedy="Leave these numbers out or pool them with others, or set ledger.on_conflict to "
        "hide in the disclosure policy.",
    )
