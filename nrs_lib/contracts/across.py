"""Checks across tables: references, order in time, and what must fit together."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from nrs_lib.contracts.checking import key_numbers, pass_by_followers, per_distinct
from nrs_lib.contracts.content_checks import (
    check_first_diagnosis,
    check_pain_duration,
    check_profile,
    check_regions,
    check_sick_leave,
)
from nrs_lib.contracts.course_checks import (
    check_answer_dates,
    check_date_order,
    check_followed,
    check_open_episodes,
    check_units_open,
)
from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.contracts.review import Review
from nrs_lib.contracts.validity_checks import check_codes_in_force, check_reported_then


def check_across(review: Review, *, as_of: dt.date) -> None:
    """Check the tables of a review against each other.

    Rows that lead nowhere or run backwards in time are set aside first, with everything
    that belongs to them, so that the other rules see only what will be analysed.

    Parameters
    ----------
    review
        Typed tables that have passed :func:`~nrs_lib.contracts.checking.check_within`.
    as_of
        The day the registry was read; an episode without discharge is open until then.
    """
    _check_references(review)
    check_date_order(review)
    _check_item_codes(review)
    review.settle()
    _follow_their_episode(review)
    review.settle()
    check_answer_dates(review)
    check_units_open(review)
    check_open_episodes(review)
    check_followed(review)
    check_pain_duration(review)
    check_first_diagnosis(review)
    check_regions(review)
    check_profile(review)
    check_sick_leave(review)
    check_codes_in_force(review)
    check_reported_then(review)


def _known(review: Review, table: str, key: str, *, also_set_aside: bool) -> frozenset[str]:
    known = [review.tables[table][key]]
    if also_set_aside:
        known += [gone[key] for gone in (*review.set_aside[table], *review.spoiled[table])]
    return frozenset(pd.concat(known).dropna())


def _check_references(review: Review) -> None:
    for name, contract in read_contracts().items():
        for reference in contract.references:
            if review.is_absent(reference.table, reference.key):
                continue
            values = review.tables[name][reference.column]
            known = _known(review, reference.table, reference.key, also_set_aside=True)
            leads = per_distinct(values, known.__contains__)
            review.note(name, reference.column, "unknown_reference", ~leads)


def _check_item_codes(review: Review) -> None:
    items = review.tables["item"]
    known = {
        (instrument.id, item.code)
        for instrument in read_instruments().values()
        for item in instrument.items
    }
    pairs = key_numbers(items, ["instrument", "item"])
    first = np.full(int(pairs.max(initial=-1)) + 1, -1)
    first[pairs] = np.arange(len(pairs))
    distinct = np.flatnonzero(first >= 0)
    rows = items.iloc[first[distinct]][["instrument", "item"]].itertuples(index=False, name=None)
    odd = [pair for pair, row in zip(distinct, rows, strict=True) if row not in known]
    if odd:
        review.note("item", "instrument, item", "unknown_item", np.isin(pairs, odd))


def _follow_their_episode(review: Review) -> None:
    for name, contract in read_contracts().items():
        pass_by_followers(review, contract)
        review.settle()
        for reference in contract.references:
            if reference.table != "episode" or review.is_absent("episode", reference.key):
                continue
            staying = _known(review, "episode", reference.key, also_set_aside=False)
            stays = per_distinct(review.tables[name][reference.column], staying.__contains__)
            # Those that lead nowhere at all are set aside for that reason already.
            review.note(name, reference.column, "follows_set_aside", ~stays)
