"""Sidecars: what each notebook is for, who may read it, and the closed set of its parameters.

A sidecar stands beside its notebook and is checked before anything runs. Papermill only
warns about a parameter that it does not know, and pastes parameter names into code as they
are; here an unknown or ill-typed one stops the run before Papermill sees it.
"""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import fastjsonschema
import yaml

from nrs_lib.errors import DefinitionError, ParameterError, UsageError
from nrs_lib.places import templates
from nrs_lib.terms import PERSON, Audience, Register

SUBJECTS = ("unit", "national", PERSON)
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
_SIDECAR = {
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
        "subject": {"enum": list(SUBJECTS)},
        "register": {"enum": [str(register) for register in Register]},
        "published": {"type": "boolean"},
        "timeout": {"type": "integer", "minimum": 1, "maximum": 3600},
        "parameters": {"type": "object", "additionalProperties": _PARAMETER},
    },
}


@dataclass(frozen=True)
class Sidecar:
    """What a notebook is for.

    Attributes
    ----------
    name
        The notebook's file name without ending.
    audience
        Who its release is made for; its outputs must be cleared for the same.
    subject
        ``unit``, ``national``, or ``person``: made on demand, and never in a batch.
    register
        The one register it is about, or None for either.
    published
        Whether it is offered to readers.
    timeout
        Seconds one report may take.
    parameters
        Small JSON Schemas by parameter name, each with a default.
    notebook
        The notebook it belongs to.
    cell_timeout
        Seconds one cell may take, where that is limited apart.
    """

    name: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    audience: Audience
    language: str
    subject: str
    register: Register | None
    published: bool
    timeout: int
    parameters: Mapping[str, Mapping[str, object]]
    notebook: Path
    cell_timeout: int | None = None

    @property
    def defaults(self) -> dict[str, object]:
        """The parameters' default values."""
        return {name: schema["default"] for name, schema in self.parameters.items()}

    def checked(self, parameters: Mapping[str, object]) -> dict[str, object]:
        """All parameters in order, the given ones checked and the rest at their defaults.

        Raises
        ------
        ParameterError
            A parameter is not declared in the sidecar, or breaks its rule there.
        """
        unknown = sorted(set(parameters) - set(self.parameters))
        if unknown:
            raise ParameterError(
                "The report has no such parameter.",
                where=f"{self.name}: {unknown[0][:40]!r}",
                remedy=f"It takes {', '.join(self.parameters) or 'no parameters'}.",
            )
        for name, value in parameters.items():
            rule = broken_rule(self.parameters[name], value)
            if rule:
                raise ParameterError(
                    "A parameter's value does not fit.",
                    where=f"{self.name}: {name}",
                    remedy=f"Its rule is {rule}.",
                )
        return self.defaults | {
            name: parameters[name] for name in self.parameters if name in parameters
        }


def _fault(
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
    fault = _fault(dict(schema), value)
    if fault is not None:
        return f"{fault.rule} {fault.rule_definition}"
    # A pattern's $ also matches before a last line break, which must not pass.
    if isinstance(value, str) and not value.isprintable():
        return "printable characters only"
    return ""


def read_sidecar(path: Path) -> Sidecar:
    """Read and check one sidecar.

    Raises
    ------
    DefinitionError
        A key is missing, unknown or ill-typed; a parameter names a person, has a default
        that breaks its own rule, or is text without a pattern or list. Names the key.
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise DefinitionError(
            "A sidecar cannot be read.", where=path.name, remedy="Write it as UTF-8 YAML."
        ) from fault
    fault = _fault(_SIDECAR, raw)
    if fault is not None:
        key = ".".join(str(part) for part in fault.path[1:])
        raise DefinitionError(
            "A sidecar breaks its form.",
            where=f"{path.name}: {key or 'top level'}",
            remedy=f"Its rule is {fault.rule} {fault.rule_definition}.",
        )
    for name, schema in raw["parameters"].items():
        _check_parameter(path, name, schema)
    register = raw.get("register")
    return Sidecar(
        name=path.stem,
        title=raw["title"],
        summary=raw["summary"],
        audience=Audience(raw["audience"]),
        language=raw["language"],
        subject=raw["subject"],
        register=Register(register) if register else None,
        published=raw["published"],
        timeout=raw["timeout"],
        parameters=raw["parameters"],
        notebook=path.with_suffix(".ipynb"),
    )


def _check_parameter(path: Path, name: str, schema: Mapping[str, object]) -> None:
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


@cache
def catalog(folder: Path | None = None) -> Mapping[str, Sidecar]:
    """All sidecars of a folder by name; the templates' folder when none is given.

    Raises
    ------
    DefinitionError
        A notebook has no sidecar, a sidecar no notebook, or a sidecar is faulty.
    """
    folder = folder or templates()
    sidecars = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    notebooks = {path.stem for path in folder.glob("*.ipynb")}
    alone = sorted(set(sidecars) ^ notebooks)
    if alone:
        raise DefinitionError(
            "A notebook and its sidecar come as a pair.",
            where=f"{folder.name}/{alone[0]}",
            remedy=f"Add {alone[0]}.yaml and {alone[0]}.ipynb side by side, or remove the one.",
        )
    return MappingProxyType({name: read_sidecar(path) for name, path in sidecars.items()})


def template(name: str, *, folder: Path | None = None) -> Sidecar:
    """One template's sidecar.

    Raises
    ------
    UsageError
        There is no such template.
    """
    known = catalog(folder)
    if name not in known:
        raise UsageError(
            "There is no such report.",
            where=name[:60],
            remedy=f"Choose one of {', '.join(known) or 'none'}.",
        )
    return known[name]
