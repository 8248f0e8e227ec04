"""Answers in, scores out: the one call for researchers and for whole extracts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from nrs_lib.contracts.instruments import Instrument, read_instruments
from nrs_lib.errors import DefinitionError
from nrs_lib.scoring.answers import KEYS, Answers, arrange
from nrs_lib.scoring.choices import choose
from nrs_lib.scoring.engine import Scored, score_answers
from nrs_lib.scoring.sheets import arrange_sheets

_NOT_COLLECTED = "not_found"


def score(
    answers: pd.DataFrame,
    *,
    instrument: str | Instrument | Iterable[str | Instrument] | None = None,
    missing: str | Mapping[str, str] | None = None,
    value_set: str | Iterable[str] | None = None,
    also: str | Iterable[str] = (),
    coding: str | Mapping[str, str] | None = None,
    keys: Sequence[str] | None = None,
    columns: Mapping[str, str] | None = None,
) -> Scored:
    """Score questionnaires by the instrument files.

    Parameters
    ----------
    answers
        Long: one row per answered item, with the columns ``item`` and ``value`` and the
        keys; or wide: one row per questionnaire and one column per item. An unanswered item
        is missing, or in a long table has no row. Answers are whole numbers of any numeric
        type, whatever pandas keeps them as; text is refused, never guessed at.
    instrument
        Ids of instrument files, or instruments read by
        `nrs_lib.contracts.instruments.read_instrument`. When left out, a long table is
        scored by all that the registry collects and all others that have an answer in it.
    missing
        Missing rule, for all scales or by scale code, where another than the default is
        wanted: ``complete``, ``half``, ``max1``, ``max_skipped`` or ``any``, as far as the
        instrument file allows it.
    value_set
        Value sets of EQ-5D to compute the index by; those of the conventions
        ``eq5d3l_value_set`` and ``eq5d5l_value_set`` when left out.
    also
        Codes of scales that are computed only when asked for by name, such as
        ``rand36_pcs_us_orthogonal``.
    coding
        How answers are stored where not as the instrument file has them, such as
        ``box_position`` for HADS; by instrument where several are scored.
    keys
        Columns that name a questionnaire. For a long table ``episode_id`` and
        ``time_point`` when left out; for a wide one none, as its index is kept.
    columns
        Own column names. Long: ``{"item": ..., "value": ...}``; wide:
        ``{item code: column}``.

    Returns
    -------
    Scored
        ``scores`` has one row per questionnaire and one float column per scale, in the
        scale's own points, unrounded. Items are reversed, recoded and rescaled first. A sum
        over incomplete answers is the mean of the answered items times their number, a mean
        is over the answered items, a count is of the answered items; all only where the
        missing rule has its fill. A weighted sum, a sum of parts, a component and an index
        need every part. ``marks`` counts answers outside their range or between steps,
        which are set missing and never clipped. ``methods`` says for each column by which
        version, value set, norms and missing rule it was made.

    Raises
    ------
    DefinitionError
        An instrument, value set, scale, coding or missing rule is unknown or not allowed.
    ExtractError
        The table is no table of answers; names column and row numbers, never a value.

    Examples
    --------
    >>> from nrs_lib.scoring import score
    >>> scored = score(mine, instrument="hads", columns={"hads_01": "HAD1", ...})
    >>> scored.scores["hads_anxiety"]

    References
    ----------
    Each instrument file cites its own; among them HADS, doi:10.1111/j.1600-0447.1983.tb09716.x,
    with prorating by half of the items, doi:10.1186/s13104-016-2284-z; SF-36,
    doi:10.1097/00005650-199206000-00002; RAND-36, doi:10.1002/hec.4730020305; EQ-5D-3L,
    doi:10.1097/00005650-199711000-00002.
    """
    columns = columns or {}
    is_long = all(columns.get(name, name) in answers.columns for name in ("item", "value"))
    if is_long:
        answers = answers.rename(columns={own: name for name, own in columns.items()})
        instruments = _asked(instrument) or _found_in(answers)
        answers = _of_these(answers, instruments)
    else:
        instruments = _asked(instrument)
        if not instruments:
            raise DefinitionError(
                "A table with one column per item needs its instrument named.",
                where="instrument",
                remedy=f"Give one or more of {', '.join(read_instruments())}; or give a table "
                "with the columns item and value.",
            )
    choices = choose(instruments, value_set=value_set, missing=missing, also=also, coding=coding)
    arranged: Answers
    if is_long:
        arranged = arrange(answers, instruments, keys=keys or KEYS, codings=choices.codings)
    else:
        arranged = arrange_sheets(
            answers, instruments, keys=keys or (), columns=columns, codings=choices.codings
        )
    return score_answers(arranged, instruments, choices)


def _asked(
    instrument: str | Instrument | Iterable[str | Instrument] | None,
) -> dict[str, Instrument]:
    if instrument is None:
        return {}
    asked = [instrument] if isinstance(instrument, (str, Instrument)) else list(instrument)
    known = read_instruments()
    unknown = [one for one in asked if isinstance(one, str) and one not in known]
    if unknown:
        raise DefinitionError(
            "An instrument is asked for that has no file.",
            where=f"instrument: {', '.join(unknown)}",
            remedy=f"Known: {', '.join(known)}.",
        )
    found = [known[one] if isinstance(one, str) else one for one in asked]
    return {one.id: one for one in found}


def _found_in(answers: pd.DataFrame) -> dict[str, Instrument]:
    """Instruments that the registry collects, and others that somebody answered."""
    items = answers["item"]
    is_kind = isinstance(items.dtype, pd.CategoricalDtype)
    present = set(items.cat.categories if is_kind else items.dropna().unique())
    return {
        name: one
        for name, one in read_instruments().items()
        if one.registry_use.status != _NOT_COLLECTED or present & _item_codes(one)
    }


def _item_codes(instrument: Instrument) -> set[str]:
    """Item codes as they stand in tables of answers, with and without a coding's suffix."""
    suffixes = ("", *(coding.suffix for coding in instrument.codings))
    return {f"{item.code}{suffix}" for item in instrument.items for suffix in suffixes}


def _of_these(answers: pd.DataFrame, instruments: Mapping[str, Instrument]) -> pd.DataFrame:
    """Leave out answers to known instruments that are not asked for; unknown items stay."""
    others = {
        code
        for name, one in read_instruments().items()
        if name not in instruments
        for code in _item_codes(one)
    } - {code for one in instruments.values() for code in _item_codes(one)}
    is_other = answers["item"].isin(others)
    return answers[~is_other] if is_other.any() else answers
