"""Which extracts, whose figure, and by whose definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from nrs_lib.cohort.extracts import FOLDER, extract_ids
from nrs_lib.errors import ExtractError, ParameterError
from nrs_lib.extract.freezing import thaw
from nrs_lib.extract.kept_definitions import definitions_of, run_under
from nrs_lib.places import outputs
from nrs_lib.stats.moved.states import Answers, Question, answer
from nrs_lib.terms import Register


def home_of(extract_id: str, folder: Path | None) -> Path:
    """The folder of a frozen extract.

    Raises
    ------
    ExtractError
        There is no such extract.
    """
    if extract_id not in extract_ids(folder=folder):
        raise ExtractError(
            "There is no extract with this id.",
            where=extract_id[:60],
            remedy="Load the delivery with `nrs load PATH`; `nrs list` shows what is loaded.",
        )
    return (folder or outputs()) / extract_id / FOLDER


def register_of(
    homes: tuple[Path, ...], unit_id: str | None, register: Register | str | None
) -> Register:
    """The register asked for, or the unit's own.

    Raises
    ------
    ParameterError
        The nation is asked for without register, or neither extract has the unit.
    """
    if unit_id is None:
        if register is None:
            raise ParameterError(
                "The nation has two registers, which are never put together.",
                where="register",
                remedy=f"Give {' or '.join(Register)}, or a unit.",
            )
        return Register(register)
    for home in reversed(homes):
        units = thaw(home, only=("unit",))[0]["unit"]
        mine = units.loc[units["unit_id"] == unit_id, "register"]
        if len(mine):
            return Register(str(mine.iloc[0]))
    raise ParameterError(
        "Neither extract has such a unit.",
        where=f"unit {unit_id[:40]}",
        remedy="`nrs list --units` shows the units.",
    )


def changed_definitions(passports: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """Files of definitions that differ between two extracts."""
    before, after = (passport.get("definitions", {}) for passport in passports)
    return tuple(name for name in sorted({*before, *after}) if before.get(name) != after.get(name))


def answers_of(
    question: Question, passports: Sequence[Mapping[str, object]]
) -> tuple[Answers, Answers]:
    """The figure in every state by each extract's own definitions, once where they are the same."""
    sums = [str(passport["definitions_sha256"]) for passport in passports]
    with ExitStack() as kept:
        told = {}
        for home, sha256 in zip(question.homes, sums, strict=True):
            if sha256 not in told:
                folder = kept.enter_context(definitions_of(home, sha256=sha256))
                told[sha256] = run_under(folder, answer, question)
    return told[sums[0]], told[sums[1]]
