"""What has been released before stays known: a new release is tested against it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from nrs_lib.disclosure.blurring import (
    COUNTED,
    Blurred,
    as_exact_ones_give,
    as_they_add_up,
    spans_of,
    telling,
)
from nrs_lib.disclosure.clearance import UNNAMED
from nrs_lib.disclosure.policy import AudiencePolicy, Policy
from nrs_lib.disclosure.versions import beside
from nrs_lib.errors import DisclosureError
from nrs_lib.stats.estimates import KEY, keys_of
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
        numbers = {name: table[name].astype("float64") for name in (*COUNTED, "estimate")}
        table = table.assign(reader=table["reader"].astype(object).fillna(""), **numbers)
        is_shown = table["n"].notna()
        withheld = table.loc[~is_shown, [*KEY, "reader"]].drop_duplicates()
        shown = table[is_shown]
        is_unnamed = shown["scope"] == UNNAMED
        # What some were shown without names no others can put together.
        unnamed = shown[is_unnamed & (shown["reader"] == "")]
        return cls(shown[~is_unnamed], withheld, unnamed)

    @classmethod
    @cache
    def nothing(cls) -> Earlier:
        """What readers have seen of whom nothing has been released: the same for each report."""
        return cls.of(())

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
        if self.cells.empty:
            return table.index[:0]
        both = beside(table[table["scope"] != UNNAMED], self.cells)
        base = np.maximum(both.round_to, rules.round_to)
        limits = {str(scope): one for scope, one in rules.limits.items()}
        min_count, min_n = (
            np.array([getattr(limits[scope], name) for scope in both.scope], dtype=float)
            for name in ("min_count", "min_n")
        )
        shown, known = (
            {name: _rounded(getattr(both, name + ending), base) for name in COUNTED}
            for ending in ("", "_then")
        )
        n, numerator = (np.nan_to_num(abs(shown[name] - known[name])) for name in COUNTED)
        # Who counts the others has rounded numbers to do it with.
        rest = (one["n"] - one["numerator"] for one in (shown, known))
        others = np.nan_to_num(abs(next(rest) - next(rest)))
        decimals = np.array([policy.decimals.get(one, 6) for one in both.statistic], dtype=float)
        moved = abs(both.estimate - both.estimate_then) > 1.5 * 10.0**-decimals
        changed = moved | (n > 0) | (numerator > 0) | (others > 0)
        # That somebody has answered since tells of nobody what was answered.
        names = zip(both.measure, both.category, strict=True)
        tells = np.array([policy.answering.tells(*one) for one in names], dtype=bool)
        least = np.where(tells, np.minimum(min_count, rules.answered_from), min_count)
        few = (n >= 1) & (n < min_count)
        for part in (numerator, others):
            few |= (part >= 1) & (part < least)
        is_count = both.statistic == str(Statistic.COUNT)
        few |= ~is_count & ~tells & changed & (base <= 1) & (n < min_n)
        return pd.Index(pd.unique(both.index[few & (min_count > 0)]))

    def unchanged(self, table: pd.DataFrame) -> set[int]:
        """Rows whose present numbers a reader knows already, shown again or not."""
        both = beside(table, pd.concat([self.cells, self.unnamed]))
        same = (both.n == both.n_then) & (both.round_to <= 1)
        same &= (both.numerator == both.numerator_then) | np.isnan(both.numerator)
        numbers = list(zip(both.index.tolist(), both.measure, strict=True))
        known = {number for number, is_same in zip(numbers, same, strict=True) if is_same}
        # A point of a curve is known when both its counts are.
        return {row for row, _ in known} - {row for row, _ in set(numbers) - known}

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
        asked = dict.fromkeys(keys_of(self.withheld))
        for key in (*keys_of(table), *keys_of(exact)):
            asked.pop(key, None)
        if not asked:
            return table.iloc[:0]
        columns = [*KEY, *COUNTED]
        known = pd.concat([table[columns], exact[columns]])
        found = as_exact_ones_give(pd.DataFrame(list(asked), columns=list(KEY)), known)
        found = found.assign(scope=str(Scope.NATIONAL), estimate=float("nan"), hidden=_REASON)
        return found.set_axis(range(-len(exact) - len(found), -len(exact)), axis=0)

    def of_measures(self, measures: Collection[str]) -> Earlier:
        """The cells of some measures."""
        return Earlier(*(one[one["measure"].isin(measures)] for one in self._all))

    def _newest(self, which: pd.Series, *, besides: pd.DataFrame) -> pd.DataFrame:
        """The newest version of some numbers that a table has no row of."""
        cells = self.cells[which]
        newest = {key: place for place, key in enumerate(keys_of(cells))}
        for key in keys_of(besides):
            newest.pop(key, None)
        return cells.iloc[sorted(newest.values())].reset_index(drop=True)


def _rounded(counts: np.ndarray, base: np.ndarray) -> np.ndarray:
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
