"""What a sidecar must look like, rule by rule."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import fastjsonschema

from nrs_lib.errors import DefinitionError
from nrs_lib.terms import PERSON, Audience, Register

SUBJECTS = ("unit", "national", PERSON)
BOOK = "book"
SLIDES = "slides"
FORMS = ("page", BOOK, SLIDES)
LANGUAGE = "language"
"""The parameter of a notebook that is written in several languages."""
MEASURE = "measure"
"""The parameter of a notebook about one measure among several."""
PLAN = "plan"
"""Stands for what the unit's plan says."""
CHANGE = "change"
"""The parameter that is the day of a change; days need no list, as each can name a folder."""
READERS = "audience"
"""The parameter of a notebook that is made for several kinds of readers."""
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
# A stored report is about a unit or the nation. Nobody can be picked out by a parameter.
_A_PERSON = re.compile(r"patient|episode|person|pnr|ssn|birth|individ")
_TYPES = ("string", "integer", "number", "boolean")
_BOTH_LANGUAGES = {
    "type": "object",
    "required": ["sv", "en"],
    "additionalProperties": False,
    "properties": {language: {"type": "string", "minLength": 1} for language in ("sv", "en")},
}
_PARAMETER = {
    "type": "object",
    "required": ["type", "default"],
    "additionalProperties": False,
    "properties": {
        "type": {"enum": list(_TYPES)},
        "description": {"type": "string"},
        "default": {"type": list(_TYPES)},
        "enum": {"type": "array", "minItems": 1},
        "pattern": {"type": "string", "pattern": r"^\^.*\$$"},
        "minimum": {"type": "number"},
        "maximum": {"type": "number"},
    },
}
FORM = {
    "type": "object",
    "required": [
        "title",
        "summary",
        "audience",
        "language",
        "subject",
        "published",
        "timeout",
        "parameters",
    ],
    "additionalProperties": False,
    "properties": {
        "title": _BOTH_LANGUAGES,
        "summary": _BOTH_LANGUAGES,
        "audience": {"enum": [str(audience) for audience in Audience]},
        "language": {"enum": ["sv", "en"]},
        # Of a view, which has no parameters.
        "languages": {"type": "array", "minItems": 1, "items": {"enum": ["sv", "en"]}},
        "subject": {"enum": list(SUBJECTS)},
        # Opens with the unit's action plan, where there is one.
        "reads_plan": {"type": "boolean"},
        "form": {"enum": list(FORMS)},
        "register": {"enum": [str(register) for register in Register]},
        "published": {"type": "boolean"},
        "numbered": {"type": "boolean"},
        # Parameters of which each chosen value has a release of its own.
        "apart": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "timeout": {"type": "integer", "minimum": 1, "maximum": 3600},
        "parameters": {"type": "object", "additionalProperties": _PARAMETER},
    },
}


def fault_in(
    schema: Mapping[str, object], value: object
) -> fastjsonschema.JsonSchemaValueException | None:
    try:
        _compiled(json.dumps(schema))(value)
    except fastjsonschema.JsonSchemaValueException as fault:
        return fault
    return None


@cache
def _compiled(schema: str) -> Callable[[object], object]:
    # fastjsonschema and not jsonschema, whose import alone costs every command two seconds.
    return fastjsonschema.compile(json.loads(schema), use_default=False)


def broken_rule(schema: Mapping[str, object], value: object) -> str:
    """The first rule of a parameter's schema that a value breaks, or empty text."""
    fault = fault_in(dict(schema), value)
    if fault is not None:
        return f"{fault.rule} {fault.rule_definition}"
    # A pattern's $ also matches before a last line break, which must not pass.
    if isinstance(value, str) and not value.isprintable():
        return "printable characters only"
    return ""


def check_parameter(path: Path, name: str, schema: Mapping[str, object]) -> None:
    where = f"{path.name}: parameters.{name}"
    if not _NAME.match(name) or keyword.iskeyword(name):
        raise DefinitionError(
            "A parameter's name is not a plain name.",
            where=where,
            remedy="Use small letters, digits and underscore.",
        )
    if _A_PERSON.search(name):
        raise DefinitionError(
            "A report cannot have a parameter that picks out a person.",
            where=where,
            remedy="Reports are about a unit or the nation; remove the parameter.",
        )
    if schema["type"] == "string" and not {"pattern", "enum"} & set(schema):
        raise DefinitionError(
            "A text parameter is open to any text.",
            where=where,
            remedy="Give it a pattern between ^ and $, or an enum.",
        )
    rule = broken_rule(schema, schema["default"])
    if rule:
        raise DefinitionError(
            "A parameter's default breaks its own rule.", where=where, remedy=f"It is {rule}."
        )


def check_languages(path: Path, raw: Mapping[str, object]) -> None:
    schema = raw["parameters"].get(LANGUAGE)
    if schema is None:
        return
    if not set(schema.get("enum", ())) or not set(schema["enum"]) <= {"sv", "en"}:
        raise DefinitionError(
            "A notebook's languages are not told.",
            where=f"{path.name}: parameters.{LANGUAGE}",
            remedy="Give it an enum of sv and en, and the first as its default.",
        )
    if schema["default"] != raw["language"]:
        raise DefinitionError(
            "A notebook's language and its parameter's default are not the same.",
            where=f"{path.name}: {LANGUAGE}",
            remedy="Let both name the language that is made when none is chosen.",
        )


def check_apart(path: Path, raw: Mapping[str, object]) -> None:
    """Releases beside each other need names, and their readers are chosen among known ones."""
    parameters = raw["parameters"]
    for name in raw.get("apart", ()):
        if name not in parameters or (name != CHANGE and "enum" not in parameters[name]):
            raise DefinitionError(
                "A parameter that has releases of its own has no list of values.",
                where=f"{path.name}: apart.{name}",
                remedy="Declare it with an enum, or leave it out.",
            )
    readers = parameters.get(READERS)
    if readers is None:
        return
    known = {str(audience) for audience in Audience}
    is_told = READERS in raw.get("apart", ()) and set(readers["enum"]) <= known
    if not is_told or readers["default"] != raw["audience"]:
        raise DefinitionError(
            "A notebook's readers are not told.",
            where=f"{path.name}: parameters.{READERS}",
            remedy="Give it an enum of audiences, the sidecar's own as default, and name it in "
            "apart.",
        )
