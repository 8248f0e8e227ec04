"""What each answer is worth to its scale: reversed, recoded and stretched."""

from __future__ import annotations

import numpy as np

from nrs_lib.contracts.instruments import Instrument, Item


def worths(block: np.ndarray, instrument: Instrument) -> np.ndarray:
    """Turn answers to one instrument into what enters its scales.

    Parameters
    ----------
    block
        One line per questionnaire, one column per item; missing is NaN.

    Returns
    -------
    numpy.ndarray
        The same shape. A condition on another item is judged by that item's answer, before
        it is itself reversed or recoded.
    """
    found = np.empty_like(block)
    place_of = {item.code: place for place, item in enumerate(instrument.items)}
    for place, item in enumerate(instrument.items):
        answers = block[:, place]
        if item.recode is None:
            found[:, place] = _oriented(answers, item)
            continue
        worth = _recoded(answers, item, item.recode)
        is_open = np.ones(len(answers), dtype=bool)
        for part in item.recode_when:
            other = block[:, place_of[part.item]]
            holds = np.isin(other, part.answers) if part.answers else np.isnan(other)
            worth = np.where(is_open & holds, _recoded(answers, item, part.recode), worth)
            is_open &= ~holds
        found[:, place] = worth
    return found


def _oriented(answers: np.ndarray, item: Item) -> np.ndarray:
    if item.reversed:
        answers = item.minimum + item.maximum - answers
    if item.rescale is None:
        return answers
    low, high = item.rescale
    return low + (high - low) * (answers - item.minimum) / (item.maximum - item.minimum)


def _recoded(answers: np.ndarray, item: Item, recode: tuple[float, ...]) -> np.ndarray:
    table = np.array([*recode, np.nan])
    place = np.where(np.isnan(answers), len(recode), answers - item.minimum)
    return table[place.astype("int64")]
