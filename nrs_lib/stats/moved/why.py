"""Why did our figure move? The change between two extracts or periods, split exactly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.two_extracts import Cause
from nrs_lib.errors import ParameterError
from nrs_lib.extract.freezing import read_passport_record
from nrs_lib.stats.moved.asking import answers_of, changed_definitions, home_of, register_of
from nrs_lib.stats.moved.figures import Figure, FigureName
from nrs_lib.stats.moved.states import Answers, Question, State
from nrs_lib.stats.shapley import split
from nrs_lib.terms import NATIONAL, Register, TimePoint

NEW, LATE, CORRECTED = (str(cause) for cause in Cause)
DEFINITION, CASE_MIX, REST = "definition", "case_mix", "rest"
PARTS = (NEW, LATE, CORRECTED, DEFINITION, CASE_MIX, REST)


@dataclass(frozen=True)
class Part:
    """One part of a change.

    Attributes
    ----------
    code
        One of `PARTS`.
    size
        What it adds, in the figure's own unit; shares from -1 to 1.
    episodes, questionnaires
        Rows that it touches in the group, for the parts that are about records.
    not_applicable
        Why it is 0 by its nature, as a key of the wording; empty where it was computed.
    """

    code: str
    size: float
    episodes: int | None = None
    questionnaires: int | None = None
    not_applicable: str = ""


@dataclass(frozen=True)
class Moved:
    """A figure that moved, and why.

    Attributes
    ----------
    name, register, group
        Which figure, of whom: a unit_id, or ``national``.
    extracts, periods
        The earlier and the later one, which may be the same.
    before, after
        The figure as each extract has it, by its own definitions.
    parts
        In the order of `PARTS`; together exactly after less before.
    definitions
        Files of definitions that differ between the extracts.
    is_synthetic
        Whether the people are made up.
    """

    name: FigureName
    register: Register
    group: str
    extracts: tuple[str, str]
    periods: tuple[str, str]
    before: Figure
    after: Figure
    parts: tuple[Part, ...]
    definitions: tuple[str, ...]
    is_synthetic: bool

    @property
    def change(self) -> float:
        """After less before."""
        return self.after.estimate - self.before.estimate

    @property
    def error(self) -> float:
        """How far the parts are from adding up to the change: rounding and nothing else."""
        return abs(math.fsum(part.size for part in self.parts) - self.change)

    @property
    def table(self) -> pd.DataFrame:
        """One row per part: ``part``, ``size``, ``episodes``, ``questionnaires``,
        ``not_applicable``."""
        return pd.DataFrame(
            [
                {
                    "part": part.code,
                    "size": part.size,
                    "episodes": part.episodes,
                    "questionnaires": part.questionnaires,
                    "not_applicable": part.not_applicable,
                }
                for part in self.parts
            ]
        ).astype({"episodes": "Int64", "questionnaires": "Int64"})


def why_moved(
    figure: str,
    *,
    extracts: tuple[str, str],
    periods: tuple[str, str],
    unit_id: str | None = None,
    register: Register | str | None = None,
    time_point: TimePoint | None = None,
    folder: Path | None = None,
) -> Moved:
    """Split the change of a figure between two extracts, two periods, or both.

    Each part is the Shapley value of what changed: its effect averaged over every order in
    which the changes could have come, so that the parts add up exactly and no order is
    favoured. *New*: what happened after the earlier extract was read. *Late*: what had
    happened and was not registered. *Corrected*: records that say something else, or are
    gone. *Definition*: the same answers by the other extract's own definitions. *Case mix*:
    how much more or less a model of the whole register expects of the new patients, or those
    of the other period. *Rest*: between two periods, what other patients reached beyond that.

    Parameters
    ----------
    figure
        A measure of ``measures.yaml`` (with ``:category`` for a distribution), or a scale for
        its mean change.
    extracts
        Ids of the earlier and the later extract; the same one twice compares periods alone.
    periods
        The earlier and the later period, such as ``2022``; the same one twice compares
        extracts alone.
    unit_id
        The unit; the whole register when left out.
    register
        Needed for the nation; a unit's own when left out.
    time_point
        Of the later answer for a scale; discharge when left out.
    folder
        Where the extracts are; ``outputs/`` by default.

    Returns
    -------
    Moved
        Before, after and six parts. A part that cannot be at work is 0 and says why.

    Raises
    ------
    ParameterError
        The figure, unit or period is unknown; nothing differs; or the figure does not exist
        before, after, or in a state between: it has no denominator there, and is never taken
        as 0.
    ExtractError
        There is no such extract, or it was stored without its definitions and others are in
        force.

    References
    ----------
    Shorrocks 2013, doi:10.1007/s10888-011-9214-z.
    """
    name = FigureName.parse(figure, time_point=time_point)
    if len(set(extracts)) == len(set(periods)) == 1:
        raise ParameterError(
            "A figure is compared with itself.",
            where=f"{extracts[0]}, {periods[0]}",
            remedy="Give two extracts, two periods, or both.",
        )
    homes = tuple(home_of(extract_id, folder) for extract_id in extracts)
    passports = [read_passport_record(home)["passport"] for home in homes]
    if passports[0]["as_of"] > passports[1]["as_of"]:
        raise ParameterError(
            "The extracts stand in the wrong order.",
            where=f"{extracts[0]}, {extracts[1]}",
            remedy="Give the one that was read first as the first.",
        )
    question = Question(
        name,
        register_of(homes, unit_id, register),
        unit_id,
        homes,
        tuple(Period.parse(period) for period in periods),
    )
    answers = answers_of(question, passports)
    return _split(
        question,
        answers,
        extracts,
        definitions=changed_definitions(passports),
        is_synthetic=bool(passports[1]["synthetic"]),
    )


def _split(
    question: Question,
    answers: tuple[Answers, Answers],
    extracts: tuple[str, str],
    *,
    definitions: tuple[str, ...],
    is_synthetic: bool,
) -> Moved:
    before, after = answers
    # Which records differ does not depend on definitions; only scores do.
    touched = {
        cause: after.touched.get(cause) or before.touched[cause]
        for cause in dict.fromkeys([*before.touched, *after.touched])
    }
    has_definition = before is not after
    has_period = question.periods[0] != question.periods[1]
    factors = [*touched]
    factors += [DEFINITION] if has_definition else []
    factors += [REST] if has_period else []
    whole = frozenset(factors)

    # Each definition set may see a cause that the other does not; it then has no such state.
    def placed(some: frozenset[str]) -> tuple[Answers, State]:
        told = after if DEFINITION in some else before
        period = question.periods[1 if REST in some else 0]
        return told, (some & frozenset(told.touched), period.code)

    def expected(some: frozenset[str]) -> float:
        told, state = placed(some)
        by_episode = after.expected[some & frozenset(after.touched)]
        return float(np.mean(by_episode.reindex(told.behind[state]).to_numpy()))

    def found(some: frozenset[str]) -> Figure:
        told, state = placed(some)
        return told.figures[state]

    _require(found(frozenset()), question, extracts, place=0)
    _require(found(whole), question, extracts, place=1)
    reason = after.no_case_mix
    if not reason and not {NEW, REST} & set(factors):
        reason = "no_other_patients"
    if reason:
        sizes = split(factors, lambda some: found(some).estimate)
    else:
        # What other patients were expected to do is case mix; what they did beyond it is theirs.
        mixed = split(factors, expected)
        mix = {factor: mixed[factor] for factor in (NEW, REST) if factor in mixed}

        def value(some: frozenset[str]) -> float:
            moved = [size for factor, size in mix.items() if factor in some]
            whole_mix = mix.values() if CASE_MIX in some else ()
            return found(some - {CASE_MIX}).estimate - math.fsum(moved) + math.fsum(whole_mix)

        sizes = split([*factors, CASE_MIX], value)
    reasons = {
        **dict.fromkeys((NEW, LATE, CORRECTED), "no_such_records"),
        DEFINITION: "same_definitions",
        CASE_MIX: reason,
        REST: "same_period",
    }
    if extracts[0] == extracts[1]:
        reasons |= dict.fromkeys((NEW, LATE, CORRECTED, DEFINITION), "same_extract")
    parts = tuple(
        Part(
            code,
            sizes.get(code, 0.0),
            *_records(touched.get(code)),
            not_applicable="" if code in sizes else reasons[code],
        )
        for code in PARTS
    )
    return Moved(
        question.name,
        question.register,
        question.unit_id or NATIONAL,
        extracts,
        tuple(period.code for period in question.periods),
        found(frozenset()),
        found(whole),
        parts,
        definitions,
        is_synthetic,
    )


def _records(touched: Mapping[str, int] | None) -> tuple[int | None, int | None]:
    return (touched["episode"], touched["answers"]) if touched else (None, None)


def _require(found: Figure, question: Question, extracts: tuple[str, str], *, place: int) -> None:
    if not found.exists:
        raise ParameterError(
            "The figure does not exist: there is nobody to count.",
            where=f"{question.name.measure}, {extracts[place]}, {question.periods[place].code}",
            remedy="Choose a period that both extracts reach, or a larger group.",
        )
