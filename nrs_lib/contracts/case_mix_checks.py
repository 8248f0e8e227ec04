"""Faults in the case mix, named before any data is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from nrs_lib.contracts.codelists import read_codelist
from nrs_lib.contracts.exported import read_exported
from nrs_lib.contracts.fields import Field
from nrs_lib.contracts.instruments import scales
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_contract
from nrs_lib.errors import DefinitionError
from nrs_lib.terms import TimePoint

_TYPES = {"number": ("integer", "number"), "category": ("string",), "flag": ("boolean",)}
_ONLY = {
    "number": ("centre", "per", "transform", "knots"),
    "category": ("reference_level", "levels"),
    "flag": (),
}
_ASKED_AFTERWARDS = "improvement_rating"
_LATE = (
    "Use its value at the start, or leave it out: what treatment may have changed is a result, "
    "and adjusting for it hides what the unit achieved."
)


def check_case_mix(raw: Mapping[str, object], name: str, *, outcome_scale: str) -> None:
    """Check what the schema cannot.

    Raises
    ------
    DefinitionError
        The first fault, with its key.
    """
    codes = [part["code"] for part in raw["variables"]]
    _once(codes, f"{name}: variables", "A variable")
    _once([part["code"] for part in raw["families"]], f"{name}: families", "A family")
    _once(
        [outcome for part in raw["families"] for outcome in part["outcomes"]],
        f"{name}: families",
        "An outcome",
    )
    at_start = raw["known_at_start"]["columns"]
    for column in at_start:
        _known_at_start(column, f"{name}: known_at_start.{column}")
    for part in raw["variables"]:
        where = f"{name}: variables.{part['code']}"
        if part["column"] == outcome_scale:
            field = None
            if (part["table"], part["kind"]) != (str(TimePoint.INITIAL), "number"):
                _fail(
                    "A start value is not a number of the first questionnaire.",
                    where,
                    f"Give table {TimePoint.INITIAL} and kind number.",
                )
        else:
            field = require_before_treatment(
                part["table"], part["column"], where=where, known_at_start=at_start
            )
        _check_kind(part, field, where)
    used = {code for part in raw["families"] for code in part["variables"]}
    for part in raw["families"]:
        where = f"{name}: families.{part['code']}"
        for code in part["variables"]:
            if code not in codes:
                _fail(f"There is no variable {code}.", where, f"Known: {', '.join(codes)}.")
        for outcome in part["outcomes"]:
            if outcome not in read_measures() and outcome not in scales():
                _fail(
                    "An outcome is neither a measure nor a scale.",
                    f"{where}: {outcome}",
                    "Correct it; measures stand in measures.yaml, scales in instruments/.",
                )
    idle = [code for code in codes if code not in used]
    if idle:
        _fail("No family uses the variable.", f"{name}: variables.{idle[0]}", "Remove it.")


def require_before_treatment(
    table: str, column: str, *, where: str, known_at_start: Collection[str]
) -> Field | None:
    """Make sure that a column is measured before treatment starts.

    Parameters
    ----------
    table
        ``episode``, or the time point of a questionnaire.
    column
        A column of that table, or the code of a scale.
    where
        Names the place for errors.
    known_at_start
        Columns of the episode that are noted at the first visit.

    Returns
    -------
    Field or None
        The contract's column; none for a scale.

    Raises
    ------
    DefinitionError
        The column is unknown, or measured after the start of treatment.
    """
    if table == "episode":
        field = read_contract("episode").field(column)
        after = (
            TimePoint.INITIAL not in field.time_points
            if field.time_points
            else column not in known_at_start
        )
    else:
        field, asked = _asked(column, where)
        after = table != TimePoint.INITIAL or TimePoint.INITIAL not in asked
    if after:
        _fail(
            "A case-mix variable is measured after the start of treatment.",
            f"{where}: {table}.{column}",
            _LATE,
        )
    return field


def _asked(column: str, where: str) -> tuple[Field | None, Sequence[TimePoint]]:
    """The questionnaire's column, if it is one, and the time points at which it is asked."""
    fields = {field.name: field for field in read_contract("questionnaire").fields}
    if column in fields:
        return fields[column], fields[column].time_points
    if column not in scales():
        _fail(
            "A case-mix variable is neither a column of the questionnaire nor a scale.",
            f"{where}: {column}",
            "Correct it, or declare the column in questionnaire.odcs.yaml.",
        )
    if scales()[column].immpact == _ASKED_AFTERWARDS:
        return None, (TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M)
    exported = read_exported().columns.get(column)
    return None, tuple(TimePoint) if exported is None else fields[exported].time_points


def _known_at_start(column: str, where: str) -> None:
    points = read_contract("episode").field(column).time_points
    if points and TimePoint.INITIAL not in points:
        _fail(
            "A column is said to be known at the start, and the data contract says otherwise.",
            where,
            "Remove it, or correct timePoints in episode.odcs.yaml.",
        )


def _check_kind(part: Mapping[str, object], field: Field | None, where: str) -> None:
    kind = part["kind"]
    misplaced = [key for other, keys in _ONLY.items() if other != kind for key in keys]
    for key in misplaced:
        if key in part:
            _fail(f"A {kind} has no {key}.", f"{where}.{key}", "Remove it, or correct kind.")
    logical_type = "number" if field is None else field.logical_type
    if logical_type not in _TYPES[kind]:
        _fail(
            "The kind does not fit the column.",
            f"{where}.kind",
            f"The data contract has {logical_type}.",
        )
    knots = part.get("knots", [])
    if any(low >= high for low, high in pairwise(knots)):
        _fail("The knots do not rise.", f"{where}.knots", "Give them in rising order.")
    if part.get("transform") == "log" and min([part.get("centre", 1), *knots]) <= 0:
        _fail("A logarithm is asked of 0 or less.", where, "Give centre and knots above 0.")
    if kind == "category":
        _check_levels(part, field, where)


def _check_levels(part: Mapping[str, object], field: Field, where: str) -> None:
    if "levels" not in part or part.get("reference_level") not in part["levels"]:
        _fail(
            "A category lacks levels, or a reference level among them.",
            where,
            "Give levels and reference_level.",
        )
    if field.codelist is None:
        _fail("The column has no code list.", where, "Use a column with codes.")
    codelist = read_codelist(field.codelist)
    answered = [code.code for code in codelist.codes if not code.missing]
    given = [code for codes in part["levels"].values() for code in codes]
    _once(given, f"{where}.levels", "A code")
    odd = sorted(set(given) ^ set(answered))
    if odd:
        _fail(
            "The levels and the code list do not have the same codes.",
            f"{where}.levels: {odd[0]}",
            "Put every code that stands for an answer in one level; codes for missing in none.",
        )


def _once(codes: Sequence[str], where: str, what: str) -> None:
    twice = [code for code in codes if codes.count(code) > 1]
    if twice:
        _fail(f"{what} stands twice.", f"{where}.{twice[0]}", "Keep one of them.")


def _fail(what: str, where: str, remedy: str) -> None:
    raise DefinitionError(what, where=where, remedy=remedy)
